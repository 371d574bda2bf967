//! `assize man`: manual pages.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::exit::Exit;
use super::{Verbosity, failure};

/// Write the manual pages into a folder, one for each verb
#[derive(Args)]
pub struct Manual {
    /// The folder; it is made where it is missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// A manual page: the name of its file and its text.
struct Page {
    name: String,
    text: Vec<u8>,
}

impl Manual {
    pub(super) fn run<C: CommandFactory>(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let mut command = C::command().disable_help_subcommand(true);
        // The verbs take over what is global, and their full names.
        command.build();
        let mut pages = Vec::new();
        collect(&command, &mut pages)?;
        fs::create_dir_all(&self.folder).map_err(|error| broken(&self.folder, &error))?;
        for page in &pages {
            let path = self.folder.join(&page.name);
            fs::write(&path, &page.text).map_err(|error| broken(&path, &error))?;
        }
        if !verbosity.quiet {
            let _ = writeln!(
                anstream::stderr(),
                "{} pages in `{}`",
                pages.len(),
                self.folder.display()
            );
        }
        Ok(Exit::Compliant)
    }
}

/// The page of a command, after those of its verbs.
fn collect(command: &Command, pages: &mut Vec<Page>) -> anyhow::Result<()> {
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        collect(verb, pages)?;
    }
    let man = Man::new(command.clone())
        .source(concat!("assize ", env!("CARGO_PKG_VERSION")))
        .manual("assize");
    let mut text = Vec::new();
    man.render(&mut text)?;
    pages.push(Page {
        name: man.get_filename(),
        text,
    });
    Ok(())
}

fn broken(path: &Path, error: &std::io::Error) -> anyhow::Error {
    failure(format!("`{}`: {error}", path.display()), None)
}
