//! What a metric filter is good for: which of the events that an alarm is about its pattern matches.
//!
//! A filter pattern cannot be judged by its text: reordered, quoted and widened patterns are as good as the published
//! ones, and one joined with `&&` where `||` belongs never matches anything. So it is asked about sample events. For
//! each alarm of the CIS AWS Foundations Benchmark there are three groups of them:
//!
//! - *required* events, which the benchmark lists;
//! - *extended* events, which nobody requires, though they do the same harm;
//! - *benign* events, which must not match: a pattern that matches everything alerts nobody.
//!
//! Each event happens more than once, to different principals, in different accounts and regions: a pattern that
//! matches only what one user does has not covered it. And for everything that a pattern demands of a field which the
//! alarm is not about, the required events are made to have something else there, and for everything that it leaves out
//! by `!=` or `NOT EXISTS`, just that. This shows a carve-out that no fixed sample would hit.
//!
//! Source: the event names are those of the benchmark's audit procedures, v1.4 to v6.0.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::filter_pattern::{
    FilterPattern, LogEvent, Operand, Operator, Selector, Step, SyntaxError, TermKind, Test,
};

mod sample;
#[cfg(test)]
mod tests;

use sample::{ALARMS, Alarm, Group};

/// What a filter pattern is, and which alarms it can feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FilterPatternMeaning {
    /// Which form the pattern has.
    pub form: PatternForm,
    /// Why the text is no pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SyntaxError>,
    /// The alarms of which the pattern matches a required or an extended event, in alphabetical order.
    pub alarms: Vec<AlarmCoverage>,
}

/// The forms of a filter pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PatternForm {
    /// A condition on the fields of JSON events.
    Json,
    /// Terms in the text of events.
    Terms,
    /// Conditions on the words of events. No such pattern says anything of a CloudTrail event; it is not evaluated.
    SpaceDelimited,
    /// No pattern.
    Invalid,
}

/// How a pattern covers one alarm's events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlarmCoverage {
    /// The alarm, for example `cloudtrail-changes`.
    pub alarm: String,
    /// Whether every required event matches, whoever causes it, and nothing more is left out than the benchmark leaves
    /// out, and no benign event matches.
    pub sufficient: bool,
    /// Required events that do not match, or not for every principal and place.
    pub missed: Vec<String>,
    /// Extended events that match.
    pub extended: Vec<String>,
    /// Extended events that do not match.
    pub extended_missed: Vec<String>,
    /// Benign events that match.
    pub benign: Vec<String>,
    /// What the pattern leaves out of the required events though they happened, as tests of the pattern:
    /// `$.userIdentity.arn != "…"`.
    pub left_out: Vec<String>,
}

/// What a filter pattern means for the alarms that we know.
pub fn meaning_of(text: &str) -> FilterPatternMeaning {
    match FilterPattern::parse(text) {
        Ok(pattern) => FilterPatternMeaning {
            form: match pattern {
                FilterPattern::Json(_) => PatternForm::Json,
                FilterPattern::Terms(_) => PatternForm::Terms,
                FilterPattern::SpaceDelimited(_) => PatternForm::SpaceDelimited,
            },
            error: None,
            alarms: ALARMS
                .iter()
                .filter_map(|alarm| coverage(&pattern, alarm))
                .collect(),
        },
        Err(error) => FilterPatternMeaning {
            form: PatternForm::Invalid,
            error: Some(error),
            alarms: Vec::new(),
        },
    }
}

/// The names of the alarms, in alphabetical order.
pub fn alarms() -> impl Iterator<Item = &'static str> {
    ALARMS.iter().map(|alarm| alarm.alarm.as_str())
}

