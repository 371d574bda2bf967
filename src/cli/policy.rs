//! `assize policy`: list, show, write, lint, explain, document and test policies.

mod declared;
mod docs;
mod explain;
mod lint;
pub(super) mod list;
mod new;
mod show;
mod test;

use clap::Subcommand;

use super::Verbosity;
use super::exit::Exit;
use super::settings::Settable;

/// List, show, write, lint, explain, document and test policies
#[derive(Subcommand)]
pub enum Policy {
    /// List the controls
    List(list::List),
    /// Show one control: why it matters, what it reads, which permissions that takes, how to mend it
    Show(show::Show),
    /// Write a new control and its test
    New(new::New),
    /// Say all that is wrong with policies, and what is doubtful about them
    Lint(lint::Lint),
    /// Explain why a control came to its answer about a subject of a snapshot, passes too
    Explain(explain::Explain),
    /// Write the documentation of controls: a page each, and indexes
    Docs(docs::Docs),
    /// Run the tests of policies
    Test(test::Test),
}

impl Policy {
    pub(super) fn settable(&mut self) -> Option<Settable<'_>> {
        match self {
            Self::List(verb) => Some(verb.settable()),
            Self::Show(verb) => Some(verb.settable()),
            Self::Docs(verb) => Some(verb.settable()),
            Self::Explain(verb) => Some(verb.settable()),
            // What a folder holds does not depend on what a run selects.
            Self::New(_) | Self::Lint(_) | Self::Test(_) => None,
        }
    }

    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        match self {
            Self::List(verb) => verb.run(),
            Self::Show(verb) => verb.run(),
            Self::New(verb) => verb.run(),
            Self::Lint(verb) => verb.run(),
            Self::Docs(verb) => verb.run(verbosity),
            Self::Explain(verb) => verb.run(),
            Self::Test(verb) => verb.run(verbosity),
        }
    }
}
