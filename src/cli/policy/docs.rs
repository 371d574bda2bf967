//! `assize policy docs`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::arguments::PolicyArguments;
use crate::cli::exit::Exit;
use crate::cli::files::Output;
use crate::cli::settings::Settable;
use crate::cli::{Verbosity, failure, policies};
use crate::documentation::{self, MARKER, Page};

/// Write the documentation of controls, a page each and indexes, for mdBook or a code host
#[derive(Args)]
pub struct Docs {
    #[command(flatten)]
    policies: PolicyArguments,
    /// The folder; it is empty, or holds documentation that was written before
    #[arg(long, value_name = "DIR", default_value = "docs/controls")]
    out: PathBuf,
}

impl Docs {
    pub(in crate::cli) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            ..Settable::default()
        }
    }

    pub(in crate::cli) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let catalogue = policies::catalogue(&self.policies)?;
        let set = policies::select(&self.policies, &catalogue)?;
        let pages = documentation::pages(&set, |id| {
            catalogue
                .source(id)
                .map_or("", |source| source.text.as_ref())
        });
        let before = ours(&self.out)?;
        for page in &pages {
            refuse_foreign(&self.out.join(&page.path))?;
        }
        let stale: BTreeSet<&PathBuf> = before
            .iter()
            .filter(|file| !pages.iter().any(|page| self.out.join(&page.path) == **file))
            .collect();
        for page in &pages {
            write(&self.out, page)?;
        }
        for file in &stale {
            fs::remove_file(file).map_err(|error| broken(file, &error))?;
        }
        if !verbosity.quiet {
            let _ = writeln!(
                anstream::stderr(),
                "{} pages in `{}`, {} removed",
                pages.len(),
                self.out.display(),
                stale.len()
            );
        }
        Ok(Exit::Compliant)
    }
}

/// The pages that were written before. A folder with anything in it and none of them is somebody else's.
fn ours(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    let mut foreign = false;
    for folder in [folder.to_owned(), folder.join("index")] {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(broken(&folder, &error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| broken(&folder, &error))?.path();
            if is_ours(&path) {
                pages.push(path);
            } else {
                foreign = true;
            }
        }
    }
    if foreign && pages.is_empty() {
        return Err(failure(
            format!(
                "folder `{}` is not empty, and nothing in it is documentation of controls",
                folder.display()
            ),
            Some("name a folder of its own with `--out`".to_owned()),
        ));
    }
    Ok(pages)
}

fn is_ours(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
        && fs::read(path).is_ok_and(|text| text.starts_with(MARKER.as_bytes()))
}

fn refuse_foreign(path: &Path) -> anyhow::Result<()> {
    if path.exists() && !is_ours(path) {
        return Err(failure(
            format!("`{}` is no page that was written before", path.display()),
            Some("move it, or name another folder with `--out`".to_owned()),
        ));
    }
    Ok(())
}

/// Writes a page, unless it stands there already.
fn write(folder: &Path, page: &Page) -> anyhow::Result<()> {
    let path = folder.join(&page.path);
    if fs::read(&path).is_ok_and(|text| text == page.text.as_bytes()) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| broken(parent, &error))?;
    }
    let mut out = Output::create(&path)?;
    out.write_all(page.text.as_bytes())
        .map_err(|error| broken(&path, &error))?;
    out.commit()
}

fn broken(path: &Path, error: &io::Error) -> anyhow::Error {
    failure(format!("`{}`: {error}", path.display()), None)
}
