//! Reports for the tests of the formats: one as runs yield them, one with strings that nobody would choose.

use std::collections::BTreeMap;

use super::{Reporter, Style};
use crate::model::control::{Control, Customised, Demand, Enforcement};
use crate::model::finding::{
    Finding, NonEmpty, Outcome, Reason, Severity, Subject, SubjectKind, Violation,
};
use crate::model::gap::{Coverage, Gap, GapKind};
use crate::model::remediation::Remediation;
use crate::model::report::{Gate, Report};
use crate::model::snapshot::{AccountScope, Header, OptInStatus, RegionScope};
use crate::model::view::{Outline, Part, View, ViewKind};

/// The account with the trails.
pub(crate) const LOGGING: &str = "111122223333";
/// The account without one.
pub(crate) const WORKLOAD: &str = "444455556666";
const TRAIL: &str = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/management";
const DATA_TRAIL: &str = "arn:aws:cloudtrail:us-east-1:111122223333:trail/data-events";

/// What a terminal, a browser, a parser and a CI runner would each obey.
pub(crate) const HOSTILE: &str = "::error::<script>alert('x')</script>]]>|`@octocat` [a](https://evil.example)\n##[error]\u{1b}[31m\0\u{9b}\u{202e}&\"\\";

/// What a format makes of a report.
pub(crate) fn rendered(reporter: &dyn Reporter, report: &Report, style: Style) -> String {
    let mut bytes = Vec::new();
    reporter
        .write(report, style, &mut bytes)
        .expect("memory takes it all");
    String::from_utf8(bytes).expect("formats write UTF-8")
}

/// A control.
pub(crate) fn control(
    id: &str,
    title: &str,
    severity: Severity,
    subject: SubjectKind,
    fix: &str,
) -> Control {
    let service = id.split('-').next().unwrap_or_default();
    Control {
        id: id.to_owned(),
        title: title.to_owned(),
        description: format!("{title}."),
        severity,
        enforcement: Enforcement::Gate,
        service: service.to_owned(),
        subject,
        resource_types: match subject {
            SubjectKind::Resource => vec!["AWS::CloudTrail::Trail".to_owned()],
            _ => Vec::new(),
        },
        frameworks: BTreeMap::from([(
            "cis-aws-foundations-6.0".to_owned(),
            vec!["4.1".to_owned()],
        )]),
        remediation: Remediation::command(fix),
        aliases: vec![format!("prowler:{}", id.replace('-', "_"))],
        references: vec!["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/".to_owned()],
        reads: vec!["AWS::CloudTrail::Trail configuration".to_owned()],
        actions: vec!["cloudtrail:DescribeTrails".to_owned()],
        parameters: BTreeMap::from([("days".to_owned(), serde_json::json!(365))]),
        customised_parameters: BTreeMap::new(),
        file: format!("policies/{service}/{}.rego", id.replace('-', "_")),
        line: 14,
    }
}

/// A finding.
pub(crate) fn finding(control: &Control, subject: Subject, outcome: Outcome) -> Finding {
    Finding {
        control: control.id.clone(),
        subject,
        severity: control.severity,
        outcome,
    }
}

/// A FAIL.
pub(crate) fn fail(violations: &[(&str, Option<&str>)]) -> Outcome {
    Outcome::Fail(some(self::violations(violations)))
}

fn violations(violations: &[(&str, Option<&str>)]) -> Vec<Violation> {
    violations
        .iter()
        .map(|(message, path)| Violation {
            message: (*message).to_owned(),
            path: path.map(str::to_owned),
        })
        .collect()
}

fn some<T: Ord>(items: Vec<T>) -> NonEmpty<T> {
    NonEmpty::sorted(items).expect("there are items")
}

fn error(reasons: Vec<Reason>, seen: &[(&str, Option<&str>)]) -> Outcome {
    Outcome::Error {
        reasons: some(reasons),
        seen: violations(seen),
    }
}

/// A resource.
pub(crate) fn resource(account: &str, region: &str, key: &str) -> Subject {
    Subject::Resource {
        account: account.to_owned(),
        region: region.to_owned(),
        resource_type: "AWS::CloudTrail::Trail".to_owned(),
        key: key.to_owned(),
    }
}

