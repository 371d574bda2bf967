//! ASFF, the AWS Security Finding Format of Security Hub CSPM: an array for `BatchImportFindings`.
//!
//! That operation takes 100 findings at a time, from the account that the findings are about and in the Region of
//! their product ARN, so the findings are in the order of those; each is far below the 240 KB that it may have.
//!
//! | finding | `Compliance.Status` |
//! |---|---|
//! | PASS | PASSED |
//! | FAIL | FAILED |
//! | ERROR | WARNING, with a reason |
//! | WAIVED | FAILED, with a note: an import may not change the workflow |
//! | NOT_APPLICABLE | NOT_AVAILABLE |

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::escape::{is_web_address, visible};
use super::{Reporter, Style, exceptions, visible_json, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Reason, Status, Subject};
use crate::model::gap::GapKind;
use crate::model::report::Report;

/// What ids, generators and fields of ours begin with.
pub const PREFIX: &str = "assize/";

/// The limits of fields, in characters. Texts are cut by bytes, of which there are never fewer.
const ID: usize = 512;
const TITLE: usize = 256;
const DESCRIPTION: usize = 1_024;
const RECOMMENDATION: usize = 512;
const NOTE: usize = 512;
const REASON: usize = 1_024;
const PRODUCT_FIELD: usize = 2_048;
const REQUIREMENT: usize = 64;
/// The limits of lists.
const REASONS: usize = 20;
const REQUIREMENTS: usize = 32;

/// The ASFF format.
pub struct Asff;

impl Reporter for Asff {
    fn name(&self) -> &'static str {
        "asff"
    }

    fn about(&self) -> &'static str {
        "for Security Hub CSPM: an array in the AWS Security Finding Format"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        let findings = by_place(report).into_iter().flat_map(|(place, findings)| {
            findings
                .into_iter()
                .map(move |finding| asff(report, finding, place))
        });
        visible_json::write_array(&mut out, findings)?;
        out.flush()
    }
}

/// Where a finding is to be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'r> {
    /// The account that the finding is about.
    pub account: &'r str,
    /// The Region whose Security Hub takes it.
    pub region: &'r str,
    /// The account's partition.
    pub partition: &'r str,
}

impl<'r> Place<'r> {
    fn of(report: &'r Report, subject: &'r Subject, home: &'r str) -> Self {
        let account = subject.account().unwrap_or(home);
        let partition = words::partition(report, Some(account));
        // A Region that is not enabled has no Security Hub either.
        let region = subject
            .region()
            .filter(|region| *region != "global" && !is_disabled(report, account, region));
        Self {
            account,
            region: region.unwrap_or(match partition {
                "aws-cn" => "cn-north-1",
                "aws-us-gov" => "us-gov-west-1",
                _ => "us-east-1",
            }),
            partition,
        }
    }

    /// The ARN of the product that findings without an integration of their own are imported as.
    pub fn product_arn(self) -> String {
        let Self {
            account,
            region,
            partition,
        } = self;
        format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default")
    }
}

fn is_disabled(report: &Report, account: &str, region: &str) -> bool {
    let mut regions = report
        .snapshot
        .accounts
        .iter()
        .filter(|scope| scope.id == account)
        .flat_map(|scope| &scope.regions);
    regions.any(|scope| scope.name == region && !scope.is_enabled())
}

/// The findings of a report by the place in which they are imported.
pub fn by_place(report: &Report) -> BTreeMap<Place<'_>, Vec<&Finding>> {
    let home = words::home(report);
    let mut by_place: BTreeMap<Place<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        by_place
            .entry(Place::of(report, &finding.subject, home))
            .or_default()
            .push(finding);
    }
    by_place
}

/// The id of a finding in Security Hub.
pub fn id(finding: &Finding) -> String {
    format!("{PREFIX}{}", finding.fingerprint())
}

