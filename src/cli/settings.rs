//! From `assize.toml` to the arguments of a verb: a flag goes before the file, the file before the default.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::{
    AwsArguments, OutputArguments, PolicyArguments, VerdictArguments, ViewArguments,
};
use super::{Verbosity, failure};
use crate::config::{self, Config, NAME};
use crate::policy::diagnostic::Diagnostic;
use crate::report::escape::terminal;

/// The arguments of a verb that a file may set.
#[derive(Default)]
pub struct Settable<'a> {
    /// Which policies it is about.
    pub policies: Option<&'a mut PolicyArguments>,
    /// What makes it fail.
    pub verdict: Option<&'a mut VerdictArguments>,
    /// Where reports go.
    pub output: Option<&'a mut OutputArguments>,
    /// What reports show section by section.
    pub views: Option<&'a mut ViewArguments>,
    /// How it reaches AWS.
    pub aws: Option<&'a mut AwsArguments>,
    /// Where it keeps the snapshot that it judged.
    pub snapshot: Option<&'a mut Option<PathBuf>>,
}

impl Settable<'_> {
    /// Takes over what neither the command line nor, where AWS has a variable, the environment says.
    pub fn fill(self, config: &Config, environment: &dyn Fn(&str) -> Option<String>) {
        if let Some(policies) = self.policies {
            policies.fill(config);
        }
        if let Some(verdict) = self.verdict {
            verdict.fill(config);
        }
        if let Some(output) = self.output {
            output.fill(config);
        }
        if let Some(views) = self.views {
            views.fill(config);
        }
        if let Some(aws) = self.aws {
            aws.fill(&config.aws, |name| environment(name).is_some());
        }
        if let Some(snapshot) = self.snapshot
            && snapshot.is_none()
        {
            *snapshot = config.snapshot.as_ref().map(PathBuf::from);
        }
    }
}

/// A variable of the environment that says something.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The variable that puts a profile in force.
const PROFILE: &str = "ASSIZE_PROFILE";

/// Which settings a run takes from a file.
pub struct Source<'a> {
    /// The file; the nearest one otherwise.
    pub file: Option<&'a Path>,
    /// Whether no file is read.
    pub none: bool,
    /// The profile that the command line asks for; the environment's otherwise.
    pub profile: Option<String>,
}

impl Source<'_> {
    /// The settings of a run.
    ///
    /// # Errors
    /// The file cannot be read, or something is wrong with it: nothing is judged by half of the settings. There is no such
    /// profile.
    pub fn load(self, verbosity: Verbosity) -> anyhow::Result<Option<Config>> {
        let asked = self.profile.is_some();
        let profile = self.profile.or_else(|| variable(PROFILE));
        let path = if self.none {
            None
        } else {
            self.file.map(Path::to_owned).or_else(nearest)
        };
        let Some(path) = path else {
            return match profile {
                Some(name) => Err(no_file(&name, asked)),
                None => Ok(None),
            };
        };
        let config = config::read(&path)
            .map_err(|wrong| refused(&path.display().to_string(), &wrong))?
            .in_force(profile.as_deref())
            .map_err(|unknown| failure(unknown.to_string(), unknown.help))?;
        tracing::info!(file = config.file, profile, "settings");
        // Settings that nobody asked for may not go unseen: they can leave controls out.
        if !verbosity.quiet && (self.file.is_none() || (profile.is_some() && !asked)) {
            let of = profile.map_or_else(String::new, |name| format!(", profile {name}"));
            let _ = writeln!(
                anstream::stderr(),
                "settings from {}",
                terminal(&format!("{}{of}", config.file))
            );
        }
        Ok(Some(config))
    }
}

/// A profile was asked for, and there is no file.
fn no_file(profile: &str, asked: bool) -> anyhow::Error {
    let from = if asked { "" } else { " (ASSIZE_PROFILE)" };
    failure(
        format!("there are no settings for the profile `{profile}`{from}: no {NAME} is read"),
        Some("name the file with `--config`".to_owned()),
    )
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

#[cfg(test)]
mod tests;