fn account(account: &str) -> Subject {
    Subject::Account {
        account: account.to_owned(),
    }
}

fn region(account: &str, region: &str) -> Subject {
    Subject::Region {
        account: account.to_owned(),
        region: region.to_owned(),
    }
}

fn denied(action: &str, region: &str, resource: Option<&str>) -> Gap {
    Gap {
        action: action.to_owned(),
        account_id: LOGGING.to_owned(),
        region: Some(region.to_owned()),
        resource_type: None,
        resource: resource.map(str::to_owned),
        kind: GapKind::AccessDenied,
        code: Some("AccessDeniedException".to_owned()),
        message: Some(format!(
            "User: arn:aws:sts::{LOGGING}:assumed-role/auditor/assize is not authorized to perform: {action}"
        )),
    }
}

fn scope(id: &str, regions: &[&str]) -> AccountScope {
    AccountScope {
        id: id.to_owned(),
        partition: "aws".to_owned(),
        regions: regions
            .iter()
            .map(|name| RegionScope {
                name: (*name).to_owned(),
                opt_in_status: Some(OptInStatus::EnabledByDefault),
                selected: *name != "sa-east-1",
            })
            .collect(),
    }
}

/// A report without controls and findings.
pub(crate) fn empty() -> Report {
    Report {
        tool: "assize 0.1.0".to_owned(),
        snapshot: Header {
            schema_version: 1,
            collected_at: "2026-11-20T02:14:00Z".to_owned(),
            tool: "assize 0.1.0".to_owned(),
            caller: Some(format!(
                "arn:aws:sts::{LOGGING}:assumed-role/auditor/assize"
            )),
            accounts: vec![
                scope(LOGGING, &["eu-west-1", "sa-east-1", "us-east-1"]),
                scope(WORKLOAD, &["eu-west-1", "us-east-1"]),
            ],
        },
        snapshot_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            .to_owned(),
        complete: true,
        controls: Vec::new(),
        findings: Vec::new(),
        coverage: vec![Coverage {
            action: "cloudtrail:DescribeTrails".to_owned(),
            account_id: LOGGING.to_owned(),
            region: Some("eu-west-1".to_owned()),
            resource_type: None,
            calls: 1,
        }],
        gaps: Vec::new(),
        gate: Gate::default(),
        views: Vec::new(),
        waivers: None,
        baseline: None,
    }
}

/// A remedy in Terraform and in the console besides the command.
fn in_other_forms(control: &mut Control) {
    control.remediation.terraform = Some(
        "resource \"aws_cloudtrail\" \"{label}\" {\n  name                       = \"{name}\"\n  \
         enable_log_file_validation = true\n}"
            .to_owned(),
    );
    control.remediation.console =
        Some("CloudTrail in {region} > Trails > {name} > Edit".to_owned());
}

