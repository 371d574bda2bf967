//! A configuration item: one resource as it stood at one moment, in AWS Config's shape.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One resource in the shape of AWS Config's `ConfigurationItem`.
///
/// What one call returns for the resource is in `configuration`; what needs a further call is in
/// `supplementaryConfiguration`, the place that AWS Config itself reserves for it.
/// Source: the AWS Config API reference, data type `ConfigurationItem`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationItem {
    /// The type, for example `AWS::CloudTrail::Trail`.
    pub resource_type: String,
    /// The 12-digit account in which the resource was seen.
    pub account_id: String,
    /// The region of the resource; for a trail its home region. `global` where there is none.
    pub aws_region: String,
    /// The resource's id within its type, account and region.
    pub resource_id: String,
    /// The resource's name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
    /// The resource's ARN, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// When the resource was read, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration_item_capture_time: Option<String>,
    /// Whether the resource is there.
    #[serde(default)]
    pub configuration_item_status: ItemStatus,
    /// Who told us.
    #[serde(default)]
    pub source: ItemSource,
    /// What the resource's own `Describe` call returned.
    #[serde(default)]
    pub configuration: Value,
    /// What further calls returned, a part a call.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub supplementary_configuration: Map<String, Value>,
    /// The resource's tags.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub tags: Map<String, Value>,
    /// Resources that this one is used by or uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<Relationship>,
}

/// A link between two resources, in AWS Config's shape.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct Relationship {
    /// The other resource's type.
    pub resource_type: String,
    /// The other resource's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// The other resource's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
    /// What links them. The collector writes [`USED_BY`].
    pub relationship_name: String,
}

/// The relationship of a bucket or key to the trail or delivery channel that uses it.
pub const USED_BY: &str = "Is used by";

/// Whether the resource is there, in AWS Config's words.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum ItemStatus {
    /// It is there.
    #[default]
    #[serde(rename = "OK")]
    Ok,
    /// It is there and was seen for the first time.
    ResourceDiscovered,
    /// It is there, but its configuration is not recorded.
    ResourceNotRecorded,
    /// It is not there: deleted, or named by another resource while AWS says that it does not exist.
    ResourceDeleted,
    /// It is not there, and its configuration was not recorded.
    ResourceDeletedNotRecorded,
}

impl ItemStatus {
    /// True for a resource that does not exist any more.
    pub fn is_deleted(self) -> bool {
        matches!(
            self,
            Self::ResourceDeleted | Self::ResourceDeletedNotRecorded
        )
    }
}

/// Who told us about a resource.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ItemSource {
    /// The service's own API.
    #[default]
    Api,
    /// AWS Config: its API, or a file that it delivered.
    Config,
}

impl ConfigurationItem {
    /// What identifies the resource in a snapshot: its ARN, else type, account, region and id.
    pub fn key(&self) -> String {
        match &self.arn {
            Some(arn) if !arn.is_empty() => arn.clone(),
            _ => format!(
                "{}/{}/{}/{}",
                self.resource_type, self.account_id, self.aws_region, self.resource_id
            ),
        }
    }

    /// The account in the ARN, where the ARN names one: the owner of an organization's trail seen from a member.
    pub fn owner_account(&self) -> Option<&str> {
        self.arn
            .as_deref()
            .and_then(|arn| arn.split(':').nth(4))
            .filter(|account| !account.is_empty())
    }
}
