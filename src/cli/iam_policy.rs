//! `assize iam-policy`: the permissions that the selected controls take.

use std::collections::BTreeSet;
use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::arguments::PolicyArguments;
use super::exit::Exit;
use super::policies;
use super::push;
use super::settings::Settable;
use crate::push::permission;

/// Print the IAM policy that a collection for the selected controls takes
#[derive(Args)]
pub struct IamPolicy {
    #[command(flatten)]
    policies: PolicyArguments,
    /// Print one action a line instead of a policy document
    #[arg(long)]
    actions: bool,
    /// Allow besides what it takes to bring reports there: securityhub, s3://BUCKET/PREFIX, the ARN of an SNS topic (repeatable)
    #[arg(long, value_name = "TARGET")]
    push: Vec<String>,
}

impl IamPolicy {
    pub(super) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            ..Settable::default()
        }
    }

    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let targets = push::targets("--push", &self.push)?;
        let plan = policies::load(&self.policies)?.plan();
        let mut statements = vec![Statement {
            sid: "AssizeReadOnly".to_owned(),
            effect: "Allow",
            action: plan.actions,
            resource: "*".to_owned(),
        }];
        for target in &targets {
            let permission = permission(target);
            let same = statements.iter();
            let same = same.filter(|statement| statement.sid.starts_with(permission.sid));
            // Two buckets are two statements, whose names have to differ.
            let number = match same.count() {
                0 => String::new(),
                others => (others + 1).to_string(),
            };
            statements.push(Statement {
                sid: format!("{}{number}", permission.sid),
                effect: "Allow",
                action: permission
                    .actions
                    .iter()
                    .map(|&action| action.to_owned())
                    .collect(),
                resource: permission.resource,
            });
        }
        let mut out = anstream::stdout().lock();
        if self.actions {
            let actions = statements.iter().flat_map(|statement| &statement.action);
            for action in actions.collect::<BTreeSet<_>>() {
                writeln!(out, "{action}")?;
            }
        } else {
            let document = Document {
                version: "2012-10-17",
                statement: statements,
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
struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: String,
    effect: &'static str,
    action: BTreeSet<String>,
    resource: String,
}
