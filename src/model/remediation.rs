//! How a failure is mended: as a command, in Terraform, in the console; with the names of a finding's subject put in.
//!
//! Names come from the cloud, and what is here is copied and run. So a name becomes one word of a shell or the inside of one
//! string of Terraform, whatever is in it, and always stays on its line. That holds only where a placeholder stands as its form
//! wants it, which loading checks.

mod scan;

use serde::{Deserialize, Serialize};

use super::finding::Subject;

pub use scan::{Piece, Place, pieces};

/// How to mend a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Remediation {
    /// A command, or several, a line each.
    pub cli: String,
    /// What it looks like in Terraform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
    /// The way through the console, in a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<String>,
}

/// The form in which a remedy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Commands of a shell.
    Cli,
    /// Terraform's language.
    Terraform,
    /// Words.
    Console,
}

impl Form {
    /// The key in a policy's metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Terraform => "terraform",
            Self::Console => "console",
        }
    }

    /// The placeholders that are filled.
    pub fn placeholders(self) -> &'static [&'static str] {
        match self {
            Self::Cli | Self::Console => &["arn", "name", "region", "account"],
            Self::Terraform => &["arn", "name", "region", "account", LABEL],
        }
    }

    /// Whether a placeholder may stand in such a place.
    pub fn takes(self, name: &str, place: Place) -> bool {
        match self {
            Self::Cli => place == Place::Bare,
            Self::Terraform => place == Place::Quoted || name == LABEL,
            Self::Console => true,
        }
    }
}

/// The subject's name as Terraform takes it for the label of a block.
const LABEL: &str = "label";

impl Remediation {
    /// A command alone.
    pub fn command(cli: impl Into<String>) -> Self {
        Self {
            cli: cli.into(),
            ..Self::default()
        }
    }

    /// The forms that there are.
    pub fn forms(&self) -> impl Iterator<Item = (Form, &str)> {
        [
            (Form::Cli, Some(self.cli.as_str())),
            (Form::Terraform, self.terraform.as_deref()),
            (Form::Console, self.console.as_deref()),
        ]
        .into_iter()
        .filter_map(|(form, text)| Some((form, text?)))
    }

    /// With the names of a subject in place of the placeholders.
    pub fn filled(&self, subject: &Subject) -> Self {
        let names = Names::of(subject);
        let fill = |form, text: &String| names.fill(form, text);
        Self {
            cli: fill(Form::Cli, &self.cli),
            terraform: self
                .terraform
                .as_ref()
                .map(|text| fill(Form::Terraform, text)),
            console: self.console.as_ref().map(|text| fill(Form::Console, text)),
        }
    }
}

/// The name in an ARN. Names of log groups and alarms have slashes and colons themselves.
fn name_in(arn: &str) -> &str {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    ["log-group:", "alarm:"]
        .iter()
        .find_map(|kind| resource.strip_prefix(kind))
        .or_else(|| resource.rsplit(['/', ':']).next())
        .unwrap_or(resource)
}

/// What the placeholders stand for.
struct Names {
    arn: String,
    name: String,
    region: String,
    account: String,
}

impl Names {
    fn of(subject: &Subject) -> Self {
        let arn = subject.id();
        let name = name_in(&arn).to_owned();
        let region = subject.region().unwrap_or("REGION").to_owned();
        let account = subject.account().unwrap_or("ACCOUNT").to_owned();
        Self {
            arn,
            name,
            region,
            account,
        }
    }

    /// One pass, so that a name which looks like a placeholder stays what it is.
    fn fill(&self, form: Form, text: &str) -> String {
        let mut filled = String::with_capacity(text.len() + 64);
        for piece in pieces(form, text.trim()) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Name(name, _) => filled.push_str(&self.value(form, name)),
            }
        }
        filled
    }

    fn value(&self, form: Form, name: &str) -> String {
        let value = match name {
            "arn" => &self.arn,
            "name" => &self.name,
            "region" => &self.region,
            "account" => &self.account,
            LABEL if form == Form::Terraform => return label(&self.name),
            unknown => return format!("{{{unknown}}}"),
        };
        match form {
            Form::Cli => shell_word(value),
            Form::Terraform => inside_string(value),
            Form::Console => value.clone(),
        }
    }
}

/// Whether a character shows, and shows as itself.
fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ' '..='~')
}

/// A word that a shell takes as it stands, on one line whatever is in it.
fn shell_word(text: &str) -> String {
    let bare = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+' | '=' | ',')
    };
    if !text.is_empty() && text.chars().all(bare) {
        return text.to_owned();
    }
    if text.chars().all(is_plain) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut word = String::from("$'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => word.extend(['\\', character]),
            plain if is_plain(plain) => word.push(plain),
            other => word.push_str(&code_point(other)),
        }
    }
    word.push('\'');
    word
}

/// The inside of a quoted string of Terraform, on one line and without a template in it.
fn inside_string(text: &str) -> String {
    let mut inside = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' | '\\' => inside.extend(['\\', character]),
            // What follows the string's inside is not known here: a brace could.
            '$' | '%' => match characters.peek() {
                Some('{') => inside.extend([character, character]),
                Some(_) => inside.push(character),
                None => inside.push_str(&code_point(character)),
            },
            plain if is_plain(plain) => inside.push(plain),
            other => inside.push_str(&code_point(other)),
        }
    }
    inside
}

/// A character by its number, as Bash and Terraform both write it.
fn code_point(character: char) -> String {
    let number = u32::from(character);
    if number <= 0xffff {
        format!("\\u{number:04x}")
    } else {
        format!("\\U{number:08x}")
    }
}

/// A name as the label of a block: letters, digits and underscores, no digit first.
fn label(name: &str) -> String {
    let mut label: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if !label.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        label.insert(0, '_');
    }
    label
}

#[cfg(test)]
mod tests;
