//! `assize.toml`: settings that stand beside the policies, in the names of the flags.
//!
//! The file is checked key by key before anything runs. A key that means nothing is an error with its place, because a
//! setting that silently does nothing is a gate that silently stands open. A flag on the command line goes before the file,
//! and in the file a profile before what stands at the top.

mod keys;
mod reading;
mod schema;
mod template;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use toml::de::DeTable;

use crate::model::finding::Severity;
use crate::policy::diagnostic::{Diagnostic, did_you_mean};
use crate::policy::syntax::Position;

pub use keys::{ATTEMPTS, Bounds, COLORS, CONCURRENCY, KEYS, Key, OCSF_VERSIONS, Takes};
pub use schema::schema;
pub use template::template;

/// The name under which the file is looked for.
pub const NAME: &str = "assize.toml";

/// What a file says: at its top, and in each of its profiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The settings without a profile.
    top: Config,
    /// The profiles by name, each with what it takes over from the top.
    profiles: Vec<(String, Config)>,
}

/// Settings from a file. What it does not set is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The file, as messages show it.
    pub file: String,
    /// Folders and files with policies, relative to the file's folder.
    pub policy: Option<Vec<Located<String>>>,
    /// Whether the built-in controls are loaded.
    pub builtin: Option<bool>,
    /// Selectors of controls.
    pub select: Option<Vec<Located<String>>>,
    /// Selectors of controls to leave out.
    pub exclude: Option<Vec<Located<String>>>,
    /// Frameworks to show section by section.
    pub framework: Option<Vec<Located<String>>>,
    /// The least severity of a failure that counts.
    pub fail_on: Option<Severity>,
    /// Whether errors are forgiven.
    pub allow_errors: Option<bool>,
    /// Whether failures are forgiven.
    pub exit_zero: Option<bool>,
    /// A file of waivers, relative to this file's folder.
    pub waivers: Option<String>,
    /// A baseline, relative to this file's folder.
    pub baseline: Option<String>,
    /// Formats of reports, each with the file it goes to, relative to this file's folder.
    pub format: Option<Vec<Located<String>>>,
    /// The version of OCSF that the format `ocsf` says, one of [`OCSF_VERSIONS`].
    pub ocsf_version: Option<String>,
    /// When reports are coloured, one of [`COLORS`].
    pub color: Option<String>,
    /// Where an audit keeps its snapshot, relative to this file's folder.
    pub snapshot: Option<String>,
    /// How AWS is reached.
    pub aws: Aws,
    /// Parameters of controls, in the order of the file.
    pub parameters: Vec<Setting>,
}

/// The settings of the table `[aws]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aws {
    /// A profile of the AWS configuration.
    pub profile: Option<String>,
    /// The regions to collect from.
    pub regions: Option<Vec<Located<String>>>,
    /// Roles to assume.
    pub role_arn: Option<Vec<Located<String>>>,
    /// The external id of the roles.
    pub external_id: Option<String>,
    /// Where requests are sent.
    pub endpoint_url: Option<String>,
    /// Accounts that log buckets may belong to.
    pub bucket_owner: Option<Vec<Located<String>>>,
    /// Requests under way at once.
    pub max_concurrency: Option<u32>,
    /// Tries of a request.
    pub max_attempts: Option<u32>,
}

/// A value with its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub position: Position,
}

/// A parameter of a control.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The control's id.
    pub control: Located<String>,
    /// The parameter's name.
    pub name: Located<String>,
    /// Its value.
    pub value: Located<Json>,
}

/// A profile was asked for that the file does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} has no profile `{name}`")]
pub struct UnknownProfile {
    /// The file.
    pub file: String,
    /// What was asked for.
    pub name: String,
    /// What to do instead.
    pub help: String,
}

impl Settings {
    /// The settings of a profile, or those at the top of the file.
    ///
    /// # Errors
    /// There is no such profile.
    pub fn in_force(self, profile: Option<&str>) -> Result<Config, UnknownProfile> {
        let Some(name) = profile else {
            return Ok(self.top);
        };
        let names: Vec<&str> = self
            .profiles
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let help = did_you_mean(name, names.iter().copied()).unwrap_or_else(|| {
            if names.is_empty() {
                format!("a profile is a table: `[profiles.{name}]`")
            } else {
                format!("the profiles are {}", names.join(", "))
            }
        });
        match self.profiles.into_iter().find(|(known, _)| known == name) {
            Some((_, config)) => Ok(config),
            None => Err(UnknownProfile {
                file: self.top.file,
                name: name.to_owned(),
                help,
            }),
        }
    }
}

impl Config {
    /// What is wrong at a place of the file.
    pub fn wrong(&self, position: Position, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.file, position, message)
    }

    /// The place of a path, selector, framework or format in the file, as messages begin: `assize.toml:3:11: `; empty where
    /// it is not from the file.
    pub fn place_of(&self, text: &str) -> String {
        [
            &self.policy,
            &self.select,
            &self.exclude,
            &self.framework,
            &self.format,
        ]
        .into_iter()
        .flatten()
        .flatten()
        .find(|located| located.value == text)
        .map_or_else(String::new, |located| {
            let Position { line, column } = located.position;
            format!("{}:{line}:{column}: ", self.file)
        })
    }
}

/// The nearest file of the name [`NAME`], in a folder or above it. The search ends at the root of a repository: what is
/// outside does not belong to the work at hand.
pub fn find(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let file = folder.join(NAME);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Reads a file.
///
/// # Errors
/// The file cannot be read, or all that is wrong with it.
pub fn read(path: &Path) -> Result<Settings, Vec<Diagnostic>> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| {
        let start = Position { line: 1, column: 1 };
        vec![Diagnostic::new(
            &file,
            start,
            format!("the settings could not be read: {error}"),
        )]
    })?;
    parse(&file, &text)
}

/// Reads the text of a file whose path is `file`.
///
/// # Errors
/// All that is wrong with it.
pub fn parse(file: &str, text: &str) -> Result<Settings, Vec<Diagnostic>> {
    let table = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let message = error
            .message()
            .lines()
            .next()
            .unwrap_or("no TOML")
            .to_owned();
        vec![Diagnostic::new(file, position(text, start), message)]
    })?;
    reading::Reading::settings(file, text, table.get_ref())
}

/// The place of a byte, both from 1, the column in characters.
fn position(text: &str, byte: usize) -> Position {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Position {
        line: before.matches('\n').count() as u32 + 1,
        column: before[line_start..].chars().count() as u32 + 1,
    }
}

#[cfg(test)]
mod tests;
