//! From the syntax tree of a file to settings, key by key, with all that is wrong with it.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, AWS, KEYS, Key, PARAMETERS, PROFILES, Takes};
use super::{Config, Located, Setting, Settings, position};
use crate::model::finding::Severity;
use crate::policy::diagnostic::{Diagnostic, did_you_mean};

/// A file that is being read, with what was found wrong so far.
pub(super) struct Reading<'t> {
    file: &'t str,
    text: &'t str,
    wrong: Vec<Diagnostic>,
}

/// Where in the file a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level<'n> {
    /// The file itself.
    Top,
    /// The profile of that name.
    Profile(&'n str),
}

impl<'t> Reading<'t> {
    /// Reads all settings of a file.
    pub(super) fn settings(
        file: &'t str,
        text: &'t str,
        table: &DeTable<'_>,
    ) -> Result<Settings, Vec<Diagnostic>> {
        let mut reading = Self {
            file,
            text,
            wrong: Vec::new(),
        };
        let mut top = Config {
            file: file.to_owned(),
            ..Config::default()
        };
        reading.level(&mut top, table, Level::Top);
        let mut settings = Settings {
            top,
            profiles: Vec::new(),
        };
        if let Some(profiles) = table.get(PROFILES) {
            settings.profiles = reading.profiles(&settings.top, profiles);
        }
        if reading.wrong.is_empty() {
            Ok(settings)
        } else {
            reading.wrong.sort_by_key(|wrong| wrong.position);
            Err(reading.wrong)
        }
    }

    /// The profiles, each over what the top of the file says.
    fn profiles(&mut self, top: &Config, value: &Spanned<DeValue<'_>>) -> Vec<(String, Config)> {
        let Some(profiles) = value.get_ref().as_table() else {
            self.not(value, PROFILES, "a table for each profile");
            return Vec::new();
        };
        let mut read = Vec::new();
        for (name, value) in profiles.iter() {
            let name = name.get_ref().to_string();
            let mut config = top.clone();
            match value.get_ref().as_table() {
                Some(table) => self.level(&mut config, table, Level::Profile(&name)),
                None => self.not(value, &format!("{PROFILES}.{name}"), "a table of settings"),
            }
            read.push((name, config));
        }
        read
    }

