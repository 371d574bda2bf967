//! What a trail records, whichever of the two forms of event selectors says so.
//!
//! Both forms are read as one thing: predicates on an event's fields. An event is recorded when any selector matches
//! it. Within an advanced selector every field must match; within a field any selecting operator (`Equals`,
//! `StartsWith`, `EndsWith`) and no deselecting one. A selector's display name means nothing.
//!
//! Whether a class of events is recorded as a whole is decided exactly, also where several selectors complete each
//! other: one without `kms.amazonaws.com` and one with nothing else record everything together. What an answer rests on
//! is not a list of known shapes but the values that the selectors can tell apart at all.
//!
//! Source: the CloudTrail API reference, `EventSelector`, `AdvancedEventSelector` and `AdvancedFieldSelector`; the
//! CloudTrail user guide, "How CloudTrail evaluates multiple conditions for a field".

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod predicate;
mod selector;
#[cfg(test)]
mod tests;

use predicate::{By, Predicate, coverage};
pub use selector::{
    AdvancedEventSelector, DataResource, EventSelector, FieldSelector, InsightSelector, Selectors,
};

/// How much of a class of events is recorded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Recorded {
    /// Nothing.
    #[default]
    None,
    /// Some of it.
    Part,
    /// Everything.
    All,
}

/// How much of a class of events is recorded, and what narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Extent {
    /// How much.
    pub recorded: Recorded,
    /// The conditions of the selectors that record a part; empty unless it is a part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub narrowed_by: Vec<Narrowing>,
    /// The ARNs of the trails that record it, where there is more than one trail to ask about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trails: Vec<String>,
}

/// A condition that keeps events out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Narrowing {
    /// The field of the event, for example `eventSource`.
    pub field: String,
    /// The operator, for example `NotEquals`; `Unknown` where the selector names none that is known.
    pub operator: String,
    /// The values.
    pub values: Vec<String>,
}

/// What selectors record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedEvents {
    /// Management events.
    pub management: ManagementEvents,
    /// Data events, by the type of resource, in order; a type that is not here is not recorded.
    pub data: Vec<DataEvents>,
    /// Network activity events, by the service, in order; a service that is not here is not recorded.
    pub network_activity: Vec<NetworkActivityEvents>,
    /// The kinds of insight that are computed, in order.
    pub insights: Vec<String>,
    /// What could not be understood. It may record more than is said here; it does not record less.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// Management events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManagementEvents {
    /// Those that only read.
    pub read: Extent,
    /// Those that change something.
    pub write: Extent,
    /// Services that the selectors name and that are not recorded as a whole, in order.
    pub except_event_sources: Vec<EventSource>,
}

/// How a service's management events are recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventSource {
    /// The service, for example `kms.amazonaws.com`.
    pub event_source: String,
    /// Its events that only read.
    pub read: Recorded,
    /// Its events that change something.
    pub write: Recorded,
}

/// Data events of one type of resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataEvents {
    /// The type, for example `AWS::S3::Object`.
    pub resources_type: String,
    /// Those that only read, over all resources of the type.
    pub read: Extent,
    /// Those that change something, over all resources of the type.
    pub write: Extent,
    /// The ARNs that the selectors name, in order, and how events are recorded there.
    pub arns: Vec<ArnScope>,
}

/// How data events are recorded at an ARN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArnScope {
    /// The ARN, or the beginning of ARNs.
    pub arn: String,
    /// Whether everything that begins so is meant, and not this resource alone.
    pub is_prefix: bool,
    /// Events that only read.
    pub read: Recorded,
    /// Events that change something.
    pub write: Recorded,
}

/// Network activity events of one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NetworkActivityEvents {
    /// The service, for example `s3.amazonaws.com`.
    pub event_source: String,
    /// How much of them is recorded.
    pub extent: Extent,
}

/// What the selectors of one trail record. A trail without any selector has AWS's default, which is all management
/// events.
pub fn recorded(selectors: &Selectors<'_>) -> RecordedEvents {
    recorded_by(&[("", selectors)])
}

