//! Reports out, and the log.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::arguments::{ColorChoice, OutputArguments};
use super::files::{self, Output};
use super::{Verbosity, failure};
use crate::model::report::Report;
use crate::policy::diagnostic::did_you_mean;
use crate::report::{self, Reporter, Style};

/// A report that is asked for.
pub struct Target {
    reporter: &'static dyn Reporter,
    path: PathBuf,
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
        let others = || targets.iter().filter(|other| other.path != target.path);
        let is_taken = |path: &Path| others().any(|other| is_one_place(&other.path, path));
        if let Err(error) = write_one(report, target, is_taken, arguments, verbosity) {
            first_error.get_or_insert(error);
        }
    }
    first_error.map_or(Ok(()), Err)
}

fn write_one(
    report: &Report,
    target: &Target,
    is_taken: impl Fn(&Path) -> bool,
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
    if files::is_stream(&target.path) {
        let mut out = Output::create(&target.path)?;
        return match target.reporter.write(report, style, &mut out) {
            // A reader that has seen enough changes neither the other reports nor the verdict.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Ok(()) => match out.commit() {
                Err(error) if super::is_broken_pipe(&error) => Ok(()),
                written => written,
            },
            Err(error) => Err(not_written(&target.path, &error)),
        };
    }
    let unmade = |error| not_written(&target.path, &error);
    let documents = target.reporter.documents(report, style).map_err(unmade)?;
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
