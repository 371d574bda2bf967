//! CloudTrail trails.
//!
//! `configuration` is spelt as AWS Config spells it (`trailARN`, `snsTopicARN`); the parts keep the API's own names.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::history::{self, NoParts, RecordedItem};
use super::{Inventory, ResourceType, regional, schema_of};

pub use crate::meaning::event_selectors::{
    AdvancedEventSelector, DataResource, EventSelector, FieldSelector, InsightSelector,
};

/// A trail, once for each ARN, as its home region shows it.
pub static TRAIL: ResourceType = ResourceType {
    name: "AWS::CloudTrail::Trail",
    about: "a CloudTrail trail, read once in its home region; an organization's trail is seen from its members too",
    inventory: Inventory::Regional("cloudtrail:DescribeTrails"),
    has_arn: true,
    parts: &[
        regional("configuration", "cloudtrail:DescribeTrails", true),
        regional(
            "supplementaryConfiguration.TrailStatus",
            "cloudtrail:GetTrailStatus",
            false,
        ),
        regional(STATUS_BY_REGION, "cloudtrail:GetTrailStatus", false).everywhere(),
        regional(
            "supplementaryConfiguration.EventSelectors",
            "cloudtrail:GetEventSelectors",
            false,
        ),
        regional(
            "supplementaryConfiguration.AdvancedEventSelectors",
            "cloudtrail:GetEventSelectors",
            false,
        ),
        regional(
            "supplementaryConfiguration.InsightSelectors",
            "cloudtrail:GetInsightSelectors",
            false,
        ),
        regional("tags", "cloudtrail:ListTags", true),
        regional(history::PATH, history::ACTION, false),
    ],
    prerequisites: &[],
    configuration: schema_of::<Trail>,
    supplementary: schema_of::<TrailParts>,
};

/// The part that says how a trail does in each region.
pub const STATUS_BY_REGION: &str = "supplementaryConfiguration.TrailStatusByRegion";

/// A trail as AWS Config recorded it.
pub type RecordedTrail = RecordedItem<Trail, NoParts>;

/// A trail's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Trail {
    /// The trail's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The trail's ARN; its account is the owner's.
    #[serde(rename = "trailARN", skip_serializing_if = "Option::is_none")]
    pub trail_arn: Option<String>,
    /// The region in which the trail was made and can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_region: Option<String>,
    /// The bucket to which log files go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_bucket_name: Option<String>,
    /// The prefix of log files in the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_key_prefix: Option<String>,
    /// The name of the topic that is told of each log file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sns_topic_name: Option<String>,
    /// The ARN of the topic that is told of each log file.
    #[serde(rename = "snsTopicARN", skip_serializing_if = "Option::is_none")]
    pub sns_topic_arn: Option<String>,
    /// Whether events of global services such as IAM are recorded.
    pub include_global_service_events: bool,
    /// Whether the trail records all regions.
    pub is_multi_region_trail: bool,
    /// Whether the trail records all accounts of an organization.
    pub is_organization_trail: bool,
    /// Whether digest files are made, by which an altered log file can be told.
    pub log_file_validation_enabled: bool,
    /// The log group to which events go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logs_log_group_arn: Option<String>,
    /// The role with which events are written to the log group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logs_role_arn: Option<String>,
    /// The key with which log files are encrypted: an id, an ARN or an alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// Whether event selectors were set.
    pub has_custom_event_selectors: bool,
    /// Whether insight selectors were set.
    pub has_insight_selectors: bool,
}

/// What further calls say of a trail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct TrailParts {
    /// Whether the trail logs, and how its deliveries go, in its home region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trail_status: Option<TrailStatus>,
    /// The status in each enabled region that the trail records, by region: its home alone, unless it is a multi-region
    /// trail.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub trail_status_by_region: BTreeMap<String, TrailStatus>,
    /// Classic event selectors; empty where advanced ones are set.
    pub event_selectors: Vec<EventSelector>,
    /// Advanced event selectors; empty where classic ones are set.
    pub advanced_event_selectors: Vec<AdvancedEventSelector>,
    /// The kinds of insight that are computed; empty where none are.
    pub insight_selectors: Vec<InsightSelector>,
    /// What AWS Config recorded of the trail in its home region, newest first; empty where it has nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configuration_history: Vec<RecordedTrail>,
}

/// A trail's status, from `GetTrailStatus`. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct TrailStatus {
    /// Whether the trail is logging.
    pub is_logging: bool,
    /// The error of the last delivery to S3; empty or absent when it went well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_delivery_error: Option<String>,
    /// The error of the last notification to SNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_notification_error: Option<String>,
    /// When log files were last delivered to S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_delivery_time: Option<String>,
    /// When SNS was last notified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_notification_time: Option<String>,
    /// When logging was last started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_logging_time: Option<String>,
    /// When logging was last stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_logging_time: Option<String>,
    /// The error of the last delivery to CloudWatch Logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_cloud_watch_logs_delivery_error: Option<String>,
    /// When events were last delivered to CloudWatch Logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_cloud_watch_logs_delivery_time: Option<String>,
    /// When a digest file was last delivered to S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_digest_delivery_time: Option<String>,
    /// The error of the last delivery of a digest file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_digest_delivery_error: Option<String>,
}
