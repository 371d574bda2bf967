//! The command line: one file a verb.
//!
//! Standard output carries only what was asked for; everything else goes to standard error. A message is a lower-case fragment
//! that names the thing and its place, then `help:` with what mends it.

mod arguments;
mod audit;
mod baseline;
mod check;
mod collect;
mod completions;
mod diff;
mod effective_logging;
mod evidence;
mod exceptions;
pub mod exit;
mod files;
mod iam_policy;
mod init;
mod log;
mod man;
mod output;
mod policies;
mod policy;
mod push;
mod remediation;
mod reports;
mod schema;
mod settings;
mod trend;
mod verify;
mod waiver;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

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
    /// How the log of `-v` or `ASSIZE_LOG` is written: text or json [default: text]
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    log_format: Option<log::LogFormat>,
    /// Take settings from this file; without it, from the nearest `assize.toml` up to the repository's root
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Take settings from no file
    #[arg(long, global = true)]
    no_config: bool,
    /// Put a profile of the settings in force; without it, the one in `ASSIZE_PROFILE`
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "no_config")]
    settings_profile: Option<String>,
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
    /// Check evidence, and come to its verdict again
    ///
    /// Each file is held against the manifest. Then this build judges the snapshot in the evidence by the policies and
    /// settings in it, and compares what it finds with the report in it, finding by finding.
    Verify(verify::Verify),
    /// Say what changed between two reports: what fails now, what was mended, what is no longer known
    Diff(diff::Diff),
    /// Show a history of reports: how much passes over time, how long failures last, what comes back
    Trend(trend::Trend),
    /// Say which events are really recorded, by account, region and trail
    EffectiveLogging(effective_logging::EffectiveLogging),
    /// List, show, write, lint and test policies
    #[command(subcommand)]
    Policy(policy::Policy),
    /// List, explain, add and preview waivers
    #[command(subcommand)]
    Waiver(waiver::Waiver),
    /// Write a baseline: the failures of a report, to be known from now on
    Baseline(baseline::Baseline),
    /// Bring a report to Security Hub, a bucket or a topic
    Push(push::Push),
    /// Print the commands that mend what a report found, each commented out
    Remediation(remediation::Remediation),
    /// Print the IAM policy that a collection for the selected controls takes, and no more
    IamPolicy(iam_policy::IamPolicy),
    /// Write a commented file of settings, and one of waivers
    Init(init::Init),
    /// Print the JSON Schema of a file format
    Schema(schema::Schema),
    /// Print a completion script for a shell
    Completions(completions::Completions),
    /// Write the manual pages
    Man(man::Manual),
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
            Self::Waiver(verb) => verb.settable(),
            Self::Baseline(_)
            | Self::Diff(_)
            | Self::EffectiveLogging(_)
            | Self::Verify(_)
            | Self::Push(_)
            | Self::Remediation(_)
            | Self::Init(_)
            | Self::Schema(_)
            | Self::Trend(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }
}

/// How much is said besides the report.
#[derive(Clone, Copy)]
struct Verbosity {
    verbose: u8,
    quiet: bool,
    /// When the run began.
    started: Instant,
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
    let exit = match crate::parallel::with_stack(move || run(cli)) {
        Ok(Ok(exit)) => exit,
        _ => Exit::Error,
    };
    exit.into()
}

fn run(cli: Cli) -> Exit {
    let verbosity = Verbosity {
        verbose: cli.verbose,
        quiet: cli.quiet,
        started: Instant::now(),
    };
    let result = log::start(verbosity, cli.log_format)
        .and_then(|()| set(cli, verbosity))
        .and_then(|verb| perform(verb, verbosity));
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
    if let Some(settable) = verb.settable() {
        let source = settings::Source {
            file: cli.config.as_deref(),
            none: cli.no_config,
            profile: cli.settings_profile,
        };
        if let Some(config) = source.load(verbosity)? {
            settable.fill(&config, &settings::variable);
        }
    }
    Ok(verb)
}

fn perform(verb: Verb, verbosity: Verbosity) -> anyhow::Result<Exit> {
    match verb {
        Verb::Audit(verb) => verb.run(verbosity),
        Verb::Collect(verb) => verb.run(verbosity),
        Verb::Check(verb) => verb.run(verbosity),
        Verb::Verify(verb) => verb.run(verbosity),
        Verb::Diff(verb) => verb.run(verbosity),
        Verb::Trend(verb) => verb.run(verbosity),
        Verb::EffectiveLogging(verb) => verb.run(),
        Verb::Policy(verb) => verb.run(verbosity),
        Verb::Waiver(verb) => verb.run(verbosity),
        Verb::Baseline(verb) => verb.run(verbosity),
        Verb::Push(verb) => verb.run(verbosity),
        Verb::Remediation(verb) => verb.run(),
        Verb::IamPolicy(verb) => verb.run(),
        Verb::Init(verb) => verb.run(),
        Verb::Schema(verb) => verb.run(),
        Verb::Completions(verb) => verb.run::<Cli>(),
        Verb::Man(verb) => verb.run::<Cli>(verbosity),
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