/// A report with all statuses, in the order in which an evaluation gives them.
pub(crate) fn report() -> Report {
    use Severity::{Critical, High, Low, Medium};
    use SubjectKind::{Account, Region, Resource};
    let mut validation = control(
        "cloudtrail-log-file-validation",
        "Trails validate their log files",
        Medium,
        Resource,
        "aws cloudtrail update-trail --region {region} --name {arn} --enable-log-file-validation",
    );
    in_other_forms(&mut validation);
    let logging = control(
        "cloudtrail-logging",
        "Trails are logging",
        High,
        Resource,
        "aws cloudtrail start-logging --region {region} --name {arn}",
    );
    let multi_region = control(
        "cloudtrail-multi-region-trail",
        "Each account has a trail that records all regions",
        Critical,
        Account,
        "aws cloudtrail create-trail --name management --s3-bucket-name BUCKET --is-multi-region-trail\n\
         aws cloudtrail start-logging --name management",
    );
    let recorder = control(
        "config-recorder-enabled",
        "Each enabled region has a configuration recorder that records",
        High,
        Region,
        "turn on AWS Config with CloudFormation StackSets",
    );
    let broken = control(
        "custom-broken",
        "A control of the organization's own",
        Low,
        Account,
        "",
    );
    let encryption = control(
        "s3-log-bucket-mfa-delete",
        "Buckets with audit logs demand a second factor to delete",
        Low,
        Resource,
        "aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled,MFADelete=Enabled",
    );

    let bucket = resource(LOGGING, "eu-west-1", "arn:aws:s3:::org-audit-logs");
    let status = |region: &str, trail: &str| {
        Reason::Gap(denied("cloudtrail:GetTrailStatus", region, Some(trail)))
    };
    let recorders = |region: &str| {
        Reason::Gap(denied(
            "config:DescribeConfigurationRecorders",
            region,
            None,
        ))
    };
    let no_recorder = [("the region has no configuration recorder", None)];
    let findings = vec![
        finding(
            &validation,
            resource(LOGGING, "eu-west-1", TRAIL),
            Outcome::Pass,
        ),
        finding(
            &validation,
            resource(LOGGING, "us-east-1", DATA_TRAIL),
            fail(&[(
                "log file validation is off",
                Some("configuration.logFileValidationEnabled"),
            )]),
        ),
        finding(
            &validation,
            account(WORKLOAD),
            Outcome::NotApplicable("no AWS::CloudTrail::Trail in the account".to_owned()),
        ),
        finding(
            &logging,
            resource(LOGGING, "eu-west-1", TRAIL),
            error(vec![status("eu-west-1", TRAIL)], &[]),
        ),
        finding(
            &logging,
            resource(LOGGING, "us-east-1", DATA_TRAIL),
            error(
                vec![status("us-east-1", DATA_TRAIL)],
                &[("the trail's bucket does not exist", None)],
            ),
        ),
        finding(
            &multi_region,
            account(LOGGING),
            error(vec![status("eu-west-1", TRAIL)], &[]),
        ),
        finding(
            &multi_region,
            account(WORKLOAD),
            fail(&[("no trail records all regions", None)]),
        ),
        finding(&recorder, region(LOGGING, "eu-west-1"), Outcome::Pass),
        finding(
            &recorder,
            region(LOGGING, "us-east-1"),
            error(vec![recorders("us-east-1")], &[]),
        ),
        finding(&recorder, region(WORKLOAD, "eu-west-1"), fail(&no_recorder)),
        finding(
            &recorder,
            region(WORKLOAD, "us-east-1"),
            fail(&[(
                "the recorder is stopped",
                Some("supplementaryConfiguration.ConfigurationRecorderStatus.Recording"),
            )]),
        ),
        finding(
            &broken,
            account(LOGGING),
            error(
                vec![Reason::Policy("the time limit of 5 s is up".to_owned())],
                &[],
            ),
        ),
        finding(&broken, account(WORKLOAD), Outcome::Pass),
        finding(
            &encryption,
            bucket,
            Outcome::Waived {
                violations: some(violations(&[("MFA delete is off", None)])),
                waiver: "mfa-delete-break-glass".to_owned(),
            },
        ),
    ];
    let mut report = Report {
        controls: vec![
            validation,
            logging,
            multi_region,
            recorder,
            broken,
            encryption,
        ],
        gaps: vec![
            denied("cloudtrail:GetTrailStatus", "eu-west-1", Some(TRAIL)),
            denied("cloudtrail:GetTrailStatus", "us-east-1", Some(DATA_TRAIL)),
            denied("config:DescribeConfigurationRecorders", "us-east-1", None),
        ],
        findings,
        ..empty()
    };
    report.controls.sort_by(|a, b| a.id.cmp(&b.id));
    report
}

/// A report whose controls all only warn, or all but the one named.
pub(crate) fn warning_but(gate: &str) -> Report {
    let mut report = report();
    for control in &mut report.controls {
        if control.id != gate {
            control.enforcement = Enforcement::Warn;
        }
    }
    report
}

/// A report in which every string that a cloud or a policy may choose is hostile.
pub(crate) fn hostile() -> Report {
    with_string(HOSTILE)
}

/// The report of [`with_string`], judged with a parameter that was made looser than a framework asks, in names that are the one
/// given.
pub(crate) fn customised(text: &str) -> Report {
    let mut report = with_string(text);
    for control in &mut report.controls {
        let customised = Customised {
            value: serde_json::json!(30),
            default: serde_json::json!(365),
            looser_than: vec![Demand {
                framework: text.to_owned(),
                at_least: Some(365.into()),
                at_most: None,
            }],
        };
        control.customised_parameters = BTreeMap::from([(text.to_owned(), customised)]);
    }
    report
}

