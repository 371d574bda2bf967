//! Whether a pattern matches an event.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::{Expression, FilterPattern, Operand, Operator, Step, TermKind, TermText, Test};

/// A log event: its text, and what the text says where it is JSON.
#[derive(Clone, Debug)]
pub struct LogEvent {
    text: String,
    value: Option<Value>,
}

impl LogEvent {
    /// An event as it stands in a log group.
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        let value = serde_json::from_str(&text).ok();
        Self { text, value }
    }

    /// A JSON event.
    pub fn from_value(value: Value) -> Self {
        Self {
            text: value.to_string(),
            value: Some(value),
        }
    }

    /// The event as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the event says; `None` where it is not JSON.
    pub fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }
}

pub(super) fn pattern(pattern: &FilterPattern, event: &str, value: Option<&Value>) -> Option<bool> {
    match pattern {
        FilterPattern::Json(expression) => {
            Some(value.is_some_and(|value| holds(expression, value)))
        }
        FilterPattern::Terms(terms) => {
            let found = |what: &TermText| match what {
                // Quotes around nothing are the documented way to match everything.
                TermText::Text(text) => text.trim().is_empty() || event.contains(text),
                TermText::Regex(regex) => regex.is_match(event),
            };
            if terms.iter().all(|term| term.kind == TermKind::Optional) {
                return Some(terms.is_empty() || terms.iter().any(|term| found(&term.what)));
            }
            Some(terms.iter().all(|term| match term.kind {
                TermKind::Required => found(&term.what),
                TermKind::Excluded => !found(&term.what),
                TermKind::Optional => true,
            }))
        }
        FilterPattern::SpaceDelimited(_) => None,
    }
}

fn holds(expression: &Expression, event: &Value) -> bool {
    match expression {
        Expression::All(parts) => {
            let mut last = None;
            parts
                .iter()
                .all(|part| holds_beside(part, event, &mut last))
        }
        Expression::Any(parts) => {
            let mut last = None;
            parts
                .iter()
                .any(|part| holds_beside(part, event, &mut last))
        }
        Expression::Test(selector, Test::NotExists) => !any_selected(&selector.0, event, &|_| true),
        Expression::Test(selector, test) => {
            any_selected(&selector.0, event, &|value| passes(test, value))
        }
    }
}

/// A selector without a wildcard, and the part of an event that it points to.
type Selected<'e> = (&'e [Step], Option<&'e Value>);

/// The same of one of several parts, of which many ask for what the last one asked for.
fn holds_beside<'e>(
    expression: &'e Expression,
    event: &'e Value,
    last: &mut Option<Selected<'e>>,
) -> bool {
    let Expression::Test(selector, test) = expression else {
        return holds(expression, event);
    };
    if selector.0.contains(&Step::Any) {
        return holds(expression, event);
    }
    let selected = match *last {
        Some((steps, selected)) if steps == selector.0 => selected,
        _ => {
            let selected = selector.0.iter().try_fold(event, one);
            *last = Some((&selector.0, selected));
            selected
        }
    };
    match selected {
        Some(value) => passes(test, value),
        None => *test == Test::NotExists,
    }
}

/// Whether a part of an event that is there passes a test.
fn passes(test: &Test, value: &Value) -> bool {
    match test {
        Test::NotExists => false,
        Test::IsNull => value.is_null(),
        Test::IsTrue => value.as_bool() == Some(true),
        Test::IsFalse => value.as_bool() == Some(false),
        Test::Compare(operator, operand) => compares(value, *operator, operand),
    }
}

/// What a step that is no wildcard leads to.
fn one<'v>(value: &'v Value, step: &Step) -> Option<&'v Value> {
    match (step, value) {
        (Step::Property(name), Value::Object(object)) => object.get(name),
        (Step::Element(index), Value::Array(array)) => array.get(*index),
        _ => None,
    }
}

/// Whether something holds of any of the parts of an event that a selector points to: at most one, unless it has a wildcard.
fn any_selected(steps: &[Step], event: &Value, holds: &dyn Fn(&Value) -> bool) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return holds(event);
    };
    let of = |value: &Value| any_selected(rest, value, holds);
    match (step, event) {
        (Step::Any, Value::Object(object)) => object.values().any(of),
        (Step::Any, Value::Array(array)) => array.iter().any(of),
        _ => one(event, step).is_some_and(of),
    }
}

fn compares(value: &Value, operator: Operator, operand: &Operand) -> bool {
    let text: Cow<'_, str> = match value {
        Value::String(text) => text.into(),
        Value::Number(number) => number.to_string().into(),
        Value::Bool(truth) => truth.to_string().into(),
        Value::Null | Value::Array(_) | Value::Object(_) => return false,
    };
    let order = match operand {
        Operand::Number(number) if value.is_number() => numbers(&text, number),
        _ => None,
    };
    let equal = match operand {
        Operand::Number(number) => order == Some(Ordering::Equal) || text == number.as_str(),
        Operand::Text(wanted) => matches_text(wanted, &text),
        Operand::Regex(regex) => regex.is_match(&text),
    };
    match operator {
        Operator::Equal => equal,
        Operator::NotEqual => !equal,
        Operator::Less => order == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::Greater => order == Some(Ordering::Greater),
        Operator::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

/// How two numbers compare. Whole ones compare as such: an account's or a request's number may have more digits than a
/// floating-point number keeps.
fn numbers(one: &str, other: &str) -> Option<Ordering> {
    match (one.parse::<i128>(), other.parse::<i128>()) {
        (Ok(one), Ok(other)) => Some(one.cmp(&other)),
        _ => one
            .parse::<f64>()
            .ok()?
            .partial_cmp(&other.parse::<f64>().ok()?),
    }
}

/// Whether text is what is wanted, where `*` at either end of that stands for any text.
fn matches_text(wanted: &str, text: &str) -> bool {
    let fixed = || wanted.trim_matches('*');
    match (wanted.starts_with('*'), wanted.ends_with('*')) {
        (false, false) => text == wanted,
        (true, false) => text.ends_with(fixed()),
        (false, true) => text.starts_with(fixed()),
        (true, true) => text.contains(fixed()),
    }
}
