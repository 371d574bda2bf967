//! A control's remediation: a command alone, or a form each, with placeholders that stand where they can be filled safely.

use serde::Deserialize;
use serde_json::Value;

use super::did_you_mean;
use crate::model::remediation::{Form, Piece, Place, Remediation, pieces};

/// As it stands in the metadata.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Raw {
    /// The command.
    Cli(String),
    /// Each form under its name.
    Forms(Remediation),
}

impl From<Raw> for Remediation {
    fn from(raw: Raw) -> Self {
        let trimmed = |text: String| text.trim().to_owned();
        let Remediation {
            cli,
            terraform,
            console,
        } = match raw {
            Raw::Cli(cli) => Remediation::command(cli),
            Raw::Forms(remediation) => remediation,
        };
        Self {
            cli: trimmed(cli),
            terraform: terraform.map(trimmed),
            console: console.map(trimmed),
        }
    }
}

const FORMS: [Form; 3] = [Form::Cli, Form::Terraform, Form::Console];

/// What is wrong with the keys, each with the text near which it stands.
pub(super) fn check_keys(value: &Value, report: &mut dyn FnMut(&str, String, Option<String>)) {
    let Some(forms) = value.as_object() else {
        if !value.is_string() {
            let message = "`custom.remediation` is neither a command nor a mapping".to_owned();
            let help = "write the command, or `cli`, `terraform` and `console` below it";
            report("remediation", message, Some(help.to_owned()));
        }
        return;
    };
    for (key, text) in forms {
        if !FORMS.iter().any(|form| form.as_str() == key) {
            let help = did_you_mean(key, FORMS.map(Form::as_str))
                .or_else(|| Some("there are cli, terraform and console".to_owned()));
            report(
                key,
                format!("unknown metadata key `custom.remediation.{key}`"),
                help,
            );
        } else if !text.is_string() {
            report(
                key,
                format!("metadata key `custom.remediation.{key}` is no text"),
                None,
            );
        }
    }
    if !forms.contains_key(Form::Cli.as_str()) {
        let message = "metadata key `custom.remediation.cli` is missing".to_owned();
        report("remediation", message, None);
    }
}

/// What is wrong with the texts.
pub(super) fn check(
    remediation: &Remediation,
    report: &mut dyn FnMut(&str, String, Option<String>),
) {
    for (form, text) in remediation.forms() {
        if text.is_empty() {
            let key = match form {
                Form::Cli => "remediation".to_owned(),
                other => format!("remediation.{}", other.as_str()),
            };
            report(
                "remediation",
                format!("metadata key `{key}` is empty"),
                None,
            );
        }
        for piece in pieces(form, text) {
            let Piece::Name(name, place) = piece else {
                continue;
            };
            if let Some((message, help)) = problem(form, name, place) {
                report(&format!("{{{name}}}"), message, Some(help));
            }
        }
    }
}

/// What is wrong with a placeholder where it stands.
fn problem(form: Form, name: &str, place: Place) -> Option<(String, String)> {
    let known = form.placeholders();
    if !known.contains(&name) {
        let help = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| {
            let known: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
            format!("there are {}", known.join(", "))
        });
        let message = format!("nothing fills the placeholder `{{{name}}}` of the remediation");
        return Some((message, help));
    }
    if form.takes(name, place) {
        return None;
    }
    let place = match place {
        Place::Bare => "outside of a string",
        Place::Quoted => "within quotes",
        Place::Comment => "in a comment",
        Place::HereDocument => "behind `<<`",
    };
    let help = match form {
        Form::Cli => "close the quotes before it: what fills it brings its own".to_owned(),
        _ => format!("write `\"{{{name}}}\"`, or `{{label}}` for the label of a block"),
    };
    let message = format!("the placeholder `{{{name}}}` of the remediation stands {place}");
    Some((message, help))
}
