//! `assize remediation`: what a report proposes, to go through by hand.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::exit::Exit;
use super::reports;
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
        let report = reports::read(&self.report)?;
        let language = match self.format {
            Format::Shell => Language::Shell,
            Format::Terraform => Language::Terraform,
        };
        remedies::write(&report, language, &mut std::io::stdout().lock())?;
        Ok(Exit::Compliant)
    }
}
