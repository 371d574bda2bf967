//! Reports out, and the log.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::arguments::{ColorChoice, OutputArguments};
use super::files::Output;
use super::{Verbosity, failure};
use crate::model::report::Report;
use crate::policy::diagnostic::did_you_mean;
use crate::report::{self, Reporter, Style};

/// A report that is asked for.
pub struct Target {
    reporter: &'static dyn Reporter,
    path: PathBuf,
}

impl Target {
    /// The file; `-` for standard output.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Reads the formats of the command line.
///
/// # Errors
/// An unknown format, or two reports in one place.
pub fn targets(arguments: &OutputArguments) -> anyhow::Result<Vec<Target>> {
    let mut targets: Vec<Target> = Vec::new();
    let default = ["text".to_owned()];
    let formats = match arguments.formats.as_slice() {
        [] => &default,
        formats => formats,
    };
    for text in formats {
        let from = arguments.config.as_ref();
        let place = from.map(|config| config.place_of(text)).unwrap_or_default();
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name, PathBuf::from(path)),
            None => (text.as_str(), PathBuf::from("-")),
        };
        let Some(reporter) = report::find(name) else {
            let names = report::REPORTERS.iter().map(|reporter| reporter.name());
            let help = did_you_mean(name, names)
                .unwrap_or_else(|| format!("the formats are {}", report::names()));
            return Err(failure(
                format!("{place}unknown format `{name}`"),
                Some(help),
            ));
        };
        if path.as_os_str().is_empty() {
            return Err(failure(
                format!("{place}format `{name}` has an empty file name"),
                None,
            ));
        }
        if targets
            .iter()
            .any(|target| is_one_place(&target.path, &path))
        {
            let where_to = if path == Path::new("-") {
                "standard output".to_owned()
            } else {
                path.display().to_string()
            };
            let help = format!("give one of them a file: `-f {name}=FILE`");
            return Err(failure(
                format!("{place}two reports go to {where_to}"),
                Some(help),
            ));
        }
        targets.push(Target { reporter, path });
    }
    Ok(targets)
}

/// Whether two paths, however they are spelt, are one file.
fn is_one_place(one: &Path, other: &Path) -> bool {
    match (std::path::absolute(one), std::path::absolute(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// Writes all reports. Each is written beside its place first, so that a failed one leaves what was there.
///
/// # Errors
/// A report could not be written; the others are.
pub fn write(
    report: &Report,
    targets: &[Target],
    arguments: &OutputArguments,
    verbosity: Verbosity,
) -> anyhow::Result<()> {
    let mut first_error = None;
    for target in targets {
        if let Err(error) = write_one(report, target, arguments, verbosity) {
            first_error.get_or_insert(error);
        }
    }
    first_error.map_or(Ok(()), Err)
}

fn write_one(
    report: &Report,
    target: &Target,
    arguments: &OutputArguments,
    verbosity: Verbosity,
) -> anyhow::Result<()> {
    let standard = target.path == Path::new("-");
    let terminal = standard && io::stdout().is_terminal();
    let style = Style {
        color: match arguments.color {
            ColorChoice::Always => standard,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                terminal
                    && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        },
        verbose: verbosity.verbose > 0,
        width: terminal.then(terminal_width).flatten(),
    };
    let mut out = Output::create(&target.path)?;
    match target.reporter.write(report, style, &mut out) {
        // A reader that has seen enough changes neither the other reports nor the verdict.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Ok(()) => match out.commit() {
            Err(error) if super::is_broken_pipe(&error) => Ok(()),
            written => written,
        },
        Err(error) => Err(failure(
            format!(
                "report `{}` could not be written: {error}",
                target.path.display()
            ),
            None,
        )),
    }
}

/// The width of the terminal, as it says itself.
fn terminal_width() -> Option<usize> {
    std::env::var("COLUMNS")
        .ok()?
        .parse()
        .ok()
        .filter(|width| *width >= 40)
}

/// Starts the log.
pub fn log(verbosity: Verbosity) {
    let level = match verbosity.verbose {
        0 => return,
        1 => "assize=debug",
        _ => "debug",
    };
    let filter = std::env::var("ASSIZE_LOG").unwrap_or_else(|_| level.to_owned());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .try_init();
}
