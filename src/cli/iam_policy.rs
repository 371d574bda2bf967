//! `assize iam-policy`: the permissions that the selected controls take.

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::arguments::PolicyArguments;
use super::exit::Exit;
use super::policies;

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
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let plan = policies::load(&self.policies)?.plan();
        let mut out = anstream::stdout().lock();
        if self.actions {
            for action in &plan.actions {
                writeln!(out, "{action}")?;
            }
        } else {
            let document = json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Sid": "AssizeReadOnly",
                    "Effect": "Allow",
                    "Action": plan.actions,
                    "Resource": "*",
                }],
            });
            serde_json::to_writer_pretty(&mut out, &document)?;
            writeln!(out)?;
        }
        Ok(Exit::Compliant)
    }
}
