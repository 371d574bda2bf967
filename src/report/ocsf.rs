//! OCSF, for a security lake: a Compliance Finding (class 2003) a line.
//!
//! Two versions of the schema, because lakes lag behind: 1.8.0, and 1.5.0 as the first that has
//! `compliance.checks`. Nothing is written that one of the two does not have or deprecates.
//!
//! | finding | `compliance.status_id` | `status_id` |
//! |---|---|---|
//! | PASS | 1, pass | – |
//! | FAIL | 3, fail | 1, new |
//! | ERROR | 2, warning: no result for lack of information | 1, new |
//! | WAIVED | 3, fail | 3, suppressed |
//! | NOT_APPLICABLE | no event | |

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::wire;
use super::{Reporter, Style, visible_json, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Reason, Severity, Status, Subject};
use crate::model::report::Report;

/// The OCSF format, in a version of the schema.
pub struct Ocsf {
    name: &'static str,
    about: &'static str,
    version: &'static str,
}

/// OCSF 1.8.0.
pub const OCSF: Ocsf = Ocsf {
    name: "ocsf",
    about: "for a security lake: OCSF 1.8.0 Compliance Findings, one a line",
    version: "1.8.0",
};

/// The versions of the schema that `ocsf` can say. What is written is in each of them.
pub const VERSIONS: [&str; 4] = ["1.8.0", "1.7.0", "1.6.0", "1.5.0"];

/// The format `ocsf` in a version, one of [`VERSIONS`].
pub fn of_version(version: &str) -> Option<&'static dyn Reporter> {
    const fn saying(version: &'static str) -> Ocsf {
        Ocsf { version, ..OCSF }
    }
    static SAYING: [Ocsf; 4] = [
        saying(VERSIONS[0]),
        saying(VERSIONS[1]),
        saying(VERSIONS[2]),
        saying(VERSIONS[3]),
    ];
    let known = SAYING.iter().find(|known| known.version == version)?;
    Some(known)
}

/// OCSF 1.5.0.
pub const OCSF_1_5: Ocsf = Ocsf {
    name: "ocsf-1.5",
    about: "the same in OCSF 1.5.0",
    version: "1.5.0",
};

impl Reporter for Ocsf {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        if let Some(text) = words::unproven(report) {
            visible_json::write_line(&mut out, &without_empty(self.unproven(report, &text)))?;
        }
        for finding in &report.findings {
            if let Some(result) = Verdict::of(finding) {
                let event = self.event(report, finding, &result);
                visible_json::write_line(&mut out, &without_empty(event))?;
            }
        }
        out.flush()
    }
}