/// A finding in ASFF.
pub fn asff(report: &Report, finding: &Finding, place: Place<'_>) -> Value {
    let control = report.control(&finding.control);
    let account = place.account;
    let time = words::collected(report).to_string();
    let label = match finding.outcome.status() {
        Status::Pass | Status::NotApplicable => "INFORMATIONAL",
        Status::Fail | Status::Error | Status::Waived => finding.severity.as_str(),
    };
    let kinds = json!(["Software and Configuration Checks"]);
    let mut value = json!({
        "SchemaVersion": "2018-10-08",
        "Id": id(finding),
        "ProductArn": place.product_arn(),
        "GeneratorId": text(&format!("{PREFIX}{}", finding.control), ID),
        "AwsAccountId": account,
        "CreatedAt": time,
        "UpdatedAt": time,
        "Types": kinds,
        "FindingProviderFields": {
            "Severity": { "Label": label, "Original": finding.severity.as_str() },
            "Types": kinds,
        },
        "Title": text(words::title(control), TITLE),
        "Description": text(
            &format!("{}: {}", words::subject(&finding.subject), words::outcome(finding)),
            DESCRIPTION,
        ),
        "ProductFields": product_fields(report, finding, control, account),
        "Resources": [resource(&finding.subject, place)],
        "Compliance": compliance(finding, control),
        "RecordState": "ACTIVE",
    });
    if let Some(recommendation) = recommendation(report, finding, control) {
        value["Remediation"] = json!({ "Recommendation": recommendation });
    }
    if let Outcome::Waived { waiver, .. } = &finding.outcome {
        value["Note"] = json!({
            "Text": text(&exceptions::waived_by(report, waiver), NOTE),
            "UpdatedBy": "assize",
            "UpdatedAt": time,
        });
    }
    value
}

/// A text on one line that is never empty and never too long.
fn text(text: &str, limit: usize) -> String {
    let text = visible(text);
    if text.trim().is_empty() {
        return "-".to_owned();
    }
    words::within(&text, limit).into_owned()
}

fn compliance(finding: &Finding, control: Option<&Control>) -> Value {
    let reason = |code: &str, description: &str| json!({ "ReasonCode": code, "Description": text(description, REASON) });
    let (status, reasons): (&str, Vec<Value>) = match &finding.outcome {
        Outcome::Pass => ("PASSED", Vec::new()),
        Outcome::Fail(violations) => {
            let violations = violations.iter().map(words::violation);
            let reasons = violations.map(|violation| reason("VIOLATION", &violation));
            ("FAILED", reasons.collect())
        }
        Outcome::Waived { violations, .. } => {
            let violations = violations.iter().map(words::violation);
            let reasons = violations.map(|violation| reason("WAIVED", &violation));
            ("FAILED", reasons.collect())
        }
        Outcome::Error { reasons, seen } => {
            let unknown = reasons
                .iter()
                .map(|why| reason(reason_code(why), &why.to_string()));
            let seen = seen.iter().map(words::violation);
            let seen = seen.map(|violation| reason("VIOLATION", &violation));
            ("WARNING", unknown.chain(seen).collect())
        }
        Outcome::NotApplicable(why) => ("NOT_AVAILABLE", vec![reason("NOT_APPLICABLE", why)]),
    };
    let mut compliance = json!({ "Status": status });
    if !reasons.is_empty() {
        compliance["StatusReasons"] = reasons.into_iter().take(REASONS).collect();
    }
    let requirements: Vec<String> = requirements(control)
        .take(REQUIREMENTS)
        .map(|requirement| text(&requirement, REQUIREMENT))
        .collect();
    if !requirements.is_empty() {
        compliance["RelatedRequirements"] = json!(requirements);
    }
    compliance
}

fn requirements(control: Option<&Control>) -> impl Iterator<Item = String> {
    control
        .into_iter()
        .flat_map(|control| &control.frameworks)
        .flat_map(|(framework, sections)| {
            sections
                .iter()
                .map(move |section| format!("{framework}/{section}"))
        })
}

