//! Reports out, and the line that says how a run ended.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::arguments::{ColorChoice, OutputArguments};
use super::files::{self, Output};
use super::{Verbosity, failure};
use crate::model::finding::Status;
use crate::model::report::Report;
use crate::policy::diagnostic::did_you_mean;
use crate::report::{self, Document, Reporter, Style, summary};

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
        .map(|(name, reporter)| match arguments.ocsf_version.as_deref() {
            Some(version) if name == "ocsf" => {
                (name, report::ocsf::of_version(version).unwrap_or(reporter))
            }
            _ => (name, reporter),
        })
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
        |reporter, style, is_stream| {
            if is_stream {
                return Ok(vec![Box::new(move |out| {
                    reporter.write(report, style, out)
                })]);
            }
            reporter.documents(report, style)
        },
    )
}

/// Writes something in all formats that are asked for, as [`write`] does. `documents` makes what a format takes: one, where
/// it goes into a stream, else one a file.
///
/// # Errors
/// One of them could not be written; the others are.
pub fn write_all<'d, F: Copy>(
    targets: &[Target<F>],
    color: ColorChoice,
    verbosity: Verbosity,
    documents: impl Fn(F, Style, bool) -> io::Result<Vec<Document<'d>>>,
) -> anyhow::Result<()> {
    let mut first_error = None;
    for target in targets {
        let others = || targets.iter().filter(|other| other.path != target.path);
        let is_taken = |path: &Path| others().any(|other| is_one_place(&other.path, path));
        if let Err(error) = write_one(target, is_taken, color, verbosity, &documents) {
            first_error.get_or_insert(error);
        }
    }
    first_error.map_or(Ok(()), Err)
}

fn write_one<'d, F: Copy>(
    target: &Target<F>,
    is_taken: impl Fn(&Path) -> bool,
    color: ColorChoice,
    verbosity: Verbosity,
    documents: impl Fn(F, Style, bool) -> io::Result<Vec<Document<'d>>>,
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
    let unmade = |error| not_written(&target.path, &error);
    if files::is_stream(&target.path) {
        let documents = documents(target.format, style, true).map_err(unmade)?;
        let mut out = Output::create(&target.path)?;
        let mut write = || documents.iter().try_for_each(|document| document(&mut out));
        return match write() {
            // A reader that has seen enough changes neither the other reports nor the verdict.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Ok(()) => match out.commit() {
                Err(error) if super::is_broken_pipe(&error) => Ok(()),
                written => written,
            },
            Err(error) => Err(unmade(error)),
        };
    }
    let documents = documents(target.format, style, false).map_err(unmade)?;
    let paths: Vec<PathBuf> = (1..=documents.len())
        .map(|number| numbered(&target.path, number))
        .collect();
    if let Some(path) = paths.iter().skip(1).find(|path| is_taken(path)) {
        return Err(failure(
            format!(
                "report `{}` takes {} files, and another report goes to `{}`",
                target.path.display(),
                paths.len(),
                path.display()
            ),
            Some("give one of them another name".to_owned()),
        ));
    }
    // All of them are written before the first takes its place.
    let mut outputs = Vec::new();
    for (document, path) in documents.iter().zip(&paths) {
        let mut out = Output::create(path)?;
        document(&mut out).map_err(|error| not_written(path, &error))?;
        outputs.push(out);
    }
    for out in outputs {
        out.commit()?;
    }
    if let [first, .., last] = paths.as_slice()
        && !verbosity.quiet
    {
        let _ = writeln!(
            anstream::stderr(),
            "report `{}` takes {} files, to `{}`: together they are more than its readers take in one",
            first.display(),
            paths.len(),
            last.display()
        );
    }
    Ok(())
}

fn not_written(path: &Path, error: &io::Error) -> anyhow::Error {
    failure(
        format!("report `{}` could not be written: {error}", path.display()),
        None,
    )
}

/// The path of the n-th file of a report: `report.sarif.gz`, `report-2.sarif.gz`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let packed = [".gz", ".zst"].into_iter().find(|end| name.ends_with(end));
    let packed = packed.unwrap_or_default();
    let plain = name.strip_suffix(packed).unwrap_or(&name);
    let (stem, extension) = match plain.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (plain, String::new()),
    };
    path.with_file_name(format!("{stem}-{number}{extension}{packed}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_files_are_numbered_before_their_endings() {
        for (path, second) in [
            ("report.sarif", "report-2.sarif"),
            ("out.d/report.sarif.gz", "out.d/report-2.sarif.gz"),
            ("a.b.json.zst", "a.b-2.json.zst"),
            ("out.d/report", "out.d/report-2"),
            (".hidden", ".hidden-2"),
        ] {
            assert_eq!(numbered(Path::new(path), 1), Path::new(path));
            assert_eq!(numbered(Path::new(path), 2), Path::new(second));
        }
    }
}
