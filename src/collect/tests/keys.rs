//! Keys: by id, ARN or alias; missing ones, refused ones, and those that cannot be rotated.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::trails::{everywhere, trail};
use super::{coverage, gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::item::ItemStatus;
use crate::model::plan::Plan;

const KEY: &str = "AWS::KMS::Key";
const ARN: &str = "arn:aws:kms:us-east-1:111111111111:key/1234";

fn keys_of_trails(actions: &[&str]) -> Plan {
    let mut plan = plan(actions);
    plan.actions.insert("cloudtrail:DescribeTrails".to_owned());
    plan.referenced.insert(
        KEY.to_owned(),
        BTreeSet::from(["AWS::CloudTrail::Trail".to_owned()]),
    );
    plan
}

/// An AWS whose trails name keys.
fn with_keys(
    names: &[&str],
    script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
) -> Fake {
    let trails = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let mut trail = trail(&format!("trail-{number}"), "us-east-1", ACCOUNT);
            trail["KmsKeyId"] = json!(name);
            trail
        })
        .collect();
    let trails = everywhere(trails);
    Fake::new(move |request| script(request).or_else(|| trails(request)))
}

fn metadata() -> Value {
    json!({"KeyMetadata": {
        "KeyId": "1234", "Arn": ARN, "AWSAccountId": ACCOUNT, "Enabled": true, "KeyState": "Enabled",
        "KeyManager": "CUSTOMER", "Origin": "AWS_KMS", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT",
    }})
}

fn describe(request: &Request) -> Option<Reply> {
    (request.operation == "DescribeKey").then(|| Reply::json(metadata()))
}

