//! What AWS Config recorded of a resource over time, beside what its own service says of it now.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kms::Key;
use super::s3::{Bucket, BucketVersioning, PublicAccessBlock};

/// The part of an item that holds them.
pub const PART: &str = "ConfigurationHistory";

/// The path of that part.
pub const PATH: &str = "supplementaryConfiguration.ConfigurationHistory";

/// The operation that gives them.
pub const ACTION: &str = "config:GetResourceConfigHistory";

/// How far back a history is read: all items of so many days, and the one before them.
pub const DAYS: i64 = 90;

/// A resource as it stood when AWS Config captured it, in the words of its configuration items.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct RecordedItem<C: Default, P: Default> {
    /// When it was captured, RFC 3339 in UTC.
    pub configuration_item_capture_time: String,
    /// `OK`, `ResourceDiscovered`, `ResourceNotRecorded`, `ResourceDeleted` or `ResourceDeletedNotRecorded`.
    pub configuration_item_status: String,
    /// `CONTINUOUS`, or `DAILY`: then only the last state of each day is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_frequency: Option<String>,
    /// The settings; absent where the resource was deleted or not recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<C>,
    /// Further parts, for those types of which AWS Config has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplementary_configuration: Option<P>,
}

/// The further parts of a type of which AWS Config has none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("properties" = {}))]
pub struct NoParts {}

/// The settings of a bucket whose change over time matters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecordedBucketParts {
    /// Versioning and MFA delete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_versioning_configuration: Option<BucketVersioning>,
    /// The bucket's own public access block; all false where it was never set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_access_block_configuration: Option<PublicAccessBlock>,
}

/// The settings of a key whose change over time matters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct RecordedKeyParts {
    /// Whether the key's material is rotated each year; absent for keys of kinds that cannot be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_rotation_status: Option<bool>,
}

/// A bucket as it was recorded.
pub type RecordedBucket = RecordedItem<Bucket, RecordedBucketParts>;

/// A key as it was recorded.
pub type RecordedKey = RecordedItem<Key, RecordedKeyParts>;