    /// What one level sets goes over what is set already.
    fn level(&mut self, config: &mut Config, table: &DeTable<'_>, level: Level<'_>) {
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                AWS => match value.get_ref().as_table() {
                    Some(aws) => {
                        for (key, value) in aws.iter() {
                            self.entry(config, Some(AWS), key, value, level);
                        }
                    }
                    None => self.not(value, AWS, "a table"),
                },
                PARAMETERS => self.parameters(&mut config.parameters, value),
                PROFILES if level == Level::Top => {}
                _ => self.entry(config, None, key, value, level),
            }
        }
    }

    fn entry(
        &mut self,
        config: &mut Config,
        table: Option<&str>,
        key: &Spanned<Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        level: Level<'_>,
    ) {
        let name = key.get_ref().as_ref();
        if let Some(known) = keys::find(table, name) {
            self.value(config, known, value);
            return;
        }
        let full = table.map_or_else(|| name.to_owned(), |table| format!("{table}.{name}"));
        self.report(
            key.span().start,
            format!("unknown setting `{full}`"),
            Some(instead(table, name, level)),
        );
    }

    fn value(&mut self, config: &mut Config, key: &Key, value: &Spanned<DeValue<'_>>) {
        let name = key.name;
        match key.takes {
            Takes::Flag(field) => {
                *field(config) = self.one(name, value, "true or false", |value| value.as_bool());
            }
            Takes::Severity(field) => {
                let wanted = "low, medium, high or critical";
                *field(config) = self.one(name, value, wanted, |value| {
                    Severity::parse(value.as_str()?)
                });
            }
            Takes::Choice(words, field) => {
                let wanted = format!("one of {}", words.join(", "));
                *field(config) = self.one(name, value, &wanted, |value| {
                    let text = value.as_str()?;
                    words.contains(&text).then(|| text.to_owned())
                });
            }
            Takes::Whole(bounds, field) => {
                let wanted = format!("a whole number from {} to {}", bounds.least, bounds.most);
                *field(config) = self.one(name, value, &wanted, |value| {
                    let number = u32::try_from(whole(value)?).ok()?;
                    (bounds.least..=bounds.most)
                        .contains(&number)
                        .then_some(number)
                });
            }
            Takes::Text(field) => *field(config) = self.text(name, value),
            Takes::Texts(field) => *field(config) = Some(self.texts(name, value)),
            Takes::Accounts(field) => {
                let accounts = self.texts(name, value);
                for account in &accounts {
                    if account.value.len() != 12
                        || !account.value.bytes().all(|byte| byte.is_ascii_digit())
                    {
                        self.wrong.push(Diagnostic::new(
                            self.file,
                            account.position,
                            format!("`{name}` takes ids of accounts, 12 digits each"),
                        ));
                    }
                }
                *field(config) = Some(accounts);
            }
            Takes::Path(field) => {
                *field(config) = self.text(name, value).map(|path| self.beside(&path));
            }
            Takes::Paths(field) => {
                let mut paths = self.texts(name, value);
                for path in &mut paths {
                    path.value = self.beside(&path.value);
                }
                *field(config) = Some(paths);
            }
            Takes::Formats(field) => *field(config) = Some(self.formats(name, value)),
        }
    }

    fn report(&mut self, byte: usize, message: String, help: Option<String>) {
        let at = position(self.text, byte);
        self.wrong
            .push(Diagnostic::new(self.file, at, message).with_help(help));
    }

    /// Reports a value of another type than the one that is wanted.
    fn not(&mut self, value: &Spanned<DeValue<'_>>, key: &str, wanted: &str) {
        let Range { start, end } = value.span();
        let shown = match value.get_ref() {
            DeValue::Table(_) => "a table",
            DeValue::Array(_) => "a list",
            _ => self.text.get(start..end).unwrap_or_default(),
        };
        let message = format!("`{key}` takes {wanted}, not {shown}");
        self.report(start, message, None);
    }

    /// A value as something takes it, or a report of it.
    fn one<T>(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: &str,
        take: impl FnOnce(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        let taken = take(value.get_ref());
        if taken.is_none() {
            self.not(value, key, wanted);
        }
        taken
    }

    fn located<T>(&self, value: T, byte: usize) -> Located<T> {
        Located {
            value,
            position: position(self.text, byte),
        }
    }

    /// A string that says something.
    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.one(key, value, "a string that is not empty", |value| {
            let text = value.as_str()?;
            (!text.trim().is_empty()).then(|| text.to_owned())
        })
    }

    /// A string, or a list of strings.
    fn texts(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Located<String>> {
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

    fn formats(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Located<String>> {
        let mut formats = self.texts(key, value);
        for format in &mut formats {
            if let Some((name, path)) = format.value.split_once('=')
                && !matches!(path, "" | "-")
            {
                format.value = format!("{name}={}", self.beside(path));
            }
        }
        formats
    }

    /// Parameters, each in the place of the one of its name that is set already.
    fn parameters(&mut self, settings: &mut Vec<Setting>, value: &Spanned<DeValue<'_>>) {
        let Some(controls) = value.get_ref().as_table() else {
            self.not(value, PARAMETERS, "a table for each control");
            return;
        };
        for (control, values) in controls.iter() {
            let id = control.get_ref().to_string();
            let Some(table) = values.get_ref().as_table() else {
                self.not(
                    values,
                    &format!("{PARAMETERS}.{id}"),
                    "a table of parameters",
                );
                continue;
            };
            for (name, value) in table.iter() {
                let Some(json) = json(value.get_ref()) else {
                    let key = format!("{PARAMETERS}.{id}.{}", name.get_ref());
                    let wanted = "a number, a string, true or false, or a list of strings";
                    self.not(value, &key, wanted);
                    continue;
                };
                let setting = Setting {
                    control: self.located(id.clone(), control.span().start),
                    name: self.located(name.get_ref().to_string(), name.span().start),
                    value: self.located(json, value.span().start),
                };
                settings.retain(|other| {
                    other.control.value != setting.control.value
                        || other.name.value != setting.name.value
                });
                settings.push(setting);
            }
        }
        settings.sort_by_key(|setting| setting.name.position);
    }
}

/// What may be meant by a name that is no setting.
fn instead(table: Option<&str>, name: &str, level: Level<'_>) -> String {
    if let Some(key) = KEYS
        .iter()
        .find(|key| key.place().1 == name && key.place().0 != table)
    {
        let tables = match level {
            Level::Top => String::new(),
            Level::Profile(profile) => format!("{PROFILES}.{profile}"),
        };
        return match (key.place().0, tables.as_str()) {
            (Some(table), "") => format!("`{name}` stands in the table `[{table}]`"),
            (Some(table), tables) => format!("`{name}` stands in the table `[{tables}.{table}]`"),
            (None, "") => format!("`{name}` stands before all tables"),
            (None, tables) => format!("`{name}` stands in the table `[{tables}]`"),
        };
    }
    let mut known: Vec<&str> = KEYS
        .iter()
        .map(Key::place)
        .filter(|(of, _)| *of == table)
        .map(|(_, name)| name)
        .collect();
    if table.is_none() {
        known.extend([AWS, PARAMETERS]);
        if level == Level::Top {
            known.push(PROFILES);
        }
    }
    did_you_mean(name, known.iter().copied())
        .unwrap_or_else(|| format!("the settings are {}", known.join(", ")))
}

fn whole(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A value that a parameter may have.
fn json(value: &DeValue<'_>) -> Option<Json> {
    Some(match value {
        DeValue::String(text) => Json::from(text.as_ref()),
        DeValue::Boolean(truth) => Json::from(*truth),
        DeValue::Integer(_) => Json::from(whole(value)?),
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
