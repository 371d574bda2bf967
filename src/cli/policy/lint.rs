//! `assize policy lint`.

mod formats;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::cli::arguments::PolicyArguments;
use crate::cli::exit::Exit;
use crate::cli::policies;
use crate::policy::Catalogue;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::lint::{Lint as Found, lint};
use crate::policy::source;
use crate::report::escape::terminal;

/// Say all that is wrong with policies, and what is doubtful about them
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct Lint {
    /// Folders, files or bundles with policies
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to say it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Exit with 1 when there are warnings
    #[arg(long)]
    deny_warnings: bool,
}

const EXIT_CODES: &str = "\
Exit codes: 0 everything loads, 1 there are warnings and --deny-warnings is set, 2 something does not load";

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line each, with what mends it
    Text,
    /// JSON, for editors and other programs
    Json,
    /// Workflow commands, which GitHub shows at the lines
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// What is said of one place, as programs read it.
#[derive(Serialize)]
struct Said<'a> {
    level: &'static str,
    rule: &'static str,
    file: &'a str,
    line: u32,
    column: u32,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Document<'a> {
    controls: usize,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Said<'a>>,
}

/// The rule of whatever does not load.
const LOADS: &str = "loads";

impl Lint {
    pub(in crate::cli) fn run(self) -> anyhow::Result<Exit> {
        let sources = policies::sources(&PolicyArguments {
            policies: self.paths,
            no_builtin: Some(true),
            ..PolicyArguments::default()
        })?;
        let builtin = Catalogue::new(source::builtin()).map_err(policies::shown)?;
        let found = lint(sources, &builtin);
        let exit = if !found.errors.is_empty() {
            Exit::Error
        } else if self.deny_warnings && !found.warnings.is_empty() {
            Exit::NonCompliant
        } else {
            Exit::Compliant
        };
        let shown = match self.format {
            Format::Text => text(&found),
            Format::Json => json(&found),
            Format::Github => formats::github(&said(&found)),
            Format::Sarif => formats::sarif(&said(&found)),
        };
        match shown {
            // A reader that has seen enough does not make anything right.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(exit),
        }
    }
}

/// Errors and warnings in the order of their places.
fn said(found: &Found) -> Vec<Said<'_>> {
    let errors = found.errors.iter().map(|error| (error, "error", LOADS));
    let warnings = found
        .warnings
        .iter()
        .map(|warning| (&warning.diagnostic, "warning", warning.rule));
    let mut all: Vec<(&Diagnostic, &str, &str)> = errors.chain(warnings).collect();
    all.sort();
    all.into_iter()
        .map(|(diagnostic, level, rule)| Said {
            level,
            rule,
            file: &diagnostic.file,
            line: diagnostic.position.line,
            column: diagnostic.position.column,
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
        })
        .collect()
}

fn text(found: &Found) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for said in said(found) {
        let Said {
            level,
            rule,
            file,
            line,
            column,
            message,
            ..
        } = said;
        let (file, message) = (terminal(file), terminal(message));
        writeln!(out, "{file}:{line}:{column}: {level}: {message} [{rule}]")?;
        if let Some(help) = said.help {
            writeln!(out, "  help: {}", terminal(help))?;
        }
    }
    let counted = |number: usize, noun: &str| match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    };
    writeln!(
        out,
        "{}: {}, {}",
        counted(found.controls, "control"),
        counted(found.errors.len(), "error"),
        counted(found.warnings.len(), "warning")
    )
}

fn json(found: &Found) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let document = Document {
        controls: found.controls,
        errors: found.errors.len(),
        warnings: found.warnings.len(),
        diagnostics: said(found),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
}
