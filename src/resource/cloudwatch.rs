//! CloudWatch: metric alarms and composite alarms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Inventory, ResourceType, nothing, regional, schema_of};

/// An alarm on a metric.
pub static ALARM: ResourceType = ResourceType {
    name: "AWS::CloudWatch::Alarm",
    about: "an alarm on a metric or on an expression over metrics",
    inventory: Inventory::Regional("cloudwatch:DescribeAlarms"),
    has_arn: true,
    parts: &[regional(
        "configuration",
        "cloudwatch:DescribeAlarms",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<MetricAlarm>,
    supplementary: nothing,
};

/// An alarm on other alarms.
pub static COMPOSITE_ALARM: ResourceType = ResourceType {
    name: "AWS::CloudWatch::CompositeAlarm",
    about: "an alarm on the states of other alarms",
    inventory: Inventory::Regional("cloudwatch:DescribeAlarms"),
    has_arn: true,
    parts: &[regional(
        "configuration",
        "cloudwatch:DescribeAlarms",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<CompositeAlarm>,
    supplementary: nothing,
};

/// A metric alarm, from `DescribeAlarms`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct MetricAlarm {
    /// The alarm's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    /// The alarm's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_arn: Option<String>,
    /// Whether the actions are carried out.
    pub actions_enabled: bool,
    /// What happens on entering the state ALARM: ARNs of topics, functions and others.
    pub alarm_actions: Vec<String>,
    /// What happens on entering the state OK.
    #[serde(rename = "oKActions")]
    pub ok_actions: Vec<String>,
    /// What happens when there is too little data.
    pub insufficient_data_actions: Vec<String>,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_value: Option<String>,
    /// The metric's name; absent where `metrics` says what is watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    /// The metric's namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// `Sum`, `Average`, `Minimum`, `Maximum` or `SampleCount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistic: Option<String>,
    /// A percentile, instead of a statistic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    /// The metric's dimensions.
    pub dimensions: Vec<Dimension>,
    /// The length of a period in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<i32>,
    /// Over how many periods the metric is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_periods: Option<i32>,
    /// In how many of them the threshold must be crossed; absent means in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datapoints_to_alarm: Option<i32>,
    /// The threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// `GreaterThanOrEqualToThreshold`, `GreaterThanThreshold`, `LessThanThreshold`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison_operator: Option<String>,
    /// `breaching`, `notBreaching`, `ignore` or `missing`; absent means `missing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treat_missing_data: Option<String>,
    /// The metrics and expressions that are watched, where it is not one metric.
    pub metrics: Vec<MetricDataQuery>,
}

/// A dimension of a metric.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Dimension {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A metric, or an expression over others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct MetricDataQuery {
    /// The name by which expressions call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The metric.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_stat: Option<MetricStat>,
    /// Whether this is what is compared with the threshold; absent means yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_data: Option<bool>,
    /// The account whose metric it is; absent means the alarm's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
}

/// A metric with its statistic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct MetricStat {
    /// The metric's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    /// The metric's namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The metric's dimensions.
    pub dimensions: Vec<Dimension>,
    /// The length of a period in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<i32>,
    /// The statistic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stat: Option<String>,
}

/// A composite alarm, from `DescribeAlarms`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CompositeAlarm {
    /// The alarm's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    /// The alarm's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_arn: Option<String>,
    /// The expression over other alarms, for example `ALARM("a") OR ALARM("b")`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_rule: Option<String>,
    /// Whether the actions are carried out.
    pub actions_enabled: bool,
    /// What happens on entering the state ALARM.
    pub alarm_actions: Vec<String>,
    /// What happens on entering the state OK.
    #[serde(rename = "oKActions")]
    pub ok_actions: Vec<String>,
    /// What happens when there is too little data.
    pub insufficient_data_actions: Vec<String>,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_value: Option<String>,
    /// The alarm that keeps the actions from being carried out while it is in the state ALARM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_suppressor: Option<String>,
}
