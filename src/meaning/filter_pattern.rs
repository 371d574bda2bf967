//! Filter patterns of CloudWatch Logs: parsed, printed, and asked whether they match an event.
//!
//! A pattern is one of three forms: JSON (`{ $.eventName = StopLogging }`), terms (`ERROR -timeout`), or space-delimited
//! (`[ip, user, status = 4*]`). The last is told apart and kept, but not evaluated: the events that matter here are
//! JSON, and no field of a space-delimited pattern stands for a field of theirs.
//!
//! Where AWS's documentation is silent, the reading is the one that matches fewer events, so that an alarm is not
//! believed to fire when it may not:
//!
//! - A comparison with a field that is absent, null, an object or an array is false, `!=` as well. The documentation
//!   says so of objects and arrays; of absent fields the console's own pattern test shows it.
//! - `*` stands for any text only at either end of a value. The documentation once said that `Ev*ent` is those six
//!   characters, and no longer says anything.
//! - `EXISTS` and `IS NOT` are errors: the documentation names both as not supported.
//!
//! Source: the CloudWatch Logs user guide, "Filter pattern syntax for metric filters, subscription filters, filter log
//! events, and Live Tail".

use serde_json::Value;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod evaluate;
mod parse;
mod print;
mod regular_expression;
#[cfg(test)]
mod tests;

pub use evaluate::LogEvent;
pub use regular_expression::RegularExpression;

/// The longest pattern, in characters, that `PutMetricFilter` takes.
pub const LONGEST: usize = 1024;

/// A filter pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterPattern {
    /// A condition on the fields of a JSON event.
    Json(Expression),
    /// Terms that the text of an event must have or lack; no terms match everything.
    Terms(Vec<Term>),
    /// Conditions on the words of an event, as they stand between the brackets.
    SpaceDelimited(String),
}

/// A condition on a JSON event.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// All of two or more hold: `&&`.
    All(Vec<Expression>),
    /// Any of two or more holds: `||`.
    Any(Vec<Expression>),
    /// A test of one field.
    Test(Selector, Test),
}

/// Which part of an event a test looks at: `$.userIdentity.type`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selector(pub Vec<Step>);

/// One step of a selector.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A property of an object.
    Property(String),
    /// An element of an array, counted from zero.
    Element(usize),
    /// Any property of an object, or any element of an array.
    Any,
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// How the field compares with a value.
    Compare(Operator, Operand),
    /// `NOT EXISTS`.
    NotExists,
    /// `IS NULL`.
    IsNull,
    /// `IS TRUE`.
    IsTrue,
    /// `IS FALSE`.
    IsFalse,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Text, quoted or not, in which `*` at either end stands for any text.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// `%…%`
    Regex(RegularExpression),
}

/// A term of an unstructured pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// How the term counts.
    pub kind: TermKind,
    /// What is looked for.
    pub what: TermText,
}

/// How a term counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// The event must have it.
    Required,
    /// `?term`: the event must have one of these. Ignored where there are terms of another kind.
    Optional,
    /// `-term`: the event must not have it.
    Excluded,
}

/// What a term looks for.
#[derive(Clone, Debug, PartialEq)]
pub enum TermText {
    /// These characters, anywhere.
    Text(String),
    /// `%…%`
    Regex(RegularExpression),
}

/// Why a text is no filter pattern.
#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, schemars::JsonSchema,
)]
#[error("at offset {offset}: {message}")]
#[serde(rename_all = "camelCase")]
pub struct SyntaxError {
    /// Where, in bytes from the start of the pattern.
    pub offset: usize,
    /// What is wrong there.
    pub message: String,
}

impl FilterPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        parse::pattern(text)
    }

    /// Whether the pattern matches an event; `None` for the form that is not evaluated.
    pub fn matches(&self, event: &LogEvent) -> Option<bool> {
        evaluate::pattern(self, event.text(), event.value())
    }

    /// Whether the pattern matches a JSON event; `None` for the form that is not evaluated.
    pub fn matches_json(&self, event: &Value) -> Option<bool> {
        match self {
            Self::Json(_) => evaluate::pattern(self, "", Some(event)),
            // Only terms look at the text.
            Self::Terms(_) | Self::SpaceDelimited(_) => {
                evaluate::pattern(self, &event.to_string(), Some(event))
            }
        }
    }

    /// Every test of a field, in the order of the text; none for the other forms.
    pub fn tests(&self) -> Vec<(&Selector, &Test)> {
        let mut tests = Vec::new();
        if let Self::Json(expression) = self {
            expression.collect(&mut tests);
        }
        tests
    }
}

impl Expression {
    fn collect<'a>(&'a self, tests: &mut Vec<(&'a Selector, &'a Test)>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect(tests);
                }
            }
            Self::Test(selector, test) => tests.push((selector, test)),
        }
    }
}

impl FromStr for FilterPattern {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for FilterPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::pattern(self, out)
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::selector(self, out)
    }
}

/// The test as it stands behind its selector, with the space between them.
impl fmt::Display for Test {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::test(self, out)
    }
}
