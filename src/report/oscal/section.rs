//! Sections of frameworks: which were reviewed, and which of them are satisfied.
//!
//! A section is not satisfied as soon as one of its controls fails. It is satisfied only where all of its controls are known to
//! have been part of the run, which a view of the framework tells, and all of them pass. Where something could not be judged
//! nothing is said of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Value, json};

use super::super::words;
use super::Run;
use super::identity::{Uuid, line, prop, props, token, uuid};
use super::observation::Observation;
use super::risk::Risk;
use crate::model::finding::Status;
use crate::model::report::Report;
use crate::model::view::ViewKind;

/// A section of a framework.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Section<'r> {
    framework: &'r str,
    number: &'r str,
}

impl fmt::Display for Section<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.framework, self.number)
    }
}

/// A section's names in a catalogue.
struct Names {
    control: String,
    /// The part of the control's statement that is meant.
    statement: Option<String>,
}

impl Section<'_> {
    /// NIST publishes its own catalogues in OSCAL, with names that are known: AU-2(b) is the statement `au-2_smt.b` of the
    /// control `au-2`, and AU-6(1) the control `au-6.1`.
    fn names(&self) -> Names {
        let is_nist = ["nist-800-53-", "fedramp-moderate-"]
            .iter()
            .any(|known| self.framework.starts_with(known));
        let made = || Names {
            control: token(&format!("{}_{}", self.framework, self.number)),
            statement: None,
        };
        if !is_nist {
            return made();
        }
        let number = self.number.to_ascii_lowercase();
        let mut parts = number.split('(');
        let mut control = parts.next().unwrap_or_default().to_owned();
        let mut letters = Vec::new();
        for part in parts {
            match part.strip_suffix(')') {
                Some(digits) if letters.is_empty() && digits.parse::<u8>().is_ok() => {
                    control.push('.');
                    control.push_str(digits);
                }
                Some(letter) if !letter.is_empty() => letters.push(letter),
                _ => return made(),
            }
        }
        let names = Names {
            statement: Some(match letters.as_slice() {
                [] => format!("{control}_smt"),
                letters => format!("{control}_smt.{}", letters.join(".")),
            }),
            control,
        };
        // A number in another form than NIST's.
        if token(&names.control) == names.control {
            names
        } else {
            made()
        }
    }
}

/// The controls of each section that were part of the run.
fn sections(report: &Report) -> BTreeMap<Section<'_>, BTreeSet<&str>> {
    let mut sections: BTreeMap<Section<'_>, BTreeSet<&str>> = BTreeMap::new();
    for control in &report.controls {
        for (framework, numbers) in &control.frameworks {
            for number in numbers {
                let section = Section { framework, number };
                sections.entry(section).or_default().insert(&control.id);
            }
        }
    }
    sections
}

/// What was reviewed: the program's own controls, and the sections that they name, framework by framework.
pub(super) fn reviewed(report: &Report) -> Value {
    let mut own: Vec<Value> = report
        .controls
        .iter()
        .map(|control| json!({ "control-id": token(&control.id) }))
        .collect();
    if own.is_empty() {
        own.push(json!({ "control-id": "none" }));
    }
    let mut selections = vec![json!({
        "description": "The controls of assize that were judged, by their own names.",
        "include-controls": own,
    })];
    let mut frameworks: BTreeMap<&str, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for section in sections(report).keys() {
        let names = section.names();
        let controls = frameworks.entry(section.framework).or_default();
        controls
            .entry(names.control)
            .or_default()
            .extend(names.statement);
    }
    for (framework, controls) in frameworks {
        let controls: Vec<Value> = controls
            .into_iter()
            .map(|(control, statements)| match statements.is_empty() {
                true => json!({ "control-id": control }),
                false => json!({ "control-id": control, "statement-ids": statements }),
            })
            .collect();
        selections.push(json!({
            "description": line(&format!("The sections of {framework} that the controls name.")),
            "props": props([prop("framework", framework)]),
            "include-controls": controls,
        }));
    }
    json!({ "control-selections": selections })
}

/// What is said of a section.
pub(super) struct SectionFinding<'r> {
    section: Section<'r>,
    is_satisfied: bool,
    controls: Vec<&'r str>,
    observations: Vec<Uuid>,
    risks: Vec<Uuid>,
}

