//! `assize policy show`.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::declared::Declared;
use crate::cli::arguments::PolicyArguments;
use crate::cli::exit::Exit;
use crate::cli::policies;
use crate::cli::settings::Settable;
use crate::model::control::Control;
use crate::model::remediation::Form;
use crate::resource::{self, published};

/// Show one control
#[derive(Args)]
pub struct Show {
    /// The control's id or an alias
    control: String,
    #[command(flatten)]
    policies: PolicyArguments,
    /// How to show it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON
    Json,
}

impl Show {
    pub(in crate::cli) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            ..Settable::default()
        }
    }

    pub(in crate::cli) fn run(mut self) -> anyhow::Result<Exit> {
        self.policies.only(self.control);
        let set = policies::load(&self.policies)?;
        let mut out = anstream::stdout().lock();
        for (number, policy) in set.policies.iter().enumerate() {
            let control = policy.control();
            match self.format {
                Format::Json => {
                    serde_json::to_writer_pretty(&mut out, &Declared::of(policy))?;
                    writeln!(out)?;
                }
                Format::Text => {
                    if number > 0 {
                        writeln!(out)?;
                    }
                    show(&mut out, &control, policy)?;
                }
            }
        }
        Ok(Exit::Compliant)
    }
}

fn show(
    out: &mut dyn Write,
    control: &Control,
    policy: &crate::policy::Policy,
) -> std::io::Result<()> {
    writeln!(out, "{}\n{}\n", control.id, control.title)?;
    writeln!(out, "{}\n", control.description)?;
    writeln!(out, "severity     {}", control.severity)?;
    if !control.enforcement.is_gate() {
        writeln!(
            out,
            "enforcement  warn: a failure is reported and does not count"
        )?;
    }
    writeln!(out, "subject      {}", subject(control, policy))?;
    writeln!(out, "policy       {}:{}", control.file, control.line)?;
    block(out, "reads", &control.reads)?;
    block(out, "fields", &fields(policy))?;
    block(out, "permissions", &control.actions)?;
    let parameters: Vec<String> = policy
        .metadata
        .parameters
        .iter()
        .map(|(name, parameter)| {
            let value = control.parameters.get(name).unwrap_or(&parameter.default);
            let said = [format!("default {}", parameter.default)];
            let said: Vec<String> = said
                .into_iter()
                .chain(parameter.bounds())
                .chain(parameter.demands())
                .collect();
            format!(
                "{name} = {value}  ({})  {}",
                said.join(", "),
                parameter.description.trim()
            )
        })
        .collect();
    block(out, "parameters", &parameters)?;
    let frameworks: Vec<String> = control
        .frameworks
        .iter()
        .map(|(name, sections)| format!("{name}: {}", sections.join(", ")))
        .collect();
    block(out, "frameworks", &frameworks)?;
    block(out, "aliases", &control.aliases)?;
    block(out, "references", &control.references)?;
    for (form, text) in control.remediation.forms() {
        let heading = match form {
            Form::Cli => "remediation",
            Form::Terraform => "in Terraform",
            Form::Console => "in the console",
        };
        writeln!(out, "\n{heading}\n  {}", text.replace('\n', "\n  "))?;
    }
    Ok(())
}

fn subject(control: &Control, policy: &crate::policy::Policy) -> String {
    let mut text = match control.resource_types.as_slice() {
        [] => format!("each {}", control.subject.as_str()),
        types => format!("each {}", types.join(", ")),
    };
    let users = policy.metadata.users_of_subjects();
    if !users.is_empty() {
        text.push_str(" that is used by ");
        text.push_str(&users.join(" or "));
    }
    text
}

/// How far the fields of types are known that only AWS Config knows; of the others every field is.
fn fields(policy: &crate::policy::Policy) -> Vec<String> {
    policy
        .reads
        .types()
        .into_iter()
        .filter(|name| resource::find(name).is_none())
        .map(|name| match published::find(name) {
            Some(_) => format!("{name}: misspellings of what AWS publishes do not load"),
            None => format!("{name}: not checked, AWS's list of them is not at hand"),
        })
        .collect()
}

/// A heading with a line for each entry; nothing when there are none.
fn block(out: &mut dyn Write, heading: &str, lines: &[String]) -> std::io::Result<()> {
    for (number, line) in lines.iter().enumerate() {
        let heading = if number == 0 { heading } else { "" };
        writeln!(out, "{heading:12} {line}")?;
    }
    Ok(())
}
