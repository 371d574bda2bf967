//! The log: what is called and how it went, on standard error, for those who ask for it.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

use super::settings::variable;
use super::{Verbosity, failure};

/// The variable that says what is logged.
const VARIABLE: &str = "ASSIZE_LOG";

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// An object a line, for programs.
    Json,
}

/// Starts the log, if anybody asks for one.
///
/// # Errors
/// What the environment asks for means nothing.
pub fn start(verbosity: Verbosity, format: Option<LogFormat>) -> anyhow::Result<()> {
    if verbosity.quiet {
        return Ok(());
    }
    let filter = match (variable(VARIABLE), verbosity.verbose) {
        (Some(text), _) => EnvFilter::try_new(&text).map_err(|error| {
            failure(
                format!("`{text}` in {VARIABLE} says nothing of what to log: {error}"),
                Some(format!("for example `{VARIABLE}=assize=debug,aws=warn`")),
            )
        })?,
        (None, 0) => return Ok(()),
        (None, 1) => EnvFilter::new("assize=debug"),
        (None, _) => EnvFilter::new("debug"),
    };
    let layer = match format.unwrap_or_default() {
        LogFormat::Text => fmt::layer()
            .with_writer(io::stderr)
            .with_target(false)
            .with_ansi(io::stderr().is_terminal())
            .boxed(),
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .with_writer(io::stderr)
            .boxed(),
    };
    // At TRACE the SDK writes whole requests and answers. It blots out what it knows to be secret; what is not written needs
    // no blotting out.
    let _ = registry()
        .with(LevelFilter::DEBUG)
        .with(filter)
        .with(layer)
        .try_init();
    Ok(())
}
