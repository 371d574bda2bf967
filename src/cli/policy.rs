//! `assize policy`: list, show and test policies.

mod list;
mod show;
mod test;

use clap::Subcommand;

use super::Verbosity;
use super::exit::Exit;

/// List, show and test policies
#[derive(Subcommand)]
pub enum Policy {
    /// List the controls
    List(list::List),
    /// Show one control: why it matters, what it reads, which permissions that takes, how to mend it
    Show(show::Show),
    /// Run the tests of policies
    Test(test::Test),
}

impl Policy {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        match self {
            Self::List(verb) => verb.run(),
            Self::Show(verb) => verb.run(),
            Self::Test(verb) => verb.run(verbosity),
        }
    }
}
