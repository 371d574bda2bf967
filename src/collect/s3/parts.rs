//! The parts of a bucket: one call each, in AWS Config's spelling.

use std::collections::BTreeMap;

use aws_sdk_s3::types;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use serde_json::{Map, Value};

use crate::collect::context::{Answer, Context};
use crate::collect::convert::{json, time, word};
use crate::collect::place::Place;
use crate::model::gap::GapKind;
use crate::resource::s3 as shape;

use super::NO_BLOCK;
use super::notifications::notifications;

/// There is no such bucket, whatever was asked of it.
const NO_BUCKET: &str = "NoSuchBucket";

/// The actions that fill parts of a bucket by a call on it.
const ACTIONS: [&str; 13] = [
    "s3:GetBucketAcl",
    "s3:GetBucketLogging",
    "s3:GetBucketNotification",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
];

/// What a call gave.
pub(super) enum Part {
    /// Parts by name.
    Read(Map<String, Value>),
    /// Nobody knows; a gap was recorded.
    Unknown,
    /// There is no such bucket.
    NoSuchBucket,
}

/// The actions among them that the plan wants.
pub(super) fn wanted<'a>(cx: &'a Context<'_>) -> impl Iterator<Item = &'static str> + 'a {
    ACTIONS.into_iter().filter(|action| cx.wants(action))
}

