//! What a metric filter or a rule of EventBridge is good for: which of the events that an alarm is about its pattern matches.
//!
//! A pattern cannot be judged by its text: reordered, quoted and widened patterns are as good as the published ones, and one
//! joined with `&&` where `||` belongs never matches anything. So it is asked about sample events. For each alarm of the CIS
//! AWS Foundations Benchmark there are three groups of them:
//!
//! - *required* events, which the benchmark lists;
//! - *extended* events, which nobody requires, though they do the same harm;
//! - *benign* events, which must not match: a pattern that matches everything alerts nobody.
//!
//! Each event happens more than once, to different principals, in different accounts and regions: a pattern that
//! matches only what one user does has not covered it. And for everything that a pattern demands of a field which the
//! alarm is not about, the required events are made to have something else there, and for everything that it leaves out
//! by `!=`, `NOT EXISTS` or `anything-but`, just that. This shows a carve-out that no fixed sample would hit.
//!
//! Source: the event names are those of the benchmark's audit procedures, v1.4 to v6.0.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod metric_filter;
mod rule;
mod sample;
#[cfg(test)]
mod tests;

pub use metric_filter::{FilterPatternMeaning, PatternForm, meaning_of};
pub use rule::{EventPatternMeaning, meaning_of_event_pattern};

use sample::{ALARMS, Alarm, Group, Sample};

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

/// Reads the sample events. Otherwise the first pattern does, and it takes longer than all the patterns of an account.
pub fn prepare() {
    LazyLock::force(&ALARMS);
}

/// The names of the alarms, in alphabetical order.
pub fn alarms() -> impl Iterator<Item = &'static str> {
    ALARMS.iter().map(|alarm| alarm.alarm.as_str())
}

/// What is asked about the samples.
trait Pattern {
    /// Whether it matches an event.
    fn matches(&self, sample: &Sample) -> bool;

    /// By what it may leave out events that it would match otherwise.
    fn doubts(&self) -> Vec<Doubt>;
}

/// A test by which a pattern may leave out events.
struct Doubt {
    /// The test as it stands in the pattern.
    test: String,
    /// The field that is tested, as the alarms name it.
    field: String,
    /// What the field may be for the event to be left out; none where no value is needed to tell.
    probe: Option<Probe>,
}

/// Another value for a field.
struct Probe {
    /// Where the field is in an event that EventBridge delivers.
    path: Vec<String>,
    /// The value.
    value: Value,
    /// The value as the alarms name it, where they admit that it is left out.
    name: String,
}

/// How a pattern covers the alarms of which it matches anything, in alphabetical order.
fn coverages(pattern: &impl Pattern) -> Vec<AlarmCoverage> {
    ALARMS
        .iter()
        .filter_map(|alarm| coverage(pattern, alarm))
        .collect()
}

fn coverage(pattern: &impl Pattern, alarm: &Alarm) -> Option<AlarmCoverage> {
    let matches = |sample: &Sample| pattern.matches(sample);
    // How many of a group's samples of each name match.
    let counted = |group: &Group| -> Vec<usize> {
        let count = |samples: &[Sample]| samples.iter().filter(|sample| matches(sample)).count();
        group.iter().map(|(_, samples)| count(samples)).collect()
    };
    let (required, extended) = (counted(&alarm.required), counted(&alarm.extended));
    if required.iter().chain(&extended).all(|count| *count == 0) {
        return None;
    }
    let split = |group: &Group, counts: Vec<usize>| -> (Vec<String>, Vec<String>) {
        let (covered, missed): (Vec<_>, Vec<_>) = group
            .iter()
            .zip(counts)
            .partition(|((_, samples), count)| samples.len() == *count);
        let names = |samples: Vec<(&(String, Vec<Sample>), usize)>| {
            let names = samples.into_iter().map(|((name, _), _)| name.clone());
            names.collect()
        };
        (names(covered), names(missed))
    };
    let (_, missed) = split(&alarm.required, required);
    let (extended, extended_missed) = split(&alarm.extended, extended);
    let benign: Vec<String> = alarm
        .benign
        .iter()
        .filter(|(_, samples)| samples.iter().any(matches))
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
fn left_out(pattern: &impl Pattern, alarm: &Alarm) -> Vec<String> {
    let mut found = BTreeSet::new();
    for doubt in pattern.doubts() {
        if alarm.about.contains(&doubt.field) {
            continue;
        }
        let leaves_out = doubt.probe.as_ref().is_none_or(|probe| {
            let is_admitted = alarm
                .may_exclude
                .get(&doubt.field)
                .is_some_and(|values| values.contains(&probe.name));
            !is_admitted
                && alarm
                    .required
                    .iter()
                    .flat_map(|(_, samples)| samples)
                    .filter(|sample| pattern.matches(sample))
                    .any(|sample| {
                        let probed = sample.with(&probe.path, probe.value.clone());
                        !pattern.matches(&probed)
                    })
        });
        if leaves_out {
            found.insert(doubt.test);
        }
    }
    found.into_iter().collect()
}
