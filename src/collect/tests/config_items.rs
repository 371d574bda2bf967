//! The items that AWS Config keeps of other resources.

use serde_json::{Value, json};

use super::config::{collect, recorder_of_all};
use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::{coverage, gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::item::{ItemSource, ItemStatus};
use crate::model::plan::Plan;

const VPC: &str = "AWS::EC2::VPC";

/// The items of a type, by all the actions that this may take.
fn items() -> Plan {
    let mut plan = plan(&[
        "config:SelectResourceConfig",
        "config:ListDiscoveredResources",
        "config:BatchGetResourceConfig",
        "config:DescribeConfigurationRecorders",
    ]);
    plan.config_types.insert(VPC.to_owned());
    plan
}

fn row() -> Value {
    json!({
        "accountId": ACCOUNT, "awsRegion": "us-east-1", "resourceType": VPC, "resourceId": "vpc-1",
        "arn": "arn:aws:ec2:us-east-1:111111111111:vpc/vpc-1", "configurationItemStatus": "ResourceDiscovered",
        "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z",
        "configuration": {"isDefault": true},
        "supplementaryConfiguration": {"Part": "{\"a\":1}"},
        "tags": [{"key": "owner", "tag": "owner=me", "value": "me"}],
        "relationships": [{"resourceType": "AWS::EC2::Subnet", "resourceId": "subnet-1", "relationshipName": "Contains"}],
    })
}

#[tokio::test]
async fn a_query_gives_whole_items() {
    let snapshot = collect(&items(), |request| {
        (request.operation == "SelectResourceConfig").then(|| {
            let expression = request.body["Expression"].as_str().unwrap_or_default();
            assert!(
                expression.ends_with("WHERE resourceType = 'AWS::EC2::VPC'"),
                "{expression}"
            );
            assert!(
                expression.contains("supplementaryConfiguration"),
                "{expression}"
            );
            Reply::json(json!({"Results": [row().to_string()]}))
        })
    })
    .await;
    let vpc = only(&snapshot, VPC);
    assert_eq!(vpc.source, ItemSource::Config);
    assert_eq!(
        vpc.configuration_item_status,
        ItemStatus::ResourceDiscovered
    );
    assert_eq!(vpc.configuration, json!({"isDefault": true}));
    assert_eq!(vpc.supplementary_configuration["Part"], json!({"a": 1}));
    assert_eq!(Value::Object(vpc.tags.clone()), json!({"owner": "me"}));
    assert_eq!(vpc.relationships.len(), 1);
    assert_eq!(snapshot.gaps, []);
    let covered = snapshot
        .coverage
        .iter()
        .find(|coverage| coverage.action == "config:SelectResourceConfig");
    assert_eq!(
        covered.and_then(|coverage| coverage.resource_type.as_deref()),
        Some(VPC)
    );
    assert_eq!(covered.map(|coverage| coverage.calls), Some(1));
}

#[tokio::test]
async fn a_row_that_is_no_item_is_a_gap() {
    let snapshot = collect(&items(), |request| {
        (request.operation == "SelectResourceConfig")
            .then(|| Reply::json(json!({"Results": ["{\"resourceId\":"]})))
    })
    .await;
    assert_eq!(
        gaps(&snapshot),
        [(
            "config:SelectResourceConfig",
            Some("us-east-1"),
            None,
            GapKind::Failed,
            None
        )]
    );
    assert_eq!(snapshot.gaps[0].resource_type.as_deref(), Some(VPC));
}

#[tokio::test]
async fn nothing_is_believed_only_where_the_type_is_recorded() {
    let not_collected = [(
        "config:SelectResourceConfig",
        Some("us-east-1"),
        None,
        GapKind::NotCollected,
        None,
    )];
    // No recorder.
    let snapshot = collect(&items(), |_| None).await;
    assert_eq!(gaps(&snapshot), not_collected);
    assert_eq!(snapshot.gaps[0].resource_type.as_deref(), Some(VPC));
    // A recorder of another type.
    let snapshot = collect(&items(), |request| {
        (request.operation == "DescribeConfigurationRecorders").then(|| {
            Reply::json(json!({"ConfigurationRecorders": [
                {"name": "default", "recordingGroup": {"allSupported": false, "resourceTypes": ["AWS::S3::Bucket"]}}
            ]}))
        })
    })
    .await;
    assert_eq!(gaps(&snapshot), not_collected);
    // Nobody may look at recorders.
    let mut plan = items();
    plan.actions.remove("config:DescribeConfigurationRecorders");
    assert_eq!(gaps(&collect(&plan, recorder_of_all).await), not_collected);
    // A recorder of all.
    let snapshot = collect(&items(), recorder_of_all).await;
    assert_eq!(snapshot.gaps, []);
    assert!(snapshot.items.iter().all(|item| item.resource_type != VPC));
}

fn discovered(request: &Request) -> Option<Reply> {
    match request.operation.as_str() {
        "ListDiscoveredResources" => Some(Reply::json(json!({"resourceIdentifiers": [
            {"resourceType": VPC, "resourceId": "vpc-1"}, {"resourceType": VPC, "resourceId": "vpc-2"}
        ]}))),
        _ => recorder_of_all(request),
    }
}

fn base_item(id: &Value) -> Value {
    json!({
        "accountId": ACCOUNT, "awsRegion": "us-east-1", "resourceType": VPC, "resourceId": id,
        "configurationItemStatus": "OK", "configuration": "{\"isDefault\":false}",
        "supplementaryConfiguration": {"Part": "[1]", "Word": "plain"},
    })
}

#[tokio::test]
async fn resources_that_a_query_does_not_find_are_fetched() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "BatchGetResourceConfig" => {
            let keys = request.body["resourceKeys"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            // One at a time: what is left is asked for again.
            Some(Reply::json(json!({
                "baseConfigurationItems": [base_item(&keys[0]["resourceId"])],
                "unprocessedResourceKeys": keys[1..],
            })))
        }
        _ => discovered(request),
    });
    let snapshot = aws
        .collect(&items(), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let ids: Vec<&str> = snapshot
        .items
        .iter()
        .filter(|item| item.resource_type == VPC)
        .map(|item| item.resource_id.as_str())
        .collect();
    assert_eq!(ids, ["vpc-1", "vpc-2"]);
    let vpc = snapshot
        .items
        .iter()
        .find(|item| item.resource_id == "vpc-1")
        .expect("the first");
    assert_eq!(vpc.configuration, json!({"isDefault": false}));
    assert_eq!(
        Value::Object(vpc.supplementary_configuration.clone()),
        json!({"Part": [1], "Word": "plain"})
    );
    assert_eq!(aws.times("BatchGetResourceConfig"), 2);
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_resource_that_never_comes_is_a_gap() {
    let snapshot = collect(&items(), |request| match request.operation.as_str() {
        "BatchGetResourceConfig" => Some(Reply::json(json!({
            "baseConfigurationItems": [base_item(&json!("vpc-1"))], "unprocessedResourceKeys": [],
        }))),
        _ => discovered(request),
    })
    .await;
    assert_eq!(
        gaps(&snapshot),
        [(
            "config:SelectResourceConfig",
            Some("us-east-1"),
            None,
            GapKind::Failed,
            None
        )]
    );
    assert_eq!(
        snapshot.gaps[0].message.as_deref(),
        Some("AWS Config gave no item for 1 of 2 resources that it lists")
    );
}

#[tokio::test]
async fn a_refused_query_is_a_gap_and_one_that_is_unknown_a_reason_to_list() {
    let query = |code: &'static str| {
        move |request: &Request| match request.operation.as_str() {
            "SelectResourceConfig" => Some(Reply::refused(400, code, "no")),
            "BatchGetResourceConfig" => Some(Reply::json(json!({
                "baseConfigurationItems": [base_item(&json!("vpc-1")), base_item(&json!("vpc-2"))],
            }))),
            _ => discovered(request),
        }
    };
    let snapshot = collect(&items(), query("AccessDeniedException")).await;
    assert_eq!(
        gaps(&snapshot),
        [(
            "config:SelectResourceConfig",
            Some("us-east-1"),
            None,
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
    for code in ["InvalidExpressionException", "UnknownOperationException"] {
        let snapshot = collect(&items(), query(code)).await;
        assert_eq!(snapshot.gaps, [], "{code}");
        assert_eq!(
            snapshot
                .items
                .iter()
                .filter(|item| item.resource_type == VPC)
                .count(),
            2,
            "{code}"
        );
        assert_eq!(
            coverage(&snapshot, "config:BatchGetResourceConfig"),
            [(Some("us-east-1"), 1)],
            "{code}"
        );
        assert_eq!(
            coverage(&snapshot, "config:SelectResourceConfig"),
            [],
            "{code}"
        );
    }
}

#[tokio::test]
async fn a_resource_without_a_region_is_one_item_however_many_regions_tell_of_it() {
    let mut plan = plan(&["config:SelectResourceConfig"]);
    plan.config_types.insert("AWS::IAM::Role".to_owned());
    let aws = Fake::new(|request| {
        (request.operation == "SelectResourceConfig").then(|| {
            let time = if request.region == "us-east-1" { "2026-01-02T00:00:00Z" } else { "2026-01-01T00:00:00Z" };
            let row = json!({
                "accountId": ACCOUNT, "awsRegion": "global", "resourceType": "AWS::IAM::Role", "resourceId": "r",
                "configurationItemCaptureTime": time, "configuration": {},
            });
            Reply::json(json!({"Results": [row.to_string()]}))
        })
    });
    let snapshot = aws
        .collect(&plan, super::Options::default())
        .await
        .expect("a snapshot");
    let role = only(&snapshot, "AWS::IAM::Role");
    assert_eq!(
        role.configuration_item_capture_time.as_deref(),
        Some("2026-01-02T00:00:00Z")
    );
}
