//! Trails and event data stores that AWS Config remembers: a part of the recorder.

use serde_json::{Value, json};

use super::config::{collect, recorder_of_all};
use super::fake::{Fake, Reply, Request, in_regions};
use super::{gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::plan::Plan;
use crate::resource::config::{DELETED_RESOURCES, RECORDER};

const DESCRIBE: &str = "config:DescribeConfigurationRecorders";
const LIST: &str = "config:ListDiscoveredResources";
const TRAIL: &str = "arn:aws:cloudtrail:us-east-1:111111111111:trail/old";

fn wanted() -> Plan {
    let mut plan = plan(&[DESCRIBE, LIST]);
    plan.parts
        .entry(RECORDER.name.to_owned())
        .or_default()
        .insert(DELETED_RESOURCES.to_owned());
    plan
}

fn lists(request: &Request, resource_type: &str) -> bool {
    request.operation == "ListDiscoveredResources" && request.body["resourceType"] == resource_type
}

fn trails(request: &Request) -> Option<Reply> {
    if !lists(request, "AWS::CloudTrail::Trail") {
        return None;
    }
    assert_eq!(request.body["includeDeletedResources"], json!(true));
    let page: Value = match request.body.get("nextToken") {
        None => json!({"resourceIdentifiers": [
            {"resourceType": "AWS::CloudTrail::Trail", "resourceId": "arn:live", "resourceName": "live"},
        ], "nextToken": "2"}),
        Some(_) => json!({"resourceIdentifiers": [
            {"resourceType": "AWS::CloudTrail::Trail", "resourceId": TRAIL, "resourceName": "old",
             "resourceDeletionTime": 1_790_000_000},
        ]}),
    };
    Some(Reply::json(page))
}

fn stores(request: &Request) -> Option<Reply> {
    lists(request, "AWS::CloudTrail::EventDataStore").then(|| {
        Reply::json(json!({"resourceIdentifiers": [
            {"resourceType": "AWS::CloudTrail::EventDataStore", "resourceId": "store",
             "resourceDeletionTime": 1_790_000_001},
        ]}))
    })
}

#[tokio::test]
async fn what_has_a_time_of_deletion_is_listed_over_types_and_pages() {
    let snapshot = collect(&wanted(), |request| {
        trails(request)
            .or_else(|| stores(request))
            .or_else(|| recorder_of_all(request))
    })
    .await;
    let parts = &only(&snapshot, RECORDER.name).supplementary_configuration;
    assert_eq!(
        parts["DeletedResources"],
        json!([
            {"resourceType": "AWS::CloudTrail::EventDataStore", "resourceId": "store",
             "resourceDeletionTime": "2026-09-21T14:13:21Z"},
            {"resourceType": "AWS::CloudTrail::Trail", "resourceId": TRAIL, "resourceName": "old",
             "resourceDeletionTime": "2026-09-21T14:13:20Z"},
        ])
    );
    assert_eq!(snapshot.gaps, []);
    let covered: Vec<_> = snapshot
        .coverage
        .iter()
        .filter(|entry| entry.action == LIST)
        .map(|entry| (entry.resource_type.as_deref(), entry.calls))
        .collect();
    assert_eq!(covered, [(Some(RECORDER.name), 3)]);
}

#[tokio::test]
async fn nothing_is_listed_without_a_recorder_or_without_the_wish() {
    let aws = Fake::new(|_| None);
    let snapshot = aws
        .collect(&wanted(), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("ListDiscoveredResources"), 0);
    assert_eq!(snapshot.gaps, []);

    let aws = Fake::new(recorder_of_all);
    let snapshot = aws
        .collect(&plan(&[DESCRIBE, LIST]), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("ListDiscoveredResources"), 0);
    assert!(
        only(&snapshot, RECORDER.name)
            .supplementary_configuration
            .is_empty()
    );
}

#[tokio::test]
async fn half_of_a_list_is_none() {
    let snapshot = collect(&wanted(), |request| {
        if lists(request, "AWS::CloudTrail::EventDataStore") {
            return Some(Reply::refused(400, "AccessDeniedException", "no"));
        }
        trails(request).or_else(|| recorder_of_all(request))
    })
    .await;
    let parts = &only(&snapshot, RECORDER.name).supplementary_configuration;
    assert!(!parts.contains_key("DeletedResources"));
    assert_eq!(
        gaps(&snapshot),
        [(
            LIST,
            Some("us-east-1"),
            None,
            GapKind::AccessDenied,
            Some("AccessDeniedException"),
        )]
    );
    assert_eq!(
        snapshot.gaps[0].resource_type.as_deref(),
        Some(RECORDER.name)
    );
    assert_eq!(
        snapshot.gaps[0].message.as_deref(),
        Some("no (for deleted AWS::CloudTrail::EventDataStore)")
    );
}