/// A number of OCSF's with its caption.
type Caption = (u8, &'static str);

/// A finding's status in OCSF's words.
struct Verdict {
    compliance: Caption,
    lifecycle: Option<Caption>,
    severity: Caption,
}

impl Verdict {
    /// None where there is no event: a control that does not concern a subject found nothing.
    fn of(finding: &Finding) -> Option<Self> {
        let as_bad_as_the_control = severity(finding.severity);
        let (compliance, lifecycle, severity) = match finding.outcome.status() {
            Status::Pass => ((1, "Pass"), None, (1, "Informational")),
            Status::Fail => ((3, "Fail"), Some((1, "New")), as_bad_as_the_control),
            Status::Error => ((2, "Warning"), Some((1, "New")), as_bad_as_the_control),
            Status::Waived => ((3, "Fail"), Some((3, "Suppressed")), as_bad_as_the_control),
            Status::NotApplicable => return None,
        };
        Some(Self {
            compliance,
            lifecycle,
            severity,
        })
    }
}

fn severity(severity: Severity) -> Caption {
    match severity {
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

impl Ocsf {
    /// What every event has.
    fn base(&self, report: &Report, severity: Caption) -> Value {
        let (name, version) = words::program(report);
        json!({
            "activity_id": 1,
            "activity_name": "Create",
            "category_uid": 2,
            "category_name": "Findings",
            "class_uid": 2003,
            "class_name": "Compliance Finding",
            "type_uid": 200_301,
            "type_name": "Compliance Finding: Create",
            "time": words::collected(report).as_millisecond(),
            "severity_id": severity.0,
            "severity": severity.1,
            "metadata": {
                "version": self.version,
                "profiles": ["cloud"],
                "original_time": report.snapshot.collected_at,
                "correlation_uid": report.snapshot_sha256,
                "product": { "name": name, "vendor_name": name, "version": version },
            },
        })
    }

    /// An event for a run that proves nothing: no events at all would be good news.
    fn unproven(&self, report: &Report, text: &str) -> Value {
        let mut event = self.base(report, (5, "Critical"));
        event["message"] = text.into();
        event["status_id"] = 1.into();
        event["status"] = "New".into();
        event["cloud"] = json!({ "provider": "AWS" });
        event["finding_info"] = json!({
            "uid": report.snapshot_sha256,
            "title": "the run can show compliance",
        });
        event["compliance"] = json!({
            "control": "assize",
            "status_id": 2,
            "status": "Warning",
            "status_details": [text],
        });
        event
    }

    fn event(&self, report: &Report, finding: &Finding, verdict: &Verdict) -> Value {
        let control = report.control(&finding.control);
        let text = words::outcome(finding);
        let mut event = self.base(report, verdict.severity);
        event["message"] = format!("{}: {text}", words::subject(&finding.subject)).into();
        event["metadata"]["event_code"] = finding.control.clone().into();
        if let Some((id, caption)) = verdict.lifecycle {
            event["status_id"] = id.into();
            event["status"] = caption.into();
            event["status_detail"] = text.into();
        }
        event["cloud"] = cloud(&finding.subject);
        event["resources"] = json!([resource(report, &finding.subject)]);
        event["finding_info"] = finding_info(finding, control);
        event["compliance"] = compliance(finding, control, verdict);
        event["evidences"] = evidences(finding).collect();
        if !finding.outcome.violations().is_empty() {
            let desc = report.remediation(finding).cli;
            if !desc.is_empty() {
                let references = control.map(|control| &control.references);
                event["remediation"] = json!({ "desc": desc, "references": references });
            }
        }
        if let Outcome::Waived { waiver, .. } = &finding.outcome {
            let known = report.waiver(waiver);
            event["unmapped"] = json!({
                "waiver": waiver,
                "waiver_owner": known.map(|waiver| &waiver.owner),
                "waiver_reason": known.map(|waiver| &waiver.reason),
                "waiver_expires": known.map(|waiver| waiver.expires.to_string()),
            });
        }
        if let Some(state) = wire::BaselineState::of(report, finding) {
            event["unmapped"] = json!({ "baseline_state": state });
        }
        event
    }
}

fn cloud(subject: &Subject) -> Value {
    let account = subject
        .account()
        .map(|uid| json!({ "uid": uid, "type_id": 10, "type": "AWS Account" }));
    let organization = match subject {
        Subject::Organization { id } => Some(json!({ "uid": id })),
        _ => None,
    };
    json!({
        "provider": "AWS",
        "account": account,
        "org": organization,
        "region": subject.region(),
    })
}

fn resource(report: &Report, subject: &Subject) -> Value {
    let kind = match subject {
        Subject::Organization { .. } => "AWS::Organizations::Organization",
        // AWS Config's type for an account as a whole, which is what a region belongs to.
        Subject::Account { .. } | Subject::Region { .. } => "AWS::::Account",
        Subject::Resource { resource_type, .. } => resource_type,
    };
    json!({
        "uid": subject.id(),
        "type": kind,
        "region": subject.region(),
        "cloud_partition": words::partition(report, subject.account()),
    })
}

fn finding_info(finding: &Finding, control: Option<&Control>) -> Value {
    json!({
        "uid": finding.fingerprint(),
        "title": words::title(control),
        "desc": control.map(|control| &control.description),
        "src_url": control.and_then(|control| control.references.first()),
        "analytic": {
            "type_id": 1,
            "type": "Rule",
            "uid": finding.control,
            "name": words::title(control),
        },
    })
}

fn compliance(finding: &Finding, control: Option<&Control>, verdict: &Verdict) -> Value {
    let (status_id, status) = verdict.compliance;
    let (severity_id, severity) = severity(finding.severity);
    let frameworks = control.map(|control| &control.frameworks);
    let standards: Vec<&String> = frameworks
        .iter()
        .flat_map(|frameworks| frameworks.keys())
        .collect();
    let requirements: Vec<String> = frameworks
        .into_iter()
        .flatten()
        .flat_map(|(framework, sections)| {
            sections
                .iter()
                .map(move |section| format!("{framework}/{section}"))
        })
        .collect();
    let parameters: Vec<Value> = control
        .iter()
        .flat_map(|control| &control.parameters)
        .map(|(name, value)| {
            // A parameter without a value is none to OCSF, so an empty text is two quotes.
            let text = value.as_str().filter(|text| !text.is_empty());
            let value = text.map_or_else(|| value.to_string(), str::to_owned);
            json!({ "name": name, "value": value })
        })
        .collect();
    let details: Vec<String> = match &finding.outcome {
        Outcome::Error { reasons, seen } => reasons
            .iter()
            .map(Reason::to_string)
            .chain(seen.iter().map(words::violation))
            .collect(),
        outcome => outcome.violations().iter().map(words::violation).collect(),
    };
    json!({
        "control": finding.control,
        "status_id": status_id,
        "status": status,
        "status_details": details,
        "standards": standards,
        "requirements": requirements,
        "control_parameters": parameters,
        "checks": [{
            "uid": finding.control,
            "name": words::title(control),
            "status_id": status_id,
            "status": status,
            "severity_id": severity_id,
            "severity": severity,
        }],
    })
}

/// The facts that a status rests on, each in the types of the report in JSON.
fn evidences(finding: &Finding) -> impl Iterator<Item = Value> {
    let reasons = match &finding.outcome {
        Outcome::Error { reasons, .. } => &reasons[..],
        _ => &[],
    };
    let reasons = reasons
        .iter()
        .map(|reason| json!(wire::Reason::from(reason)));
    let violations = finding.outcome.violations().iter();
    let violations = violations.map(|violation| json!({ "violation": violation }));
    reasons
        .chain(violations)
        .map(|fact| json!({ "data": fact }))
}

/// A value without what says nothing: OCSF prefers an absent field to an empty one.
fn without_empty(value: Value) -> Value {
    let says_something = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter();
            fields
                .map(|(name, value)| (name, without_empty(value)))
                .filter(|(_, value)| says_something(value))
                .collect()
        }
        Value::Array(items) => items
            .into_iter()
            .map(without_empty)
            .filter(says_something)
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests;
