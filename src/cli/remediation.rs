//! `assize remediation`: what a report proposes, to go through by hand.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::exit::Exit;
use super::{failure, files};
use crate::report::json;
use crate::report::remedies::{self, Language};

/// Print the commands that mend what a report found, each commented out
#[derive(Args)]
pub struct Remediation {
    /// The report in JSON (`-f json`), also compressed; `-` for standard input
    report: PathBuf,
    /// In which form
    #[arg(short, long, value_name = "FORMAT", default_value = "shell")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A script for Bash
    Shell,
    /// Blocks of Terraform
    Terraform,
}

impl Remediation {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let name = if self.report == Path::new("-") {
            "standard input".to_owned()
        } else {
            format!("report `{}`", self.report.display())
        };
        let mut bytes = Vec::new();
        files::open("report", &self.report)?
            .read_to_end(&mut bytes)
            .map_err(|error| failure(format!("{name} could not be read: {error}"), None))?;
        let report = json::parse(&bytes).map_err(|error| {
            let help = match error {
                json::ReadError::Version(_) => "use a newer assize",
                _ => "`assize check SNAPSHOT -f json=FILE` writes such a report",
            };
            failure(format!("{name} {error}"), Some(help.to_owned()))
        })?;
        let language = match self.format {
            Format::Shell => Language::Shell,
            Format::Terraform => Language::Terraform,
        };
        remedies::write(&report, language, &mut std::io::stdout().lock())?;
        Ok(Exit::Compliant)
    }
}
