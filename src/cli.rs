//! The command line: one file a verb.
//!
//! Standard output carries only what was asked for; everything else goes to standard error. A message is a lower-case fragment
//! that names the thing and its place, then `help:` with what mends it.

mod arguments;
mod audit;
mod check;
mod collect;
mod completions;
mod effective_logging;
pub mod exit;
mod files;
mod iam_policy;
mod output;
mod policies;
mod policy;
mod push;
mod remediation;
mod schema;
mod settings;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Exit;
use settings::Settable;

/// A policy-as-code compliance checker for the audit plane of AWS: CloudTrail, AWS Config, and the buckets and keys behind them
#[derive(Parser)]
#[command(name = "assize", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// Say more in reports, and log each call to standard error; twice for what the SDK logs
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    verbose: u8,
    /// Print nothing but the report and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Take settings from this file; without it, from the nearest `assize.toml` up to the repository's root
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Take settings from no file
    #[arg(long, global = true)]
    no_config: bool,
}

const EXIT_CODES: &str = "\
Exit codes: 0 compliant, 1 non-compliant, 2 no verdict (usage, policies, credentials, snapshot), 3 incomplete: \
something could not be read";

#[derive(Subcommand)]
enum Verb {
    /// Collect from AWS and judge, in one step
    Audit(audit::Audit),
    /// Write a snapshot of an account's audit plane, or of files that AWS Config delivered
    Collect(collect::Collect),
    /// Judge a snapshot, without touching the network
    Check(check::Check),
    /// Say which events are really recorded, by account, region and trail
    EffectiveLogging(effective_logging::EffectiveLogging),
    /// List, show, write, lint and test policies
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Bring a report to Security Hub, a bucket or a topic
    Push(push::Push),
    /// Print the commands that mend what a report found, each commented out
    Remediation(remediation::Remediation),
    /// Print the IAM policy that a collection for the selected controls takes, and no more
    IamPolicy(iam_policy::IamPolicy),
    /// Print the JSON Schema of a file format
    Schema(schema::Schema),
    /// Print a completion script for a shell
    Completions(completions::Completions),
}

impl Verb {
    /// What of a verb's arguments a file may set; nothing for a verb that has no use for one.
    fn settable(&mut self) -> Option<Settable<'_>> {
        match self {
            Self::Audit(verb) => Some(verb.settable()),
            Self::Collect(verb) => Some(verb.settable()),
            Self::Check(verb) => Some(verb.settable()),
            Self::Policy(verb) => verb.settable(),
            Self::IamPolicy(verb) => Some(verb.settable()),
            Self::EffectiveLogging(_)
            | Self::Push(_)
            | Self::Remediation(_)
            | Self::Schema(_)
            | Self::Completions(_) => None,
        }
    }
}

/// How much is said besides the report.
#[derive(Clone, Copy)]
struct Verbosity {
    verbose: u8,
    quiet: bool,
}

/// An error that is shown as it stands, with its own `help:` lines.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Failure {
    message: String,
    help: Option<String>,
}

/// A failure with help.
fn failure(message: impl Into<String>, help: impl Into<Option<String>>) -> anyhow::Error {
    Failure {
        message: message.into(),
        help: help.into(),
    }
    .into()
}

/// Parses, runs and tells how the process ends.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() {
                Exit::Error
            } else {
                Exit::Compliant
            };
            let _ = error.print();
            return exit.into();
        }
    };
    // Policies come from outside, and the parser of a policy recurses.
    let run = std::thread::Builder::new()
        .stack_size(crate::parallel::STACK)
        .spawn(move || run(cli));
    let exit = match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        _ => Exit::Error,
    };
    exit.into()
}

fn run(cli: Cli) -> Exit {
    let verbosity = Verbosity {
        verbose: cli.verbose,
        quiet: cli.quiet,
    };
    output::log(verbosity);
    let result = match set(cli, verbosity) {
        Ok(verb) => perform(verb, verbosity),
        Err(error) => Err(error),
    };
    match result {
        Ok(exit) => exit,
        Err(error) if is_broken_pipe(&error) => Exit::Compliant,
        Err(error) => {
            report_error(&error);
            Exit::Error
        }
    }
}

/// The verb with the settings of the file in it.
fn set(cli: Cli, verbosity: Verbosity) -> anyhow::Result<Verb> {
    let mut verb = cli.verb;
    if !cli.no_config
        && let Some(settable) = verb.settable()
        && let Some(config) = settings::load(cli.config.as_deref(), verbosity)?
    {
        settable.fill(&config);
    }
    Ok(verb)
}

fn perform(verb: Verb, verbosity: Verbosity) -> anyhow::Result<Exit> {
    match verb {
        Verb::Audit(verb) => verb.run(verbosity),
        Verb::Collect(verb) => verb.run(verbosity),
        Verb::Check(verb) => verb.run(verbosity),
        Verb::EffectiveLogging(verb) => verb.run(),
        Verb::Policy(verb) => verb.run(verbosity),
        Verb::Push(verb) => verb.run(verbosity),
        Verb::Remediation(verb) => verb.run(),
        Verb::IamPolicy(verb) => verb.run(),
        Verb::Schema(verb) => verb.run(),
        Verb::Completions(verb) => verb.run::<Cli>(),
    }
}

/// The reader of our output has seen enough: that is no error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause
            .downcast_ref::<io::Error>()
            .map(io::Error::kind)
            .or_else(|| cause.downcast_ref::<serde_json::Error>()?.io_error_kind());
        kind == Some(io::ErrorKind::BrokenPipe)
    })
}

fn report_error(error: &anyhow::Error) {
    let mut err = anstream::stderr().lock();
    let red = anstyle::Style::new()
        .bold()
        .fg_color(Some(anstyle::AnsiColor::Red.into()));
    let _ = writeln!(err, "{red}error{red:#}: {error:#}");
    let help = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<Failure>())
        .and_then(|failure| failure.help.as_deref());
    if let Some(help) = help {
        let _ = writeln!(err, "  help: {help}");
    }
}
