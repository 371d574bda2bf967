//! `assize diff`: what changed between two reports.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{ColorChoice, severity};
use super::exit::Exit;
use super::{Verbosity, check, failure, output, reports};
use crate::diff::{Format, Incomparable, diff};
use crate::model::finding::Severity;

/// Say what changed between two reports: what fails now, what was mended, what is no longer known
///
/// Exit codes: 0 nothing got worse, 1 something fails that did not, 2 the reports cannot be read or compared, 3 nothing new
/// fails, but something was known and is not any more.
#[derive(Args)]
pub struct Diff {
    /// The report to compare with, in JSON (`-f json`), also compressed; `-` for standard input
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The report to compare
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Count only new failures of this severity and worse [default: as the new report does]
    #[arg(long, value_name = "SEVERITY", value_parser = severity, help_heading = "Verdict")]
    fail_on: Option<Severity>,
    /// Exit with 0 instead of 1 on new failures; never hides what became unknown
    #[arg(long, help_heading = "Verdict")]
    exit_zero: bool,
    /// Write the comparison in a format, to standard output or a file: text, markdown, json (repeatable) [default: text]
    #[arg(short, long = "format", value_name = "FORMAT", help_heading = "Output")]
    formats: Vec<String>,
    /// When to use colour
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    color: ColorChoice,
}

impl Diff {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let targets = output::targets_among(&self.formats, &Format::ALL, |_| String::new())?;
        if self.old == self.new && self.old.as_os_str() == "-" {
            return Err(failure(
                "both reports are to come from standard input",
                "give one of them a file".to_owned(),
            ));
        }
        let old = reports::read(&self.old)?;
        let new = reports::read(&self.new)?;
        let diff = diff(&old, &new, self.fail_on, check::tool()).map_err(|error| {
            let help = match error {
                Incomparable::OtherAccounts { .. } => {
                    Some("compare two reports of the same accounts".to_owned())
                }
                Incomparable::TwoAnswers { .. } => None,
            };
            let (old, new) = (reports::name(&self.old), reports::name(&self.new));
            failure(format!("{old} and {new} {error}"), help)
        })?;
        output::write_all(&targets, self.color, verbosity, |format, style, _| {
            let diff = &diff;
            Ok(vec![Box::new(move |out| format.write(diff, style, out))])
        })?;
        Ok(Exit::of_diff(&diff, self.exit_zero))
    }
}
