//! EventBridge: event buses and rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::meaning::alarm_coverage::{self, EventPatternMeaning};

use super::{Inventory, Meaning, ResourceType, nothing, regional, schema_of};

/// An event bus.
pub static EVENT_BUS: ResourceType = ResourceType {
    name: "AWS::Events::EventBus",
    about: "an event bus of EventBridge",
    inventory: Inventory::Regional("events:ListEventBuses"),
    has_arn: true,
    parts: &[regional("configuration", "events:ListEventBuses", false)],
    prerequisites: &[],
    configuration: schema_of::<EventBus>,
    supplementary: nothing,
};

/// A rule of an event bus.
pub static RULE: ResourceType = ResourceType {
    name: "AWS::Events::Rule",
    about: "a rule of an event bus, with its targets",
    inventory: Inventory::Regional("events:ListRules"),
    has_arn: true,
    parts: &[
        regional("configuration", "events:ListRules", false),
        regional(
            "supplementaryConfiguration.Targets",
            "events:ListTargetsByRule",
            false,
        ),
        regional(
            "supplementaryConfiguration.EventPatternMeaning",
            "events:ListRules",
            false,
        )
        .meaning(EVENT_PATTERN),
    ],
    // Rules are listed bus by bus.
    prerequisites: &["events:ListEventBuses"],
    configuration: schema_of::<Rule>,
    supplementary: schema_of::<RuleParts>,
};

const EVENT_PATTERN: Meaning = Meaning {
    field: "EventPattern",
    of: meaning_of_event_pattern,
    prepare: alarm_coverage::prepare,
};

fn meaning_of_event_pattern(pattern: &Value) -> Value {
    let meaning = alarm_coverage::meaning_of_event_pattern(pattern);
    serde_json::to_value(meaning).unwrap_or_default()
}

/// An event bus, from `ListEventBuses`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct EventBus {
    /// The bus's name; `default` is the one to which AWS's own services write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The bus's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Who else may write to the bus; absent means nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
}

/// A rule, from `ListRules`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Rule {
    /// The rule's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The rule's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The bus whose events the rule looks at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_bus_name: Option<String>,
    /// The pattern that events must match; absent for a schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_pattern: Option<Value>,
    /// When the rule runs by itself; absent for a pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_expression: Option<String>,
    /// `ENABLED`, `DISABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`; only the last matches read-only events of
    /// CloudTrail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The AWS service that made the rule, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
}

/// What further calls say of a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RuleParts {
    /// Where events that match go; empty where nowhere.
    pub targets: Vec<Target>,
    /// Which sample events the pattern matches, computed from `EventPattern`.
    #[serde(skip_serializing)]
    pub event_pattern_meaning: EventPatternMeaning,
}

/// A target, from `ListTargetsByRule`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Target {
    /// The target's id in the rule.
    pub id: String,
    /// The topic, function, queue, stream, bus or other to which events go.
    pub arn: String,
    /// The role with which they are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// The queue for events that could not be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_arn: Option<String>,
}