fn coverage(pattern: &FilterPattern, alarm: &Alarm) -> Option<AlarmCoverage> {
    let matches = |event: &LogEvent| pattern.matches(event).unwrap_or(false);
    let split = |group: &Group| -> (Vec<String>, Vec<String>) {
        let (covered, missed): (Vec<_>, Vec<_>) = group
            .iter()
            .partition(|(_, events)| events.iter().all(matches));
        let names = |samples: Vec<&(String, Vec<LogEvent>)>| {
            samples.into_iter().map(|(name, _)| name.clone()).collect()
        };
        (names(covered), names(missed))
    };
    let touches = |group: &Group| group.iter().any(|(_, events)| events.iter().any(matches));
    if !touches(&alarm.required) && !touches(&alarm.extended) {
        return None;
    }
    let (_, missed) = split(&alarm.required);
    let (extended, extended_missed) = split(&alarm.extended);
    let benign: Vec<String> = alarm
        .benign
        .iter()
        .filter(|(_, events)| events.iter().any(matches))
        .map(|(name, _)| name.clone())
        .collect();
    let left_out = left_out(pattern, alarm);
    Some(AlarmCoverage {
        alarm: alarm.alarm.clone(),
        sufficient: missed.is_empty() && benign.is_empty() && left_out.is_empty(),
        missed,
        extended,
        extended_missed,
        benign,
        left_out,
    })
}

/// What every API call that changes something has in common. To ask for it leaves nothing out.
const NATURE: [&str; 4] = [
    "$.eventCategory",
    "$.eventType",
    "$.managementEvent",
    "$.readOnly",
];

/// A value that no pattern names, for whatever a field may be else.
const OTHER: &str = "\u{1}";

/// The tests by which a pattern leaves out required events that it would match otherwise.
fn left_out(pattern: &FilterPattern, alarm: &Alarm) -> Vec<String> {
    let mut found = BTreeSet::new();
    if let FilterPattern::Terms(terms) = pattern {
        let excluded = terms.iter().filter(|term| term.kind == TermKind::Excluded);
        found.extend(excluded.map(|term| FilterPattern::Terms(vec![term.clone()]).to_string()));
    }
    for (selector, test) in pattern.tests() {
        let name = selector.to_string();
        if alarm.about.contains(&name) {
            continue;
        }
        let probe = match test {
            Test::NotExists | Test::IsNull => Some("*".to_owned()),
            Test::Compare(Operator::NotEqual, Operand::Text(text)) => {
                Some(text.trim_matches('*').to_owned())
            }
            Test::Compare(Operator::NotEqual, Operand::Number(number)) => Some(number.clone()),
            // No text can be made up from a regular expression; that it leaves something out is in its nature.
            Test::Compare(Operator::NotEqual, Operand::Regex(_)) => None,
            Test::Compare(Operator::Equal, _) if !NATURE.contains(&name.as_str()) => {
                Some(OTHER.to_owned())
            }
            _ => continue,
        };
        let is_admitted = probe.as_ref().is_some_and(|probe| {
            alarm
                .may_exclude
                .get(&name)
                .is_some_and(|values| values.contains(probe))
        });
        if is_admitted {
            continue;
        }
        let leaves_out = match probe {
            None => true,
            Some(probe) => alarm
                .required
                .iter()
                .flat_map(|(_, events)| events)
                .any(|event| {
                    let value = event.value().cloned().unwrap_or_default();
                    with(value, selector, &probe).is_some_and(|probed| {
                        pattern.matches(event) == Some(true)
                            && pattern.matches(&LogEvent::from_value(probed)) == Some(false)
                    })
                }),
        };
        if leaves_out {
            found.insert(format!("{selector}{test}"));
        }
    }
    found.into_iter().collect()
}

/// An event with a text where a selector points to; `None` where that is no single place.
fn with(mut event: Value, selector: &Selector, text: &str) -> Option<Value> {
    let mut place = &mut event;
    for step in &selector.0 {
        let Step::Property(name) = step else {
            return None;
        };
        if !place.is_object() {
            *place = Value::Object(serde_json::Map::new());
        }
        place = place.as_object_mut()?.entry(name).or_insert(Value::Null);
    }
    *place = Value::String(text.to_owned());
    Some(event)
}
