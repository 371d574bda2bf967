//! Reading a file of waivers, key by key: all that is wrong with it is said at once, each with its place.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Span;
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Limits, Pattern, WaiverFile};
use crate::model::finding::hex;
use crate::policy::diagnostic::{Diagnostic, did_you_mean};
use crate::policy::syntax::Position;

/// The keys of the file.
const KEYS: [&str; 2] = ["limits", "waiver"];
/// The keys of its limits.
const LIMITS: [&str; 3] = ["max-days", "warn-days", "max-findings"];
/// The keys of an entry.
const ENTRY: [&str; 11] = [
    "id",
    "controls",
    "subjects",
    "except",
    "accounts",
    "regions",
    "reason",
    "owner",
    "expires",
    "ticket",
    "approvals",
];

/// The longest id.
const ID: usize = 100;
/// How much of a wrong value is shown, in characters.
const SHOWN: usize = 80;

/// Reads the text of a file of waivers; `file` is how messages name it, `today` the day as of which its entries are judged.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &str, text: &str, today: Date) -> Result<WaiverFile, Vec<Diagnostic>> {
    let table = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let first = error.message().lines().next();
        let message = first.unwrap_or("no TOML").to_owned();
        let at = place(text, &line_starts(text), start);
        vec![Diagnostic::new(file, at, message)]
    })?;
    let mut reading = Reading {
        file,
        text,
        lines: line_starts(text),
        today,
        wrong: Vec::new(),
    };
    let read = reading.file(table.get_ref());
    if reading.wrong.is_empty() {
        Ok(read)
    } else {
        reading.wrong.sort();
        Err(reading.wrong)
    }
}

/// A file that is being read, with what was found wrong so far.
struct Reading<'t> {
    file: &'t str,
    text: &'t str,
    lines: Vec<usize>,
    today: Date,
    wrong: Vec<Diagnostic>,
}

/// Where the lines of a text begin.
fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.match_indices('\n').map(|(end, _)| end + 1);
    std::iter::once(0).chain(ends).collect()
}

/// The place of a byte, both from 1, the column in characters.
fn place(text: &str, lines: &[usize], byte: usize) -> Position {
    let line = lines.partition_point(|start| *start <= byte).max(1);
    let before = text.get(lines[line - 1]..byte).unwrap_or_default();
    Position {
        line: line as u32,
        column: before.chars().count() as u32 + 1,
    }
}

/// A value with its place in the text.
type Value<'t> = Spanned<DeValue<'t>>;

