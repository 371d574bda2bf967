//! From `assize.toml` to the arguments of a verb: a flag goes before the file, the file before the default.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::{OutputArguments, PolicyArguments, VerdictArguments};
use super::{Verbosity, failure};
use crate::config::{self, Config};
use crate::policy::diagnostic::Diagnostic;

/// The arguments of a verb that a file may set.
#[derive(Default)]
pub struct Settable<'a> {
    /// Which policies it is about.
    pub policies: Option<&'a mut PolicyArguments>,
    /// What makes it fail.
    pub verdict: Option<&'a mut VerdictArguments>,
    /// Where reports go.
    pub output: Option<&'a mut OutputArguments>,
}

impl Settable<'_> {
    /// Takes over what the command line does not say.
    pub fn fill(self, config: &Config) {
        if let Some(policies) = self.policies {
            policies.fill(config);
        }
        if let Some(verdict) = self.verdict {
            verdict.fail_on = verdict.fail_on.or(config.fail_on);
            verdict.fill_exceptions(config);
        }
        if let Some(output) = self.output
            && output.formats.is_empty()
        {
            output.formats = config
                .format
                .iter()
                .flatten()
                .map(|format| format.value.clone())
                .collect();
            output.config = Some(config.clone());
        }
    }
}

/// The settings of a run: those of the file that is named, or of the nearest one.
///
/// # Errors
/// The file cannot be read, or something is wrong with it: nothing is judged by half of the settings.
pub fn load(named: Option<&Path>, verbosity: Verbosity) -> anyhow::Result<Option<Config>> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => match nearest() {
            Some(path) => path,
            None => return Ok(None),
        },
    };
    let config =
        config::read(&path).map_err(|wrong| refused(&path.display().to_string(), &wrong))?;
    if named.is_none() && !verbosity.quiet {
        // Settings that nobody asked for may not go unseen: they can leave controls out.
        let _ = writeln!(anstream::stderr(), "settings from {}", config.file);
    }
    Ok(Some(config))
}

/// The nearest file: by its name alone where it is in the current folder.
fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = config::find(&here)?;
    match found.strip_prefix(&here) {
        Ok(name) => Some(name.to_owned()),
        Err(_) => Some(found),
    }
}

/// Prints all that is wrong with a file, and leaves a summary as the error.
pub fn refused(file: &str, wrong: &[Diagnostic]) -> anyhow::Error {
    let mut err = anstream::stderr().lock();
    for diagnostic in wrong {
        let _ = writeln!(err, "{diagnostic}");
    }
    let count = match wrong.len() {
        1 => "1 error".to_owned(),
        errors => format!("{errors} errors"),
    };
    failure(
        format!("{count} in {file}"),
        Some("nothing was judged; `--no-config` leaves the file out".to_owned()),
    )
}
