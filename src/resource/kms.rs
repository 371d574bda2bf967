//! KMS keys.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::history::{self, RecordedKey};
use super::{Inventory, ResourceType, global, schema_of};

/// A KMS key; by default only keys that the audit plane uses are read.
pub static KEY: ResourceType = ResourceType {
    name: "AWS::KMS::Key",
    about: "a KMS key; with `used_by`, only the keys that those resources name, aliases resolved",
    inventory: Inventory::Referenced("kms:ListKeys"),
    has_arn: false,
    parts: &[
        global("configuration", "kms:DescribeKey", true),
        global(
            "supplementaryConfiguration.KeyRotationStatus",
            "kms:GetKeyRotationStatus",
            true,
        )
        // Keys of some kinds cannot be rotated.
        .optional(),
        global(
            "supplementaryConfiguration.KeyPolicy",
            "kms:GetKeyPolicy",
            false,
        ),
        global(history::PATH, history::ACTION, false),
    ],
    prerequisites: &["kms:DescribeKey"],
    configuration: schema_of::<Key>,
    supplementary: schema_of::<KeyParts>,
};

/// A key's metadata, from `DescribeKey`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Key {
    /// The key's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// The key's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The account that owns the key.
    #[serde(rename = "awsAccountId", skip_serializing_if = "Option::is_none")]
    pub aws_account_id: Option<String>,
    /// Whether the key is enabled.
    pub enabled: bool,
    /// `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `PendingReplicaDeletion`, `Unavailable`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_state: Option<String>,
    /// `CUSTOMER` or `AWS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_manager: Option<String>,
    /// When the key will be deleted, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_date: Option<String>,
    /// `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM` or `EXTERNAL_KEY_STORE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// `SYMMETRIC_DEFAULT`, `RSA_2048`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_spec: Option<String>,
    /// `ENCRYPT_DECRYPT`, `SIGN_VERIFY` or `GENERATE_VERIFY_MAC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_usage: Option<String>,
    /// Whether the key is a multi-region key.
    pub multi_region: bool,
    /// `PRIMARY` or `REPLICA`, of a multi-region key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi_region_key_type: Option<String>,
}

/// What further calls say of a key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct KeyParts {
    /// Whether the key's material is rotated each year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_rotation_status: Option<bool>,
    /// The key's policy document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_policy: Option<Value>,
    /// What AWS Config recorded of the key, newest first; empty where it has nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configuration_history: Vec<RecordedKey>,
}
