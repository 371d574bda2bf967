//! `assize policy list`.

mod aliases;
pub(in crate::cli) mod frameworks;

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
    /// List the frameworks instead, with how many of their sections are judged
    #[arg(long, group = "instead")]
    frameworks: bool,
    /// List the sections of a framework instead, with their controls, and the sections that none judges
    #[arg(long, value_name = "ID", group = "instead")]
    framework: Option<String>,
    /// List the sets instead: controls in steps
    #[arg(long, group = "instead")]
    sets: bool,
    /// List the ids of another tool's checks instead, with the controls that look at the same things
    #[arg(long, value_name = "TOOL", group = "instead")]
    aliases: Option<String>,
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
        if self.frameworks || self.framework.is_some() || self.sets || self.aliases.is_some() {
            return self.instead();
        }
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

    /// What is not about single controls. It does not depend on which of them are selected.
    fn instead(self) -> anyhow::Result<Exit> {
        let catalogue = policies::catalogue(&self.policies)?;
        let as_json = matches!(self.format, Format::Json);
        let mut out = anstream::stdout().lock();
        if let Some(tool) = &self.aliases {
            aliases::print(&mut out, &catalogue, tool, as_json)?;
            return Ok(Exit::Compliant);
        }
        let outlines = match &self.framework {
            Some(id) => vec![frameworks::outline(&catalogue, id, "")?],
            None if self.sets => frameworks::sets()?,
            None => frameworks::frameworks(&catalogue)?,
        };
        match outlines.as_slice() {
            outlines if as_json => frameworks::json(&mut out, outlines)?,
            [one] if self.framework.is_some() => frameworks::sections(&mut out, one)?,
            all => frameworks::lines(&mut out, all)?,
        }
        Ok(Exit::Compliant)
    }
}