fn reason_code(reason: &Reason) -> &'static str {
    match reason {
        Reason::Policy(_) => "POLICY_ERROR",
        Reason::Gap(gap) => match gap.kind {
            GapKind::AccessDenied => "ACCESS_DENIED",
            GapKind::ScpDenied => "SCP_DENIED",
            GapKind::Throttled => "THROTTLED",
            GapKind::RegionDisabled => "REGION_DISABLED",
            GapKind::Unsupported => "UNSUPPORTED",
            GapKind::NotCollected => "NOT_COLLECTED",
            GapKind::Failed => "FAILED",
        },
    }
}

fn resource(subject: &Subject, place: Place<'_>) -> Value {
    let region = subject.region().filter(|region| *region != "global");
    let (kind, id) = match subject {
        Subject::Organization { id } => ("Other", id.clone()),
        Subject::Account { account } | Subject::Region { account, .. } => {
            ("AwsAccount", format!("AWS::::Account:{account}"))
        }
        Subject::Resource {
            resource_type, key, ..
        } => {
            // The types that this program has subjects of and Security Hub has a name for.
            let kind = match resource_type.as_str() {
                "AWS::CloudTrail::Trail" => "AwsCloudTrailTrail",
                "AWS::KMS::Key" => "AwsKmsKey",
                "AWS::S3::Bucket" => "AwsS3Bucket",
                "AWS::SNS::Topic" => "AwsSnsTopic",
                "AWS::CloudWatch::Alarm" => "AwsCloudWatchAlarm",
                _ => "Other",
            };
            (kind, key.clone())
        }
    };
    json!({
        "Type": kind,
        "Id": text(&id, ID),
        "Partition": place.partition,
        "Region": region.unwrap_or(place.region),
    })
}

fn recommendation(report: &Report, finding: &Finding, control: Option<&Control>) -> Option<Value> {
    if finding.outcome.violations().is_empty() {
        return None;
    }
    let mut recommendation = json!({});
    let commands = words::commands(report, finding);
    if !commands.is_empty() {
        recommendation["Text"] = text(&commands, RECOMMENDATION).into();
    }
    let pages = control.into_iter().flat_map(|control| &control.references);
    if let Some(page) = pages.into_iter().find(|page| is_web_address(page)) {
        recommendation["Url"] = page.as_str().into();
    }
    recommendation
        .as_object()
        .is_some_and(|fields| !fields.is_empty())
        .then_some(recommendation)
}

/// What ASFF has no field for, or too short a one.
fn product_fields(
    report: &Report,
    finding: &Finding,
    control: Option<&Control>,
    account: &str,
) -> Value {
    let mut fields = serde_json::Map::new();
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            fields.insert(format!("{PREFIX}{name}"), text(value, PRODUCT_FIELD).into());
        }
    };
    let scope = report.snapshot.accounts.iter();
    let regions = scope
        .filter(|scope| scope.id == account)
        .flat_map(words::judged_regions);
    field("status", finding.outcome.status().as_str());
    field("control", &finding.control);
    field("subject", &finding.subject.id());
    field("subjectKind", finding.subject.kind().as_str());
    if let Subject::Resource { resource_type, .. } = &finding.subject {
        field("resourceType", resource_type);
    }
    field("fingerprint", &finding.fingerprint());
    // Whoever looks for this finding in vain must have looked in all of these.
    field("regions", &regions.collect::<Vec<_>>().join(","));
    field("snapshotSha256", &report.snapshot_sha256);
    if !finding.outcome.violations().is_empty() {
        field("remediation", &words::commands(report, finding));
    }
    let others = requirements(control).skip(REQUIREMENTS);
    field(
        "furtherRequirements",
        &others.collect::<Vec<_>>().join(", "),
    );
    Value::Object(fields)
}

#[cfg(test)]
mod tests;
