//! `assize waiver`: what a file of waivers says, hides, and will give back.

mod add;
mod explain;
mod list;
mod preview;

use clap::{Subcommand, ValueEnum};

use super::Verbosity;
use super::exit::Exit;
use super::settings::Settable;
use crate::model::finding::Status;
use crate::report::json::wire;
use crate::waiver::Case;

/// List, explain, add and preview waivers
#[derive(Subcommand)]
pub enum Waiver {
    /// List the waivers of a file, with how they stand
    List(list::List),
    /// Explain what each waiver of a file hides in a report
    Explain(explain::Explain),
    /// Add a waiver to a file, and leave what is there as it is
    Add(Box<add::Add>),
    /// Say which findings of a report count again on a day to come
    Preview(preview::Preview),
}

/// How to show it.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON
    Json,
}

impl Waiver {
    pub(super) fn settable(&mut self) -> Option<Settable<'_>> {
        match self {
            Self::Add(verb) => Some(verb.settable()),
            Self::List(_) | Self::Explain(_) | Self::Preview(_) => None,
        }
    }

    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        match self {
            Self::List(verb) => verb.run(),
            Self::Explain(verb) => verb.run(),
            Self::Add(verb) => verb.run(verbosity),
            Self::Preview(verb) => verb.run(),
        }
    }
}

/// What waivers look at of a report, each with its finding.
fn cases(report: &wire::Report) -> (Vec<Case<'_>>, Vec<&wire::Finding>) {
    let of = report
        .findings
        .iter()
        .filter_map(|finding| Some((case(finding)?, finding)));
    of.unzip()
}

fn case(finding: &wire::Finding) -> Option<Case<'_>> {
    let is_unknown = match finding.status {
        Status::Fail | Status::Waived => false,
        Status::Error => true,
        Status::Pass | Status::NotApplicable => return None,
    };
    let (account, region) = finding.subject.place();
    Some(Case {
        control: &finding.control,
        subject: finding.subject.id().to_owned(),
        account,
        region,
        is_unknown,
    })
}

/// The controls of a report with their aliases.
fn controls(report: &wire::Report) -> Vec<(&str, &[String])> {
    let controls = report.controls.iter();
    controls
        .map(|control| (control.id.as_str(), control.aliases.as_slice()))
        .collect()
}

/// A number with its noun.
pub(super) fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    }
}
