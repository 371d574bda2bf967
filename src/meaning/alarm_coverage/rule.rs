//! Rules of EventBridge: their patterns are asked about events as CloudTrail sends them to the default event bus.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::sample::{DETAIL_TYPES, Sample};
use super::{AlarmCoverage, Doubt, NATURE, OTHER, Pattern, Probe, coverages};
use crate::meaning::event_pattern::{EventPattern, Matcher, PatternError, Test};

/// What an event pattern means for the alarms that we know. An event is delivered to the bus of its own region, and only where
/// a trail records it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventPatternMeaning {
    /// Why the document is no pattern, or what of it is not understood. Such a pattern is taken to match nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<PatternError>,
    /// The alarms of which a rule in the state `ENABLED` matches a required or an extended event, in alphabetical order. Such a
    /// rule is not given read-only management events.
    pub alarms: Vec<AlarmCoverage>,
    /// The same of a rule in the state `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
    pub alarms_with_read_only_events: Vec<AlarmCoverage>,
}

/// What an event pattern means; nothing where there is none, as in a rule with a schedule.
pub fn meaning_of_event_pattern(document: &Value) -> EventPatternMeaning {
    if document.is_null() {
        return EventPatternMeaning::default();
    }
    match EventPattern::parse(document) {
        Ok(pattern) => {
            let given = |read_only| Given {
                pattern: &pattern,
                read_only,
            };
            EventPatternMeaning {
                error: None,
                alarms: coverages(&given(false)),
                alarms_with_read_only_events: coverages(&given(true)),
            }
        }
        Err(error) => EventPatternMeaning {
            error: Some(error),
            ..EventPatternMeaning::default()
        },
    }
}

/// A pattern, and which events it is given.
struct Given<'a> {
    pattern: &'a EventPattern,
    read_only: bool,
}

impl Pattern for Given<'_> {
    fn matches(&self, sample: &Sample) -> bool {
        (self.read_only || !sample.is_read()) && self.pattern.matches(&sample.delivered)
    }

    fn doubts(&self) -> Vec<Doubt> {
        let fields = self.pattern.fields();
        fields
            .into_iter()
            .flat_map(|(path, matchers)| doubts(&path, matchers))
            .collect()
    }
}

fn doubts(path: &[&str], matchers: &[Matcher]) -> Vec<Doubt> {
    let field = name(path);
    let doubt = |test: &Value, value: Value| Doubt {
        test: format!("{}: {test}", path.join(".")),
        field: field.clone(),
        probe: Some(Probe {
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            name: event_type(path, &value),
            value,
        }),
    };
    let mut found = Vec::new();
    let demands =
        |matcher: &Matcher| !matches!(matcher.test, Test::Exists(_) | Test::AnythingBut(_));
    if matchers.iter().any(demands) && !NATURE.contains(&field.as_str()) {
        let whole = matchers.iter().map(|matcher| matcher.source.clone());
        found.push(doubt(&whole.collect(), Value::from(OTHER)));
    }
    for Matcher { source, test } in matchers {
        match test {
            Test::Exists(false) => found.push(doubt(source, Value::from("*"))),
            Test::AnythingBut(excluded) => {
                found.extend(excluded.iter().map(|test| doubt(source, example(test))));
            }
            _ => {}
        }
    }
    found
}

/// A value of which a test within `anything-but` holds.
fn example(test: &Test) -> Value {
    match test {
        Test::Is(value) => value.clone(),
        Test::Prefix(text) | Test::Suffix(text) | Test::EqualsIgnoreCase(text) => {
            Value::from(text.as_str())
        }
        Test::Wildcard(wildcard) => Value::from(wildcard.shortest()),
        Test::Numeric(bounds) => bounds
            .first()
            .map_or(Value::Null, |bound| bound.value.into()),
        // `anything-but` takes no others.
        _ => Value::Null,
    }
}

/// What the alarms call a field of an event that EventBridge delivers.
fn name(path: &[&str]) -> String {
    match path {
        ["detail", rest @ ..] => format!("$.{}", rest.join(".")),
        ["source"] => "$.eventSource".to_owned(),
        ["detail-type"] => "$.eventType".to_owned(),
        // An alarm is about nothing else that surrounds an event.
        path => path.join("."),
    }
}

/// What the alarms call a value: the type of an event has another name in what surrounds it.
fn event_type(path: &[&str], value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    let known = DETAIL_TYPES
        .iter()
        .find(|(_, detail_type)| path == ["detail-type"] && *detail_type == text);
    known.map_or(text, |(event_type, _)| event_type).to_owned()
}