/// The statuses of each control's findings.
fn statuses(report: &Report) -> BTreeMap<&str, BTreeSet<Status>> {
    let mut statuses: BTreeMap<&str, BTreeSet<Status>> = BTreeMap::new();
    for finding in &report.findings {
        let of = statuses.entry(finding.control.as_str()).or_default();
        of.insert(finding.outcome.status());
    }
    statuses
}

/// The worst status of a section, the one that needs attention most.
fn worst(controls: &BTreeSet<&str>, statuses: &BTreeMap<&str, BTreeSet<Status>>) -> Option<Status> {
    let of = controls.iter().filter_map(|control| statuses.get(control));
    of.flatten().min().copied()
}

/// The sections of which nothing can be said, because something could not be judged.
pub(super) fn without_verdict(report: &Report) -> Vec<Section<'_>> {
    let statuses = statuses(report);
    let sections = sections(report).into_iter();
    sections
        .filter(|(_, controls)| worst(controls, &statuses) == Some(Status::Error))
        .map(|(section, _)| section)
        .collect()
}

/// The sections that a view shows to be satisfied.
fn satisfied(report: &Report) -> BTreeSet<Section<'_>> {
    let views = report.views.iter();
    let frameworks = views.filter(|view| view.kind == ViewKind::Framework);
    frameworks
        .flat_map(|view| {
            let sections = view.sections.iter().filter(|section| {
                section.held.status == Some(Status::Pass)
                    && section
                        .held
                        .controls
                        .iter()
                        .all(|control| !control.is_looser)
            });
            sections.map(|section| Section {
                framework: &view.id,
                number: &section.id,
            })
        })
        .collect()
}

/// What can be said of the sections.
pub(super) fn findings<'r>(
    report: &'r Report,
    observations: &[Observation<'r>],
    risks: &[Risk<'r>],
) -> impl Iterator<Item = SectionFinding<'r>> {
    let statuses = statuses(report);
    let satisfied = satisfied(report);
    sections(report)
        .into_iter()
        .filter_map(move |(section, controls)| {
            let is_satisfied = match worst(&controls, &statuses)? {
                Status::Fail => false,
                // A failure that is waived is one all the same.
                Status::Waived => false,
                Status::Pass if satisfied.contains(&section) => true,
                Status::Pass | Status::Error | Status::NotApplicable => return None,
            };
            let of_section = |control: &str| controls.contains(control);
            Some(SectionFinding {
                section,
                is_satisfied,
                observations: observations
                    .iter()
                    .filter(|one| of_section(one.control) && one.status != Status::NotApplicable)
                    .map(|one| one.uuid)
                    .collect(),
                risks: risks
                    .iter()
                    .filter(|risk| of_section(risk.control))
                    .map(|risk| risk.uuid)
                    .collect(),
                controls: controls.iter().copied().collect(),
            })
        })
}

impl SectionFinding<'_> {
    /// The finding as it is written.
    pub(super) fn value(&self, run: &Run<'_>) -> Value {
        let names = self.section.names();
        let (state, reason) = match self.is_satisfied {
            true => ("satisfied", "pass"),
            false => ("not-satisfied", "fail"),
        };
        let (kind, target) = match names.statement {
            Some(statement) => ("statement-id", statement),
            None => ("objective-id", names.control),
        };
        let description = format!(
            "{} as far as the controls of assize judge it: {}.",
            self.section,
            self.controls.join(", ")
        );
        let mut value = json!({
            "uuid": uuid(&["finding", self.section.framework, self.section.number]),
            "title": line(&self.section.to_string()),
            "description": line(&description),
            "props": props([
                prop("framework", self.section.framework),
                prop("section", self.section.number),
            ]),
            "origins": [run.origin()],
            "target": {
                "type": kind,
                "target-id": target,
                "status": { "state": state, "reason": reason },
            },
            "related-observations": self
                .observations
                .iter()
                .map(|uuid| json!({ "observation-uuid": uuid }))
                .collect::<Vec<_>>(),
        });
        let looser: Vec<String> = self
            .controls
            .iter()
            .flat_map(|id| words::customised(run.report.control(id)))
            .collect();
        if !looser.is_empty() {
            value["remarks"] = line(&looser.join("; ")).into();
        }
        if !self.risks.is_empty() {
            let risks = self.risks.iter();
            value["related-risks"] = risks.map(|uuid| json!({ "risk-uuid": uuid })).collect();
        }
        value
    }
}