/// Reads the part that an action fills.
pub(super) async fn read(
    cx: &Context<'_>,
    action: &'static str,
    bucket: &str,
    arn: &str,
    region: &str,
) -> Part {
    let s3 = cx.clients.s3(region);
    let ask = Ask {
        cx,
        place: Place::global(action).resource(arn),
    };
    match action {
        "s3:GetBucketAcl" => {
            let request = s3.get_bucket_acl().bucket(bucket);
            ask.part("AccessControlList", &[], request.send(), |output| {
                // Without its list an answer must not look like a bucket that nobody was granted anything on.
                output
                    .grants
                    .as_deref()
                    .map(|grants| access_control_list(output.owner(), grants))
            })
            .await
        }
        "s3:GetBucketLogging" => {
            let request = s3.get_bucket_logging().bucket(bucket);
            ask.part(
                "BucketLoggingConfiguration",
                &[],
                request.send(),
                |output| {
                    let logging = output
                        .logging_enabled()
                        .map(|logging| shape::BucketLogging {
                            destination_bucket_name: Some(logging.target_bucket().to_owned()),
                            log_file_prefix: Some(logging.target_prefix().to_owned()),
                        });
                    Some(logging.unwrap_or_default())
                },
            )
            .await
        }
        "s3:GetBucketNotification" => {
            let request = s3.get_bucket_notification_configuration().bucket(bucket);
            ask.part(
                "BucketNotificationConfiguration",
                &[],
                request.send(),
                |output| {
                    Some(shape::BucketNotification {
                        configurations: notifications(
                            output.topic_configurations(),
                            output.queue_configurations(),
                            output.lambda_function_configurations(),
                        ),
                        event_bridge_enabled: output.event_bridge_configuration().is_some(),
                    })
                },
            )
            .await
        }
        "s3:GetBucketObjectLockConfiguration" => {
            let request = s3.get_object_lock_configuration().bucket(bucket);
            let none = ["ObjectLockConfigurationNotFoundError"];
            ask.part("ObjectLockConfiguration", &none, request.send(), |output| {
                output.object_lock_configuration().map(object_lock)
            })
            .await
        }
        "s3:GetBucketOwnershipControls" => {
            let request = s3.get_bucket_ownership_controls().bucket(bucket);
            let none = ["OwnershipControlsNotFoundError"];
            ask.part("OwnershipControls", &none, request.send(), |output| {
                output
                    .ownership_controls()
                    .map(|controls| shape::OwnershipControls {
                        rules: controls
                            .rules()
                            .iter()
                            .map(|rule| shape::OwnershipRule {
                                object_ownership: word(Some(rule.object_ownership())),
                            })
                            .collect(),
                    })
            })
            .await
        }
        "s3:GetBucketPolicy" => {
            let request = s3.get_bucket_policy().bucket(bucket);
            ask.policy(request.send()).await
        }
        "s3:GetBucketPolicyStatus" => {
            let request = s3.get_bucket_policy_status().bucket(bucket);
            ask.part(
                "BucketPolicyStatus",
                &["NoSuchBucketPolicy"],
                request.send(),
                |output| {
                    let is_public = output
                        .policy_status()
                        .and_then(types::PolicyStatus::is_public)?;
                    Some(shape::BucketPolicyStatus { is_public })
                },
            )
            .await
        }
        "s3:GetBucketPublicAccessBlock" => {
            let request = s3.get_public_access_block().bucket(bucket);
            ask.part(
                "PublicAccessBlockConfiguration",
                &[NO_BLOCK],
                request.send(),
                |output| {
                    output
                        .public_access_block_configuration()
                        .map(public_access_block)
                },
            )
            .await
        }
        "s3:GetBucketRequestPayment" => {
            let request = s3.get_bucket_request_payment().bucket(bucket);
            ask.part("IsRequesterPaysEnabled", &[], request.send(), |output| {
                output
                    .payer()
                    .map(|payer| *payer == types::Payer::Requester)
            })
            .await
        }
        "s3:GetBucketVersioning" => {
            let request = s3.get_bucket_versioning().bucket(bucket);
            ask.part(
                "BucketVersioningConfiguration",
                &[],
                request.send(),
                |output| {
                    Some(shape::BucketVersioning {
                        // A bucket that never had versioning has no status; AWS Config calls that off.
                        status: word(output.status()).or_else(|| Some("Off".to_owned())),
                        is_mfa_delete_enabled: output.mfa_delete()
                            == Some(&types::MfaDeleteStatus::Enabled),
                    })
                },
            )
            .await
        }
        "s3:GetEncryptionConfiguration" => {
            let request = s3.get_bucket_encryption().bucket(bucket);
            let none = ["ServerSideEncryptionConfigurationNotFoundError"];
            ask.part(
                "ServerSideEncryptionConfiguration",
                &none,
                request.send(),
                |output| {
                    let encryption = output.server_side_encryption_configuration()?;
                    Some(shape::ServerSideEncryption {
                        rules: encryption.rules().iter().map(encryption_rule).collect(),
                    })
                },
            )
            .await
        }
        "s3:GetLifecycleConfiguration" => {
            let request = s3.get_bucket_lifecycle_configuration().bucket(bucket);
            let none = ["NoSuchLifecycleConfiguration"];
            ask.part(
                "BucketLifecycleConfiguration",
                &none,
                request.send(),
                |output| {
                    Some(shape::BucketLifecycle {
                        rules: output.rules().iter().map(lifecycle_rule).collect(),
                    })
                },
            )
            .await
        }
        "s3:GetReplicationConfiguration" => {
            let request = s3.get_bucket_replication().bucket(bucket);
            let none = ["ReplicationConfigurationNotFoundError"];
            ask.part(
                "BucketReplicationConfiguration",
                &none,
                request.send(),
                |output| output.replication_configuration().map(replication),
            )
            .await
        }
        _ => Part::Unknown,
    }
}

/// One call on one bucket.
struct Ask<'a> {
    cx: &'a Context<'a>,
    place: Place,
}

