//! CloudWatch Logs: log groups, metric filters, resource policies and destinations.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::meaning::alarm_coverage::{self, FilterPatternMeaning};

use super::{Inventory, Meaning, ResourceType, global, nothing, regional, schema_of};

/// A log group; by default only log groups to which the audit plane writes are read.
pub static LOG_GROUP: ResourceType = ResourceType {
    name: "AWS::Logs::LogGroup",
    about: "a log group of CloudWatch Logs; with `used_by`, only the log groups that those resources name",
    inventory: Inventory::Referenced("logs:DescribeLogGroups"),
    has_arn: true,
    parts: &[
        global("configuration", "logs:DescribeLogGroups", false),
        global(
            "supplementaryConfiguration.SubscriptionFilters",
            "logs:DescribeSubscriptionFilters",
            false,
        ),
        global(
            "supplementaryConfiguration.LatestLogStreams",
            "logs:DescribeLogStreams",
            false,
        ),
        global(
            "supplementaryConfiguration.DataProtectionPolicy",
            "logs:GetDataProtectionPolicy",
            false,
        )
        // Most log groups have none.
        .optional(),
    ],
    prerequisites: &["logs:DescribeLogGroups"],
    configuration: schema_of::<LogGroup>,
    supplementary: schema_of::<LogGroupParts>,
};

/// A metric filter: what turns log events that match a pattern into a metric.
pub static METRIC_FILTER: ResourceType = ResourceType {
    name: "AWS::Logs::MetricFilter",
    about: "a metric filter of a log group",
    inventory: Inventory::Regional("logs:DescribeMetricFilters"),
    has_arn: false,
    parts: &[
        regional("configuration", "logs:DescribeMetricFilters", false),
        regional(
            "supplementaryConfiguration.FilterPatternMeaning",
            "logs:DescribeMetricFilters",
            false,
        )
        .meaning(FILTER_PATTERN),
    ],
    prerequisites: &[],
    configuration: schema_of::<MetricFilter>,
    supplementary: schema_of::<MetricFilterParts>,
};

const FILTER_PATTERN: Meaning = Meaning {
    field: "filterPattern",
    of: meaning_of_filter_pattern,
    prepare: alarm_coverage::prepare,
};

fn meaning_of_filter_pattern(pattern: &Value) -> Value {
    let meaning = alarm_coverage::meaning_of(pattern.as_str().unwrap_or_default());
    serde_json::to_value(meaning).unwrap_or_default()
}

/// A resource policy of CloudWatch Logs: who outside the account's own policies may write to log groups.
pub static RESOURCE_POLICY: ResourceType = ResourceType {
    name: "AWS::Logs::ResourcePolicy",
    about: "a resource policy of CloudWatch Logs in a region",
    inventory: Inventory::Regional("logs:DescribeResourcePolicies"),
    has_arn: false,
    parts: &[regional(
        "configuration",
        "logs:DescribeResourcePolicies",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<ResourcePolicy>,
    supplementary: nothing,
};

/// A destination: where other accounts may send their log events.
pub static DESTINATION: ResourceType = ResourceType {
    name: "AWS::Logs::Destination",
    about: "a destination to which other accounts may send log events",
    inventory: Inventory::Regional("logs:DescribeDestinations"),
    has_arn: true,
    parts: &[regional(
        "configuration",
        "logs:DescribeDestinations",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<Destination>,
    supplementary: nothing,
};

/// A log group, from `DescribeLogGroups`. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LogGroup {
    /// The log group's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_group_name: Option<String>,
    /// The log group's ARN, without `:*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_group_arn: Option<String>,
    /// For how many days events are kept; absent means for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_in_days: Option<i32>,
    /// The ARN of the key with which events are encrypted; absent means CloudWatch Logs' own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`; only a standard one has metric filters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_group_class: Option<String>,
    /// How many metric filters there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_filter_count: Option<i32>,
    /// How many bytes are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored_bytes: Option<i64>,
    /// Whether the log group has or had a data protection policy: `ACTIVATED`, `DELETED`, `ARCHIVED` or `DISABLED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_protection_status: Option<String>,
    /// Whether the log group cannot be deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    /// When the log group was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<String>,
}

/// What further calls say of a log group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct LogGroupParts {
    /// Where events are sent on; empty where nowhere.
    pub subscription_filters: Vec<SubscriptionFilter>,
    /// The log stream with the latest event; empty where there is no log stream.
    pub latest_log_streams: Vec<LogStream>,
    /// The policy that masks sensitive data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_protection_policy: Option<Value>,
}

/// A subscription filter, from `DescribeSubscriptionFilters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SubscriptionFilter {
    /// The filter's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_name: Option<String>,
    /// Which events are sent on; empty means all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_pattern: Option<String>,
    /// Where they are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_arn: Option<String>,
    /// The role with which they are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

/// A log stream, from `DescribeLogStreams`. Times are RFC 3339 in UTC; AWS brings them up to date within an hour or so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LogStream {
    /// The log stream's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_stream_name: Option<String>,
    /// The time of the latest event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_event_timestamp: Option<String>,
    /// When an event last came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ingestion_time: Option<String>,
}

/// A metric filter, from `DescribeMetricFilters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct MetricFilter {
    /// The filter's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_name: Option<String>,
    /// The log group whose events are looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_group_name: Option<String>,
    /// The pattern that events must match; empty matches each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_pattern: Option<String>,
    /// The metrics that a match adds to.
    pub metric_transformations: Vec<MetricTransformation>,
    /// Whether the events are transformed before they are matched.
    pub apply_on_transformed_logs: bool,
    /// Which accounts' and regions' events are looked at, in a centralized log group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_selection_criteria: Option<String>,
}

/// What is known of a metric filter besides its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct MetricFilterParts {
    /// Which sample events the pattern matches, computed from `filterPattern`.
    pub filter_pattern_meaning: FilterPatternMeaning,
}

/// The metric that a matching event adds to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct MetricTransformation {
    /// The metric's name.
    pub metric_name: String,
    /// The metric's namespace.
    pub metric_namespace: String,
    /// What a match adds: a number, or a field of the event.
    pub metric_value: String,
    /// What is written when nothing matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<f64>,
    /// The metric's dimensions, name and field of the event; empty where there are none.
    pub dimensions: BTreeMap<String, String>,
}

/// A resource policy, from `DescribeResourcePolicies`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourcePolicy {
    /// The policy's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// The policy document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_document: Option<Value>,
    /// `ACCOUNT` or `RESOURCE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_scope: Option<String>,
    /// The log group that the policy is attached to, of a policy with the scope `RESOURCE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_arn: Option<String>,
}

/// A destination, from `DescribeDestinations`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Destination {
    /// The destination's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_name: Option<String>,
    /// The stream to which events go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_arn: Option<String>,
    /// The role with which they are written there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// Who may send events; absent means nobody but the account itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_policy: Option<Value>,
}
