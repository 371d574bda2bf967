//! SARIF 2.1.0, for code scanning: a result for each failure, at the policy that demands otherwise.
//!
//! GitHub reads a subset, and rejects a whole file for one result without a location, for a rule that is there twice, for two runs
//! of one category, and for more than its limits, which `files` keeps: there is a run for each account, the most severe results
//! first, and a further file where one would be too much.
//!
//! | finding | in SARIF |
//! |---|---|
//! | FAIL | a result |
//! | WAIVED | a result with a suppression |
//! | ERROR | a notification for each cause, with its account; `executionSuccessful` is false |
//! | in a baseline, and failing no more | a notification: GitHub would show a result as an alert |
//! | PASS, NOT_APPLICABLE | the rule alone, and the numbers among the run's properties |

mod files;
mod notification;
mod rule;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::json::wire::BaselineState;
use super::visible_json::Streamed;
use super::{Document, Reporter, Style, escape, exceptions, visible_json, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Severity, Status, Subject};
use crate::model::remediation::Form;
use crate::model::report::Report;
use files::Part;
use notification::Notifications;

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
        let files = files::files(report)?;
        write(report, &files.concat(), out)
    }

    fn documents<'r>(&'r self, report: &'r Report, _: Style) -> io::Result<Vec<Document<'r>>> {
        let files = files::files(report)?.into_iter();
        let document = |runs: Vec<Part<'r>>| -> Document<'r> {
            Box::new(move |out| write(report, &runs, out))
        };
        Ok(files.map(document).collect())
    }
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: R,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r, R> {
    tool: Tool<'r>,
    automation_details: Value,
    invocations: [Invocation; 1],
    results: R,
    properties: Value,
}

#[derive(Serialize)]
struct Tool<'r> {
    driver: Driver<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'r> {
    name: &'r str,
    version: &'r str,
    rules: &'r [Box<RawValue>],
    notifications: Vec<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Box<RawValue>>,
}

/// Writes a file with those runs, each result as it is made.
fn write(report: &Report, runs: &[Part<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let rules = rules(report)?;
    let (name, version) = words::program(report);
    let mut written = Vec::new();
    for part in runs {
        let (kinds, notifications) = Notifications::of(report, part)?.finish();
        written.push(Run {
            tool: Tool {
                driver: Driver {
                    name,
                    version,
                    rules: &rules,
                    notifications: kinds,
                },
            },
            automation_details: json!({ "id": part.category }),
            invocations: [Invocation {
                execution_successful: report.is_whole(),
                tool_execution_notifications: notifications,
            }],
            results: Streamed(|| part.findings.iter().map(|finding| result(report, finding))),
            properties: properties(report, part),
        });
    }
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: written,
    };
    visible_json::write_pretty(&mut out, &log)?;
    out.flush()
}

fn rules(report: &Report) -> io::Result<Vec<Box<RawValue>>> {
    let rules = report.controls.iter().map(rule::rule);
    rules.map(|rule| raw(&rule)).collect()
}

fn raw(value: &Value) -> io::Result<Box<RawValue>> {
    Ok(RawValue::from_string(visible_json::compact(value)?)?)
}

/// The numbers are those of the whole report, whatever a run has of it.
fn properties(report: &Report, part: &Part<'_>) -> Value {
    let summary = report.summary();
    let counts: serde_json::Map<String, Value> = Status::ALL
        .into_iter()
        .map(|status| (status.as_str().to_owned(), summary.count(status).into()))
        .collect();
    let mut properties = json!({
        "verdict": report.verdict().as_str(),
        "findings": counts,
        "failOn": report.gate.fail_on,
        "collectedAt": report.snapshot.collected_at,
        "snapshotSha256": report.snapshot_sha256,
    });
    if let Some(account) = part.account {
        properties["account"] = account.into();
    }
    properties
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
