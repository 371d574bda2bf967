//! `assize policy`: list, show, write, lint and test policies.

mod lint;
mod list;
mod new;
mod show;
mod test;

use clap::Subcommand;

use super::Verbosity;
use super::exit::Exit;

/// List, show, write, lint and test policies
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
    /// Run the tests of policies
    Test(test::Test),
}

impl Policy {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        match self {
            Self::List(verb) => verb.run(),
            Self::Show(verb) => verb.run(),
            Self::New(verb) => verb.run(),
            Self::Lint(verb) => verb.run(),
            Self::Test(verb) => verb.run(verbosity),
        }
    }
}