/// A report with one finding of each status, all of whose foreign strings are the one given.
pub(crate) fn with_string(text: &str) -> Report {
    let mut control = Control {
        id: text.to_owned(),
        ..control(
            "",
            text,
            Severity::High,
            SubjectKind::Resource,
            "aws fix {arn}\nthen {name}",
        )
    };
    in_other_forms(&mut control);
    let gap = Gap {
        action: text.to_owned(),
        account_id: text.to_owned(),
        region: Some(text.to_owned()),
        resource_type: Some(text.to_owned()),
        resource: Some(text.to_owned()),
        kind: GapKind::Failed,
        code: Some(text.to_owned()),
        message: Some(text.to_owned()),
    };
    let subject = |name: &str| resource(text, text, &format!("{text}{name}"));
    let wrong = [(text, Some(text))];
    let findings = vec![
        finding(&control, subject("fail"), fail(&wrong)),
        finding(
            &control,
            subject("error"),
            error(
                vec![Reason::Gap(gap.clone()), Reason::Policy(text.to_owned())],
                &wrong,
            ),
        ),
        finding(
            &control,
            subject("waived"),
            Outcome::Waived {
                violations: some(violations(&wrong)),
                waiver: text.to_owned(),
            },
        ),
        finding(&control, subject("pass"), Outcome::Pass),
        finding(
            &control,
            subject("none"),
            Outcome::NotApplicable(text.to_owned()),
        ),
        finding(
            &control,
            Subject::Organization {
                id: text.to_owned(),
            },
            Outcome::Pass,
        ),
    ];
    let mut report = Report {
        controls: vec![control],
        findings,
        gaps: vec![gap],
        ..empty()
    };
    report.tool = text.to_owned();
    report.snapshot.collected_at = text.to_owned();
    report.snapshot.caller = Some(text.to_owned());
    report.snapshot.accounts = vec![scope(text, &[text])];
    report.snapshot_sha256 = text.to_owned();
    report.views = vec![view_of(text, &report)];
    report
}

/// [`report`] with a framework in it: sections of each status, one that is open, and two that nothing judges.
pub(crate) fn viewed() -> Report {
    let mut report = report();
    report.views = outlines()
        .map(|outline| View::new(outline, &report.controls, &report.findings))
        .into();
    report
}

/// What [`viewed`] shows.
pub(crate) fn outlines() -> [Outline; 2] {
    let section = |id: &str, controls: &[&str]| Part {
        id: id.to_owned(),
        about: Some(format!("what {id} is about")),
        held: controls.iter().map(|id| (*id).to_owned()).collect(),
    };
    let not_judged = |id: &str| Part {
        id: id.to_owned(),
        about: Some(format!("what {id} is about")),
        held: (),
    };
    let outline = Outline {
        kind: ViewKind::Framework,
        id: "cis-aws-foundations-6.0".to_owned(),
        title: "A benchmark".to_owned(),
        version: Some("6.0.0".to_owned()),
        url: Some("https://benchmark.example/".to_owned()),
        complete: true,
        sections: vec![
            section("4.1", &["cloudtrail-multi-region-trail", "not-selected"]),
            section("4.2", &["cloudtrail-log-file-validation"]),
            section("4.3", &["cloudtrail-logging"]),
            section("4.10", &["s3-log-bucket-mfa-delete"]),
            section("4.11", &["not-selected"]),
        ],
        not_judged: vec![not_judged("1.1"), not_judged("1.2")],
    };
    let set = Outline {
        kind: ViewKind::Set,
        id: "a-set".to_owned(),
        title: "A set".to_owned(),
        version: None,
        url: None,
        complete: false,
        sections: vec![section("first", &["cloudtrail-logging"])],
        not_judged: Vec::new(),
    };
    [outline, set]
}