/// What the selectors of several trails record together; with each, the ARN of its trail.
pub(super) fn recorded_by(trails: &[(&str, &Selectors<'_>)]) -> RecordedEvents {
    let mut events = RecordedEvents::default();
    let mut predicates = Vec::new();
    let mut insights = BTreeSet::new();
    for (trail, selectors) in trails {
        let (found, unknown) = selector::predicates(trail, selectors);
        predicates.extend(found);
        events.unknown.extend(unknown);
        insights.extend(
            selectors
                .insights
                .iter()
                .filter_map(|insight| insight.insight_type.clone()),
        );
    }
    events.insights = insights.into_iter().collect();
    events.management = management(&predicates);
    let partition = trails
        .first()
        .map_or("", |(_, selectors)| selectors.partition);
    events.data = values_of(&predicates, "Data", "resources.type")
        .into_iter()
        .map(|resources_type| data(&predicates, resources_type, partition))
        .collect();
    events.network_activity = values_of(&predicates, "NetworkActivity", "eventSource")
        .into_iter()
        .map(|event_source| NetworkActivityEvents {
            extent: extent(
                &predicates,
                &[
                    ("eventCategory", "NetworkActivity"),
                    ("eventSource", &event_source),
                ],
                None,
            ),
            event_source,
        })
        .filter(|events| events.extent.recorded != Recorded::None)
        .collect();
    events
}

fn management(predicates: &[Predicate]) -> ManagementEvents {
    let class = |read_only| [("eventCategory", "Management"), ("readOnly", read_only)];
    let at = |read_only, event_source: &str| {
        let [category, kind] = class(read_only);
        coverage(
            predicates,
            &[category, kind, ("eventSource", event_source)],
            None,
        )
        .0
    };
    ManagementEvents {
        read: extent(predicates, &class("true"), None),
        write: extent(predicates, &class("false"), None),
        except_event_sources: values_of(predicates, "Management", "eventSource")
            .into_iter()
            .map(|event_source| EventSource {
                read: at("true", &event_source),
                write: at("false", &event_source),
                event_source,
            })
            .filter(|source| source.read != Recorded::All || source.write != Recorded::All)
            .collect(),
    }
}

fn data(predicates: &[Predicate], resources_type: String, partition: &str) -> DataEvents {
    let start = selector::start_of_arns(&resources_type, partition);
    let below = start.as_deref().map(|start| ("resources.ARN", start));

    // A condition on what is known of all these events narrows nothing.
    let source = selector::source_of(&resources_type).map(|source| ("eventSource", source));
    let class = |read_only| -> Vec<(&str, &str)> {
        [
            ("eventCategory", "Data"),
            ("resources.type", resources_type.as_str()),
            ("readOnly", read_only),
        ]
        .into_iter()
        .chain(source)
        .collect()
    };
    let mut named: BTreeMap<&str, bool> = BTreeMap::new();
    for predicate in predicates {
        if !predicate.admits("eventCategory", "Data")
            || !predicate.admits("resources.type", &resources_type)
        {
            continue;
        }
        for (by, value) in predicate.values("resources.ARN") {
            if by != By::End {
                *named.entry(value).or_default() |= by == By::Start;
            }
        }
    }
    let at = |read_only, arn: &str, is_prefix| {
        let mut one = class(read_only);
        if is_prefix {
            coverage(predicates, &one, Some(("resources.ARN", arn))).0
        } else {
            one.push(("resources.ARN", arn));
            coverage(predicates, &one, None).0
        }
    };
    DataEvents {
        read: extent(predicates, &class("true"), below),
        write: extent(predicates, &class("false"), below),
        arns: named
            .into_iter()
            .map(|(arn, is_prefix)| ArnScope {
                arn: arn.to_owned(),
                is_prefix,
                read: at("true", arn, is_prefix),
                write: at("false", arn, is_prefix),
            })
            .collect(),
        resources_type,
    }
}

/// The values with which the predicates of a category compare a field as a whole, in order.
fn values_of(predicates: &[Predicate], category: &str, field: &str) -> BTreeSet<String> {
    predicates
        .iter()
        .filter(|predicate| predicate.admits("eventCategory", category))
        .flat_map(|predicate| predicate.values(field))
        .filter(|(by, _)| *by == By::Equal)
        .map(|(_, value)| value.to_owned())
        .collect()
}

fn extent(predicates: &[Predicate], class: &[(&str, &str)], below: Option<(&str, &str)>) -> Extent {
    let (recorded, by) = coverage(predicates, class, below);
    let is_class = |field: &str| class.iter().any(|(of_class, _)| *of_class == field);
    let narrowed_by: BTreeSet<Narrowing> = if recorded == Recorded::Part {
        by.iter()
            .flat_map(|predicate| predicate.narrowings())
            .filter(|narrowing| !is_class(&narrowing.field))
            .collect()
    } else {
        BTreeSet::new()
    };
    let trails: BTreeSet<String> = by
        .iter()
        .filter(|predicate| !predicate.trail.is_empty())
        .map(|predicate| predicate.trail.clone())
        .collect();
    Extent {
        recorded,
        narrowed_by: narrowed_by.into_iter().collect(),
        trails: trails.into_iter().collect(),
    }
}
