//! The same over the library: an audit in this process, for what is repeated for each action or each control.

use std::io::Write;

use assize::collect::{Options, collect_using};
use assize::evaluate::{Evaluation, evaluate};
use assize::model::plan::Plan;
use assize::model::report::{Gate, Report};
use assize::model::snapshot::{Snapshot, SnapshotReader};
use assize::policy::{Policy, PolicySet};
use assize::report::{Style, find};

use crate::sdk::settings;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

/// The regions of the set-ups.
pub const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];

/// Collects what a set of policies reads. Nothing is tried twice: what a test breaks is broken at once.
pub fn collect(aws: &SimulatedAws, set: &PolicySet) -> Snapshot {
    collect_plan(aws, &set.plan())
}

/// Collects what a plan wants.
pub fn collect_plan(aws: &SimulatedAws, plan: &Plan) -> Snapshot {
    let options = Options {
        max_concurrency: 16,
        tool: "assize test".to_owned(),
        collected_at: jiff::Timestamp::now().to_string(),
        ..Options::default()
    };
    let config = settings(aws, ACCOUNT, "us-east-1");
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(collect_using(
            config,
            plan,
            &options,
            &(),
            std::future::pending(),
        ))
        .unwrap()
}

/// Judges a snapshot in the form in which it is on disk.
pub fn judge(snapshot: &Snapshot, set: &PolicySet) -> Evaluation {
    let bytes = snapshot.write(Vec::new()).unwrap();
    evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), set).unwrap()
}

/// Collects and judges.
pub fn audit(aws: &SimulatedAws, set: &PolicySet) -> Evaluation {
    judge(&collect(aws, set), set)
}

/// The text report of an evaluation.
pub fn as_text(evaluation: Evaluation, set: &PolicySet) -> String {
    let report = Report {
        tool: "assize test".to_owned(),
        snapshot: evaluation.header,
        snapshot_sha256: evaluation.sha256,
        complete: evaluation.complete,
        controls: set.policies.iter().map(Policy::control).collect(),
        findings: evaluation.findings,
        coverage: evaluation.coverage,
        gaps: evaluation.gaps,
        gate: Gate::default(),
        views: Vec::new(),
        waivers: None,
        baseline: None,
    };
    let style = Style {
        color: false,
        verbose: false,
        width: None,
    };
    let mut text = Vec::new();
    let out: &mut dyn Write = &mut text;
    find("text").unwrap().write(&report, style, out).unwrap();
    String::from_utf8(text).unwrap()
}
