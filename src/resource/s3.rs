//! S3 buckets and the account's public access block.
//!
//! Spelt as AWS Config spells its items of `AWS::S3::Bucket`, with the JSON that it keeps in strings decoded. Parts that
//! AWS Config does not record (`HeadBucket`, `BucketPolicyStatus`, …) are named after the operation.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::history::{self, RecordedBucket};
use super::{Inventory, ResourceType, global, nothing, schema_of};

mod notification;

pub use notification::{
    BucketNotification, FilterRule, KeyFilter, NotificationFilter, NotificationTarget,
};

/// A bucket; by default only buckets to which the audit plane delivers are read.
pub static BUCKET: ResourceType = ResourceType {
    name: "AWS::S3::Bucket",
    about: "an S3 bucket; with `used_by`, only the buckets to which those resources deliver",
    inventory: Inventory::Referenced("s3:ListAllMyBuckets"),
    has_arn: true,
    parts: &[
        global("configuration", "s3:ListBucket", true),
        global(
            "supplementaryConfiguration.HeadBucket",
            "s3:ListBucket",
            false,
        ),
        global(
            "supplementaryConfiguration.AccessControlList",
            "s3:GetBucketAcl",
            true,
        ),
        global(
            "supplementaryConfiguration.PublicAccessBlockConfiguration",
            "s3:GetBucketPublicAccessBlock",
            true,
        ),
        global(
            "supplementaryConfiguration.AccountPublicAccessBlockConfiguration",
            "s3:GetAccountPublicAccessBlock",
            false,
        ),
        global(
            "supplementaryConfiguration.BucketPolicy",
            "s3:GetBucketPolicy",
            true,
        ),
        global(
            "supplementaryConfiguration.BucketPolicyStatus",
            "s3:GetBucketPolicyStatus",
            false,
        ),
        global(
            "supplementaryConfiguration.BucketLoggingConfiguration",
            "s3:GetBucketLogging",
            true,
        ),
        global(
            "supplementaryConfiguration.BucketVersioningConfiguration",
            "s3:GetBucketVersioning",
            true,
        ),
        global(
            "supplementaryConfiguration.ServerSideEncryptionConfiguration",
            "s3:GetEncryptionConfiguration",
            true,
        ),
        global(
            "supplementaryConfiguration.BucketLifecycleConfiguration",
            "s3:GetLifecycleConfiguration",
            true,
        ),
        global(
            "supplementaryConfiguration.ObjectLockConfiguration",
            "s3:GetBucketObjectLockConfiguration",
            true,
        ),
        global(
            "supplementaryConfiguration.BucketNotificationConfiguration",
            "s3:GetBucketNotification",
            true,
        ),
        global(
            "supplementaryConfiguration.OwnershipControls",
            "s3:GetBucketOwnershipControls",
            false,
        ),
        global(
            "supplementaryConfiguration.BucketReplicationConfiguration",
            "s3:GetReplicationConfiguration",
            true,
        ),
        global(
            "supplementaryConfiguration.IsRequesterPaysEnabled",
            "s3:GetBucketRequestPayment",
            true,
        ),
        global(history::PATH, history::ACTION, false),
    ],
    prerequisites: &["s3:ListBucket"],
    configuration: schema_of::<Bucket>,
    supplementary: schema_of::<BucketParts>,
};

/// The parts in which a bucket names further ones: those of its access logs and of its replicas.
pub const DESTINATIONS: [&str; 2] = [
    "supplementaryConfiguration.BucketLoggingConfiguration",
    "supplementaryConfiguration.BucketReplicationConfiguration",
];

/// The part in which a bucket names topics.
pub const NOTIFICATIONS: &str = "supplementaryConfiguration.BucketNotificationConfiguration";

/// The account's own public access block.
pub static ACCOUNT_PUBLIC_ACCESS_BLOCK: ResourceType = ResourceType {
    name: "AWS::S3::AccountPublicAccessBlock",
    about: "the account's public access block, one an account; all false where it was never set",
    inventory: Inventory::Global("s3:GetAccountPublicAccessBlock"),
    has_arn: false,
    parts: &[global(
        "configuration",
        "s3:GetAccountPublicAccessBlock",
        true,
    )],
    prerequisites: &[],
    configuration: schema_of::<PublicAccessBlock>,
    supplementary: nothing,
};

/// A bucket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Bucket {
    /// The bucket's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What further calls say of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct BucketParts {
    /// Whether the bucket exists, and whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_bucket: Option<HeadBucket>,
    /// The access control list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_control_list: Option<AccessControlList>,
    /// The bucket's own public access block; all false where it was never set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_access_block_configuration: Option<PublicAccessBlock>,
    /// The public access block of the account that owns the bucket; all false where it was never set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_public_access_block_configuration: Option<PublicAccessBlock>,
    /// The bucket policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_policy: Option<BucketPolicy>,
    /// S3's own judgement of the bucket policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_policy_status: Option<BucketPolicyStatus>,
    /// Server access logging; empty where it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_logging_configuration: Option<BucketLogging>,
    /// Versioning and MFA delete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_versioning_configuration: Option<BucketVersioning>,
    /// Default encryption; without rules where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_side_encryption_configuration: Option<ServerSideEncryption>,
    /// The lifecycle; without rules where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_lifecycle_configuration: Option<BucketLifecycle>,
    /// Object Lock; empty where it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_lock_configuration: Option<ObjectLock>,
    /// Event notifications; empty where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_notification_configuration: Option<BucketNotification>,
    /// Who owns objects; without rules where it was never set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ownership_controls: Option<OwnershipControls>,
    /// Replication; without rules where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_replication_configuration: Option<BucketReplication>,
    /// Whether who reads pays, and not the owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_requester_pays_enabled: Option<bool>,
    /// What AWS Config recorded of the bucket, newest first; empty where it has nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configuration_history: Vec<RecordedBucket>,
}