impl Ask<'_> {
    /// Asks for a part; the codes in `none` say that it was never set. An answer without what was asked for has no shape.
    async fn part<T, E, P>(
        &self,
        name: &str,
        none: &[&str],
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        shape: impl FnOnce(&T) -> Option<P>,
    ) -> Part
    where
        T: RequestId,
        E: ProvideErrorMetadata + std::error::Error + 'static,
        P: serde::Serialize + Default,
    {
        match self.ask(none, future).await {
            Ok(Some(output)) => match shape(&output) {
                Some(part) => read_one(name, json(&part)),
                None => {
                    self.cx.gap(
                        &self.place,
                        GapKind::Failed,
                        format!("the answer does not say the bucket's {name}"),
                    );
                    Part::Unknown
                }
            },
            Ok(None) => read_one(name, json(&P::default())),
            Err(part) => part,
        }
    }

    async fn policy<E>(
        &self,
        future: impl Future<
            Output = Result<
                aws_sdk_s3::operation::get_bucket_policy::GetBucketPolicyOutput,
                SdkError<E, HttpResponse>,
            >,
        >,
    ) -> Part
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let policy_text = match self.ask(&["NoSuchBucketPolicy"], future).await {
            Ok(Some(output)) => match serde_json::from_str(output.policy().unwrap_or_default()) {
                Ok(document @ Value::Object(_)) => Some(document),
                _ => {
                    self.cx.gap(
                        &self.place,
                        GapKind::Failed,
                        "the bucket policy is not a JSON object",
                    );
                    return Part::Unknown;
                }
            },
            Ok(None) => None,
            Err(part) => return part,
        };
        read_one("BucketPolicy", json(&shape::BucketPolicy { policy_text }))
    }

    /// The output, none where the setting was never made, or what stands in its place.
    async fn ask<T, E>(
        &self,
        none: &[&str],
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Option<T>, Part>
    where
        T: RequestId,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let facts: Vec<&str> = none.iter().copied().chain([NO_BUCKET]).collect();
        match self.cx.ask(&self.place, &facts, future).await {
            Answer::Output(output) => Ok(Some(output)),
            Answer::Fact(refusal) if refusal.has_code(&[NO_BUCKET]) => Err(Part::NoSuchBucket),
            Answer::Fact(_) => Ok(None),
            Answer::Unknown => Err(Part::Unknown),
        }
    }
}

fn read_one(name: &str, value: Value) -> Part {
    Part::Read(Map::from_iter([(name.to_owned(), value)]))
}

fn access_control_list(
    owner: Option<&types::Owner>,
    grants: &[types::Grant],
) -> shape::AccessControlList {
    shape::AccessControlList {
        owner: owner.map(|owner| shape::Grantee {
            id: owner.id.clone(),
            display_name: owner.display_name.clone(),
            uri: None,
        }),
        grant_list: grants
            .iter()
            .map(|grant| shape::Grant {
                grantee: grant.grantee().map(grantee).unwrap_or_default(),
                permission: grant
                    .permission()
                    .map(|permission| config_permission(permission.as_str())),
            })
            .collect(),
    }
}

fn grantee(grantee: &types::Grantee) -> shape::Grantee {
    shape::Grantee {
        id: grantee.id.clone(),
        display_name: grantee.display_name.clone(),
        uri: grantee.uri.clone(),
    }
}

/// AWS Config writes the permissions of S3's API in its own way.
fn config_permission(permission: &str) -> String {
    match permission {
        "FULL_CONTROL" => "FullControl",
        "READ" => "Read",
        "WRITE" => "Write",
        "READ_ACP" => "ReadAcp",
        "WRITE_ACP" => "WriteAcp",
        newer => newer,
    }
    .to_owned()
}

fn public_access_block(block: &types::PublicAccessBlockConfiguration) -> shape::PublicAccessBlock {
    shape::PublicAccessBlock {
        block_public_acls: block.block_public_acls().unwrap_or_default(),
        ignore_public_acls: block.ignore_public_acls().unwrap_or_default(),
        block_public_policy: block.block_public_policy().unwrap_or_default(),
        restrict_public_buckets: block.restrict_public_buckets().unwrap_or_default(),
    }
}

fn encryption_rule(rule: &types::ServerSideEncryptionRule) -> shape::ServerSideEncryptionRule {
    shape::ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: rule
            .apply_server_side_encryption_by_default()
            .map(|default| shape::ServerSideEncryptionByDefault {
                sse_algorithm: word(Some(default.sse_algorithm())),
                kms_master_key_id: default.kms_master_key_id.clone(),
            }),
        bucket_key_enabled: rule.bucket_key_enabled().unwrap_or_default(),
    }
}

fn lifecycle_rule(rule: &types::LifecycleRule) -> shape::LifecycleRule {
    shape::LifecycleRule {
        id: rule.id.clone(),
        status: word(Some(rule.status())),
        prefix: deprecated_prefix(rule),
        filter: rule.filter().map(|filter| shape::LifecycleFilter {
            predicate: predicate(filter),
        }),
        expiration_in_days: rule.expiration().and_then(types::LifecycleExpiration::days),
        expiration_date: time(rule.expiration().and_then(|expiration| expiration.date)),
        noncurrent_version_expiration_in_days: rule
            .noncurrent_version_expiration()
            .and_then(types::NoncurrentVersionExpiration::noncurrent_days),
    }
}

