//! `assize baseline`: the failures of a report, to be known from now on.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exceptions::{self, of_report};
use super::exit::Exit;
use super::files::Output;
use super::waiver::counted;
use super::{Verbosity, failure, reports};
use crate::model::finding::Status;

/// Write a baseline: the failures of a report, to be known from now on
#[derive(Args)]
pub struct Baseline {
    /// The report in JSON (`-f json`), also compressed; `-` for standard input
    report: PathBuf,
    /// Where to write the baseline
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Take no failure in, and leave out of this baseline those that the report, which was judged against it, names as failing
    /// no more
    #[arg(long, value_name = "BASELINE")]
    prune: Option<PathBuf>,
}

impl Baseline {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let report = reports::read(&self.report)?;
        let (mut known, said) = match &self.prune {
            None => {
                let known = of_report(&report);
                let unjudged = report
                    .findings
                    .iter()
                    .filter(|finding| finding.status == Status::Error)
                    .count();
                let mut said = counted(known.failures.len(), "failure");
                if unjudged > 0 {
                    let findings = counted(unjudged, "finding");
                    said.push_str(&format!("; {findings} without a verdict left out"));
                }
                (known, said)
            }
            Some(path) => {
                let old = exceptions::known(path)?;
                let judged = report.baseline.as_ref();
                let Some(judged) = judged.filter(|judged| judged.sha256 == old.sha256) else {
                    return Err(failure(
                        format!(
                            "{} was not judged against `{}` as it is now",
                            reports::name(&self.report),
                            path.display()
                        ),
                        Some(format!(
                            "make it with `--baseline {} -f json=FILE`",
                            path.display()
                        )),
                    ));
                };
                let left = old.known.without(&judged.absent);
                let gone = old.known.failures.len() - left.failures.len();
                let said = format!(
                    "{}, without {gone} that failed no more",
                    counted(left.failures.len(), "failure")
                );
                (left, said)
            }
        };
        let mut out = Output::create(&self.output)?;
        known.write(&mut out)?;
        out.commit()?;
        if !verbosity.quiet && self.output != Path::new("-") {
            let _ = writeln!(anstream::stderr(), "{}: {said}", self.output.display());
        }
        Ok(Exit::Compliant)
    }
}
