//! Observations: what each control saw, apart by how it came out.

use std::collections::BTreeMap;

use serde::ser::Serialize;
use serde_json::{Value, json};

use super::super::visible_json::Streamed;
use super::super::words;
use super::Run;
use super::identity::{self, Uuid, line, prop, props, uuid};
use crate::model::control::{Control, Enforcement};
use crate::model::finding::{Finding, Outcome, Status};

/// All findings of a control that came out one way.
pub(super) struct Observation<'r> {
    pub uuid: Uuid,
    pub control: &'r str,
    pub status: Status,
    findings: Vec<&'r Finding>,
}

/// The observations of a run, by control, and of each control first what needs attention.
pub(super) fn observations<'r>(run: &Run<'r>) -> Vec<Observation<'r>> {
    let mut groups: BTreeMap<(&str, Status), Vec<&Finding>> = BTreeMap::new();
    for finding in &run.report.findings {
        let group = (finding.control.as_str(), finding.outcome.status());
        groups.entry(group).or_default().push(finding);
    }
    let groups = groups.into_iter();
    groups
        .map(|((control, status), findings)| Observation {
            uuid: uuid(&[
                "observation",
                &run.report.snapshot_sha256,
                control,
                status.as_str(),
            ]),
            control,
            status,
            findings,
        })
        .collect()
}

#[derive(serde::Serialize)]
#[serde(rename_all = "kebab-case")]
struct Written<'o, S> {
    uuid: Uuid,
    title: String,
    description: String,
    props: Value,
    methods: [&'static str; 1],
    types: &'static [&'static str],
    origins: [Value; 1],
    subjects: S,
    relevant_evidence: Value,
    collected: &'o str,
}

impl Observation<'_> {
    /// The observation as it is written, its subjects one after the other.
    pub(super) fn written<'o>(&'o self, run: &'o Run<'_>) -> impl Serialize + 'o {
        let control = run.report.control(self.control);
        let severity = self
            .findings
            .first()
            .map(|finding| finding.severity.as_str());
        let title = words::title(control);
        Written {
            uuid: self.uuid,
            title: line(&format!("{}: {}", self.control, self.status)),
            description: line(&format!(
                "{title}: {} with {}. {}",
                words::counted(self.findings.len() as u64, "subject"),
                self.status,
                meaning(self.status)
            )),
            props: props([
                prop("control", self.control),
                prop("status", self.status.as_str()),
                prop("severity", severity.unwrap_or_default()),
                prop("enforcement", enforcement(control)),
                prop("parameters", &words::customised(control).join("; ")),
            ]),
            methods: ["EXAMINE"],
            types: match self.status {
                Status::Fail | Status::Waived => &["control-objective", "discovery"],
                Status::Error | Status::Pass | Status::NotApplicable => &["control-objective"],
            },
            origins: [run.origin()],
            subjects: Streamed(|| self.findings.iter().map(|finding| subject(finding))),
            relevant_evidence: evidence(run, control),
            collected: &run.time,
        }
    }
}

fn enforcement(control: Option<&Control>) -> &'static str {
    match control.map(|control| control.enforcement) {
        Some(Enforcement::Warn) => "warn",
        _ => "",
    }
}

/// What a status says of the subjects, for a reader who does not know the word.
fn meaning(status: Status) -> &'static str {
    match status {
        Status::Pass => "Everything that the control reads was read, and nothing is wrong.",
        Status::Fail => "Something is wrong.",
        Status::Error => {
            "No verdict: something that the control reads could not be read. It is neither a pass nor a failure."
        }
        Status::Waived => "Something is wrong, and a waiver answers for it.",
        Status::NotApplicable => "The control does not concern them.",
    }
}

/// What a subject is and what was seen of it.
fn subject(finding: &Finding) -> Value {
    let waiver = match &finding.outcome {
        Outcome::Waived { waiver, .. } => waiver.as_str(),
        _ => "",
    };
    json!({
        "subject-uuid": identity::subject(&finding.subject),
        "type": "inventory-item",
        "title": line(&finding.subject.id()),
        "props": props([
            prop("fingerprint", &finding.fingerprint()),
            prop("status", finding.outcome.status().as_str()),
            prop("waiver", waiver),
        ]),
        "remarks": line(&words::outcome(finding)),
    })
}

/// What an observation rests on: the snapshot, and the policy that judged it.
fn evidence(run: &Run<'_>, control: Option<&Control>) -> Value {
    let reads = control.map_or(String::new(), |control| control.actions.join(", "));
    let policy = format!(
        "{}:{}",
        words::policy_file(control),
        words::policy_line(control)
    );
    json!([{
        "href": format!("#{}", run.snapshot),
        "description": line(&format!("The snapshot with the SHA-256 {}.", run.report.snapshot_sha256)),
        "props": props([
            prop("snapshot-sha256", &run.report.snapshot_sha256),
            prop("actions", &reads),
            prop("policy", &policy),
        ]),
    }])
}
