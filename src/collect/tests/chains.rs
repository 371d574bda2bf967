//! What those name that others name: topics that buckets notify, and the keys of topics and log groups.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::fake::{ACCOUNT, Fake, Reply, in_regions};
use super::trails::{everywhere, trail};
use super::{gaps, only, plan};
use crate::model::item::ConfigurationItem;
use crate::model::plan::Plan;

const TRAIL: &str = "AWS::CloudTrail::Trail";
const BUCKET: &str = "AWS::S3::Bucket";
const GROUP: &str = "AWS::Logs::LogGroup";
const KEY: &str = "AWS::KMS::Key";
const TOPIC: &str = "AWS::SNS::Topic";

/// A plan of types that others use, each with its users.
fn chain(actions: &[&str], links: &[(&str, &str)]) -> Plan {
    let mut plan = plan(actions);
    plan.actions.insert("cloudtrail:DescribeTrails".to_owned());
    let mut referenced: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (user, used) in links {
        let users = referenced.entry((*used).to_owned()).or_default();
        users.insert((*user).to_owned());
    }
    plan.referenced = referenced;
    plan
}

/// An AWS in which a trail's bucket notifies a topic whose key is an alias, and its log group has the key itself.
fn aws() -> Fake {
    let mut trail = trail("main", "us-east-1", ACCOUNT);
    trail["CloudWatchLogsLogGroupArn"] =
        json!("arn:aws:logs:us-east-1:111111111111:log-group:/audit:*");
    let trails = everywhere(vec![trail]);
    Fake::new(move |request| match request.operation.as_str() {
        "HeadBucket" => Some(Reply::text(200, "")),
        "Get notification" => Some(Reply::text(
            200,
            "<NotificationConfiguration><TopicConfiguration><Id>t</Id>\
             <Topic>arn:aws:sns:us-east-1:111111111111:objects</Topic><Event>s3:ObjectCreated:*</Event>\
             </TopicConfiguration><QueueConfiguration><Id>q</Id>\
             <Queue>arn:aws:sqs:us-east-1:111111111111:queue</Queue><Event>s3:ObjectCreated:*</Event>\
             </QueueConfiguration></NotificationConfiguration>",
        )),
        "GetTopicAttributes" => Some(Reply::text(
            200,
            "<GetTopicAttributesResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\
             <GetTopicAttributesResult><Attributes>\
             <entry><key>TopicArn</key><value>arn:aws:sns:us-east-1:111111111111:objects</value></entry>\
             <entry><key>KmsMasterKeyId</key><value>alias/audit</value></entry>\
             </Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>",
        )),
        "DescribeLogGroups" => Some(Reply::json(json!({"logGroups": [{
            "logGroupName": "/audit",
            "logGroupArn": "arn:aws:logs:us-east-1:111111111111:log-group:/audit",
            "kmsKeyId": "arn:aws:kms:us-east-1:111111111111:key/1234",
        }]}))),
        "DescribeKey" => Some(Reply::json(json!({"KeyMetadata": {
            "KeyId": "1234",
            "Arn": "arn:aws:kms:us-east-1:111111111111:key/1234",
        }}))),
        _ => trails(request),
    })
}

fn users(item: &ConfigurationItem) -> Vec<(&str, Option<&str>)> {
    let users = item.relationships.iter();
    users
        .map(|user| (user.resource_type.as_str(), user.resource_id.as_deref()))
        .collect()
}

#[tokio::test]
async fn topics_of_buckets_and_their_keys_are_followed() {
    let aws = aws();
    let plan = chain(
        &[
            "s3:ListBucket",
            "s3:GetBucketNotification",
            "sns:GetTopicAttributes",
            "kms:DescribeKey",
        ],
        &[(TRAIL, BUCKET), (BUCKET, TOPIC), (TOPIC, KEY)],
    );
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let topic = only(&snapshot, TOPIC);
    assert_eq!(users(topic), [(BUCKET, Some("arn:aws:s3:::logs"))]);
    let key = only(&snapshot, KEY);
    assert_eq!(
        users(key),
        [(TOPIC, Some("arn:aws:sns:us-east-1:111111111111:objects"))]
    );
}

#[tokio::test]
async fn the_key_of_a_log_group_is_followed() {
    let aws = aws();
    let plan = chain(
        &["logs:DescribeLogGroups", "kms:DescribeKey"],
        &[(TRAIL, GROUP), (GROUP, KEY)],
    );
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let key = only(&snapshot, KEY);
    assert_eq!(
        users(key),
        [(
            GROUP,
            Some("arn:aws:logs:us-east-1:111111111111:log-group:/audit")
        )]
    );
}

#[tokio::test]
async fn what_no_plan_follows_is_not_read() {
    let aws = aws();
    let plan = chain(
        &[
            "s3:ListBucket",
            "s3:GetBucketNotification",
            "sns:GetTopicAttributes",
            "kms:DescribeKey",
        ],
        &[(TRAIL, BUCKET), (TRAIL, TOPIC), (TRAIL, KEY)],
    );
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(aws.times("GetTopicAttributes"), 0);
    assert_eq!(aws.times("DescribeKey"), 0);
}
