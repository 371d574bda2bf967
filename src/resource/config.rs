//! AWS Config's own settings: recorders, delivery channels, retention, aggregators, rules, conformance packs.
//!
//! Spelt in PascalCase, as AWS Config's items of `AWS::Config::ConfigurationRecorder` and CloudFormation spell them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Inventory, ResourceType, nothing, regional, schema_of};

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

/// An aggregator.
pub static AGGREGATOR: ResourceType = ResourceType {
    name: "AWS::Config::ConfigurationAggregator",
    about: "an aggregator of other accounts' and regions' items",
    inventory: Inventory::Regional("config:DescribeConfigurationAggregators"),
    has_arn: true,
    parts: &[regional(
        "configuration",
        "config:DescribeConfigurationAggregators",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<ConfigurationAggregator>,
    supplementary: nothing,
};

/// A rule of AWS Config.
pub static RULE: ResourceType = ResourceType {
    name: "AWS::Config::ConfigRule",
    about: "a rule of AWS Config, with its compliance",
    inventory: Inventory::Regional("config:DescribeConfigRules"),
    has_arn: true,
    parts: &[
        regional("configuration", "config:DescribeConfigRules", false),
        regional(
            "supplementaryConfiguration.Compliance",
            "config:DescribeComplianceByConfigRule",
            false,
        ),
    ],
    prerequisites: &[],
    configuration: schema_of::<ConfigRule>,
    supplementary: schema_of::<RuleParts>,
};

/// A conformance pack.
pub static CONFORMANCE_PACK: ResourceType = ResourceType {
    name: "AWS::Config::ConformancePack",
    about: "a conformance pack, with its compliance",
    inventory: Inventory::Regional("config:DescribeConformancePacks"),
    has_arn: true,
    parts: &[
        regional("configuration", "config:DescribeConformancePacks", false),
        regional(
            "supplementaryConfiguration.Compliance",
            "config:GetConformancePackComplianceSummary",
            false,
        ),
    ],
    prerequisites: &[],
    configuration: schema_of::<ConformancePack>,
    supplementary: schema_of::<ConformancePackParts>,
};

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

/// An aggregator's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfigurationAggregator {
    /// The aggregator's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_aggregator_name: Option<String>,
    /// The aggregator's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_aggregator_arn: Option<String>,
    /// The accounts it aggregates.
    pub account_aggregation_sources: Vec<AccountAggregationSource>,
    /// The organization it aggregates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_aggregation_source: Option<OrganizationAggregationSource>,
    /// The AWS service that made it; absent on the account's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
}

/// Accounts that an aggregator covers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct AccountAggregationSource {
    /// The accounts.
    pub account_ids: Vec<String>,
    /// All regions, those to come too.
    pub all_aws_regions: bool,
    /// The regions, where not all.
    pub aws_regions: Vec<String>,
}

/// The organization that an aggregator covers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct OrganizationAggregationSource {
    /// The role with which the organization's accounts are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// All regions, those to come too.
    pub all_aws_regions: bool,
    /// The regions, where not all.
    pub aws_regions: Vec<String>,
}

/// A rule's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfigRule {
    /// The rule's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_rule_name: Option<String>,
    /// The rule's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_rule_arn: Option<String>,
    /// The rule's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_rule_id: Option<String>,
    /// `ACTIVE`, `DELETING`, `DELETING_RESULTS` or `EVALUATING`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_rule_state: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<RuleSource>,
    /// The AWS service that made it; absent on the account's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
}

/// Who wrote a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RuleSource {
    /// `AWS`, `CUSTOM_LAMBDA` or `CUSTOM_POLICY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// A managed rule's identifier, for example `CLOUD_TRAIL_ENABLED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_identifier: Option<String>,
}

/// What further calls say of a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RuleParts {
    /// The rule's compliance; absent when the rule has not been evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance: Option<RuleCompliance>,
}

/// A rule's compliance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RuleCompliance {
    /// `COMPLIANT`, `NON_COMPLIANT`, `NOT_APPLICABLE` or `INSUFFICIENT_DATA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance_type: Option<String>,
}

/// A conformance pack's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConformancePack {
    /// The pack's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_name: Option<String>,
    /// The pack's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_arn: Option<String>,
    /// The pack's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_id: Option<String>,
    /// The AWS service that made it; absent on the account's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
}

/// What further calls say of a conformance pack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConformancePackParts {
    /// The pack's compliance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance: Option<ConformancePackCompliance>,
}

/// A pack's compliance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConformancePackCompliance {
    /// `COMPLIANT`, `NON_COMPLIANT` or `INSUFFICIENT_DATA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_compliance_status: Option<String>,
}