/// The API prefers filters, and still returns the prefix of rules that were made before.
#[expect(
    deprecated,
    reason = "a rule in the old form says with it which objects it concerns"
)]
fn deprecated_prefix(rule: &types::LifecycleRule) -> Option<String> {
    rule.prefix.clone()
}

/// The condition of a filter, `And` or not; none where all objects are meant.
fn predicate(filter: &types::LifecycleRuleFilter) -> Option<shape::LifecyclePredicate> {
    let mut predicate = shape::LifecyclePredicate {
        prefix: filter.prefix.clone(),
        tags: filter.tag().map(|one| BTreeMap::from([tag(one)])),
        object_size_greater_than: filter.object_size_greater_than(),
        object_size_less_than: filter.object_size_less_than(),
    };
    if let Some(and) = filter.and() {
        predicate.prefix = predicate.prefix.or_else(|| and.prefix.clone());
        if !and.tags().is_empty() {
            let tags = predicate.tags.get_or_insert_default();
            tags.extend(and.tags().iter().map(tag));
        }
        predicate.object_size_greater_than = predicate
            .object_size_greater_than
            .or(and.object_size_greater_than());
        predicate.object_size_less_than = predicate
            .object_size_less_than
            .or(and.object_size_less_than());
    }
    // An empty prefix is how S3 writes a filter for all objects.
    predicate.prefix = predicate.prefix.filter(|prefix| !prefix.is_empty());
    (predicate != shape::LifecyclePredicate::default()).then_some(predicate)
}

fn tag(tag: &types::Tag) -> (String, String) {
    (tag.key().to_owned(), tag.value().to_owned())
}

fn replication(replication: &types::ReplicationConfiguration) -> shape::BucketReplication {
    let rules = replication.rules().iter().enumerate().map(|(index, rule)| {
        // S3 gives each rule an id; one without must not hide behind another.
        let id = rule
            .id()
            .map_or_else(|| index.to_string(), ToOwned::to_owned);
        (id, replication_rule(rule))
    });
    shape::BucketReplication {
        role_arn: Some(replication.role().to_owned()),
        rules: rules.collect(),
    }
}

#[expect(
    deprecated,
    reason = "a rule in the old form says with its prefix which objects it concerns"
)]
fn replication_rule(rule: &types::ReplicationRule) -> shape::ReplicationRule {
    shape::ReplicationRule {
        status: word(Some(rule.status())),
        prefix: rule.prefix.clone(),
        filter: rule.filter().map(|filter| shape::ReplicationFilter {
            predicate: replication_predicate(filter),
        }),
        destination_config: rule
            .destination()
            .map(|destination| shape::ReplicationDestination {
                bucket_arn: Some(destination.bucket().to_owned()),
                account: destination.account.clone(),
            })
            .unwrap_or_default(),
    }
}

/// The condition of a replication filter, `And` or not; none where all objects are meant.
fn replication_predicate(
    filter: &types::ReplicationRuleFilter,
) -> Option<shape::ReplicationPredicate> {
    let mut predicate = shape::ReplicationPredicate {
        prefix: filter.prefix.clone(),
        tags: filter.tag().map(tag).into_iter().collect(),
    };
    if let Some(and) = filter.and() {
        predicate.prefix = predicate.prefix.or_else(|| and.prefix.clone());
        predicate.tags.extend(and.tags().iter().map(tag));
    }
    predicate.prefix = predicate.prefix.filter(|prefix| !prefix.is_empty());
    (predicate != shape::ReplicationPredicate::default()).then_some(predicate)
}

fn object_lock(lock: &types::ObjectLockConfiguration) -> shape::ObjectLock {
    shape::ObjectLock {
        object_lock_enabled: word(lock.object_lock_enabled()),
        rule: lock.rule().map(|rule| shape::ObjectLockRule {
            default_retention: rule
                .default_retention()
                .map(|retention| shape::DefaultRetention {
                    mode: word(retention.mode()),
                    days: retention.days(),
                    years: retention.years(),
                }),
        }),
    }
}
