//! Amazon S3 and S3 Control.

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::types::{
    BucketVersioningStatus, ExpirationStatus, ObjectLockEnabled, ObjectLockRetentionMode,
    ObjectOwnership, Permission, ServerSideEncryption,
};
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};

use super::{ACCESS_LOGS, ELSEWHERE, GONE_LOGS, HOME, LOGS, WEAK_LOGS, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

/// S3 of an account, with the bucket in the path: no resolver knows a bucket's name before the host's.
fn s3(aws: &SimulatedAws, account: &str, region: &str) -> Client {
    let settings =
        aws_sdk_s3::config::Builder::from(&settings(aws, account, region)).force_path_style(true);
    Client::from_conf(settings.build())
}

/// S3 Control puts the account before the host, which no resolver knows either.
#[derive(Debug)]
struct WithoutAccount(String);

impl ResolveEndpoint for WithoutAccount {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}

fn s3control(aws: &SimulatedAws) -> aws_sdk_s3control::Client {
    let settings = aws_sdk_s3control::config::Builder::from(&at_home(aws))
        .endpoint_resolver(WithoutAccount(aws.url()));
    aws_sdk_s3control::Client::from_conf(settings.build())
}

#[tokio::test]
async fn the_log_bucket_is_as_it_should_be() {
    let aws = SimulatedAws::shared("compliant");
    let s3 = s3(aws, ACCOUNT, HOME);
    let head = s3
        .head_bucket()
        .bucket(LOGS)
        .expected_bucket_owner(ACCOUNT)
        .send()
        .await
        .unwrap();
    assert_eq!(head.bucket_region(), Some(HOME));

    let acl = s3.get_bucket_acl().bucket(LOGS).send().await.unwrap();
    assert_eq!(acl.grants()[0].permission(), Some(&Permission::FullControl));
    assert!(acl.owner().unwrap().id().is_some());

    let block = s3
        .get_public_access_block()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    assert_eq!(
        block
            .public_access_block_configuration()
            .unwrap()
            .block_public_acls(),
        Some(true)
    );

    let policy = s3.get_bucket_policy().bucket(LOGS).send().await.unwrap();
    assert!(policy.policy().unwrap().contains("aws:SecureTransport"));
    let status = s3
        .get_bucket_policy_status()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    assert_eq!(status.policy_status().unwrap().is_public(), Some(false));

    let logging = s3.get_bucket_logging().bucket(LOGS).send().await.unwrap();
    assert_eq!(
        logging.logging_enabled().unwrap().target_bucket(),
        ACCESS_LOGS
    );

    for bucket in [LOGS, ACCESS_LOGS] {
        let versioning = s3
            .get_bucket_versioning()
            .bucket(bucket)
            .send()
            .await
            .unwrap();
        assert_eq!(versioning.status(), Some(&BucketVersioningStatus::Enabled));
    }

    let encryption = s3
        .get_bucket_encryption()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    let rule = &encryption
        .server_side_encryption_configuration()
        .unwrap()
        .rules()[0];
    let by_default = rule.apply_server_side_encryption_by_default().unwrap();
    assert_eq!(by_default.sse_algorithm(), &ServerSideEncryption::AwsKms);
    assert!(
        by_default
            .kms_master_key_id()
            .unwrap()
            .starts_with("arn:aws:kms:")
    );

    let lifecycle = s3
        .get_bucket_lifecycle_configuration()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    let [rule] = lifecycle.rules() else {
        panic!("{lifecycle:?}")
    };
    assert_eq!(rule.status(), &ExpirationStatus::Enabled);
    assert_eq!(rule.expiration().unwrap().days(), Some(2557));
    assert_eq!(
        rule.noncurrent_version_expiration()
            .unwrap()
            .noncurrent_days(),
        Some(2557)
    );

    let lock = s3
        .get_object_lock_configuration()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    let lock = lock.object_lock_configuration().unwrap();
    assert_eq!(
        lock.object_lock_enabled(),
        Some(&ObjectLockEnabled::Enabled)
    );
    let retention = lock.rule().unwrap().default_retention().unwrap();
    assert_eq!(retention.mode(), Some(&ObjectLockRetentionMode::Compliance));
    assert_eq!(retention.days(), Some(400));

    let notification = s3
        .get_bucket_notification_configuration()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    assert!(notification.event_bridge_configuration().is_some());

    let ownership = s3
        .get_bucket_ownership_controls()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    let rules = ownership.ownership_controls().unwrap().rules();
    assert_eq!(
        rules[0].object_ownership(),
        &ObjectOwnership::BucketOwnerEnforced
    );
}

#[tokio::test]
async fn what_a_bucket_does_not_have_is_told_by_its_code() {
    let aws = SimulatedAws::with("noncompliant");
    let s3 = s3(&aws, ACCOUNT, HOME);
    macro_rules! code {
        ($call:expr) => {
            $call
                .bucket(WEAK_LOGS)
                .send()
                .await
                .unwrap_err()
                .code()
                .map(str::to_owned)
        };
    }
    let codes = [
        code!(s3.get_public_access_block()),
        code!(s3.get_bucket_encryption()),
        code!(s3.get_object_lock_configuration()),
    ];
    let expected = [
        "NoSuchPublicAccessBlockConfiguration",
        "ServerSideEncryptionConfigurationNotFoundError",
        "ObjectLockConfigurationNotFoundError",
    ];
    assert_eq!(codes, expected.map(|code| Some(code.to_owned())));
    let versioning = s3
        .get_bucket_versioning()
        .bucket(WEAK_LOGS)
        .send()
        .await
        .unwrap();
    assert_eq!(versioning.status(), None);
    assert!(
        s3.get_bucket_logging()
            .bucket(WEAK_LOGS)
            .send()
            .await
            .unwrap()
            .logging_enabled()
            .is_none()
    );
    let notification = s3
        .get_bucket_notification_configuration()
        .bucket(WEAK_LOGS)
        .send()
        .await
        .unwrap();
    assert!(
        notification.topic_configurations().is_empty()
            && notification.event_bridge_configuration().is_none()
    );
    let status = s3
        .get_bucket_policy_status()
        .bucket(WEAK_LOGS)
        .send()
        .await
        .unwrap();
    assert_eq!(status.policy_status().unwrap().is_public(), Some(true));
    let acl = s3.get_bucket_acl().bucket(WEAK_LOGS).send().await.unwrap();
    let everybody = "http://acs.amazonaws.com/groups/global/AllUsers";
    assert!(
        acl.grants()
            .iter()
            .any(|grant| grant.grantee().unwrap().uri() == Some(everybody)),
        "{acl:?}"
    );
    let lifecycle = s3
        .get_bucket_lifecycle_configuration()
        .bucket(WEAK_LOGS)
        .send()
        .await
        .unwrap();
    assert_eq!(lifecycle.rules()[0].expiration().unwrap().days(), Some(7));
    let bare = "bare-bucket-123456789012";
    s3.create_bucket().bucket(bare).send().await.unwrap();
    let codes = [
        s3.get_bucket_policy()
            .bucket(bare)
            .send()
            .await
            .unwrap_err()
            .code()
            .map(str::to_owned),
        s3.get_bucket_policy_status()
            .bucket(bare)
            .send()
            .await
            .unwrap_err()
            .code()
            .map(str::to_owned),
        s3.get_bucket_lifecycle_configuration()
            .bucket(bare)
            .send()
            .await
            .unwrap_err()
            .code()
            .map(str::to_owned),
        s3.get_bucket_ownership_controls()
            .bucket(bare)
            .send()
            .await
            .unwrap_err()
            .code()
            .map(str::to_owned),
    ];
    let expected = [
        "NoSuchBucketPolicy",
        "NoSuchBucketPolicy",
        "NoSuchLifecycleConfiguration",
        "OwnershipControlsNotFoundError",
    ];
    assert_eq!(codes, expected.map(|code| Some(code.to_owned())));
}

#[tokio::test]
async fn heads_tell_a_missing_bucket_from_a_foreign_one_and_a_distant_one() {
    let aws = SimulatedAws::shared("noncompliant");
    let home = s3(aws, ACCOUNT, HOME);
    let status = |error: aws_sdk_s3::error::SdkError<
        aws_sdk_s3::operation::head_bucket::HeadBucketError,
    >| {
        let raw = error.raw_response().unwrap();
        (
            raw.status().as_u16(),
            raw.headers().get("x-amz-bucket-region").map(str::to_owned),
        )
    };
    let region = Some(HOME.to_owned());
    assert_eq!(
        status(
            home.head_bucket()
                .bucket(GONE_LOGS)
                .send()
                .await
                .unwrap_err()
        ),
        (404, None)
    );
    let distant = s3(aws, ACCOUNT, ELSEWHERE);
    assert_eq!(
        status(
            distant
                .head_bucket()
                .bucket(WEAK_LOGS)
                .send()
                .await
                .unwrap_err()
        ),
        (301, region.clone())
    );
    let stranger = s3(aws, "111122223333", HOME);
    assert_eq!(
        status(
            stranger
                .head_bucket()
                .bucket(WEAK_LOGS)
                .send()
                .await
                .unwrap_err()
        ),
        (403, region.clone())
    );
    let other_owner = home
        .head_bucket()
        .bucket(WEAK_LOGS)
        .expected_bucket_owner("111122223333");
    assert_eq!(status(other_owner.send().await.unwrap_err()), (403, region));
    let error = distant
        .get_bucket_acl()
        .bucket(WEAK_LOGS)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("PermanentRedirect"));
}

