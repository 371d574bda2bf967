//! The buckets to which buckets of the audit plane write: followed where the plan wants them, and only one step.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::buckets::{BUCKET, buckets_of_trails, collect, with_a_trail};
use super::fake::{Reply, Request};
use super::{coverage, gaps};
use crate::model::gap::GapKind;
use crate::model::item::ConfigurationItem;
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;

const ACTIONS: [&str; 3] = [
    "s3:GetBucketLogging",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
];

/// The buckets that trails use, and those that such buckets use.
fn plan() -> Plan {
    let mut plan = buckets_of_trails(&ACTIONS);
    plan.referenced
        .entry(BUCKET.to_owned())
        .or_default()
        .insert(BUCKET.to_owned());
    plan
}

fn asks_for(request: &Request, bucket: &str) -> bool {
    request.url.contains(&format!("/{bucket}")) || request.url.contains(&format!("//{bucket}."))
}

/// The bucket `logs` writes its access logs to one bucket and its replicas to another, which replicates in its turn.
fn script(request: &Request) -> Option<Reply> {
    let none = || {
        Some(Reply::s3_refused(
            404,
            "ReplicationConfigurationNotFoundError",
        ))
    };
    let replicates_to = |bucket: &str| {
        let body = format!(
            "<ReplicationConfiguration><Role>r</Role><Rule><ID>all</ID><Status>Enabled</Status><Filter/><Destination>\
             <Bucket>arn:aws:s3:::{bucket}</Bucket></Destination></Rule></ReplicationConfiguration>"
        );
        Some(Reply::text(200, &body))
    };
    let logs_to = |bucket: &str| {
        let body = format!(
            "<BucketLoggingStatus><LoggingEnabled><TargetBucket>{bucket}</TargetBucket><TargetPrefix/></LoggingEnabled>\
             </BucketLoggingStatus>"
        );
        Some(Reply::text(200, &body))
    };
    match request.operation.as_str() {
        "HeadBucket" => Some(Reply::text(200, "")),
        "Get logging" if asks_for(request, "logs") => logs_to("access"),
        "Get logging" => Some(Reply::text(200, "<BucketLoggingStatus/>")),
        "Get replication" if asks_for(request, "logs") => replicates_to("copy"),
        "Get replication" if asks_for(request, "copy") => replicates_to("second-copy"),
        "Get replication" => none(),
        _ => None,
    }
}

fn buckets(snapshot: &Snapshot) -> Vec<&ConfigurationItem> {
    let items = snapshot.items.iter();
    items.filter(|item| item.resource_type == BUCKET).collect()
}

fn names(snapshot: &Snapshot) -> BTreeSet<&str> {
    let buckets = buckets(snapshot).into_iter();
    buckets.map(|item| item.resource_id.as_str()).collect()
}

fn users(snapshot: &Snapshot, name: &str) -> Value {
    let buckets = buckets(snapshot).into_iter();
    let users = buckets
        .filter(|item| item.resource_id == name)
        .flat_map(|item| &item.relationships)
        .map(|user| json!([user.resource_type, user.resource_id, user.resource_name]));
    users.collect()
}

#[tokio::test]
async fn where_a_log_bucket_writes_is_read_and_linked_to_it() {
    let snapshot = collect(&with_a_trail(script), &plan()).await;
    assert_eq!(names(&snapshot), BTreeSet::from(["access", "copy", "logs"]));
    for name in ["access", "copy"] {
        assert_eq!(
            users(&snapshot, name),
            json!([["AWS::S3::Bucket", "arn:aws:s3:::logs", "logs"]])
        );
    }
    assert_eq!(snapshot.gaps, []);
    assert_eq!(coverage(&snapshot, "s3:ListBucket"), [(None, 3)]);
}

#[tokio::test]
async fn nobody_follows_where_no_control_asks() {
    let snapshot = collect(&with_a_trail(script), &buckets_of_trails(&ACTIONS)).await;
    assert_eq!(names(&snapshot), BTreeSet::from(["logs"]));
    assert_eq!(coverage(&snapshot, "s3:ListBucket"), [(None, 1)]);
}

#[tokio::test]
async fn a_bucket_that_writes_into_itself_is_read_once() {
    let aws = with_a_trail(|request| match request.operation.as_str() {
        "Get logging" => Some(Reply::text(
            200,
            "<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix/></LoggingEnabled>\
             </BucketLoggingStatus>",
        )),
        "Get replication" => Some(Reply::s3_refused(
            404,
            "ReplicationConfigurationNotFoundError",
        )),
        _ => script(request),
    });
    let snapshot = collect(&aws, &plan()).await;
    assert_eq!(names(&snapshot), BTreeSet::from(["logs"]));
    assert_eq!(coverage(&snapshot, "s3:ListBucket"), [(None, 1)]);
    let users = users(&snapshot, "logs");
    assert_eq!(users.as_array().map(Vec::len), Some(2), "{users}");
    assert_eq!(
        users[1],
        json!(["AWS::S3::Bucket", "arn:aws:s3:::logs", "logs"])
    );
}

#[tokio::test]
async fn a_destination_that_is_refused_is_a_gap_of_its_own() {
    let aws = with_a_trail(|request| {
        if asks_for(request, "copy") {
            return Some(Reply::s3_refused(403, "AccessDenied"));
        }
        script(request)
    });
    let snapshot = collect(&aws, &plan()).await;
    assert_eq!(names(&snapshot), BTreeSet::from(["access", "copy", "logs"]));
    let refused: Vec<_> = gaps(&snapshot)
        .into_iter()
        .map(|(action, _, resource, kind, _)| (action, resource, kind))
        .collect();
    assert_eq!(
        refused,
        ACTIONS.map(|action| (action, Some("arn:aws:s3:::copy"), GapKind::AccessDenied))
    );
}