/// Whether a bucket exists, and whose it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct HeadBucket {
    /// False when AWS says that there is no such bucket.
    pub exists: bool,
    /// The account that S3 confirmed as the owner (`ExpectedBucketOwner`): the caller's, or one given with
    /// `--bucket-owner`. Absent when the bucket is some other account's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_account_id: Option<String>,
}

/// An access control list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AccessControlList {
    /// The owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Grantee>,
    /// The grants.
    pub grant_list: Vec<Grant>,
}

/// A grant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Grant {
    /// To whom.
    pub grantee: Grantee,
    /// `FullControl`, `Read`, `Write`, `ReadAcp` or `WriteAcp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
}

/// An account or a predefined group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Grantee {
    /// An account's canonical id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// An account's display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// A group: `http://acs.amazonaws.com/groups/global/AllUsers`, `…/global/AuthenticatedUsers`, `…/s3/LogDelivery`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// A public access block.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PublicAccessBlock {
    /// New public ACLs are refused.
    pub block_public_acls: bool,
    /// Public ACLs have no effect.
    pub ignore_public_acls: bool,
    /// New public policies are refused.
    pub block_public_policy: bool,
    /// Public policies reach only the account and AWS services.
    pub restrict_public_buckets: bool,
}

/// A bucket policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketPolicy {
    /// The policy document; absent where there is no policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_text: Option<Value>,
}

/// S3's own judgement of a bucket policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketPolicyStatus {
    /// Whether the policy makes the bucket public.
    pub is_public: bool,
}

/// Server access logging.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketLogging {
    /// The bucket to which access logs go; absent where logging is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_bucket_name: Option<String>,
    /// The prefix of access logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_file_prefix: Option<String>,
}

/// Versioning and MFA delete.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketVersioning {
    /// `Enabled`, `Suspended` or `Off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether deleting a version takes a second factor.
    pub is_mfa_delete_enabled: bool,
}

/// Default encryption.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ServerSideEncryption {
    /// The rules, one in practice.
    pub rules: Vec<ServerSideEncryptionRule>,
}

/// A rule of default encryption.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ServerSideEncryptionRule {
    /// How new objects are encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apply_server_side_encryption_by_default: Option<ServerSideEncryptionByDefault>,
    /// Whether a bucket key is used.
    pub bucket_key_enabled: bool,
}

/// How new objects are encrypted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ServerSideEncryptionByDefault {
    /// `AES256`, `aws:kms` or `aws:kms:dsse`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sse_algorithm: Option<String>,
    /// The key; absent means the AWS managed one.
    #[serde(rename = "kmsMasterKeyID", skip_serializing_if = "Option::is_none")]
    pub kms_master_key_id: Option<String>,
}

/// A lifecycle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketLifecycle {
    /// The rules.
    pub rules: Vec<LifecycleRule>,
}

/// A rule of a lifecycle. Numbers and dates that are not set are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LifecycleRule {
    /// The rule's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `Enabled` or `Disabled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The prefix, of a rule in the old form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Which objects the rule concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<LifecycleFilter>,
    /// Days after which objects expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_in_days: Option<i32>,
    /// When objects expire, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_date: Option<String>,
    /// Days after which versions expire that are not current.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noncurrent_version_expiration_in_days: Option<i32>,
}

/// Which objects a lifecycle rule concerns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LifecycleFilter {
    /// The condition; absent means all objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicate: Option<LifecyclePredicate>,
}

/// A condition of a lifecycle filter, with those of `And` in one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LifecyclePredicate {
    /// The prefix of keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Tags that an object must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    /// The least size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_size_greater_than: Option<i64>,
    /// The greatest size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_size_less_than: Option<i64>,
}

/// Object Lock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectLock {
    /// `Enabled`; absent where it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_lock_enabled: Option<String>,
    /// The default for new objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<ObjectLockRule>,
}

/// The default of Object Lock for new objects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectLockRule {
    /// How and how long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_retention: Option<DefaultRetention>,
}

/// How and how long new objects are locked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DefaultRetention {
    /// `COMPLIANCE` or `GOVERNANCE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Days, where not years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i32>,
    /// Years, where not days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<i32>,
}

/// Who owns objects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct OwnershipControls {
    /// The rules, one in practice.
    pub rules: Vec<OwnershipRule>,
}

/// A rule of ownership.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct OwnershipRule {
    /// `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_ownership: Option<String>,
}

/// Replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketReplication {
    /// The role with which S3 replicates.
    #[serde(rename = "roleARN", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// The rules, by id.
    pub rules: BTreeMap<String, ReplicationRule>,
}

/// A rule of replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ReplicationRule {
    /// `Enabled` or `Disabled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The prefix, of a rule in the old form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Which objects the rule concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<ReplicationFilter>,
    /// Where replicas go.
    pub destination_config: ReplicationDestination,
}

/// Which objects a replication rule concerns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ReplicationFilter {
    /// The condition; absent means all objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicate: Option<ReplicationPredicate>,
}

/// A condition of a replication filter, with those of `And` in one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ReplicationPredicate {
    /// The prefix of keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Tags that an object must have.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// Where replicas go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ReplicationDestination {
    /// The bucket's ARN.
    #[serde(rename = "bucketARN", skip_serializing_if = "Option::is_none")]
    pub bucket_arn: Option<String>,
    /// The account to which replicas shall belong, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}
