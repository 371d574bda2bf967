//! Event patterns of EventBridge: parsed, and asked whether they match an event.
//!
//! A pattern is a JSON object with the structure of the events that it matches. Each field has a list of tests, of which
//! one must hold; all fields must match; `$or` has alternatives. An array in an event stands for its elements: one of them
//! must match, and all that a pattern asks of objects in an array is asked of one and the same object.
//!
//! What is not understood, an unknown operator above all, is an error with its place. Such a pattern matches nothing here.
//!
//! - `anything-but` and `"exists": true` hold of null, numbers and booleans too; neither holds of an absent field.
//! - `exists` looks at values, not at objects: of an object, an empty one and an empty array there is nothing to see.
//! - A number in a list is compared as it is written, so 300 is not 300.0; `numeric` and `anything-but` compare values,
//!   to six digits after the point.
//! - A text that is an address matches the same address in another spelling.
//!
//! Sources: the EventBridge user guide, "Comparison operators for use in event patterns", and Event Ruler, the library with
//! which EventBridge matches, where the guide is silent.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod evaluate;
mod parse;
#[cfg(test)]
mod tests;
mod wildcard;

pub use wildcard::Wildcard;

/// The longest pattern, in characters, that `PutRule` takes.
pub const LONGEST: usize = 4096;

/// How deep objects may be nested. No event of AWS is as deep.
pub const DEEPEST: usize = 64;

/// An event pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPattern(Object);

/// What is asked of an object: all of it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Object {
    /// By name, in alphabetical order.
    fields: Vec<(String, Field)>,
    /// Of the alternatives of `$or`, one must match.
    alternatives: Vec<Object>,
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq)]
enum Field {
    Object(Object),
    Values(Vec<Matcher>),
}

/// One element of a field's list.
#[derive(Clone, Debug, PartialEq)]
pub struct Matcher {
    /// As it stands in the pattern.
    pub source: Value,
    /// What it asks.
    pub test: Test,
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is this text, number, boolean, or null.
    Is(Value),
    /// It is a text that begins so.
    Prefix(String),
    /// It is a text that begins so, in any case.
    PrefixIgnoreCase(String),
    /// It is a text that ends so.
    Suffix(String),
    /// It is a text that ends so, in any case.
    SuffixIgnoreCase(String),
    /// It is this text, in any case.
    EqualsIgnoreCase(String),
    /// It is a text of this form.
    Wildcard(Wildcard),
    /// It is a number within these bounds.
    Numeric(Vec<Bound>),
    /// It is an address of this network.
    Cidr(Network),
    /// There is a value, or there is none.
    Exists(bool),
    /// There is a value, and none of these tests holds.
    AnythingBut(Vec<Test>),
}

/// A bound of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// How the number compares with the value.
    pub comparison: Comparison,
    /// The value.
    pub value: f64,
}

/// A comparison of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The addresses that have the first bits in common with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// An address of the network.
    pub address: IpAddr,
    /// How many bits are in common.
    pub bits: u32,
}

/// Why a document is no event pattern, or none that is understood.
#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, schemars::JsonSchema,
)]
#[error("{}{message}", if path.is_empty() { String::new() } else { format!("at {path}: ") })]
pub struct PatternError {
    /// Where: the names of the fields, joined by dots; empty for the pattern as a whole.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

impl EventPattern {
    /// Reads a pattern: the document, or its text.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong or not understood, with its place.
    pub fn parse(document: &Value) -> Result<Self, PatternError> {
        parse::pattern(document).map(Self)
    }

    /// Whether the pattern matches an event.
    pub fn matches(&self, event: &Value) -> bool {
        evaluate::object(&self.0, Some(event))
    }

    /// Every field that is tested, with its path and its tests, those of alternatives among them.
    pub fn fields(&self) -> Vec<(Vec<&str>, &[Matcher])> {
        let mut found = Vec::new();
        self.0.collect(&mut Vec::new(), &mut found);
        found
    }
}

impl Object {
    fn collect<'a>(
        &'a self,
        path: &mut Vec<&'a str>,
        found: &mut Vec<(Vec<&'a str>, &'a [Matcher])>,
    ) {
        for (name, field) in &self.fields {
            path.push(name);
            match field {
                Field::Object(object) => object.collect(path, found),
                Field::Values(matchers) => found.push((path.clone(), matchers)),
            }
            path.pop();
        }
        for alternative in &self.alternatives {
            alternative.collect(path, found);
        }
    }
}
