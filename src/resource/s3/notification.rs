//! Whom a bucket tells of what happens to its objects.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Event notifications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketNotification {
    /// Topics, queues and functions, by the notification's id.
    pub configurations: BTreeMap<String, NotificationTarget>,
    /// Whether events go to EventBridge.
    pub event_bridge_enabled: bool,
}

/// One notification.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct NotificationTarget {
    /// The topic.
    #[serde(rename = "topicARN", skip_serializing_if = "Option::is_none")]
    pub topic_arn: Option<String>,
    /// The queue.
    #[serde(rename = "queueARN", skip_serializing_if = "Option::is_none")]
    pub queue_arn: Option<String>,
    /// The function.
    #[serde(rename = "functionARN", skip_serializing_if = "Option::is_none")]
    pub function_arn: Option<String>,
    /// For example `s3:ObjectCreated:*`.
    pub events: Vec<String>,
    /// Which objects it is about; absent means all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<NotificationFilter>,
}

/// Which objects a notification is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct NotificationFilter {
    /// By their keys.
    pub s3_key_filter: KeyFilter,
}

/// Which keys a notification is about: those that meet every rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyFilter {
    /// At most one of each kind.
    pub filter_rules: Vec<FilterRule>,
}

/// A rule on keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct FilterRule {
    /// `Prefix` or `Suffix`, in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// With what keys begin or end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}
