//! AWS Organizations: the organization, its accounts and organizational units, and its service control policies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Inventory, ResourceType, global, nothing, schema_of};

/// The operation that tells whether the account is in an organization: it comes before all others.
const DESCRIBE_ORGANIZATION: &str = "organizations:DescribeOrganization";

/// The organization of the account; none where the account is in none.
pub static ORGANIZATION: ResourceType = ResourceType {
    name: "AWS::Organizations::Organization",
    about: "the organization that the account is in; every account may see it, its parts are for the management \
            account and delegated administrators",
    inventory: Inventory::Global(DESCRIBE_ORGANIZATION),
    has_arn: true,
    parts: &[
        global(
            "supplementaryConfiguration.Roots",
            "organizations:ListRoots",
            false,
        ),
        global(
            "supplementaryConfiguration.EnabledServicePrincipals",
            "organizations:ListAWSServiceAccessForOrganization",
            false,
        ),
        global(
            "supplementaryConfiguration.DelegatedAdministrators",
            "organizations:ListDelegatedAdministrators",
            false,
        ),
        global(
            "supplementaryConfiguration.DelegatedServices",
            "organizations:ListDelegatedServicesForAccount",
            false,
        )
        .after(&["organizations:ListDelegatedAdministrators"]),
    ],
    prerequisites: &[],
    configuration: schema_of::<Organization>,
    supplementary: schema_of::<OrganizationParts>,
};

/// An account of the organization.
pub static ACCOUNT: ResourceType = ResourceType {
    name: "AWS::Organizations::Account",
    about: "an account of the organization, found by going down from the root",
    inventory: Inventory::Global("organizations:ListAccountsForParent"),
    has_arn: true,
    parts: &[],
    prerequisites: &[
        DESCRIBE_ORGANIZATION,
        "organizations:ListRoots",
        "organizations:ListOrganizationalUnitsForParent",
    ],
    configuration: schema_of::<Account>,
    supplementary: nothing,
};

/// An organizational unit.
pub static ORGANIZATIONAL_UNIT: ResourceType = ResourceType {
    name: "AWS::Organizations::OrganizationalUnit",
    about: "an organizational unit, found by going down from the root",
    inventory: Inventory::Global("organizations:ListOrganizationalUnitsForParent"),
    has_arn: true,
    parts: &[],
    prerequisites: &[DESCRIBE_ORGANIZATION, "organizations:ListRoots"],
    configuration: schema_of::<OrganizationalUnit>,
    supplementary: nothing,
};

/// A service control policy.
pub static POLICY: ResourceType = ResourceType {
    name: "AWS::Organizations::Policy",
    about: "a service control policy of the organization; other kinds of policies are not read",
    inventory: Inventory::Global("organizations:ListPolicies"),
    has_arn: true,
    parts: &[
        global(
            "supplementaryConfiguration.Content",
            "organizations:DescribePolicy",
            false,
        ),
        // AWS's own policy is attached nearly everywhere, and says nothing: nobody asks for its targets.
        global(
            "supplementaryConfiguration.Targets",
            "organizations:ListTargetsForPolicy",
            false,
        )
        .optional(),
    ],
    prerequisites: &[DESCRIBE_ORGANIZATION],
    configuration: schema_of::<Policy>,
    supplementary: schema_of::<PolicyParts>,
};

/// An organization, from `DescribeOrganization`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Organization {
    /// Its id, `o-…`.
    pub id: String,
    /// Its ARN, which names the management account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// `ALL` or `CONSOLIDATED_BILLING`; the latter has neither policies nor trusted access.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature_set: Option<String>,
    /// The management account, which AWS's API still calls the master account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub management_account_id: Option<String>,
    /// The management account's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub management_account_arn: Option<String>,
}

/// What further calls say of an organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct OrganizationParts {
    /// The roots: AWS gives an organization one.
    pub roots: Vec<Root>,
    /// The services that have trusted access.
    pub enabled_service_principals: Vec<EnabledServicePrincipal>,
    /// The accounts to which some service is delegated.
    pub delegated_administrators: Vec<DelegatedAdministrator>,
    /// What is delegated to them, one for each account and service.
    pub delegated_services: Vec<DelegatedService>,
}

/// A root, from `ListRoots`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Root {
    /// Its id, `r-…`.
    pub id: String,
    /// Its ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The kinds of policies that have been enabled in it.
    pub policy_types: Vec<PolicyTypeSummary>,
}

/// A kind of policy in a root.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct PolicyTypeSummary {
    /// `SERVICE_CONTROL_POLICY` and others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// `ENABLED`, `PENDING_ENABLE` or `PENDING_DISABLE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// A service with trusted access, from `ListAWSServiceAccessForOrganization`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct EnabledServicePrincipal {
    /// The service, for example `cloudtrail.amazonaws.com`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_principal: Option<String>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_enabled: Option<String>,
}

/// A delegated administrator, from `ListDelegatedAdministrators`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct DelegatedAdministrator {
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The account's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The account's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE` and others: AWS's `State`, or its former `Status` where that alone is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Since when the account is a delegated administrator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegation_enabled_date: Option<String>,
}

/// A service that is delegated to an account, from `ListDelegatedServicesForAccount`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct DelegatedService {
    /// The account for which AWS was asked.
    pub account_id: String,
    /// The service, for example `cloudtrail.amazonaws.com`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_principal: Option<String>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegation_enabled_date: Option<String>,
}

/// An account, from `ListAccountsForParent`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Account {
    /// Its twelve digits.
    pub account_id: String,
    /// Its ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE` and others: AWS's `State`, or its former `Status` where that alone is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// `CREATED` or `INVITED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_method: Option<String>,
    /// Since when it is in the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_timestamp: Option<String>,
    /// The root or organizational unit that it is in.
    pub parent_id: String,
    /// All that it is below, as in `aws:PrincipalOrgPaths`: organization, root and organizational units, `o-…/r-…/ou-…/`.
    pub path: String,
}

/// An organizational unit, from `ListOrganizationalUnitsForParent`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct OrganizationalUnit {
    /// Its id, `ou-…`.
    pub id: String,
    /// Its ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The root or organizational unit that it is in.
    pub parent_id: String,
    /// All that it is below and itself, as in `aws:PrincipalOrgPaths`: `o-…/r-…/ou-…/`.
    pub path: String,
}

/// A policy, from `ListPolicies`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Policy {
    /// Its id, `p-…`.
    pub id: String,
    /// Its ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `SERVICE_CONTROL_POLICY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// Whether it is AWS's own, such as `FullAWSAccess`.
    pub aws_managed: bool,
}

/// What further calls say of a policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct PolicyParts {
    /// The policy document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Value>,
    /// What it is attached to; not asked for where the policy is AWS's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<PolicyTarget>>,
}

/// Something that a policy is attached to, from `ListTargetsForPolicy`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct PolicyTarget {
    /// The id of the root or organizational unit, or the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_id: Option<String>,
    /// Its ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `ROOT`, `ORGANIZATIONAL_UNIT` or `ACCOUNT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
}
