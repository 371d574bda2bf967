//! Whether a pattern matches an event.

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

    /// What the event says; `None` where it is not JSON.
    pub fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }
}

pub(super) fn pattern(pattern: &FilterPattern, event: &LogEvent) -> Option<bool> {
    match pattern {
        FilterPattern::Json(expression) => {
            Some(event.value().is_some_and(|value| holds(expression, value)))
        }
        FilterPattern::Terms(terms) => {
            let found = |what: &TermText| match what {
                // Quotes around nothing are the documented way to match everything.
                TermText::Text(text) => text.trim().is_empty() || event.text.contains(text),
                TermText::Regex(regex) => regex.is_match(&event.text),
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
        Expression::All(parts) => parts.iter().all(|part| holds(part, event)),
        Expression::Any(parts) => parts.iter().any(|part| holds(part, event)),
        Expression::Test(selector, test) => {
            let selected = select(&selector.0, event);
            match test {
                Test::NotExists => selected.is_empty(),
                Test::IsNull => selected.iter().any(|value| value.is_null()),
                Test::IsTrue => selected.iter().any(|value| value.as_bool() == Some(true)),
                Test::IsFalse => selected.iter().any(|value| value.as_bool() == Some(false)),
                Test::Compare(operator, operand) => selected
                    .iter()
                    .any(|value| compares(value, *operator, operand)),
            }
        }
    }
}

/// The parts of an event that a selector points to: at most one, unless it has a wildcard.
fn select<'a>(steps: &[Step], event: &'a Value) -> Vec<&'a Value> {
    let mut selected = vec![event];
    for step in steps {
        selected = selected
            .into_iter()
            .flat_map(|value| match (step, value) {
                (Step::Property(name), Value::Object(object)) => {
                    object.get(name).into_iter().collect::<Vec<_>>()
                }
                (Step::Element(index), Value::Array(array)) => {
                    array.get(*index).into_iter().collect()
                }
                (Step::Any, Value::Object(object)) => object.values().collect(),
                (Step::Any, Value::Array(array)) => array.iter().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    selected
}

fn compares(value: &Value, operator: Operator, operand: &Operand) -> bool {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return false,
    };
    let order = match operand {
        Operand::Number(number) if value.is_number() => numbers(&text, number),
        _ => None,
    };
    let equal = match operand {
        Operand::Number(number) => order == Some(Ordering::Equal) || text == *number,
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
    let open_end = wanted.ends_with('*');
    let open_start = wanted.starts_with('*');
    let fixed = wanted.trim_matches('*');
    match (open_start, open_end) {
        (false, false) => text == wanted,
        (true, false) => text.ends_with(fixed),
        (false, true) => text.starts_with(fixed),
        (true, true) => text.contains(fixed),
    }
}
