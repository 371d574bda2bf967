//! Buckets: those that trails and channels name, their owners and regions, and what S3 does not say.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::trails::{everywhere, trail};
use super::{coverage, gaps, only, plan};
use crate::collect::Options;
use crate::model::gap::GapKind;
use crate::model::item::ItemStatus;
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;

pub const BUCKET: &str = "AWS::S3::Bucket";
pub const ARN: &str = "arn:aws:s3:::logs";

/// The buckets that trails use.
pub fn buckets_of_trails(actions: &[&str]) -> Plan {
    let mut plan = plan(actions);
    plan.actions.insert("cloudtrail:DescribeTrails".to_owned());
    plan.referenced.insert(
        BUCKET.to_owned(),
        BTreeSet::from(["AWS::CloudTrail::Trail".to_owned()]),
    );
    plan
}

/// An AWS with one trail in us-east-1 that delivers to the bucket `logs`.
pub fn with_a_trail(script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Fake {
    let trails = everywhere(vec![trail("main", "us-east-1", ACCOUNT)]);
    Fake::new(move |request| script(request).or_else(|| trails(request)))
}

pub async fn collect(aws: &Fake, plan: &Plan) -> Snapshot {
    aws.collect(plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot")
}

pub fn parts(snapshot: &Snapshot) -> Value {
    Value::Object(only(snapshot, BUCKET).supplementary_configuration.clone())
}

fn head_says(status: u16) -> impl Fn(&Request) -> Option<Reply> {
    move |request| (request.operation == "HeadBucket").then(|| Reply::text(status, ""))
}

#[tokio::test]
async fn the_bucket_of_a_trail_is_read_and_linked() {
    let aws = with_a_trail(head_says(200));
    let snapshot = collect(&aws, &buckets_of_trails(&["s3:ListBucket"])).await;
    let bucket = only(&snapshot, BUCKET);
    assert_eq!(bucket.arn.as_deref(), Some(ARN));
    assert_eq!(bucket.resource_id, "logs");
    assert_eq!(bucket.aws_region, "us-east-1");
    assert_eq!(
        serde_json::to_value(&bucket.relationships).expect("JSON"),
        json!([{
            "resourceType": "AWS::CloudTrail::Trail",
            "resourceId": format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"),
            "resourceName": "main",
            "relationshipName": "Is used by",
        }])
    );
    assert_eq!(
        parts(&snapshot),
        json!({"HeadBucket": {"exists": true, "ownerAccountId": ACCOUNT}})
    );
    assert_eq!(coverage(&snapshot, "s3:ListBucket"), [(None, 1)]);
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_bucket_that_is_missing_is_an_item_that_says_so() {
    let aws = with_a_trail(head_says(404));
    let snapshot = collect(
        &aws,
        &buckets_of_trails(&["s3:ListBucket", "s3:GetBucketAcl"]),
    )
    .await;
    assert_eq!(
        only(&snapshot, BUCKET).configuration_item_status,
        ItemStatus::ResourceDeleted
    );
    assert_eq!(parts(&snapshot), json!({"HeadBucket": {"exists": false}}));
    assert_eq!(aws.times("HeadBucket"), 1);
    assert_eq!(aws.times("Get acl"), 0);
    assert_eq!(coverage(&snapshot, "s3:GetBucketAcl"), [(None, 0)]);
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_bucket_that_is_gone_in_the_middle_is_missing_too() {
    let aws = with_a_trail(|request| match request.operation.as_str() {
        "HeadBucket" => Some(Reply::text(200, "")),
        "Get versioning" => Some(Reply::s3_refused(404, "NoSuchBucket")),
        _ => None,
    });
    let snapshot = collect(
        &aws,
        &buckets_of_trails(&["s3:ListBucket", "s3:GetBucketVersioning"]),
    )
    .await;
    assert_eq!(
        only(&snapshot, BUCKET).configuration_item_status,
        ItemStatus::ResourceDeleted
    );
    assert_eq!(parts(&snapshot), json!({"HeadBucket": {"exists": false}}));
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_refusal_proves_neither_existence_nor_absence() {
    let aws = with_a_trail(head_says(403));
    let snapshot = collect(&aws, &buckets_of_trails(&["s3:ListBucket"])).await;
    assert_eq!(
        gaps(&snapshot),
        [(
            "s3:ListBucket",
            None,
            Some(ARN),
            GapKind::AccessDenied,
            None
        )]
    );
    assert_eq!(
        only(&snapshot, BUCKET).configuration_item_status,
        ItemStatus::Ok
    );
    assert_eq!(snapshot.gaps[0].message.as_deref(), Some("HTTP status 403"));
    assert_eq!(parts(&snapshot), json!({}));
}

#[tokio::test]
async fn the_owner_is_whom_s3_confirms() {
    let other = "222222222222";
    let aws = with_a_trail(move |request| {
        (request.operation == "HeadBucket").then(|| match request.expected_owner.as_deref() {
            Some(owner) if owner == other => Reply::text(200, ""),
            _ => Reply::text(403, ""),
        })
    });
    let plan = buckets_of_trails(&["s3:ListBucket"]);
    let options = Options {
        regions: vec!["us-east-1".to_owned()],
        bucket_owners: vec!["333333333333".to_owned(), other.to_owned()],
        ..Options::default()
    };
    let snapshot = aws.collect(&plan, options).await.expect("a snapshot");
    assert_eq!(
        parts(&snapshot),
        json!({"HeadBucket": {"exists": true, "ownerAccountId": other}})
    );
    let asked: Vec<Option<String>> = aws
        .requests()
        .into_iter()
        .filter(|request| request.operation == "HeadBucket")
        .map(|request| request.expected_owner)
        .collect();
    let owner = |id: &str| Some(id.to_owned());
    assert_eq!(asked, [owner(ACCOUNT), owner("333333333333"), owner(other)]);
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_bucket_of_nobody_known_exists_without_an_owner() {
    let aws = with_a_trail(|request| match request.operation.as_str() {
        "HeadBucket" if request.expected_owner.is_none() => Some(Reply::text(200, "")),
        "HeadBucket" => Some(Reply::text(403, "")),
        "GetAccountPublicAccessBlock" => Some(Reply::s3control_refused(
            404,
            "NoSuchPublicAccessBlockConfiguration",
        )),
        _ => None,
    });
    let snapshot = collect(
        &aws,
        &buckets_of_trails(&["s3:ListBucket", "s3:GetAccountPublicAccessBlock"]),
    )
    .await;
    assert_eq!(parts(&snapshot), json!({"HeadBucket": {"exists": true}}));
    assert_eq!(
        gaps(&snapshot),
        [(
            "s3:GetAccountPublicAccessBlock",
            None,
            Some(ARN),
            GapKind::NotCollected,
            None
        )]
    );
}

#[tokio::test]
async fn the_accounts_block_counts_for_its_own_bucket() {
    let block = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true\
         </IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>false\
         </RestrictPublicBuckets></PublicAccessBlockConfiguration>";
    let aws = with_a_trail(move |request| match request.operation.as_str() {
        "HeadBucket" => Some(Reply::text(200, "")),
        "GetAccountPublicAccessBlock" => Some(Reply::text(200, block)),
        _ => None,
    });
    let snapshot = collect(
        &aws,
        &buckets_of_trails(&["s3:ListBucket", "s3:GetAccountPublicAccessBlock"]),
    )
    .await;
    let expected = json!({
        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true, "restrictPublicBuckets": false,
    });
    assert_eq!(
        parts(&snapshot)["AccountPublicAccessBlockConfiguration"],
        expected
    );
    let account = only(&snapshot, "AWS::S3::AccountPublicAccessBlock");
    assert_eq!(account.configuration, expected);
    assert_eq!(
        (account.resource_id.as_str(), account.aws_region.as_str()),
        (ACCOUNT, "global")
    );
    assert_eq!(aws.times("GetAccountPublicAccessBlock"), 1);
    assert_eq!(
        coverage(&snapshot, "s3:GetAccountPublicAccessBlock"),
        [(None, 1)]
    );
    // The host is as it was given, with no account in front.
    let url = aws
        .requests()
        .into_iter()
        .find(|request| request.operation == "GetAccountPublicAccessBlock");
    assert_eq!(
        url.map(|request| request.url).as_deref(),
        Some("http://aws.test/v20180820/configuration/publicAccessBlock")
    );
}

#[tokio::test]
async fn a_bucket_is_read_in_the_region_that_s3_names() {
    let aws = with_a_trail(
        |request| match (request.operation.as_str(), request.region.as_str()) {
            ("HeadBucket", "us-east-1") => {
                Some(Reply::text(301, "").with_header("x-amz-bucket-region", "ap-south-1"))
            }
            ("HeadBucket", _) => {
                Some(Reply::text(200, "").with_header("x-amz-bucket-region", "ap-south-1"))
            }
            ("Get versioning", "ap-south-1") => {
                Some(Reply::text(200, "<VersioningConfiguration/>"))
            }
            _ => None,
        },
    );
    let snapshot = collect(
        &aws,
        &buckets_of_trails(&["s3:ListBucket", "s3:GetBucketVersioning"]),
    )
    .await;
    assert_eq!(only(&snapshot, BUCKET).aws_region, "ap-south-1");
    assert_eq!(
        parts(&snapshot)["BucketVersioningConfiguration"],
        json!({"status": "Off", "isMfaDeleteEnabled": false})
    );
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn only_the_buckets_of_the_users_that_the_plan_names_are_read() {
    let aws = with_a_trail(|request| {
        (request.operation == "DescribeDeliveryChannels").then(|| {
            Reply::json(json!({"DeliveryChannels": [{"name": "default", "s3BucketName": "config", "s3KmsKeyArn": "k"}]}))
        })
    });
    let mut plan = buckets_of_trails(&["s3:ListBucket", "config:DescribeDeliveryChannels"]);
    let snapshot = collect(&aws, &plan).await;
    assert_eq!(only(&snapshot, BUCKET).resource_id, "logs");

    plan.referenced.insert(
        BUCKET.to_owned(),
        BTreeSet::from(["AWS::Config::DeliveryChannel".to_owned()]),
    );
    let snapshot = collect(&aws, &plan).await;
    let bucket = only(&snapshot, BUCKET);
    assert_eq!(bucket.resource_id, "config");
    assert_eq!(
        bucket.relationships[0].resource_id.as_deref(),
        Some(format!("AWS::Config::DeliveryChannel/{ACCOUNT}/us-east-1/default").as_str())
    );

    // A plan that does not speak of buckets reads none, whatever actions it has.
    plan.referenced.clear();
    let snapshot = collect(&aws, &plan).await;
    assert!(
        snapshot
            .items
            .iter()
            .all(|item| item.resource_type != BUCKET)
    );
    assert_eq!(coverage(&snapshot, "s3:ListBucket"), []);
}

#[tokio::test]
async fn all_buckets_where_all_are_wanted() {
    let aws = with_a_trail(|request| match request.operation.as_str() {
        "ListBuckets" if request.url.contains("continuation-token") => Some(Reply::text(
            200,
            "<ListAllMyBucketsResult><Buckets><Bucket><Name>two</Name><BucketRegion>eu-west-1</BucketRegion></Bucket>\
             </Buckets></ListAllMyBucketsResult>",
        )),
        "ListBuckets" => Some(Reply::text(
            200,
            "<ListAllMyBucketsResult><Buckets><Bucket><Name>one</Name><BucketRegion>us-east-1</BucketRegion></Bucket>\
             </Buckets><ContinuationToken>next</ContinuationToken></ListAllMyBucketsResult>",
        )),
        "HeadBucket" => Some(Reply::text(200, "")),
        _ => None,
    });
    let mut plan = plan(&["s3:ListAllMyBuckets", "s3:ListBucket"]);
    plan.whole.insert(BUCKET.to_owned());
    let snapshot = collect(&aws, &plan).await;
    let found: Vec<(&str, &str)> = snapshot
        .items
        .iter()
        .map(|item| (item.resource_id.as_str(), item.aws_region.as_str()))
        .collect();
    assert_eq!(found, [("two", "eu-west-1"), ("one", "us-east-1")]);
    assert_eq!(coverage(&snapshot, "s3:ListAllMyBuckets"), [(None, 2)]);
}
