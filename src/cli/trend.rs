//! `assize trend`: a history of reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::ColorChoice;
use super::exit::Exit;
use super::{Verbosity, check, failure, output, reports};
use crate::trend::{Format, Reports};

/// How the names of reports in a folder end.
const ENDINGS: [&str; 3] = [".json", ".json.gz", ".json.zst"];

/// Show a history of reports: how much passes over time, how long failures last, what comes back
///
/// The order is that of the snapshots' times, whatever the files are called. Reports that have no account in common are
/// histories of their own.
#[derive(Args)]
pub struct Trend {
    /// Reports in JSON (`-f json`), also compressed, and folders of them: `.json`, `.json.gz` and `.json.zst`
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Write the trend in a format, to standard output or a file: text, json, html (repeatable) [default: text]
    #[arg(short, long = "format", value_name = "FORMAT", help_heading = "Output")]
    formats: Vec<String>,
    /// When to use colour
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    color: ColorChoice,
}

impl Trend {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let targets = output::targets_among(&self.formats, &Format::ALL, |_| String::new())?;
        let mut history = Reports::default();
        for path in files(&self.paths)? {
            let report = reports::read(&path)?;
            history
                .add(&path.display().to_string(), &report)
                .map_err(|error| failure(format!("{} {error}", reports::name(&path)), None))?;
        }
        let trend = history.trend(check::tool());
        output::write_all(&targets, self.color, verbosity, |format, style, _| {
            let trend = &trend;
            Ok(vec![Box::new(move |out| format.write(trend, style, out))])
        })?;
        Ok(Exit::Compliant)
    }
}

/// The files that are meant: those that are named, and of folders those that are called like reports. Each once.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut found = in_folder(path).map_err(|error| {
            failure(
                format!("folder `{}` could not be read: {error}", path.display()),
                None,
            )
        })?;
        if found.is_empty() {
            return Err(failure(
                format!("folder `{}` holds no report", path.display()),
                format!(
                    "reports of a history are called {}",
                    ENDINGS.map(|it| format!("*{it}")).join(", ")
                ),
            ));
        }
        found.sort();
        files.append(&mut found);
    }
    let mut known = BTreeSet::new();
    files.retain(|file| known.insert(file.canonicalize().unwrap_or_else(|_| file.clone())));
    Ok(files)
}

fn in_folder(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let is_report = ENDINGS.iter().any(|ending| name.ends_with(ending));
        if is_report && !name.starts_with('.') && path.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}
