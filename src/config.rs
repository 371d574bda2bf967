//! `assize.toml`: settings that stand beside the policies, in the names of the flags.
//!
//! The file is checked key by key before anything runs. A key that means nothing is an error with its place, because a
//! setting that silently does nothing is a gate that silently stands open. A flag on the command line goes before the file.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::finding::Severity;
use crate::policy::diagnostic::{Diagnostic, did_you_mean};
use crate::policy::syntax::Position;

/// The name under which the file is looked for.
pub const NAME: &str = "assize.toml";

/// The keys of the file.
const KEYS: [&str; 9] = [
    "policy",
    "builtin",
    "select",
    "exclude",
    "fail-on",
    "format",
    "waivers",
    "baseline",
    "parameters",
];

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
    /// The least severity of a failure that counts.
    pub fail_on: Option<Severity>,
    /// Formats of reports, each with the file it goes to, relative to this file's folder.
    pub format: Option<Vec<Located<String>>>,
    /// A file of waivers, relative to this file's folder.
    pub waivers: Option<String>,
    /// A baseline, relative to this file's folder.
    pub baseline: Option<String>,
    /// Parameters of controls, in the order of the file.
    pub parameters: Vec<Setting>,
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

impl Config {
    /// What is wrong at a place of the file.
    pub fn wrong(&self, position: Position, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.file, position, message)
    }

    /// The place of a path, selector or format in the file, as messages begin: `assize.toml:3:11: `; empty where it is not
    /// from the file.
    pub fn place_of(&self, text: &str) -> String {
        [&self.policy, &self.select, &self.exclude, &self.format]
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
pub fn read(path: &Path) -> Result<Config, Vec<Diagnostic>> {
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
pub fn parse(file: &str, text: &str) -> Result<Config, Vec<Diagnostic>> {
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
    let mut reading = Reading {
        file,
        text,
        wrong: Vec::new(),
    };
    let config = reading.config(table.get_ref());
    if reading.wrong.is_empty() {
        Ok(config)
    } else {
        reading.wrong.sort_by_key(|wrong| wrong.position);
        Err(reading.wrong)
    }
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

/// A file that is being read, with what was found wrong so far.
struct Reading<'t> {
    file: &'t str,
    text: &'t str,
    wrong: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut config = Config {
            file: self.file.to_owned(),
            ..Config::default()
        };
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "policy" => config.policy = Some(self.paths(value)),
                "builtin" => {
                    config.builtin = value.get_ref().as_bool();
                    if config.builtin.is_none() {
                        self.not(value, "builtin", "true or false");
                    }
                }
                "select" => config.select = Some(self.strings("select", value)),
                "exclude" => config.exclude = Some(self.strings("exclude", value)),
                "fail-on" => {
                    config.fail_on = value.get_ref().as_str().and_then(Severity::parse);
                    if config.fail_on.is_none() {
                        self.not(value, "fail-on", "low, medium, high or critical");
                    }
                }
                "format" => config.format = Some(self.formats(value)),
                "waivers" => config.waivers = self.path("waivers", value),
                "baseline" => config.baseline = self.path("baseline", value),
                "parameters" => config.parameters = self.parameters(value),
                unknown => {
                    let help = did_you_mean(unknown, KEYS)
                        .unwrap_or_else(|| format!("the settings are {}", KEYS.join(", ")));
                    self.report(
                        key.span().start,
                        format!("unknown setting `{unknown}`"),
                        Some(help),
                    );
                }
            }
        }
        config
            .parameters
            .sort_by_key(|setting| setting.name.position);
        config
    }

    fn report(&mut self, byte: usize, message: String, help: Option<String>) {
        let at = position(self.text, byte);
        self.wrong
            .push(Diagnostic::new(self.file, at, message).with_help(help));
    }

    /// Reports a value of another type than the one that is wanted.
    fn not(&mut self, value: &Spanned<DeValue<'_>>, key: &str, wanted: &str) {
        let span = value.span();
        let shown = match value.get_ref() {
            DeValue::Table(_) => "a table",
            DeValue::Array(_) => "a list",
            _ => self.text.get(span.clone()).unwrap_or_default(),
        };
        let message = format!("`{key}` takes {wanted}, not {shown}");
        self.report(span.start, message, None);
    }

    fn located<T>(&self, value: T, byte: usize) -> Located<T> {
        Located {
            value,
            position: position(self.text, byte),
        }
    }

    /// A string, or a list of strings.
    fn strings(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Located<String>> {
        let one = std::slice::from_ref(value);
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().as_slice(),
            _ => one,
        };
        let mut strings = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) if !text.trim().is_empty() => {
                    strings.push(self.located(text.to_owned(), item.span().start));
                }
                _ => self.not(
                    item,
                    key,
                    "a string or a list of strings, none of them empty",
                ),
            }
        }
        strings
    }

    /// A path as it is from here.
    fn beside(&self, path: &str) -> String {
        match Path::new(self.file).parent() {
            Some(folder) if folder != Path::new("") => folder.join(path).display().to_string(),
            _ => path.to_owned(),
        }
    }

    fn paths(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Located<String>> {
        let mut paths = self.strings("policy", value);
        for path in &mut paths {
            path.value = self.beside(&path.value);
        }
        paths
    }

    /// One path.
    fn path(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let path = value.get_ref().as_str().filter(|path| !path.is_empty());
        let path = path.map(|path| self.beside(path));
        if path.is_none() {
            self.not(value, key, "the name of a file");
        }
        path
    }

    fn formats(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Located<String>> {
        let mut formats = self.strings("format", value);
        for format in &mut formats {
            if let Some((name, path)) = format.value.split_once('=')
                && !matches!(path, "" | "-")
            {
                format.value = format!("{name}={}", self.beside(path));
            }
        }
        formats
    }

    fn parameters(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Setting> {
        let mut settings = Vec::new();
        let Some(controls) = value.get_ref().as_table() else {
            self.not(value, "parameters", "a table for each control");
            return settings;
        };
        for (control, values) in controls.iter() {
            let id = control.get_ref().to_string();
            let Some(table) = values.get_ref().as_table() else {
                self.not(values, &format!("parameters.{id}"), "a table of parameters");
                continue;
            };
            for (name, value) in table.iter() {
                let Some(json) = json(value.get_ref()) else {
                    let key = format!("parameters.{id}.{}", name.get_ref());
                    let wanted = "a number, a string, true or false, or a list of strings";
                    self.not(value, &key, wanted);
                    continue;
                };
                settings.push(Setting {
                    control: self.located(id.clone(), control.span().start),
                    name: self.located(name.get_ref().to_string(), name.span().start),
                    value: self.located(json, value.span().start),
                });
            }
        }
        settings
    }
}

/// A value that a parameter may have.
fn json(value: &DeValue<'_>) -> Option<Json> {
    Some(match value {
        DeValue::String(text) => Json::from(text.as_ref()),
        DeValue::Boolean(truth) => Json::from(*truth),
        DeValue::Integer(number) => {
            Json::from(i64::from_str_radix(number.as_str(), number.radix()).ok()?)
        }
        DeValue::Float(number) => {
            let number: f64 = number.as_str().parse().ok()?;
            Json::Number(serde_json::Number::from_f64(number)?)
        }
        DeValue::Array(items) => items
            .iter()
            .map(|item| item.get_ref().as_str().map(Json::from))
            .collect::<Option<Vec<Json>>>()?
            .into(),
        DeValue::Datetime(_) | DeValue::Table(_) => return None,
    })
}

#[cfg(test)]
mod tests;
