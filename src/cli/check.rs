//! `assize check`: judge a snapshot.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{OutputArguments, PolicyArguments, VerdictArguments, ViewArguments};
use super::exit::Exit;
use super::output::{self, Target};
use super::policies::Loaded;
use super::settings::Settable;
use super::{Verbosity, failure, files, policies};
use crate::evaluate::evaluate;
use crate::model::control::Control;
use crate::model::report::{Gate, Report};
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
}

impl Check {
    pub(super) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            verdict: Some(&mut self.verdict),
            output: Some(&mut self.output),
        }
    }

    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let targets = output::targets(&self.output)?;
        let loaded = policies::load_with_views(&self.policies, &self.views)?;
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
            self.verdict.gate(),
            &targets,
            &self.output,
            verbosity,
        )?;
        Ok(Exit::of(&report))
    }
}

/// Judges a snapshot and writes the reports.
pub fn judge<R: BufRead>(
    input: R,
    name: &str,
    loaded: &Loaded,
    gate: Gate,
    targets: &[Target],
    output: &OutputArguments,
    verbosity: Verbosity,
) -> anyhow::Result<Report> {
    let set = &loaded.set;
    let evaluation = SnapshotReader::new(input)
        .and_then(|reader| evaluate(reader, set))
        .map_err(|error| unreadable(name, &error))?;
    let controls: Vec<Control> = set.policies.iter().map(Policy::control).collect();
    let view = |outline: &Outline| View::new(outline.clone(), &controls, &evaluation.findings);
    let views = loaded.outlines.iter().map(view).collect();
    let report = Report {
        tool: tool(),
        snapshot: evaluation.header,
        snapshot_sha256: evaluation.sha256,
        complete: evaluation.complete,
        controls,
        findings: evaluation.findings,
        coverage: evaluation.coverage,
        gaps: evaluation.gaps,
        gate,
        views,
    };
    if report.findings.is_empty() {
        return Err(failure(
            format!("{name} gives nothing to judge: it names no account"),
            None,
        ));
    }
    output::write(&report, targets, output, verbosity)?;
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
