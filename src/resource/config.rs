//! AWS Config's own settings: recorders, delivery channels, retention; in parts of their own aggregation, rules and packs.
//!
//! Spelt in PascalCase, as AWS Config's items of `AWS::Config::ConfigurationRecorder` and CloudFormation spell them.

mod aggregation;
mod rules;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::history::{self, NoParts, RecordedItem};
use super::{Inventory, ResourceType, nothing, regional, schema_of};

pub use aggregation::{
    AGGREGATION_AUTHORIZATION, AGGREGATOR, AccountAggregationSource, AggregatedSourceStatus,
    AggregationAuthorization, AggregatorParts, ConfigurationAggregator,
    OrganizationAggregationSource,
};
pub use rules::{
    CONFORMANCE_PACK, ConfigRule, ConformancePack, ConformancePackCompliance, ConformancePackParts,
    ConformancePackStatus, RULE, RuleCompliance, RuleEvaluationStatus, RuleParts, RuleSource,
};

/// A configuration recorder, one at most in a region besides those that belong to AWS services.
pub static RECORDER: ResourceType = ResourceType {
    name: "AWS::Config::ConfigurationRecorder",
    about: "a configuration recorder, with its status; those of AWS services have a ServicePrincipal",
    inventory: Inventory::Regional("config:DescribeConfigurationRecorders"),
    has_arn: false,
    parts: &[
        regional(
            "configuration",
            "config:DescribeConfigurationRecorders",
            true,
        ),
        regional(
            "supplementaryConfiguration.ConfigurationRecorderStatus",
            "config:DescribeConfigurationRecorderStatus",
            false,
        ),
        regional(
            "supplementaryConfiguration.DiscoveredResourceCounts",
            "config:GetDiscoveredResourceCounts",
            false,
        ),
        regional(DELETED_RESOURCES, "config:ListDiscoveredResources", false),
        regional(history::PATH, history::ACTION, false),
    ],
    prerequisites: &[],
    configuration: schema_of::<ConfigurationRecorder>,
    supplementary: schema_of::<RecorderParts>,
};

/// A delivery channel, one at most in a region.
pub static DELIVERY_CHANNEL: ResourceType = ResourceType {
    name: "AWS::Config::DeliveryChannel",
    about: "where AWS Config delivers, with the status of its deliveries",
    inventory: Inventory::Regional("config:DescribeDeliveryChannels"),
    has_arn: false,
    parts: &[
        regional("configuration", "config:DescribeDeliveryChannels", false),
        regional(
            "supplementaryConfiguration.DeliveryChannelStatus",
            "config:DescribeDeliveryChannelStatus",
            false,
        ),
    ],
    prerequisites: &[],
    configuration: schema_of::<DeliveryChannel>,
    supplementary: schema_of::<DeliveryChannelParts>,
};

/// How long AWS Config keeps items, where that was set.
pub static RETENTION: ResourceType = ResourceType {
    name: "AWS::Config::RetentionConfiguration",
    about: "how long AWS Config keeps items; none means the default of 2557 days",
    inventory: Inventory::Regional("config:DescribeRetentionConfigurations"),
    has_arn: false,
    parts: &[regional(
        "configuration",
        "config:DescribeRetentionConfigurations",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<RetentionConfiguration>,
    supplementary: nothing,
};

/// The part that lists what was there once.
pub const DELETED_RESOURCES: &str = "supplementaryConfiguration.DeletedResources";

/// The types of which deleted resources are listed: trails, and event data stores beside them.
pub const LISTED_AFTER_DELETION: [&str; 2] =
    ["AWS::CloudTrail::EventDataStore", "AWS::CloudTrail::Trail"];

/// A recorder as AWS Config recorded it.
pub type RecordedRecorder = RecordedItem<ConfigurationRecorder, NoParts>;

/// A recorder's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfigurationRecorder {
    /// The recorder's name, nearly always `default`: never a key across regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The recorder's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The role with which AWS Config reads.
    #[serde(rename = "RoleARN", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// Which types are recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_group: Option<RecordingGroup>,
    /// How often items are recorded; absent means continuously.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_mode: Option<RecordingMode>,
    /// `INTERNAL` for a recorder that records for an AWS service, `PAID` for the account's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_scope: Option<String>,
    /// The AWS service that the recorder belongs to; absent on the account's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_principal: Option<String>,
}

/// Which types a recorder records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecordingGroup {
    /// All supported types. False under the exclusion strategy, although that records all but its list.
    pub all_supported: bool,
    /// IAM types too. False under the exclusion strategy, although that records them unless excluded.
    pub include_global_resource_types: bool,
    /// The types of the inclusion strategy.
    pub resource_types: Vec<String>,
    /// The types left out by the exclusion strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusion_by_resource_types: Option<ResourceTypeList>,
    /// The strategy; absent on recorders older than 2023.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_strategy: Option<RecordingStrategy>,
}

