//! `assize policy list`.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::declared::Declared;
use crate::cli::arguments::PolicyArguments;
use crate::cli::exit::Exit;
use crate::cli::policies;
use crate::cli::settings::Settable;
use crate::model::control::Control;
use crate::policy::Policy;

/// List the controls
#[derive(Args)]
pub struct List {
    #[command(flatten)]
    policies: PolicyArguments,
    /// How to list them
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line each
    Text,
    /// JSON with all that is known of each
    Json,
}

impl List {
    pub(in crate::cli) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            ..Settable::default()
        }
    }

    pub(in crate::cli) fn run(self) -> anyhow::Result<Exit> {
        let set = policies::load(&self.policies)?;
        let controls: Vec<Control> = set.policies.iter().map(Policy::control).collect();
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Json => {
                let declared: Vec<Declared<'_>> = set.policies.iter().map(Declared::of).collect();
                serde_json::to_writer_pretty(&mut out, &declared)?;
                writeln!(out)?;
            }
            Format::Text => {
                let width = controls
                    .iter()
                    .map(|control| control.id.len())
                    .max()
                    .unwrap_or(0);
                for control in &controls {
                    writeln!(
                        out,
                        "{:8}  {:12}  {:width$}  {}{}",
                        control.severity,
                        control.subject.as_str(),
                        control.id,
                        control.title,
                        if control.enforcement.is_gate() {
                            ""
                        } else {
                            " (only warns)"
                        }
                    )?;
                }
                let word = if controls.len() == 1 {
                    "control"
                } else {
                    "controls"
                };
                writeln!(out, "\n{} {word}", controls.len())?;
            }
        }
        Ok(Exit::Compliant)
    }
}
