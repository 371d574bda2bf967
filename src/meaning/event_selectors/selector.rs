//! Selectors as the API spells them, and what they say as predicates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::predicate::{By, Condition, Predicate};

/// A classic event selector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct EventSelector {
    /// `All`, `ReadOnly` or `WriteOnly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_write_type: Option<String>,
    /// Whether management events are recorded.
    pub include_management_events: bool,
    /// The data events that are recorded.
    pub data_resources: Vec<DataResource>,
    /// Services whose management events are left out.
    pub exclude_management_event_sources: Vec<String>,
}

/// Resources whose data events a classic selector records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct DataResource {
    /// For example `AWS::S3::Object`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// ARNs or prefixes of ARNs.
    pub values: Vec<String>,
}

/// An advanced event selector: all its field selectors must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdvancedEventSelector {
    /// A display name; it decides nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The conditions.
    pub field_selectors: Vec<FieldSelector>,
}

/// A condition on one field of an event. An operator that is not set is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct FieldSelector {
    /// The field, for example `eventCategory`.
    pub field: String,
    /// The value is one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<Vec<String>>,
    /// The value starts with one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<Vec<String>>,
    /// The value ends with one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_with: Option<Vec<String>>,
    /// The value is none of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_equals: Option<Vec<String>>,
    /// The value starts with none of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_starts_with: Option<Vec<String>>,
    /// The value ends with none of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_ends_with: Option<Vec<String>>,
}

/// A kind of insight.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct InsightSelector {
    /// `ApiCallRateInsight` or `ApiErrorRateInsight`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insight_type: Option<String>,
}

/// The selectors of one trail, or of one event data store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selectors<'a> {
    /// Classic selectors; empty where advanced ones are set.
    pub classic: &'a [EventSelector],
    /// Advanced selectors; empty where classic ones are set.
    pub advanced: &'a [AdvancedEventSelector],
    /// Insight selectors.
    pub insights: &'a [InsightSelector],
    /// The partition of the trail's ARN, for example `aws`. Only in it do ARNs of classic selectors mean anything.
    pub partition: &'a str,
}

/// The categories of events that a selector may be for, as far as there is anything to say of them here.
const CATEGORIES: [&str; 3] = ["Management", "Data", "NetworkActivity"];

/// The predicates of a trail's selectors, and what is not understood in them.
pub(super) fn predicates(trail: &str, selectors: &Selectors<'_>) -> (Vec<Predicate>, Vec<String>) {
    let mut unknown = Vec::new();
    let mut all_conditions = Vec::new();
    if selectors.classic.is_empty() && selectors.advanced.is_empty() {
        all_conditions.push(vec![category("Management")]);
    }
    for selector in selectors.classic {
        classic(
            selector,
            selectors.partition,
            &mut all_conditions,
            &mut unknown,
        );
    }
    for selector in selectors.advanced {
        advanced(selector, &mut all_conditions, &mut unknown);
    }
    let predicates = all_conditions
        .into_iter()
        .map(|conditions| Predicate {
            trail: trail.to_owned(),
            conditions,
        })
        .collect();
    if !trail.is_empty() {
        for what in &mut unknown {
            *what = format!("{trail}: {what}");
        }
    }
    (predicates, unknown)
}

fn category(name: &str) -> Condition {
    Condition::new("eventCategory").select(By::Equal, [name.to_owned()])
}

fn classic(
    selector: &EventSelector,
    partition: &str,
    all_conditions: &mut Vec<Vec<Condition>>,
    unknown: &mut Vec<String>,
) {
    let kind = |value: &str| Some(Condition::new("readOnly").select(By::Equal, [value.to_owned()]));
    let kind = match selector.read_write_type.as_deref() {
        None | Some("All") => None,
        Some("ReadOnly") => kind("true"),
        Some("WriteOnly") => kind("false"),
        Some(other) => {
            unknown.push(format!("the read-write type {other}"));
            return;
        }
    };
    if selector.include_management_events {
        let mut conditions = vec![category("Management")];
        conditions.extend(kind.clone());
        let excluded = &selector.exclude_management_event_sources;
        if !excluded.is_empty() {
            conditions
                .push(Condition::new("eventSource").deselect(By::Equal, excluded.iter().cloned()));
        }
        all_conditions.push(conditions);
    }
    for resource in &selector.data_resources {
        let Some(of_type) = &resource.r#type else {
            unknown.push("a data resource without a type".to_owned());
            continue;
        };
        let mut conditions = vec![
            category("Data"),
            Condition::new("resources.type").select(By::Equal, [of_type.clone()]),
        ];
        conditions.extend(kind.clone());
        if resource.values.is_empty() {
            continue;
        }
        // A bucket's value is the beginning of its objects' ARNs, and the beginning of all of them means all; a function
        // or a table is meant alone.
        let start = start_of_arns(of_type, partition);
        let (starts, whole): (Vec<String>, Vec<String>) =
            resource.values.iter().cloned().partition(|value| {
                of_type == "AWS::S3::Object"
                    || start.as_ref().is_some_and(|start| start.starts_with(value))
            });
        conditions.push(
            Condition::new("resources.ARN")
                .select(By::Start, starts)
                .select(By::Equal, whole),
        );
        all_conditions.push(conditions);
    }
}

/// How the ARNs of all resources of a type begin, where it is known.
pub(super) fn start_of_arns(of_type: &str, partition: &str) -> Option<String> {
    let rest = match of_type {
        "AWS::S3::Object" => "s3:::",
        "AWS::Lambda::Function" => "lambda:",
        "AWS::DynamoDB::Table" => "dynamodb:",
        _ => return None,
    };
    Some(format!("arn:{partition}:{rest}"))
}

/// The service whose events all data events of a type are, where it is known.
pub(super) fn source_of(of_type: &str) -> Option<&'static str> {
    match of_type {
        "AWS::S3::Object" => Some("s3.amazonaws.com"),
        "AWS::Lambda::Function" => Some("lambda.amazonaws.com"),
        "AWS::DynamoDB::Table" => Some("dynamodb.amazonaws.com"),
        _ => None,
    }
}

fn advanced(
    selector: &AdvancedEventSelector,
    all_conditions: &mut Vec<Vec<Condition>>,
    unknown: &mut Vec<String>,
) {
    let mut conditions = Vec::new();
    let mut categories = None;
    for field in &selector.field_selectors {
        let values = |of: &Option<Vec<String>>| of.clone().unwrap_or_default();
        let condition = Condition::new(&field.field)
            .select(By::Equal, values(&field.equals))
            .select(By::Start, values(&field.starts_with))
            .select(By::End, values(&field.ends_with))
            .deselect(By::Equal, values(&field.not_equals))
            .deselect(By::Start, values(&field.not_starts_with))
            .deselect(By::End, values(&field.not_ends_with));
        if condition.selects.is_empty() && condition.deselects.is_empty() {
            unknown.push(format!(
                "a condition on {} without a known operator",
                field.field
            ));
            conditions.push(condition.unknown());
            continue;
        }
        if field.field == "eventCategory" {
            categories = field.equals.clone();
        }
        conditions.push(condition);
    }
    match categories {
        None => unknown.push("a selector without an event category".to_owned()),
        Some(categories) => {
            for category in categories {
                if !CATEGORIES.contains(&category.as_str()) {
                    unknown.push(format!("the event category {category}"));
                }
            }
            all_conditions.push(conditions);
        }
    }
}
