//! Security Hub: the hub of a region, its standards, and what it tells of the organization.
//!
//! This is the Security Hub that AWS now calls Security Hub CSPM, with its API of 2018. The newer service of the old name has
//! a hub of its own (`HubV2`), without standards.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Inventory, ResourceType, nothing, regional, schema_of};

/// The hub of a region; there is none where Security Hub is not enabled.
pub static HUB: ResourceType = ResourceType {
    name: "AWS::SecurityHub::Hub",
    about: "Security Hub in a region; none where it is not enabled",
    inventory: Inventory::Regional("securityhub:DescribeHub"),
    has_arn: true,
    parts: &[regional("configuration", "securityhub:DescribeHub", false)],
    prerequisites: &[],
    configuration: schema_of::<Hub>,
    supplementary: nothing,
};

/// A standard that is enabled in a region.
pub static STANDARD: ResourceType = ResourceType {
    name: "AWS::SecurityHub::Standard",
    about: "a standard of Security Hub that is enabled in a region",
    inventory: Inventory::Regional("securityhub:GetEnabledStandards"),
    has_arn: true,
    parts: &[regional(
        "configuration",
        "securityhub:GetEnabledStandards",
        false,
    )],
    prerequisites: &[],
    configuration: schema_of::<Standard>,
    supplementary: nothing,
};

/// What Security Hub tells of the organization; there is none in an account that it tells nothing.
pub static ORGANIZATION_CONFIGURATION: ResourceType = ResourceType {
    name: "AWS::SecurityHub::OrganizationConfiguration",
    about: "what Security Hub tells the organization's management account and its own administrator, region by region; \
            none in any other account",
    inventory: Inventory::Regional("securityhub:DescribeOrganizationConfiguration"),
    has_arn: false,
    parts: &[
        regional(
            "configuration",
            "securityhub:DescribeOrganizationConfiguration",
            false,
        ),
        regional(
            "supplementaryConfiguration.AdminAccounts",
            "securityhub:ListOrganizationAdminAccounts",
            false,
        )
        // The management account is told; an administrator need not be.
        .optional(),
    ],
    prerequisites: &[],
    configuration: schema_of::<OrganizationConfiguration>,
    supplementary: schema_of::<OrganizationConfigurationParts>,
};

/// The hub, from `DescribeHub`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Hub {
    /// The hub's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub_arn: Option<String>,
    /// When Security Hub was enabled, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscribed_at: Option<String>,
    /// Whether controls that AWS adds to a standard are enabled by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_enable_controls: Option<bool>,
    /// `SECURITY_CONTROL` for one finding a control, `STANDARD_CONTROL` for one in each standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_finding_generator: Option<String>,
}

/// An enabled standard, from `GetEnabledStandards`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Standard {
    /// The ARN of the standard in this account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standards_subscription_arn: Option<String>,
    /// The standard's own ARN: `arn:aws:securityhub:REGION::standards/NAME/v/VERSION`, or `…:::ruleset/NAME/v/VERSION`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standards_arn: Option<String>,
    /// What the standard was enabled with.
    pub standards_input: BTreeMap<String, String>,
    /// `PENDING`, `READY`, `INCOMPLETE`, `DELETING` or `FAILED`; only a `READY` one checks anything as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standards_status: Option<String>,
    /// Why the status is what it is, where it is not `READY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standards_status_reason: Option<StandardsStatusReason>,
    /// Whether controls can be switched on and off: `READY_FOR_UPDATES` or `NOT_READY_FOR_UPDATES`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standards_controls_updatable: Option<String>,
}

/// Why a standard is not ready.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct StandardsStatusReason {
    /// For example `NO_AVAILABLE_CONFIGURATION_RECORDER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason_code: Option<String>,
}

/// How the organization's accounts are enrolled, from `DescribeOrganizationConfiguration`. AWS tells it to the administrator
/// of Security Hub alone: nothing is set in any other account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct OrganizationConfiguration {
    /// Whether Security Hub is enabled in accounts that join. Always false under central configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_enable: Option<bool>,
    /// `DEFAULT` or `NONE`: the standards that are enabled in accounts that join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_enable_standards: Option<String>,
    /// Whether there are as many member accounts as there can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_account_limit_reached: Option<bool>,
    /// How accounts are configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_configuration: Option<ConfigurationKind>,
}

/// How the organization's accounts are configured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfigurationKind {
    /// `CENTRAL` with configuration policies, `LOCAL` account by account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_type: Option<String>,
    /// `PENDING`, `ENABLED` or `FAILED`: whether central configuration could be set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
}

/// What a further call says of the organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct OrganizationConfigurationParts {
    /// Who administers Security Hub in the region; empty where the management account has named nobody, absent where AWS does
    /// not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_accounts: Option<Vec<AdminAccount>>,
}

/// An administrator of Security Hub, from `ListOrganizationAdminAccounts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminAccount {
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// `ENABLED`, or `DISABLE_IN_PROGRESS` while it is being taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}
