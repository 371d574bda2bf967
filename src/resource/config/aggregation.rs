//! Aggregators, and who may aggregate the account's items.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{Inventory, ResourceType, nothing, regional, schema_of};

/// An aggregator.
pub static AGGREGATOR: ResourceType = ResourceType {
    name: "AWS::Config::ConfigurationAggregator",
    about: "an aggregator of other accounts' and regions' items, with the status of its sources",
    inventory: Inventory::Regional("config:DescribeConfigurationAggregators"),
    has_arn: true,
    parts: &[
        regional(
            "configuration",
            "config:DescribeConfigurationAggregators",
            false,
        ),
        regional(
            "supplementaryConfiguration.ConfigurationAggregatorSourcesStatus",
            "config:DescribeConfigurationAggregatorSourcesStatus",
            false,
        ),
    ],
    prerequisites: &[],
    configuration: schema_of::<ConfigurationAggregator>,
    supplementary: schema_of::<AggregatorParts>,
};

/// The leave that another account has to aggregate this account's items.
pub static AGGREGATION_AUTHORIZATION: ResourceType = ResourceType {
    name: "AWS::Config::AggregationAuthorization",
    about: "an account and region that may aggregate the account's items",
    inventory: Inventory::Regional("config:DescribeAggregationAuthorizations"),
    has_arn: true,
    parts: &[regional(
        "configuration",
        "config:DescribeAggregationAuthorizations",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<AggregationAuthorization>,
    supplementary: nothing,
};

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

/// What further calls say of an aggregator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct AggregatorParts {
    /// How the last update of each source went; empty before the first.
    pub configuration_aggregator_sources_status: Vec<AggregatedSourceStatus>,
}

/// How the last update of one source went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct AggregatedSourceStatus {
    /// The account, or the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// `ACCOUNT` or `ORGANIZATION`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_type: Option<String>,
    /// The region that is aggregated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_region: Option<String>,
    /// `SUCCEEDED`, `FAILED` or `OUTDATED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_status: Option<String>,
    /// When the source was last updated, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_time: Option<String>,
    /// The code of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_code: Option<String>,
    /// The message of the last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_message: Option<String>,
}

/// An authorization's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct AggregationAuthorization {
    /// The authorization's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_authorization_arn: Option<String>,
    /// The account that may aggregate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorized_account_id: Option<String>,
    /// The region in which it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorized_aws_region: Option<String>,
}
