//! `assize completions`: scripts that complete the command line.

use std::io::{self, Write};

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
        // The generator panics where it cannot write, so it writes to memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut C::command(), "assize", &mut script);
        io::stdout().lock().write_all(&script)?;
        Ok(Exit::Compliant)
    }
}