#[tokio::test]
async fn an_alias_and_an_arn_are_one_key_with_two_users() {
    let aws = with_keys(&["alias/audit", ARN], |request| {
        match request.operation.as_str() {
            "GetKeyRotationStatus" => Some(Reply::json(json!({"KeyRotationEnabled": true}))),
            "GetKeyPolicy" => Some(Reply::json(json!({"Policy": "{\"Statement\":[]}"}))),
            _ => describe(request),
        }
    });
    let plan = keys_of_trails(&[
        "kms:DescribeKey",
        "kms:GetKeyRotationStatus",
        "kms:GetKeyPolicy",
    ]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let key = only(&snapshot, KEY);
    assert_eq!(key.arn.as_deref(), Some(ARN));
    assert_eq!(
        (key.resource_id.as_str(), key.aws_region.as_str()),
        ("1234", "us-east-1")
    );
    let users: Vec<_> = key
        .relationships
        .iter()
        .filter_map(|user| user.resource_name.as_deref())
        .collect();
    assert_eq!(users, ["trail-0", "trail-1"]);
    assert_eq!(key.configuration["keyState"], "Enabled");
    assert_eq!(
        Value::Object(key.supplementary_configuration.clone()),
        json!({"KeyRotationStatus": true, "KeyPolicy": {"Statement": []}})
    );
    assert_eq!(coverage(&snapshot, "kms:DescribeKey"), [(None, 2)]);
    assert_eq!(coverage(&snapshot, "kms:GetKeyRotationStatus"), [(None, 1)]);
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn an_arn_is_resolved_in_its_own_region() {
    let arn = "arn:aws:kms:ap-south-1:222222222222:key/abcd";
    let aws = with_keys(&[arn], |_| None);
    let plan = keys_of_trails(&["kms:DescribeKey"]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let asked = aws
        .requests()
        .into_iter()
        .find(|request| request.operation == "DescribeKey");
    assert_eq!(
        asked.map(|request| request.region).as_deref(),
        Some("ap-south-1")
    );
    // Nothing answers there: the stub has the ARN, and the gap is about it.
    assert_eq!(only(&snapshot, KEY).arn.as_deref(), Some(arn));
    assert_eq!(
        gaps(&snapshot),
        [("kms:DescribeKey", None, Some(arn), GapKind::Failed, None)]
    );
}

#[tokio::test]
async fn a_key_that_is_not_there_says_so() {
    let aws = with_keys(&["alias/gone"], |request| {
        (request.operation == "DescribeKey")
            .then(|| Reply::refused(400, "NotFoundException", "no alias"))
    });
    let plan = keys_of_trails(&["kms:DescribeKey", "kms:GetKeyPolicy"]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let key = only(&snapshot, KEY);
    assert_eq!(key.configuration_item_status, ItemStatus::ResourceDeleted);
    assert_eq!(
        (key.resource_id.as_str(), key.arn.as_deref()),
        ("alias/gone", None)
    );
    assert_eq!(aws.times("GetKeyPolicy"), 0);
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_refused_alias_is_a_stub_and_a_gap_on_it() {
    let aws = with_keys(&["alias/secret"], |request| {
        (request.operation == "DescribeKey")
            .then(|| Reply::refused(400, "AccessDeniedException", "no"))
    });
    let snapshot = aws
        .collect(
            &keys_of_trails(&["kms:DescribeKey"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    let key = only(&snapshot, KEY);
    assert_eq!(key.arn, None);
    assert_eq!(key.relationships.len(), 1);
    assert_eq!(
        gaps(&snapshot),
        [(
            "kms:DescribeKey",
            None,
            Some(key.key().as_str()),
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
}

#[tokio::test]
async fn a_key_that_cannot_be_rotated_has_no_status_and_no_gap() {
    let rotation = async |code: &'static str| {
        let aws = with_keys(&[ARN], move |request| match request.operation.as_str() {
            "GetKeyRotationStatus" => Some(Reply::refused(400, code, "no")),
            _ => describe(request),
        });
        let plan = keys_of_trails(&["kms:DescribeKey", "kms:GetKeyRotationStatus"]);
        let snapshot = aws
            .collect(&plan, in_regions(&["us-east-1"]))
            .await
            .expect("a snapshot");
        assert!(only(&snapshot, KEY).supplementary_configuration.is_empty());
        snapshot.gaps.len()
    };
    assert_eq!(rotation("UnsupportedOperationException").await, 0);
    assert_eq!(rotation("AccessDeniedException").await, 1);
}

#[tokio::test]
async fn a_rotation_status_that_is_not_in_the_answer_is_not_false() {
    let aws = with_keys(&[ARN], |request| match request.operation.as_str() {
        "GetKeyRotationStatus" => Some(Reply::json(json!({}))),
        "GetKeyPolicy" => Some(Reply::json(json!({"Policy": "no JSON"}))),
        _ => describe(request),
    });
    let plan = keys_of_trails(&[
        "kms:DescribeKey",
        "kms:GetKeyRotationStatus",
        "kms:GetKeyPolicy",
    ]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert!(only(&snapshot, KEY).supplementary_configuration.is_empty());
    assert_eq!(
        gaps(&snapshot),
        [
            ("kms:GetKeyPolicy", None, Some(ARN), GapKind::Failed, None),
            (
                "kms:GetKeyRotationStatus",
                None,
                Some(ARN),
                GapKind::Failed,
                None
            ),
        ]
    );
}

#[tokio::test]
async fn all_keys_where_all_are_wanted() {
    let aws = Fake::new(
        |request| match (request.operation.as_str(), request.region.as_str()) {
            ("ListKeys", "us-east-1") if request.body["Marker"].is_null() => Some(Reply::json(
                json!({"Keys": [], "Truncated": true, "NextMarker": "m"}),
            )),
            ("ListKeys", "us-east-1") => Some(Reply::json(
                json!({"Keys": [{"KeyId": "1234", "KeyArn": ARN}], "Truncated": false}),
            )),
            ("ListKeys", _) => Some(Reply::refused(400, "AccessDeniedException", "no")),
            _ => describe(request),
        },
    );
    let mut plan = plan(&["kms:ListKeys", "kms:DescribeKey"]);
    plan.whole.insert(KEY.to_owned());
    let snapshot = aws
        .collect(&plan, super::Options::default())
        .await
        .expect("a snapshot");
    assert_eq!(only(&snapshot, KEY).arn.as_deref(), Some(ARN));
    assert_eq!(coverage(&snapshot, "kms:ListKeys"), [(None, 3)]);
    assert_eq!(
        gaps(&snapshot),
        [(
            "kms:ListKeys",
            None,
            None,
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
    assert_eq!(
        snapshot.gaps[0].message.as_deref(),
        Some("no (in eu-west-1)")
    );
}
