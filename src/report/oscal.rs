//! OSCAL, for tools of governance, risk and compliance: assessment results in the version 1.2 of NIST's models, as JSON.
//!
//! | finding | in OSCAL |
//! |---|---|
//! | PASS | an observation; the section is satisfied where all of its controls pass |
//! | FAIL | an observation, an open risk; the sections that the control names are not satisfied |
//! | ERROR | an observation of its own, so that it is never taken for a failure; its sections have no finding |
//! | WAIVED | an observation, a risk whose deviation is approved; the sections are not satisfied |
//! | NOT_APPLICABLE | an observation |
//!
//! There is an observation for each control and status, with everything that came out that way as its subjects. Identifiers
//! are hashes (version 5), so two runs over one snapshot give the same bytes, and a risk keeps its identifier from run to run.
//!
//! OSCAL demands a plan of the assessment. A run has none, and the document says that rather than point to one.

mod identity;
mod observation;
mod risk;
mod section;

use std::collections::BTreeSet;
use std::io::{self, Write};

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::BASE64;
use serde::ser::{Serialize, Serializer};
use serde_json::{Value, json};

use super::visible_json::Streamed;
use super::{Reporter, Style, visible_json, words};
use crate::model::finding::{Status, Subject, hex};
use crate::model::report::Report;
use identity::{Uuid, line, prop, props, uuid};
use section::Section;

/// The version of the models.
const VERSION: &str = "1.2.3";

/// The OSCAL format.
pub struct Oscal;

impl Reporter for Oscal {
    fn name(&self) -> &'static str {
        "oscal"
    }

    fn about(&self) -> &'static str {
        "for tools of governance, risk and compliance: OSCAL 1.2 assessment results"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        visible_json::write_pretty(&mut out, &Document { report })?;
        out.flush()
    }
}

/// What a run was made of, by identifier; the parts of a document point to these.
struct Run<'r> {
    report: &'r Report,
    /// When the snapshot was taken.
    time: String,
    /// The program as a tool of the assessment.
    tool: Uuid,
    /// The snapshot as evidence.
    snapshot: Uuid,
    /// What stands where a plan is demanded.
    no_plan: Uuid,
}

impl<'r> Run<'r> {
    fn of(report: &'r Report) -> Self {
        Self {
            report,
            time: words::collected(report).to_string(),
            tool: uuid(&["tool", &report.tool]),
            snapshot: uuid(&["snapshot", &report.snapshot_sha256]),
            no_plan: uuid(&["no plan"]),
        }
    }

    /// Who says so: the program.
    fn origin(&self) -> Value {
        json!({ "actors": [{ "type": "tool", "actor-uuid": self.tool }] })
    }
}

/// The whole document. What grows with the findings is written as it is made.
struct Document<'r> {
    report: &'r Report,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let report = self.report;
        let run = Run::of(report);
        let observations = observation::observations(&run);
        let risks = risk::risks(&run);
        let findings: Vec<Value> = section::findings(report, &observations, &risks)
            .map(|finding| finding.value(&run))
            .collect();
        let risks: Vec<Value> = risks.iter().map(|risk| risk.value(&run)).collect();
        let subjects: BTreeSet<&Subject> = report
            .findings
            .iter()
            .map(|finding| &finding.subject)
            .collect();
        let items = Streamed(|| subjects.iter().map(|subject| item(subject)));
        let observations = Streamed(|| observations.iter().map(|one| one.written(&run)));
        let result = Results {
            uuid: uuid(&["result", &fingerprint(report)]),
            title: line(&format!("assize: {}", report.verdict().as_str())),
            description: line(&format!(
                "The controls of assize on a snapshot of {}: {}.",
                words::scope(report),
                counts(report)
            )),
            start: &run.time,
            props: props([
                prop("verdict", report.verdict().as_str()),
                prop("fail-on", report.gate.fail_on.as_str()),
                prop("snapshot-sha256", &report.snapshot_sha256),
            ]),
            local_definitions: Definitions {
                inventory_items: (!subjects.is_empty()).then_some(items),
                assessment_assets: assets(&run),
            },
            reviewed_controls: section::reviewed(report),
            observations: (!report.findings.is_empty()).then_some(observations),
            risks,
            findings,
            remarks: remarks(report),
        };
        Outer {
            assessment_results: Body {
                uuid: uuid(&["document", &fingerprint(report)]),
                metadata: metadata(&run),
                import_ap: json!({
                    "href": format!("#{}", run.no_plan),
                    "remarks": NO_PLAN,
                }),
                results: [result],
                back_matter: back_matter(&run),
            },
        }
        .serialize(serializer)
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "kebab-case")]
struct Outer<R> {
    assessment_results: Body<R>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "kebab-case")]
