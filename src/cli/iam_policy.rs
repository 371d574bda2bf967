//! `assize iam-policy`: the permissions that the selected controls take.

use std::collections::BTreeSet;
use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::arguments::PolicyArguments;
use super::exit::Exit;
use super::policies;
use super::settings::Settable;

/// Print the IAM policy that a collection for the selected controls takes
#[derive(Args)]
pub struct IamPolicy {
    #[command(flatten)]
    policies: PolicyArguments,
    /// Print one action a line instead of a policy document
    #[arg(long)]
    actions: bool,
}

impl IamPolicy {
    pub(super) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            ..Settable::default()
        }
    }

    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let plan = policies::load(&self.policies)?.plan();
        let mut out = anstream::stdout().lock();
        if self.actions {
            for action in &plan.actions {
                writeln!(out, "{action}")?;
            }
        } else {
            let document = Document {
                version: "2012-10-17",
                statement: [Statement {
                    sid: "AssizeReadOnly",
                    effect: "Allow",
                    action: &plan.actions,
                    resource: "*",
                }],
            };
            serde_json::to_writer_pretty(&mut out, &document)?;
            writeln!(out)?;
        }
        Ok(Exit::Compliant)
    }
}

/// An IAM policy document, with its keys in the order in which people read them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    version: &'static str,
    statement: [Statement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    sid: &'static str,
    effect: &'static str,
    action: &'a BTreeSet<String>,
    resource: &'static str,
}
