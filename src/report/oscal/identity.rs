//! Names as OSCAL takes them: identifiers, tokens, properties and lines of its Markdown.

use std::fmt;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::super::{escape, words};
use crate::model::finding::Subject;

/// The space in which names of this program are unique. Never to be changed: every identifier would be another.
const SPACE: [u8; 16] = *b"assize:oscal:v01";
/// Whose names the properties are.
const NAMESPACE: &str = "urn:assize:oscal";
/// What one text has at most.
const TEXT: usize = 8_000;

/// An identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uuid(uuid::fmt::Hyphenated);

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The identifier of what bears that name, in version 5 of RFC 9562.
pub(super) fn uuid(name: &[&str]) -> Uuid {
    let mut bytes = SPACE.to_vec();
    for part in name {
        bytes.extend_from_slice(part.as_bytes());
        bytes.push(0);
    }
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let mut first = [0; 16];
    first.copy_from_slice(&hash.as_ref()[..16]);
    Uuid(
        uuid::Builder::from_sha1_bytes(first)
            .into_uuid()
            .hyphenated(),
    )
}

/// The identifier of a subject, the same in every run.
pub(super) fn subject(subject: &Subject) -> Uuid {
    uuid(&[
        "subject",
        subject.kind().as_str(),
        subject.account().unwrap_or_default(),
        subject.region().unwrap_or_default(),
        &subject.id(),
    ])
}

/// A name as a token: one that is none already is made one, and stays apart from others that would be made the same.
pub(super) fn token(name: &str) -> String {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if starts && name.chars().all(fits) {
        return name.to_owned();
    }
    let plain: String = name
        .chars()
        .take(64)
        .map(|c| if fits(c) { c } else { '-' })
        .collect();
    let hash = uuid(&["token", name]).to_string();
    format!("_{plain}.{}", &hash[..8])
}

/// A property of ours; none where there is nothing to say.
pub(super) fn prop(name: &'static str, value: &str) -> Option<Value> {
    let value = escape::visible(&words::within(value, TEXT))
        .trim()
        .to_owned();
    (!value.is_empty()).then(|| json!({ "name": name, "ns": NAMESPACE, "value": value }))
}

/// Those properties that say something.
pub(super) fn props<const N: usize>(props: [Option<Value>; N]) -> Value {
    props.into_iter().flatten().collect()
}

/// A text as one line of Markdown that holds nothing but the text.
pub(super) fn line(text: &str) -> String {
    let line = escape::oscal(words::within(text, TEXT).trim());
    if line.is_empty() {
        "none".to_owned()
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_have_equal_identifiers_of_version_5() {
        assert_eq!(uuid(&["a", "b"]), uuid(&["a", "b"]));
        assert_ne!(uuid(&["a", "b"]), uuid(&["ab"]));
        assert_ne!(uuid(&["a", "b"]), uuid(&["a", "b", ""]));
        assert_eq!(uuid(&["a"]).0.as_uuid().get_version_num(), 5);
    }

    #[test]
    fn names_are_tokens_and_stay_apart() {
        for name in ["cloudtrail-logging", "_x", "au-2_smt.b", "A.8.15"] {
            assert_eq!(token(name), name);
        }
        for name in ["4.2", "", "a b", "a\nb", "<x>", "ü"] {
            let token = token(name);
            assert!(token.starts_with('_'), "{token}");
            let fits = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
            assert!(token.chars().all(fits), "{token}");
        }
        assert_ne!(token("a b"), token("a\nb"));
    }

    #[test]
    fn a_property_that_says_nothing_is_none() {
        assert_eq!(
            prop("x", " \n").map(|prop| prop["value"].clone()),
            Some("\\n".into())
        );
        assert_eq!(prop("x", "  "), None);
        assert_eq!(
            prop("x", " a ").map(|prop| prop["value"].clone()),
            Some("a".into())
        );
    }
}
