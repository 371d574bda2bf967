//! CloudTrail Lake: event data stores and channels.
//!
//! The names are the API's and CloudFormation's, which are the same.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cloudtrail::{AdvancedEventSelector, InsightSelector};
use super::{Inventory, ResourceType, regional, schema_of};

/// An event data store.
pub static EVENT_DATA_STORE: ResourceType = ResourceType {
    name: "AWS::CloudTrail::EventDataStore",
    about: "an event data store of CloudTrail Lake; an organization's belongs to the management account",
    // A list of stores tells their names alone: what there is to know of one comes with its own answer.
    inventory: Inventory::Regional("cloudtrail:GetEventDataStore"),
    has_arn: true,
    parts: &[
        regional("configuration", "cloudtrail:GetEventDataStore", false),
        regional(
            "supplementaryConfiguration.InsightSelectors",
            "cloudtrail:GetInsightSelectors",
            false,
        ),
        regional(
            "supplementaryConfiguration.ResourcePolicy",
            "cloudtrail:GetResourcePolicy",
            false,
        )
        // Without one only the owner gets in.
        .optional(),
        regional("tags", "cloudtrail:ListTags", false),
    ],
    prerequisites: &["cloudtrail:ListEventDataStores"],
    configuration: schema_of::<EventDataStore>,
    supplementary: schema_of::<EventDataStoreParts>,
};

/// A channel.
pub static CHANNEL: ResourceType = ResourceType {
    name: "AWS::CloudTrail::Channel",
    about: "a channel of CloudTrail: through it events from outside of AWS come into event data stores, or events go to an AWS service",
    inventory: Inventory::Regional("cloudtrail:ListChannels"),
    has_arn: true,
    parts: &[
        regional("configuration", "cloudtrail:GetChannel", false),
        regional(
            "supplementaryConfiguration.IngestionStatus",
            "cloudtrail:GetChannel",
            false,
        )
        // A channel through which nothing came has none.
        .optional(),
        regional(
            "supplementaryConfiguration.ResourcePolicy",
            "cloudtrail:GetResourcePolicy",
            false,
        )
        .optional(),
        regional("tags", "cloudtrail:ListTags", false),
    ],
    prerequisites: &[],
    configuration: schema_of::<Channel>,
    supplementary: schema_of::<ChannelParts>,
};

/// How the names of channels begin that an AWS service made for itself. They have no policy, and nobody can change them.
pub const SERVICE_LINKED: &str = "aws-service-channel/";

/// An event data store, from `GetEventDataStore`. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct EventDataStore {
    /// The store's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The store's ARN; its account is the owner's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_data_store_arn: Option<String>,
    /// `CREATED`, `ENABLED`, `PENDING_DELETION`, `STARTING_INGESTION`, `STOPPING_INGESTION` or `STOPPED_INGESTION`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Which events the store collects. What else than CloudTrail's events it may hold is an event category too:
    /// `Insight`, `ConfigurationItem`, `Evidence`, `ActivityAuditLog`.
    pub advanced_event_selectors: Vec<AdvancedEventSelector>,
    /// Whether the store collects from all regions, or from its own alone.
    pub multi_region_enabled: bool,
    /// Whether the store collects from all accounts of an organization.
    pub organization_enabled: bool,
    /// For how many days events are kept, from the time at which they happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_period: Option<i32>,
    /// Whether the store cannot be deleted.
    pub termination_protection_enabled: bool,
    /// When the store was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_timestamp: Option<String>,
    /// When the store was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_timestamp: Option<String>,
    /// The ARN of the key with which events are encrypted; absent means CloudTrail's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// `EXTENDABLE_RETENTION_PRICING` (at most 3653 days) or `FIXED_RETENTION_PRICING` (at most 2557 days).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_mode: Option<String>,
    /// `ENABLING`, `ENABLED`, `DISABLING` or `DISABLED`: whether Athena can query the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federation_status: Option<String>,
    /// The role with which it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federation_role_arn: Option<String>,
}

/// What further calls say of an event data store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct EventDataStoreParts {
    /// The kinds of insight that are computed; empty where none are.
    pub insight_selectors: Vec<InsightSelector>,
    /// Who besides the owner may do what with the store; absent means nobody. What CloudTrail itself grants to the
    /// organization's delegated administrator is not in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_policy: Option<Value>,
}

/// A channel, from `GetChannel`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Channel {
    /// The channel's name; that of one which an AWS service made begins with `aws-service-channel/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The channel's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_arn: Option<String>,
    /// Where the events come from: a partner's name, `Custom`, or `CloudTrail` for a service's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Which of the account's events a service's own channel hands on; absent for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_config: Option<SourceConfig>,
    /// Where the events go.
    pub destinations: Vec<ChannelDestination>,
}

/// Which events a service's own channel hands on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct SourceConfig {
    /// Whether those of all regions, or of its own alone.
    pub apply_to_all_regions: bool,
    /// Which of them.
    pub advanced_event_selectors: Vec<AdvancedEventSelector>,
}

/// Where a channel's events go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ChannelDestination {
    /// `EVENT_DATA_STORE` or `AWS_SERVICE`.
    pub r#type: String,
    /// The ARN of the store, or the service's name.
    pub location: String,
}

/// What further there is to say of a channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ChannelParts {
    /// How events last came in; absent while none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingestion_status: Option<IngestionStatus>,
    /// Who besides the owner may put events into the channel; absent means nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_policy: Option<Value>,
}

/// How events last came into a channel. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct IngestionStatus {
    /// When events were last taken in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_ingestion_success_time: Option<String>,
    /// When that was last tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_ingestion_attempt_time: Option<String>,
    /// The error of the last failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_ingestion_error_code: Option<String>,
}
