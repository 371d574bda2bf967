//! The JSON Schema of the file, for editors: completion, descriptions, and what is wrong while it is typed.

use serde_json::{Map, Value, json};

use super::keys::{AWS, KEYS, Key, PARAMETERS, PROFILES, Takes};
use crate::model::finding::Severity;

/// The JSON Schema of `assize.toml`. The names of formats are the reporters'.
///
/// It is of draft 7, which is the newest that the language servers for TOML know.
pub fn schema(formats: &[&str]) -> Value {
    let mut top = settings(formats);
    let mut profile = settings(formats);
    profile["description"] = "Settings that go before those at the top of the file".into();
    top["properties"][PROFILES] = json!({
        "type": "object",
        "description": "Settings for environments: `--settings-profile NAME` puts those of [profiles.NAME] in force",
        "additionalProperties": profile,
    });
    top["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    top["title"] = "assize.toml".into();
    top["description"] = "Settings of assize; a flag on the command line goes before them".into();
    top
}

/// The settings of one level: the top of the file, or a profile.
fn settings(formats: &[&str]) -> Value {
    let of = |table: Option<&str>| -> Map<String, Value> {
        KEYS.iter()
            .filter(|key| key.place().0 == table)
            .map(|key| (key.place().1.to_owned(), property(key, formats)))
            .collect()
    };
    let mut properties = of(None);
    properties.insert(
        AWS.to_owned(),
        json!({
            "type": "object",
            "description": "How AWS is reached",
            "properties": of(Some(AWS)),
            "additionalProperties": false,
        }),
    );
    properties.insert(
        PARAMETERS.to_owned(),
        json!({
            "type": "object",
            "description": "Parameters of controls, a table for each control",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"anyOf": [
                    {"type": ["string", "number", "boolean"]},
                    {"type": "array", "items": {"type": "string"}},
                ]},
            },
        }),
    );
    json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// What one setting takes, in words of JSON Schema.
fn property(key: &Key, formats: &[&str]) -> Value {
    let filled = || json!({"type": "string", "pattern": "\\S"});
    let mut property = match key.takes {
        Takes::Flag(_) => json!({"type": "boolean"}),
        Takes::Severity(_) => {
            let words: Vec<String> = Severity::WORST_FIRST
                .iter()
                .rev()
                .map(|severity| severity.as_str().to_lowercase())
                .collect();
            // Editors offer the words; any case is taken, as on the command line.
            let any_case: Vec<String> = words.iter().map(|word| any_case(word)).collect();
            json!({"anyOf": [
                {"enum": words},
                {"type": "string", "pattern": format!("^({})$", any_case.join("|"))},
            ]})
        }
        Takes::Choice(words, _) => json!({"enum": words}),
        Takes::Whole(bounds, _) => json!({
            "type": "integer",
            "minimum": bounds.least,
            "maximum": bounds.most,
            "default": bounds.default,
        }),
        Takes::Text(_) | Takes::Path(_) => filled(),
        Takes::Texts(_) | Takes::Paths(_) => one_or_more(&filled()),
        Takes::Accounts(_) => one_or_more(&json!({"type": "string", "pattern": "^[0-9]{12}$"})),
        Takes::Formats(_) => one_or_more(&json!({"anyOf": [
            {"enum": formats},
            {"type": "string", "pattern": format!("^({})=.+$", formats.join("|").replace('.', "\\."))},
        ]})),
    };
    property["description"] = key.about.into();
    property
}

fn one_or_more(item: &Value) -> Value {
    json!({"anyOf": [item, {"type": "array", "items": item}]})
}

/// A pattern of a word in any case.
fn any_case(word: &str) -> String {
    word.chars()
        .map(|letter| format!("[{letter}{}]", letter.to_ascii_uppercase()))
        .collect()
}
