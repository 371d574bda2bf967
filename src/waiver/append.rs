//! Adding an entry to a file of waivers: what is there stays as it is, comments and all.

use jiff::civil::Date;

use super::{Entry, WaiverFile, day, read};
use crate::policy::diagnostic::Diagnostic;

/// A waiver that is to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewWaiver {
    /// Its id.
    pub id: String,
    /// The controls.
    pub controls: Vec<String>,
    /// The subjects.
    pub subjects: Vec<String>,
    /// Subjects that are left out.
    pub except: Vec<String>,
    /// The accounts.
    pub accounts: Vec<String>,
    /// The regions.
    pub regions: Vec<String>,
    /// Why the failures are accepted.
    pub reason: String,
    /// Who answers for them.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: String,
    /// Where it was discussed.
    pub ticket: Option<String>,
    /// Who agreed.
    pub approvals: Vec<String>,
}

/// The text of a file with an entry added at its end, and what the file then holds.
///
/// # Errors
/// The entry is not sound, or another one says the same already. Places are those of the text with the entry.
pub fn append(
    file: &str,
    text: &str,
    new: &NewWaiver,
    today: Date,
) -> Result<(String, WaiverFile), Vec<Diagnostic>> {
    let mut whole = text.to_owned();
    if !whole.is_empty() {
        if !whole.ends_with('\n') {
            whole.push('\n');
        }
        whole.push('\n');
    }
    whole.push_str(&new.to_toml());
    let read = read(file, &whole, today)?;
    if let Some((added, others)) = read.entries.split_last()
        && let Some(other) = others.iter().find(|other| same_scope(other, added))
    {
        let message = format!("waiver `{}` is about the same already", other.id);
        let help = format!("change its entry, on line {}, instead", other.position.line);
        return Err(vec![
            Diagnostic::new(file, added.position, message).with_help(Some(help)),
        ]);
    }
    Ok((whole, read))
}

/// Whether two entries are about the same findings by the same words.
fn same_scope(one: &Entry, other: &Entry) -> bool {
    let scope = |entry: &Entry| {
        let texts = |patterns: &[super::Pattern]| {
            let texts = patterns.iter().map(|pattern| pattern.text().to_owned());
            sorted(texts.collect())
        };
        [
            texts(&entry.controls),
            texts(&entry.subjects),
            texts(&entry.except),
            sorted(entry.accounts.clone()),
            sorted(entry.regions.clone()),
        ]
    };
    scope(one) == scope(other)
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}

impl NewWaiver {
    /// The entry as it is written.
    fn to_toml(&self) -> String {
        let mut toml = "[[waiver]]\n".to_owned();
        let mut line = |key: &str, value: String| toml.push_str(&format!("{key} = {value}\n"));
        let list = |texts: &[String]| {
            let texts: Vec<String> = texts.iter().map(|text| string(text)).collect();
            format!("[{}]", texts.join(", "))
        };
        line("id", string(&self.id));
        line("controls", list(&self.controls));
        for (key, texts) in [
            ("subjects", &self.subjects),
            ("except", &self.except),
            ("accounts", &self.accounts),
            ("regions", &self.regions),
        ] {
            if !texts.is_empty() {
                line(key, list(texts));
            }
        }
        line("reason", string(&self.reason));
        line("owner", string(&self.owner));
        // A date is one by its form alone; anything else is told by the reader, which finds a string there.
        line(
            "expires",
            match day(&self.expires) {
                Some(day) => day.to_string(),
                None => string(&self.expires),
            },
        );
        if let Some(ticket) = &self.ticket {
            line("ticket", string(ticket));
        }
        if !self.approvals.is_empty() {
            line("approvals", list(&self.approvals));
        }
        toml
    }
}

/// A text as a basic string of TOML.
fn string(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // Marks of direction and the like would make the line look like another.
            hidden if hidden.is_control() || is_unseen(hidden) => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(hidden)));
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

/// Characters that show nothing, and change how others are shown.
fn is_unseen(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