#[tokio::test]
async fn buckets_are_listed_by_their_account() {
    let aws = SimulatedAws::shared("compliant");
    let own = s3(aws, ACCOUNT, HOME).list_buckets().send().await.unwrap();
    let names: Vec<_> = own
        .buckets()
        .iter()
        .filter_map(|bucket| bucket.name())
        .collect();
    // The log bucket, the bucket of its access logs, and that of its replicas.
    assert_eq!(names.len(), 3);
    assert!(names.contains(&LOGS) && names.contains(&ACCESS_LOGS));
    assert!(
        s3(aws, "111122223333", HOME)
            .list_buckets()
            .send()
            .await
            .unwrap()
            .buckets()
            .is_empty()
    );
}

#[tokio::test]
async fn the_public_access_block_of_an_account_is_read() {
    let aws = SimulatedAws::with("compliant");
    let answer = s3control(&aws)
        .get_public_access_block()
        .account_id(ACCOUNT)
        .send()
        .await
        .unwrap();
    let block = answer.public_access_block_configuration().unwrap();
    assert_eq!(block.restrict_public_buckets(), Some(true));
    aws.set_up("noncompliant");
    let error = s3control(&aws)
        .get_public_access_block()
        .account_id(ACCOUNT)
        .send()
        .await
        .unwrap_err();
    assert!(
        error
            .into_service_error()
            .is_no_such_public_access_block_configuration()
    );
}
