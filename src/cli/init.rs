//! `assize init`: the files that a repository of policies begins with.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::{failure, files};
use crate::config;

/// Write a commented file of settings, `assize.toml`, and one of waivers, `waivers.toml`
///
/// All in them is commented out, so they change nothing as they are. No file is ever overwritten.
#[derive(Args)]
pub struct Init {
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// The name of the file of waivers.
const WAIVERS: &str = "waivers.toml";

impl Init {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let new = [
            (config::NAME, config::template()),
            (WAIVERS, include_str!("init/waivers.toml").to_owned()),
        ];
        let new = new.map(|(name, text)| (place(&self.dir, name), text));
        // Neither file is written where one of them is there.
        for (path, _) in &new {
            if path.symlink_metadata().is_ok() {
                return Err(failure(
                    format!("`{}` is there already", path.display()),
                    Some(
                        "nothing was written; choose another folder, or delete the file first"
                            .to_owned(),
                    ),
                ));
            }
        }
        for (path, text) in &new {
            files::write_new(path, text)?;
        }
        let mut out = anstream::stdout().lock();
        for (path, _) in &new {
            writeln!(out, "wrote {}", path.display())?;
        }
        let policies = place(&self.dir, "policies");
        writeln!(
            out,
            "\nAll in them is commented out: take away the # before what is to be in force. Next:\n\
             \x20 assize policy list\n\
             \x20 assize policy new SERVICE NAME --dir {}\n\
             \x20 assize schema config > assize.schema.json\n\
             \x20 assize audit",
            policies.display(),
        )?;
        Ok(Exit::Compliant)
    }
}

/// A file in a folder, as a person would write it.
fn place(dir: &Path, name: &str) -> PathBuf {
    if dir == Path::new(".") {
        PathBuf::from(name)
    } else {
        dir.join(name)
    }
}