struct Body<R> {
    uuid: Uuid,
    metadata: Value,
    import_ap: Value,
    results: [R; 1],
    back_matter: Value,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "kebab-case")]
struct Results<'a, I, O> {
    uuid: Uuid,
    title: String,
    description: String,
    start: &'a str,
    props: Value,
    local_definitions: Definitions<I>,
    reviewed_controls: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    observations: Option<O>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    risks: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "kebab-case")]
struct Definitions<I> {
    #[serde(skip_serializing_if = "Option::is_none")]
    inventory_items: Option<I>,
    assessment_assets: Value,
}

/// What tells the results of one run from those of another: what was judged, and how it came out.
fn fingerprint(report: &Report) -> String {
    let mut context = Context::new(&SHA256);
    let mut add = |text: &str| {
        context.update(text.as_bytes());
        context.update(b"\n");
    };
    add(&report.tool);
    add(&report.snapshot_sha256);
    add(report.verdict().as_str());
    for finding in &report.findings {
        add(&finding.fingerprint());
        add(&words::outcome(finding));
    }
    hex(context.finish().as_ref())
}

fn counts(report: &Report) -> String {
    let summary = report.summary();
    words::joined(
        Status::ALL
            .into_iter()
            .map(|status| format!("{} {status}", summary.count(status))),
    )
}

fn metadata(run: &Run<'_>) -> Value {
    json!({
        "title": "Results of assize",
        "last-modified": run.time,
        "version": line(&format!("snapshot of {}", run.time)),
        "oscal-version": VERSION,
    })
}

const NO_PLAN: &str = "There is no assessment plan: assize judges a snapshot by the controls that were selected for the run.";

/// The program as the platform of the assessment.
fn assets(run: &Run<'_>) -> Value {
    let (name, version) = words::program(run.report);
    let version = if version.trim().is_empty() {
        "0"
    } else {
        version
    };
    json!({
        "components": [{
            "uuid": run.tool,
            "type": "software",
            "title": line(name),
            "description": "A policy-as-code compliance checker for the audit plane of AWS.",
            "props": props([prop("tool-version", version)]),
            "status": { "state": "operational" },
        }],
        "assessment-platforms": [{
            "uuid": uuid(&["platform", &run.report.tool]),
            "uses-components": [{ "component-uuid": run.tool }],
        }],
    })
}

/// A subject of a finding, as an item of the inventory.
fn item(subject: &Subject) -> Value {
    let kind = match subject {
        Subject::Resource { resource_type, .. } => resource_type.as_str(),
        other => other.kind().as_str(),
    };
    json!({
        "uuid": identity::subject(subject),
        "description": line(&words::subject(subject)),
        "props": props([
            prop("subject-id", &subject.id()),
            prop("subject-kind", subject.kind().as_str()),
            prop("resource-type", kind),
            prop("account", subject.account().unwrap_or_default()),
            prop("region", subject.region().unwrap_or_default()),
        ]),
    })
}

/// What a reader of the results has to know.
fn remarks(report: &Report) -> Option<String> {
    let mut notes = words::notes(report);
    let open = section::without_verdict(report);
    if !open.is_empty() {
        notes.push(format!(
            "without a finding, because something could not be judged: {}",
            open.iter()
                .map(Section::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    (!notes.is_empty()).then(|| {
        notes
            .iter()
            .map(|note| line(note))
            .collect::<Vec<_>>()
            .join("\n\n")
    })
}

/// The snapshot, and that there is no plan. What a resource is has to be attached or linked; of the snapshot it is the digest.
fn back_matter(run: &Run<'_>) -> Value {
    let report = run.report;
    let digest = format!("{}  snapshot\n", report.snapshot_sha256);
    json!({
        "resources": [
            {
                "uuid": run.snapshot,
                "title": "Snapshot",
                "description": line(&format!(
                    "The snapshot that was judged, collected at {} by {}. It is known by the SHA-256 of all of its lines but the \
                     last, which its last line repeats.",
                    report.snapshot.collected_at, report.snapshot.tool
                )),
                "props": props([
                    prop("snapshot-version", &report.snapshot.schema_version.to_string()),
                    prop("snapshot-sha256", &report.snapshot_sha256),
                    prop("collected-by", report.snapshot.caller.as_deref().unwrap_or_default()),
                ]),
                "base64": {
                    "filename": "snapshot.sha256",
                    "media-type": "text/plain",
                    "value": BASE64.encode(digest.as_bytes()),
                },
            },
            {
                "uuid": run.no_plan,
                "title": "No assessment plan",
                "description": NO_PLAN,
                "base64": {
                    "filename": "no-assessment-plan.txt",
                    "media-type": "text/plain",
                    "value": BASE64.encode(format!("{NO_PLAN}\n").as_bytes()),
                },
            },
        ],
    })
}

#[cfg(test)]
mod tests;
