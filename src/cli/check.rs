//! `assize check`: judge a snapshot.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::arguments::{OutputArguments, PolicyArguments, VerdictArguments, ViewArguments};
use super::evidence::{Draft, EvidenceArguments};
use super::exceptions::Terms;
use super::exit::Exit;
use super::output::{self, Target};
use super::policies::Loaded;
use super::settings::Settable;
use super::{Verbosity, failure, files, policies};
use crate::evaluate::evaluate;
use crate::model::control::Control;
use crate::model::report::Report;
use crate::model::snapshot::{SnapshotError, SnapshotReader};
use crate::model::view::{Outline, View};
use crate::policy::Policy;

/// Judge a snapshot
#[derive(Args)]
pub struct Check {
    /// The snapshot: a `.jsonl` file, also `.gz` or `.zst`; `-` for standard input
    snapshot: PathBuf,
    #[command(flatten)]
    policies: PolicyArguments,
    #[command(flatten)]
    verdict: VerdictArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    views: ViewArguments,
    #[command(flatten)]
    evidence: EvidenceArguments,
}

impl Check {
    pub(super) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            verdict: Some(&mut self.verdict),
            output: Some(&mut self.output),
            views: Some(&mut self.views),
            ..Settable::default()
        }
    }

    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let targets = output::targets(&self.output)?;
        let loaded = policies::load_with_views(&self.policies, &self.views)?;
        let terms = Terms::read(&self.verdict, &loaded)?;
        let evidence = self.evidence.begin(&self.policies, &self.views)?;
        let input = files::open("snapshot", &self.snapshot)?;
        let name = if self.snapshot == Path::new("-") {
            "standard input".to_owned()
        } else {
            format!("snapshot `{}`", self.snapshot.display())
        };
        let report = judge(
            input,
            &name,
            &loaded,
            &terms,
            &targets,
            &self.output,
            evidence,
            verbosity,
        )?;
        Ok(Exit::of(&report))
    }
}

/// Judges a snapshot, and writes the reports and what the verdict rests on.
#[expect(
    clippy::too_many_arguments,
    reason = "what a verdict follows from, and where it goes"
)]
pub fn judge<R: BufRead>(
    input: R,
    name: &str,
    loaded: &Loaded,
    terms: &Terms,
    targets: &[Target],
    output: &OutputArguments,
    evidence: Option<Draft>,
    verbosity: Verbosity,
) -> anyhow::Result<Report> {
    let Some(mut evidence) = evidence else {
        let report = report(input, name, loaded, terms)?;
        output::write(&report, targets, output, verbosity)?;
        output::conclude(&report, targets, verbosity);
        return Ok(report);
    };
    let report = report(evidence.copying(input)?, name, loaded, terms)?;
    output::write(&report, targets, output, verbosity)?;
    evidence.finish(&report, loaded, &terms.given, verbosity)?;
    output::conclude(&report, targets, verbosity);
    Ok(report)
}

/// The report of a snapshot: what a verdict follows from comes in, and nothing else does.
pub fn report<R: BufRead>(
    input: R,
    name: &str,
    loaded: &Loaded,
    terms: &Terms,
) -> anyhow::Result<Report> {
    let set = &loaded.set;
    set.prepare();
    let started = Instant::now();
    let evaluation = SnapshotReader::new(input)
        .and_then(|reader| evaluate(reader, set))
        .map_err(|error| unreadable(name, &error))?;
    tracing::debug!(
        controls = set.policies.len(),
        findings = evaluation.findings.len(),
        took = ?started.elapsed(),
        "judged {name}"
    );
    let controls: Vec<Control> = set.policies.iter().map(Policy::control).collect();
    let mut findings = evaluation.findings;
    let waivers = terms.waive(&controls, &mut findings);
    let baseline = terms.hold(
        &evaluation.header,
        evaluation.complete,
        &controls,
        &findings,
    );
    let view = |outline: &Outline| View::new(outline.clone(), &controls, &findings);
    let views = loaded.outlines.iter().map(view).collect();
    let report = Report {
        tool: tool(),
        snapshot: evaluation.header,
        snapshot_sha256: evaluation.sha256,
        complete: evaluation.complete,
        controls,
        findings,
        coverage: evaluation.coverage,
        gaps: evaluation.gaps,
        gate: terms.gate,
        views,
        waivers,
        baseline,
    };
    if report.findings.is_empty() {
        return Err(failure(
            format!("{name} gives nothing to judge: it names no account"),
            None,
        ));
    }
    Ok(report)
}

/// The program and its version, as reports and snapshots name it.
pub fn tool() -> String {
    format!("assize {}", env!("CARGO_PKG_VERSION"))
}

/// Why a snapshot gives no verdict, with what mends it.
pub fn unreadable(name: &str, error: &SnapshotError) -> anyhow::Error {
    let help = match error {
        SnapshotError::CutOff(_) | SnapshotError::Altered(_) => {
            Some("collect it again; nothing was judged")
        }
        SnapshotError::NotASnapshot(_) => Some(
            "`assize collect` writes snapshots; `assize collect --from` reads files of AWS Config",
        ),
        SnapshotError::Version(_) => Some("use a newer assize"),
        SnapshotError::Io(_) | SnapshotError::Empty | SnapshotError::Malformed { .. } => None,
    };
    failure(format!("{name} {error}"), help.map(str::to_owned))
}
