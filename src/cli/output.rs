//! Reports out, and the line that says how a run ended.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::arguments::{ColorChoice, OutputArguments};
use super::files::Output;
use super::{Verbosity, failure};
use crate::model::finding::Status;
use crate::model::report::Report;
use crate::policy::diagnostic::did_you_mean;
use crate::report::{self, Reporter, Style, summary};

/// Something that is asked for in a format, and where it goes.
pub struct Target<F = &'static dyn Reporter> {
    format: F,
    path: PathBuf,
}

impl Target {
    /// Whether it goes to standard output.
    pub fn is_standard_output(&self) -> bool {
        self.path == Path::new("-")
    }

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
    let formats: Vec<(&'static str, &'static dyn Reporter)> = report::REPORTERS
        .iter()
        .map(|reporter| (reporter.name(), *reporter))
        .collect();
    let from = arguments.config.as_ref();
    let place = |text: &str| from.map(|config| config.place_of(text)).unwrap_or_default();
    targets_among(&arguments.formats, &formats, place)
}

/// Reads formats that are among those given, of which the first is the default; `place` says where a text comes from, if not
/// from the command line.
///
/// # Errors
/// An unknown format, or two reports in one place.
pub fn targets_among<F: Copy>(
    texts: &[String],
    formats: &[(&'static str, F)],
    place: impl Fn(&str) -> String,
) -> anyhow::Result<Vec<Target<F>>> {
    let mut targets: Vec<Target<F>> = Vec::new();
    let default: Vec<String> = formats
        .first()
        .map(|(name, _)| (*name).to_owned())
        .into_iter()
        .collect();
    let texts = if texts.is_empty() { &default } else { texts };
    for text in texts {
        let place = place(text);
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name, PathBuf::from(path)),
            None => (text.as_str(), PathBuf::from("-")),
        };
        let Some((_, format)) = formats.iter().find(|(known, _)| *known == name) else {
            let names: Vec<&str> = formats.iter().map(|(name, _)| *name).collect();
            let help = did_you_mean(name, names.iter().copied())
                .unwrap_or_else(|| format!("the formats are {}", names.join(", ")));
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
        targets.push(Target {
            format: *format,
            path,
        });
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
    write_all(
        targets,
        arguments.color.unwrap_or(ColorChoice::Auto),
        verbosity,
        |reporter, style, out| reporter.write(report, style, out),
    )
}

/// Writes something in all formats that are asked for, as [`write`] does.
///
/// # Errors
/// One of them could not be written; the others are.
pub fn write_all<F: Copy>(
    targets: &[Target<F>],
    color: ColorChoice,
    verbosity: Verbosity,
    write: impl Fn(F, Style, &mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut first_error = None;
    for target in targets {
        if let Err(error) = write_one(target, color, verbosity, &write) {
            first_error.get_or_insert(error);
        }
    }
    first_error.map_or(Ok(()), Err)
}

fn write_one<F: Copy>(
    target: &Target<F>,
    color: ColorChoice,
    verbosity: Verbosity,
    write: impl Fn(F, Style, &mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let standard = target.path == Path::new("-");
    let terminal = standard && io::stdout().is_terminal();
    let style = Style {
        color: match color {
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
    match write(target.format, style, &mut out) {
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

/// Says on standard error how a run ended, in one line, unless the report for people does so on standard output.
pub fn conclude(report: &Report, targets: &[Target], verbosity: Verbosity) {
    let took = verbosity.started.elapsed();
    let count = report.summary();
    tracing::info!(
        verdict = report.verdict().as_str(),
        fail = count.count(Status::Fail),
        error = count.count(Status::Error),
        waived = count.count(Status::Waived),
        pass = count.count(Status::Pass),
        not_applicable = count.count(Status::NotApplicable),
        milliseconds = took.as_millis() as u64,
        "judged"
    );
    let is_said = targets.iter().any(|target| {
        target.path == Path::new("-") && target.format.name() == report::REPORTERS[0].name()
    });
    if !is_said && !verbosity.quiet {
        let _ = writeln!(
            anstream::stderr(),
            "{}",
            summary::line(report, took.as_secs_f64())
        );
    }
}
