//! SARIF 2.1.0, for code scanning: a result for each failure, at the policy that demands otherwise.
//!
//! GitHub reads a subset, and rejects a whole file for one result without a location, for a rule that is there twice,
//! and for more than 25,000 results or 10 MB. So there is one run within those limits: the most severe results are
//! kept, and a notification says what was left out. It shows 5,000 of the results, the most severe of them.
//!
//! | finding | in SARIF |
//! |---|---|
//! | FAIL | a result |
//! | WAIVED | a result with a suppression |
//! | ERROR | a notification for each cause; `executionSuccessful` is false |
//! | in a baseline, and failing no more | a notification: GitHub would show a result as an alert |
//! | PASS, NOT_APPLICABLE | the rule alone, and the numbers among the run's properties |

mod notification;
mod rule;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::json::wire::BaselineState;
use super::{Reporter, Style, escape, exceptions, visible_json, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Severity, Status, Subject};
use crate::model::remediation::Form;
use crate::model::report::Report;
use notification::Notifications;

/// The results that GitHub takes in a run.
const RESULTS: usize = 25_000;
/// The bytes that GitHub takes in a file; it compresses before it measures, which is not counted on.
const BYTES: usize = 10_000_000;
/// What a text of a result has at most.
const TEXT: usize = 8_000;
/// Where the schema is published.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The SARIF format.
pub struct Sarif;

impl Reporter for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn about(&self) -> &'static str {
        "for code scanning: SARIF 2.1.0, within the limits of GitHub"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        visible_json::write_pretty(&mut out, &log(report)?)?;
        out.flush()
    }
}

/// Everything that one line of the file holds is a value of its own, so that its size is known.
#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    automation_details: Value,
    invocations: [Invocation; 1],
    results: Vec<Box<RawValue>>,
    properties: Value,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: String,
    version: String,
    rules: Vec<Box<RawValue>>,
    notifications: Vec<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Box<RawValue>>,
}

fn log(report: &Report) -> io::Result<Log> {
    let rules = report
        .controls
        .iter()
        .map(|control| raw(&rule::rule(control)))
        .collect::<io::Result<Vec<_>>>()?;
    let mut notifications = Notifications::of(report)?;
    let mut room = BYTES
        .saturating_sub(rules.iter().map(|rule| line(rule)).sum())
        .saturating_sub(notifications.bytes())
        .saturating_sub(SKELETON);
    let mut results = Vec::new();
    let mut left_out = Vec::new();
    let mut findings = report.findings_with(Status::Fail);
    findings.extend(report.findings_with(Status::Waived));
    for finding in findings {
        let result = if left_out.is_empty() && results.len() < RESULTS {
            Some(raw(&result(report, finding))?)
        } else {
            None
        };
        match result.filter(|result| line(result) <= room) {
            Some(result) => {
                room -= line(&result);
                results.push(result);
            }
            // Once one did not fit no later one is shown, so that what is there is always what matters most.
            None => left_out.push(finding),
        }
    }
    notifications.left_out(&left_out)?;
    let (name, version) = words::program(report);
    let (descriptors, notifications) = notifications.finish();
    Ok(Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: name.to_owned(),
                    version: version.to_owned(),
                    rules,
                    notifications: descriptors,
                },
            },
            automation_details: json!({ "id": category(report) }),
            invocations: [Invocation {
                execution_successful: report.is_whole(),
                tool_execution_notifications: notifications,
            }],
            results,
            properties: properties(report),
        }],
    })
}

/// Room for everything that is there once.
const SKELETON: usize = 100_000;

/// The bytes that a value takes in the file, with its indentation and its comma.
fn line(value: &RawValue) -> usize {
    value.get().len() + 16
}

fn raw(value: &Value) -> io::Result<Box<RawValue>> {
    Ok(RawValue::from_string(visible_json::compact(value)?)?)
}

/// What GitHub keeps apart: the audits of different accounts do not replace each other.
fn category(report: &Report) -> String {
    match report.snapshot.accounts.as_slice() {
        [account] => format!("assize/{}/", account.id),
        _ => "assize/".to_owned(),
    }
}

fn properties(report: &Report) -> Value {
    let summary = report.summary();
    let counts: serde_json::Map<String, Value> = Status::ALL
        .into_iter()
        .map(|status| (status.as_str().to_owned(), summary.count(status).into()))
        .collect();
    json!({
        "verdict": report.verdict().as_str(),
        "findings": counts,
        "failOn": report.gate.fail_on,
        "collectedAt": report.snapshot.collected_at,
        "snapshotSha256": report.snapshot_sha256,
    })
}

/// SARIF's level for a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn result(report: &Report, finding: &Finding) -> Value {
    let subject = &finding.subject;
    let fingerprint = finding.fingerprint();
    let index = report
        .controls
        .binary_search_by(|control| control.id.cmp(&finding.control));
    let control = index.ok().map(|index| &report.controls[index]);
    let text = format!(
        "{}: {}",
        words::subject(subject),
        words::joined(finding.outcome.violations().iter().map(words::violation))
    );
    let mut result = json!({
        "ruleId": finding.control,
        "kind": "fail",
        "level": level(finding.severity),
        "message": message(&text),
        "locations": [location(control, Some(subject))],
        // GitHub adds rule and file to the hash of the line. Those are the same for all subjects of a control.
        "partialFingerprints": {
            "assizeFinding/v1": fingerprint,
            "primaryLocationLineHash": fingerprint,
        },
        "properties": {
            "severity": finding.severity,
        },
    });
    for (name, place) in [("account", subject.account()), ("region", subject.region())] {
        if let Some(place) = place {
            result["properties"][name] = place.into();
        }
    }
    if let Ok(index) = index {
        result["ruleIndex"] = index.into();
    }
    if let Some(state) = BaselineState::of(report, finding) {
        result["baselineState"] = state.as_str().into();
    }
    let remediation = report.remediation(finding);
    for (form, text) in remediation.forms().filter(|(_, text)| !text.is_empty()) {
        let property = match form {
            Form::Cli => "remediation",
            Form::Terraform => "remediationTerraform",
            Form::Console => "remediationConsole",
        };
        result["properties"][property] = words::within(text, TEXT).into();
    }
    if let Outcome::Waived { waiver, .. } = &finding.outcome {
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": escape::sarif(&words::within(&exceptions::waived_by(report, waiver), TEXT)),
        }]);
    }
    result
}

/// A message that is no longer than a person reads.
fn message(text: &str) -> Value {
    json!({ "text": escape::sarif(&words::within(text, TEXT)) })
}

/// Where it is: the policy is the file, since a resource has none; the resource is the logical location.
fn location(control: Option<&Control>, subject: Option<&Subject>) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(words::policy_file(control)) },
            "region": { "startLine": words::policy_line(control) },
        },
    });
    if let Some(subject) = subject {
        location["logicalLocations"] = json!([logical(&subject.id(), subject.kind().as_str())]);
    }
    location
}

fn logical(id: &str, kind: &str) -> Value {
    json!({ "fullyQualifiedName": id, "kind": kind })
}

/// A path as a URI: relative to the repository, or that of a file.
fn uri(file: &str) -> String {
    let file = file.replace('\\', "/");
    let mut uri = String::new();
    if file.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests;
