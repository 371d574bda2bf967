//! What could not be read, and what was.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that could not be read: the only way in which a failed call shows.
///
/// A gap turns each finding that needed the action, for a subject that the gap covers, into ERROR.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gap {
    /// The IAM action that was needed, for example `cloudtrail:GetTrailStatus`.
    pub action: String,
    /// The account in which it was needed.
    pub account_id: String,
    /// The region; none where the operation is the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The type that could not be read, where the action serves several (items from AWS Config).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// The key of the one resource that could not be read; none when it is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Why not.
    pub kind: GapKind,
    /// The error code that AWS gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The message that AWS gave, or what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Why something could not be read.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
pub enum GapKind {
    /// The caller may not.
    AccessDenied,
    /// A service control policy of the organization forbids it.
    ScpDenied,
    /// AWS refused for the rate, to the last retry.
    Throttled,
    /// The region is not enabled for the account.
    RegionDisabled,
    /// The service or operation does not exist there.
    Unsupported,
    /// Nobody asked: left out of the collection, or a source that does not tell.
    NotCollected,
    /// Any other failure: a broken answer, a time-out, a server's error.
    Failed,
}

impl GapKind {
    /// The kind in words that complete "could not be read: …".
    pub fn as_words(self) -> &'static str {
        match self {
            Self::AccessDenied => "access denied",
            Self::ScpDenied => "denied by a service control policy",
            Self::Throttled => "throttled",
            Self::RegionDisabled => "the region is disabled",
            Self::Unsupported => "not supported there",
            Self::NotCollected => "not collected",
            Self::Failed => "the call failed",
        }
    }
}

impl Gap {
    /// Where the gap is: account, region, resource.
    pub fn place(&self) -> String {
        let mut place = self.account_id.clone();
        if let Some(region) = &self.region {
            place.push('/');
            place.push_str(region);
        }
        if let Some(resource) = &self.resource {
            place.push(' ');
            place.push_str(resource);
        }
        place
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} in {}: {}",
            self.action,
            self.place(),
            self.kind.as_words()
        )?;
        if let Some(resource_type) = &self.resource_type {
            write!(f, " ({resource_type})")?;
        }
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, " ({code}: {message})"),
            (Some(code), None) => write!(f, " ({code})"),
            (None, Some(message)) => write!(f, " ({message})"),
            (None, None) => Ok(()),
        }
    }
}

/// What was asked for: one entry for each operation that the collector performed in a place.
///
/// Coverage is positive: a control that needs an action which no coverage names is ERROR with a
/// [`GapKind::NotCollected`], however many items the snapshot holds. An entry says that the operation was
/// called for everything that needed it there; the calls that failed are gaps.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Coverage {
    /// The IAM action, for example `cloudtrail:DescribeTrails`.
    pub action: String,
    /// The account.
    pub account_id: String,
    /// The region; none where it holds for the whole account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The type that is covered, where the action serves several (items from AWS Config).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// How many calls that took, pages included.
    #[serde(default)]
    pub calls: u64,
}
