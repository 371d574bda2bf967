//! Risks: what fails is an open one with a recommendation, what is waived one whose deviation is approved.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{exceptions, words};
use super::Run;
use super::identity::{Uuid, line, prop, props, uuid};
use crate::model::finding::{Outcome, Severity, Status};
use crate::model::remediation::Form;

/// What a control found wrong, as far as one answers for it.
pub(super) struct Risk<'r> {
    pub uuid: Uuid,
    pub control: &'r str,
    waiver: Option<&'r str>,
    severity: Severity,
    subjects: u64,
}

/// The risks of a run, by control: what fails, then each waiver.
pub(super) fn risks<'r>(run: &Run<'r>) -> Vec<Risk<'r>> {
    let mut risks: BTreeMap<(&str, Option<&str>), (Severity, u64)> = BTreeMap::new();
    for finding in &run.report.findings {
        let waiver = match &finding.outcome {
            Outcome::Fail(_) => None,
            Outcome::Waived { waiver, .. } => Some(waiver.as_str()),
            Outcome::Pass | Outcome::Error { .. } | Outcome::NotApplicable(_) => continue,
        };
        let risk = risks.entry((&finding.control, waiver));
        risk.or_insert((finding.severity, 0)).1 += 1;
    }
    let risks = risks.into_iter();
    risks
        .map(|((control, waiver), (severity, subjects))| Risk {
            uuid: match waiver {
                None => uuid(&["risk", control]),
                Some(waiver) => uuid(&["waived risk", control, waiver]),
            },
            control,
            waiver,
            severity,
            subjects,
        })
        .collect()
}

impl Risk<'_> {
    /// How the findings that make the risk came out.
    pub(super) fn status(&self) -> Status {
        match self.waiver {
            None => Status::Fail,
            Some(_) => Status::Waived,
        }
    }

    /// The risk as it is written.
    pub(super) fn value(&self, run: &Run<'_>) -> Value {
        let control = run.report.control(self.control);
        let subjects = words::counted(self.subjects, "subject");
        let (status, description) = match self.waiver {
            None => ("open", format!("{} fails for {subjects}.", self.control)),
            Some(waiver) => (
                "deviation-approved",
                format!(
                    "{} fails for {subjects}, {}.",
                    self.control,
                    exceptions::waived_by(run.report, waiver)
                ),
            ),
        };
        let statement = control.map_or("", |control| control.description.as_str());
        let mut value = json!({
            "uuid": self.uuid,
            "title": line(&format!("{}: {}", self.control, words::title(control))),
            "description": line(&description),
            "statement": line(&statement.lines().collect::<Vec<_>>().join(" ")),
            "props": props([
                prop("severity", self.severity.as_str()),
                prop("control", self.control),
                prop("waiver", self.waiver.unwrap_or_default()),
            ]),
            "status": status,
            "origins": [run.origin()],
            "characterizations": [{
                "origin": run.origin(),
                "facets": [{
                    "name": "severity",
                    "system": "http://csrc.nist.gov/ns/oscal",
                    "value": self.severity.as_str().to_lowercase(),
                }],
            }],
            "related-observations": [{ "observation-uuid": uuid(&[
                "observation",
                &run.report.snapshot_sha256,
                self.control,
                self.status().as_str(),
            ]) }],
        });
        let remediations: Vec<Value> = control
            .into_iter()
            .flat_map(|control| control.remediation.forms())
            .filter(|(_, text)| !text.is_empty())
            .map(|(form, text)| self.remediation(form, text))
            .collect();
        if !remediations.is_empty() {
            value["remediations"] = remediations.into();
        }
        value
    }

    /// A way to mend it. Names in braces stand for those of a subject.
    fn remediation(&self, form: Form, text: &str) -> Value {
        let title = match form {
            Form::Cli => "AWS CLI",
            Form::Terraform => "Terraform",
            Form::Console => "Console",
        };
        let lines = text.lines().map(line).collect::<Vec<_>>();
        json!({
            "uuid": uuid(&["remediation", &self.uuid.to_string(), title]),
            "lifecycle": "recommendation",
            "title": title,
            "description": lines.join("\n\n"),
        })
    }
}