/// A view all of whose strings are the one given.
fn view_of(text: &str, report: &Report) -> View {
    let outline = Outline {
        kind: ViewKind::Framework,
        id: text.to_owned(),
        title: text.to_owned(),
        version: Some(text.to_owned()),
        url: Some(text.to_owned()),
        complete: false,
        sections: vec![Part {
            id: text.to_owned(),
            about: Some(text.to_owned()),
            held: vec![text.to_owned()],
        }],
        not_judged: vec![Part {
            id: text.to_owned(),
            about: Some(text.to_owned()),
            held: (),
        }],
    };
    View::new(outline, &report.controls, &report.findings)
}

/// A report in which one control fails that many times.
pub(crate) fn failing(count: usize) -> Report {
    let control = control(
        "cloudtrail-log-file-validation",
        "Trails validate their log files",
        Severity::Medium,
        SubjectKind::Resource,
        "aws cloudtrail update-trail --name {arn} --enable-log-file-validation",
    );
    let findings = (0..count)
        .map(|number| {
            let key = format!("arn:aws:cloudtrail:eu-west-1:{LOGGING}:trail/trail-{number:06}");
            finding(
                &control,
                resource(LOGGING, "eu-west-1", &key),
                fail(&[("log file validation is off", None)]),
            )
        })
        .collect();
    Report {
        controls: vec![control],
        findings,
        ..empty()
    }
}

/// A report of a large organization: 100 controls, 40 accounts, findings of each status.
pub(crate) fn organization(count: usize) -> Report {
    let mut report = empty();
    for number in 0..100 {
        let severity = Severity::WORST_FIRST[number % 4];
        let mut control = control(
            &format!("cloudtrail-control-{number:03}"),
            "Trails validate their log files",
            severity,
            SubjectKind::Resource,
            "aws cloudtrail update-trail --region {region} --name {arn} --enable-log-file-validation",
        );
        in_other_forms(&mut control);
        report.controls.push(control);
    }
    report.snapshot.accounts = (0..40)
        .map(|number| scope(&format!("{number:012}"), &["eu-west-1", "us-east-1"]))
        .collect();
    let each = count / report.controls.len();
    for control in &report.controls {
        for number in 0..each {
            let account = format!("{:012}", number * 40 / each);
            let key = format!("arn:aws:cloudtrail:eu-west-1:{account}:trail/trail-{number:06}");
            let outcome = match number % 10 {
                0..4 => fail(&[(
                    "log file validation is off",
                    Some("configuration.logFileValidationEnabled"),
                )]),
                4 => error(
                    vec![Reason::Gap(denied(
                        "cloudtrail:GetTrailStatus",
                        "eu-west-1",
                        Some(&key),
                    ))],
                    &[],
                ),
                5 => Outcome::Waived {
                    violations: some(violations(&[("log file validation is off", None)])),
                    waiver: "until-the-migration".to_owned(),
                },
                6..9 => Outcome::Pass,
                _ => Outcome::NotApplicable("no AWS::CloudTrail::Trail in the account".to_owned()),
            };
            report.findings.push(finding(
                control,
                resource(&account, "eu-west-1", &key),
                outcome,
            ));
        }
    }
    report
}

/// A report in which that many actions were refused, each of which one finding needed.
pub(crate) fn refused(count: usize) -> Report {
    let mut report = failing(0);
    for number in 0..count {
        let key = format!("arn:aws:cloudtrail:eu-west-1:{LOGGING}:trail/trail-{number:06}");
        let gap = denied(&format!("service:Action{number:06}"), "eu-west-1", None);
        report.findings.push(finding(
            &report.controls[0],
            resource(LOGGING, "eu-west-1", &key),
            error(vec![Reason::Gap(gap.clone())], &[]),
        ));
        report.gaps.push(gap);
    }
    report
}

/// Frameworks by the dozen, as controls have them.
pub(crate) fn frameworks() -> BTreeMap<String, Vec<String>> {
    (0..40)
        .map(|number| {
            let sections = [
                "1.1",
                "a section with a name that is longer than any field for it",
            ];
            let sections = sections.map(str::to_owned).to_vec();
            (format!("framework-{number:02}"), sections)
        })
        .collect()
}

/// That a document fits a JSON Schema.
pub(crate) fn fits(schema: &str, value: &serde_json::Value) {
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let errors: Vec<String> = validator
        .iter_errors(value)
        .take(20)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
