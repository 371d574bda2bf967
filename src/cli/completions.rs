//! `assize completions`: scripts that complete the command line.

use std::io;

use clap::{Args, CommandFactory};

use super::exit::Exit;

/// Print a completion script
#[derive(Args)]
pub struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run<C: CommandFactory>(self) -> anyhow::Result<Exit> {
        clap_complete::generate(
            self.shell,
            &mut C::command(),
            "assize",
            &mut io::stdout().lock(),
        );
        Ok(Exit::Compliant)
    }
}