/// A list of types.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ResourceTypeList {
    /// For example `AWS::IAM::User`.
    pub resource_types: Vec<String>,
}

/// A recording strategy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecordingStrategy {
    /// `ALL_SUPPORTED_RESOURCE_TYPES`, `INCLUSION_BY_RESOURCE_TYPES` or `EXCLUSION_BY_RESOURCE_TYPES`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_only: Option<String>,
}

/// How often items are recorded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecordingMode {
    /// `CONTINUOUS` or `DAILY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_frequency: Option<String>,
    /// Types with another frequency.
    pub recording_mode_overrides: Vec<RecordingModeOverride>,
}

/// Types with a frequency of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecordingModeOverride {
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `CONTINUOUS` or `DAILY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_frequency: Option<String>,
    /// The types.
    pub resource_types: Vec<String>,
}

/// What further calls say of a recorder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecorderParts {
    /// Whether it records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_recorder_status: Option<RecorderStatus>,
    /// What AWS Config has discovered in the recorder's region.
    pub discovered_resource_counts: Vec<ResourceCount>,
    /// Trails and event data stores that AWS Config knew in the recorder's region and that are there no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deleted_resources: Vec<DeletedResource>,
    /// What AWS Config recorded of the recorder itself, newest first; empty where it has nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configuration_history: Vec<RecordedRecorder>,
}

/// A resource that is there no more, in the words of AWS Config's resource identifiers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DeletedResource {
    /// The type, for example `AWS::CloudTrail::Trail`.
    pub resource_type: String,
    /// The id: of a trail its ARN.
    pub resource_id: String,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
    /// When it was deleted, RFC 3339 in UTC.
    pub resource_deletion_time: String,
}

/// How many resources of a type there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ResourceCount {
    /// The type, for example `AWS::EC2::Instance`.
    pub resource_type: String,
    /// How many.
    pub count: i64,
}

/// A recorder's status. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecorderStatus {
    /// Whether it is recording.
    pub recording: bool,
    /// `Pending`, `Success`, `Failure` or `NotApplicable`, in any case: AWS itself writes `SUCCESS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_status: Option<String>,
    /// The code of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_code: Option<String>,
    /// The message of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_message: Option<String>,
    /// When recording last started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_start_time: Option<String>,
    /// When recording last stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_stop_time: Option<String>,
    /// When the status last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_status_change_time: Option<String>,
}

/// A delivery channel's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeliveryChannel {
    /// The channel's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The bucket to which snapshots and history go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_bucket_name: Option<String>,
    /// The prefix in the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_key_prefix: Option<String>,
    /// The key with which deliveries are encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_kms_key_arn: Option<String>,
    /// The topic that is told of changes.
    #[serde(rename = "SnsTopicARN", skip_serializing_if = "Option::is_none")]
    pub sns_topic_arn: Option<String>,
    /// How often a whole snapshot is delivered; absent means only when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_snapshot_delivery_properties: Option<SnapshotDelivery>,
}

/// How often a whole snapshot is delivered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct SnapshotDelivery {
    /// `One_Hour`, `Three_Hours`, `Six_Hours`, `Twelve_Hours` or `TwentyFour_Hours`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_frequency: Option<String>,
}

/// What further calls say of a delivery channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeliveryChannelParts {
    /// How deliveries went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_channel_status: Option<DeliveryChannelStatus>,
}

/// How deliveries went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeliveryChannelStatus {
    /// Whole snapshots; absent when none was ever asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_snapshot_delivery_info: Option<DeliveryInfo>,
    /// History files, about every six hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_history_delivery_info: Option<DeliveryInfo>,
    /// Notifications to the topic; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_stream_delivery_info: Option<StreamDeliveryInfo>,
}

/// How the deliveries of files went. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeliveryInfo {
    /// `Success`, `Failure` or `Not_Applicable`, in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_status: Option<String>,
    /// The code of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_code: Option<String>,
    /// The message of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_message: Option<String>,
    /// When a delivery was last tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_attempt_time: Option<String>,
    /// When a delivery last succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_successful_time: Option<String>,
    /// When the next delivery is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_delivery_time: Option<String>,
}

/// How the notifications went. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct StreamDeliveryInfo {
    /// `Success`, `Failure` or `Not_Applicable`, in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_status: Option<String>,
    /// The code of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_code: Option<String>,
    /// The message of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_message: Option<String>,
    /// When the status last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_status_change_time: Option<String>,
}

/// How long items are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RetentionConfiguration {
    /// Always `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Days, from 30 to 2557.
    pub retention_period_in_days: i32,
}