impl Reading<'_> {
    fn file(&mut self, table: &DeTable<'_>) -> WaiverFile {
        let mut limits = Limits::default();
        // The limits hold for all entries, wherever they stand.
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "limits" => limits = self.limits(value),
                "waiver" => {}
                unknown => self.unknown("key", unknown, key.span().start, &KEYS),
            }
        }
        let mut entries = Vec::new();
        if let Some((_, value)) = table.iter().find(|(key, _)| key.get_ref() == "waiver") {
            match value.get_ref() {
                DeValue::Array(items) => {
                    for item in items {
                        entries.extend(self.entry(item, limits));
                    }
                }
                _ => self.not(value, "waiver", "a list of tables: `[[waiver]]`"),
            }
        }
        let mut first: BTreeMap<&str, Position> = BTreeMap::new();
        for entry in &entries {
            if let Some(other) = first.get(entry.id.as_str()) {
                let message = format!(
                    "waiver `{}` is on line {} already; an id is there once",
                    entry.id, other.line
                );
                self.wrong
                    .push(Diagnostic::new(self.file, entry.position, message));
            } else {
                first.insert(&entry.id, entry.position);
            }
        }
        WaiverFile {
            file: self.file.to_owned(),
            sha256: hex(digest(&SHA256, self.text.as_bytes()).as_ref()),
            limits,
            entries,
        }
    }

    fn limits(&mut self, value: &Value<'_>) -> Limits {
        let mut limits = Limits::default();
        let Some(table) = value.get_ref().as_table() else {
            self.not(value, "limits", "a table");
            return limits;
        };
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "max-days" => {
                    limits.max_days = self.number("max-days", value).unwrap_or(limits.max_days);
                }
                "warn-days" => {
                    limits.warn_days = self.number("warn-days", value).unwrap_or(limits.warn_days);
                }
                "max-findings" => {
                    let number = self.number("max-findings", value).map(u64::from);
                    limits.max_findings = number.unwrap_or(limits.max_findings);
                }
                unknown => self.unknown("limit", unknown, key.span().start, &LIMITS),
            }
        }
        limits
    }

    fn entry(&mut self, value: &Value<'_>, limits: Limits) -> Option<Entry> {
        let Some(table) = value.get_ref().as_table() else {
            self.not(value, "waiver", "tables: `[[waiver]]`");
            return None;
        };
        let position = self.place(value.span().start);
        let before = self.wrong.len();
        let mut entry = Entry {
            id: String::new(),
            position,
            controls: Vec::new(),
            subjects: Vec::new(),
            except: Vec::new(),
            accounts: Vec::new(),
            regions: Vec::new(),
            reason: String::new(),
            owner: String::new(),
            expires: self.today,
            ticket: None,
            approvals: Vec::new(),
        };
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "id" => {
                    entry.position = self.place(value.span().start);
                    entry.id = self.id(value).unwrap_or_default();
                }
                "controls" => entry.controls = self.patterns("controls", value, true),
                "subjects" => entry.subjects = self.patterns("subjects", value, true),
                "except" => entry.except = self.patterns("except", value, false),
                "accounts" => entry.accounts = self.accounts(value),
                "regions" => entry.regions = self.names("regions", value),
                "reason" => entry.reason = self.words("reason", value).unwrap_or_default(),
                "owner" => entry.owner = self.words("owner", value).unwrap_or_default(),
                "expires" => {
                    entry.expires = self.expires(value, limits).unwrap_or(entry.expires);
                }
                "ticket" => entry.ticket = self.words("ticket", value),
                "approvals" => entry.approvals = self.names("approvals", value),
                unknown => self.unknown("key", unknown, key.span().start, &ENTRY),
            }
        }
        let is_there = |name: &str| table.iter().any(|(key, _)| key.get_ref() == name);
        let name = match entry.id.as_str() {
            "" => "the waiver".to_owned(),
            id => format!("waiver `{id}`"),
        };
        for wanted in ["id", "controls", "reason", "owner", "expires"] {
            if !is_there(wanted) {
                let message = format!("{name} has no `{wanted}`");
                self.wrong
                    .push(Diagnostic::new(self.file, entry.position, message));
            }
        }
        if !is_there("subjects") && !is_there("accounts") {
            let help = "name subjects, or the accounts whose subjects it is about";
            self.wrong.push(
                Diagnostic::new(
                    self.file,
                    entry.position,
                    format!("{name} has neither `subjects` nor `accounts`"),
                )
                .with_help(Some(help.to_owned())),
            );
        }
        (self.wrong.len() == before).then_some(entry)
    }

    fn id(&mut self, value: &Value<'_>) -> Option<String> {
        let is_id = |text: &&str| {
            text.len() <= ID
                && text.starts_with(|first: char| first.is_ascii_alphanumeric())
                && text
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char))
        };
        let id = value.get_ref().as_str().filter(is_id).map(str::to_owned);
        if id.is_none() {
            self.not(
                value,
                "id",
                "a name of letters, digits, hyphens, underscores and dots",
            );
        }
        id
    }

    /// A text that says something.
    fn words(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::trim);
        let text = text.filter(|text| !text.is_empty()).map(str::to_owned);
        if text.is_none() {
            self.not(value, key, "a text that is not empty");
        }
        text
    }

    /// Texts, one of them at least, with their places.
    fn texts(&mut self, key: &str, value: &Value<'_>) -> Vec<(String, usize)> {
        let one = std::slice::from_ref(value);
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().as_slice(),
            _ => one,
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref().as_str().map(str::trim) {
                Some(text) if !text.is_empty() => {
                    texts.push((text.to_owned(), item.span().start));
                }
                _ => self.not(
                    item,
                    key,
                    "a string or a list of strings, none of them empty",
                ),
            }
        }
        if items.is_empty() {
            self.not(value, key, "one string at least");
        }
        texts
    }

    fn names(&mut self, key: &str, value: &Value<'_>) -> Vec<String> {
        let texts = self.texts(key, value);
        texts.into_iter().map(|(text, _)| text).collect()
    }

    fn accounts(&mut self, value: &Value<'_>) -> Vec<String> {
        let mut accounts = Vec::new();
        for (text, start) in self.texts("accounts", value) {
            if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
                accounts.push(text);
            } else {
                let message = format!("`{text}` is no account: an account's id has 12 digits");
                self.report(start, message, None);
            }
        }
        accounts
    }

    fn patterns(&mut self, key: &str, value: &Value<'_>, waives: bool) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for (text, start) in self.texts(key, value) {
            let position = self.place(start);
            if !waives {
                patterns.push(Pattern::exception(&text, position));
                continue;
            }
            match Pattern::new(&text, position) {
                Ok(pattern) => patterns.push(pattern),
                Err(message) => {
                    let help = match key {
                        "subjects" => {
                            "an ARN or another id, or the beginning of one with a `*`; for all subjects of accounts, name `accounts` instead"
                        }
                        _ => "a control's id or alias, or the beginning of an id with a `*`",
                    };
                    self.report(start, message, Some(help.to_owned()));
                }
            }
        }
        patterns
    }

    /// The last day, which is a date and not too far ahead.
    fn expires(&mut self, value: &Value<'_>, limits: Limits) -> Option<Date> {
        let date = match value.get_ref() {
            DeValue::Datetime(time) if time.time.is_none() && time.offset.is_none() => {
                time.date.and_then(|date| {
                    let year = i16::try_from(date.year).ok()?;
                    let month = i8::try_from(date.month).ok()?;
                    Date::new(year, month, i8::try_from(date.day).ok()?).ok()
                })
            }
            DeValue::String(text) => day(text),
            _ => None,
        };
        let Some(date) = date else {
            self.not(value, "expires", "a date such as 2027-03-31");
            return None;
        };
        // A number of days that no calendar has is no limit.
        let latest = Span::new()
            .try_days(i64::from(limits.max_days))
            .and_then(|ahead| self.today.checked_add(ahead))
            .unwrap_or(Date::MAX);
        if date > latest {
            let message = format!(
                "`expires` is {date}, more than {} days after {}",
                limits.max_days, self.today
            );
            let help = format!(
                "{latest} is the latest day; `max-days` in `[limits]` says how far ahead it may be"
            );
            self.report(value.span().start, message, Some(help));
            return None;
        }
        Some(date)
    }

    /// A whole number that is not negative.
    fn number(&mut self, key: &str, value: &Value<'_>) -> Option<u32> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.not(value, key, "a whole number from 0 upwards");
        }
        number
    }

    fn place(&self, byte: usize) -> Position {
        place(self.text, &self.lines, byte)
    }

    fn unknown(&mut self, what: &str, name: &str, byte: usize, known: &[&str]) {
        let help = did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| format!("the {what}s are {}", known.join(", ")));
        self.report(byte, format!("unknown {what} `{name}`"), Some(help));
    }

    fn report(&mut self, byte: usize, message: String, help: Option<String>) {
        let at = self.place(byte);
        self.wrong
            .push(Diagnostic::new(self.file, at, message).with_help(help));
    }

    /// Reports a value of another type than the one that is wanted.
    fn not(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        let span = value.span();
        let shown: String = match value.get_ref() {
            DeValue::Table(_) => "a table".to_owned(),
            DeValue::Array(_) => "a list".to_owned(),
            _ => {
                let text = self.text.get(span.clone()).unwrap_or_default();
                text.chars().take(SHOWN).collect()
            }
        };
        let message = format!("`{key}` takes {wanted}, not {shown}");
        self.report(span.start, message, None);
    }
}

/// A day, as `2027-03-31` and in no other form: jiff would take more.
pub fn day(text: &str) -> Option<Date> {
    let is_day = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| is_day)
}
