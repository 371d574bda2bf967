//! AWS KMS.

use aws_sdk_kms::Client;
use aws_sdk_kms::types::{KeyManagerType, KeyState};

use super::{ELSEWHERE, HOME, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

#[tokio::test]
async fn the_key_of_the_audit_plane_is_rotated() {
    let aws = SimulatedAws::start();
    let arn = aws.set_up("compliant")["key"].as_str().unwrap().to_owned();
    let kms = Client::new(&at_home(&aws));
    for name in [arn.as_str(), "alias/audit"] {
        let answer = kms.describe_key().key_id(name).send().await.unwrap();
        let key = answer.key_metadata().unwrap();
        assert_eq!(key.arn(), Some(arn.as_str()));
        assert_eq!(key.aws_account_id(), Some(ACCOUNT));
        assert_eq!(key.key_state(), Some(&KeyState::Enabled));
        assert_eq!(key.key_manager(), Some(&KeyManagerType::Customer));
    }
    assert!(
        kms.get_key_rotation_status()
            .key_id(&arn)
            .send()
            .await
            .unwrap()
            .key_rotation_enabled()
    );
    let policy = kms
        .get_key_policy()
        .key_id(&arn)
        .policy_name("default")
        .send()
        .await
        .unwrap();
    assert!(
        policy
            .policy()
            .unwrap()
            .contains("cloudtrail.amazonaws.com")
    );
    let keys = kms.list_keys().send().await.unwrap();
    assert!(
        keys.keys()
            .iter()
            .any(|key| key.key_arn() == Some(arn.as_str())),
        "{keys:?}"
    );
    assert!(!keys.truncated());
}

#[tokio::test]
async fn the_same_keys_come_of_the_same_set_up() {
    let aws = SimulatedAws::start();
    assert_eq!(aws.set_up("compliant"), aws.set_up("compliant"));
}

#[tokio::test]
async fn weak_keys_are_weak() {
    let aws = SimulatedAws::start();
    let made = aws.set_up("noncompliant");
    let (weak, doomed) = (
        made["keys"][0].as_str().unwrap(),
        made["keys"][1].as_str().unwrap(),
    );
    let kms = Client::new(&at_home(&aws));
    assert!(
        !kms.get_key_rotation_status()
            .key_id(weak)
            .send()
            .await
            .unwrap()
            .key_rotation_enabled()
    );
    let answer = kms.describe_key().key_id(doomed).send().await.unwrap();
    let key = answer.key_metadata().unwrap();
    assert_eq!(key.key_state(), Some(&KeyState::PendingDeletion));
    assert!(key.deletion_date().is_some());
}

#[tokio::test]
async fn a_key_is_known_in_its_region_and_to_its_account_only() {
    let aws = SimulatedAws::start();
    let arn = aws.set_up("compliant")["key"].as_str().unwrap().to_owned();
    let elsewhere = Client::new(&settings(&aws, ACCOUNT, ELSEWHERE));
    let error = elsewhere
        .describe_key()
        .key_id(&arn)
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_not_found_exception(), "{error:?}");
    let stranger = Client::new(&settings(&aws, "111122223333", HOME));
    let error = stranger
        .describe_key()
        .key_id(&arn)
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(error.meta().code(), Some("AccessDeniedException"));
}
