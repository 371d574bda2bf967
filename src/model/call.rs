//! The calls that a collection made.

use serde::{Deserialize, Serialize};

/// A call of AWS: when it was made, how it ended, and the number under which AWS knows it.
///
/// It decides nothing. It is for whoever wants to find the call again, in CloudTrail or with AWS.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Call {
    /// The IAM action of the operation.
    pub action: String,
    /// The account whose credentials were used.
    pub account_id: String,
    /// The region; none where the operation is the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The type that was asked for, where the action serves several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// The key of the one resource that the call was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// How long it took with all its retries, in milliseconds.
    pub milliseconds: u64,
    /// How it failed, in AWS's own code where there was one; none where it did not. That there is no such thing is a failure too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// AWS's id of the request, of the last one where it was repeated; none where nobody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
