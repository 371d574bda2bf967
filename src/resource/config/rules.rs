//! Rules of AWS Config and conformance packs, with their compliance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{Inventory, ResourceType, regional, schema_of};

/// A rule of AWS Config.
pub static RULE: ResourceType = ResourceType {
    name: "AWS::Config::ConfigRule",
    about: "a rule of AWS Config, with its compliance and how its evaluations go",
    inventory: Inventory::Regional("config:DescribeConfigRules"),
    has_arn: true,
    parts: &[
        regional("configuration", "config:DescribeConfigRules", false),
        regional(
            "supplementaryConfiguration.Compliance",
            "config:DescribeComplianceByConfigRule",
            false,
        ),
        regional(
            "supplementaryConfiguration.ConfigRuleEvaluationStatus",
            "config:DescribeConfigRuleEvaluationStatus",
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
    about: "a conformance pack, with its state and its compliance",
    inventory: Inventory::Regional("config:DescribeConformancePacks"),
    has_arn: true,
    parts: &[
        regional("configuration", "config:DescribeConformancePacks", false),
        regional(
            "supplementaryConfiguration.Compliance",
            "config:GetConformancePackComplianceSummary",
            false,
        ),
        regional(
            "supplementaryConfiguration.ConformancePackStatus",
            "config:DescribeConformancePackStatus",
            false,
        ),
    ],
    prerequisites: &[],
    configuration: schema_of::<ConformancePack>,
    supplementary: schema_of::<ConformancePackParts>,
};

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
    /// How often it is evaluated, from `One_Hour` to `TwentyFour_Hours`; absent where changes alone trigger it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_execution_frequency: Option<String>,
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
    /// How its evaluations go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_rule_evaluation_status: Option<RuleEvaluationStatus>,
}

/// How a rule's evaluations go. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RuleEvaluationStatus {
    /// Whether the rule was evaluated at least once.
    pub first_evaluation_started: bool,
    /// When the rule was first activated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_activated_time: Option<String>,
    /// When the rule was last invoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_successful_invocation_time: Option<String>,
    /// When invoking the rule last failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failed_invocation_time: Option<String>,
    /// When resources were last evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_successful_evaluation_time: Option<String>,
    /// When evaluating resources last failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failed_evaluation_time: Option<String>,
    /// The code of the last failure, which may be long past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_code: Option<String>,
    /// The message of the last failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error_message: Option<String>,
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
    /// Whether the pack is deployed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_status: Option<ConformancePackStatus>,
}

/// Whether a pack is deployed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConformancePackStatus {
    /// `CREATE_IN_PROGRESS`, `CREATE_COMPLETE`, `CREATE_FAILED`, `DELETE_IN_PROGRESS` or `DELETE_FAILED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_state: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_status_reason: Option<String>,
}

/// A pack's compliance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConformancePackCompliance {
    /// `COMPLIANT`, `NON_COMPLIANT` or `INSUFFICIENT_DATA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance_pack_compliance_status: Option<String>,
}
