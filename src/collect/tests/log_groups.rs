//! Log groups that trails name, metric filters, resource policies and destinations.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::trails::{everywhere, trail};
use super::{coverage, gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::item::ItemStatus;
use crate::model::plan::Plan;

const GROUP: &str = "AWS::Logs::LogGroup";
const ARN: &str = "arn:aws:logs:us-east-1:111111111111:log-group:/audit/trail";

fn groups_of_trails(actions: &[&str]) -> Plan {
    let mut plan = plan(actions);
    plan.actions.insert("cloudtrail:DescribeTrails".to_owned());
    plan.referenced.insert(
        GROUP.to_owned(),
        BTreeSet::from(["AWS::CloudTrail::Trail".to_owned()]),
    );
    plan
}

/// An AWS whose trail writes to a log group.
fn with_group(
    arn: &str,
    script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
) -> Fake {
    let mut trail = trail("main", "us-east-1", ACCOUNT);
    trail["CloudWatchLogsLogGroupArn"] = json!(format!("{arn}:*"));
    let trails = everywhere(vec![trail]);
    Fake::new(move |request| script(request).or_else(|| trails(request)))
}

fn group(name: &str) -> Value {
    json!({
        "logGroupName": name,
        "arn": format!("arn:aws:logs:us-east-1:111111111111:log-group:{name}:*"),
        "logGroupArn": format!("arn:aws:logs:us-east-1:111111111111:log-group:{name}"),
        "retentionInDays": 365,
    })
}

#[tokio::test]
async fn the_log_group_of_a_trail_is_the_one_of_that_very_name() {
    let aws = with_group(ARN, |request| match request.operation.as_str() {
        "DescribeLogGroups" => {
            assert_eq!(request.body["logGroupNamePrefix"], json!("/audit/trail"));
            Some(Reply::json(
                json!({"logGroups": [group("/audit/trail"), group("/audit/trail-old")]}),
            ))
        }
        "DescribeLogStreams" => Some(Reply::json(json!({"logStreams": [
            {"logStreamName": "a", "lastEventTimestamp": 1_700_000_000_000_i64},
        ]}))),
        _ => None,
    });
    let plan = groups_of_trails(&[
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:DescribeSubscriptionFilters",
    ]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let found = only(&snapshot, GROUP);
    assert_eq!(found.arn.as_deref(), Some(ARN));
    assert_eq!(found.configuration["retentionInDays"], json!(365));
    assert_eq!(
        found.supplementary_configuration["LatestLogStreams"][0]["lastEventTimestamp"],
        json!("2023-11-14T22:13:20Z")
    );
    assert_eq!(
        found.supplementary_configuration["SubscriptionFilters"],
        json!([])
    );
    assert!(
        !found
            .supplementary_configuration
            .contains_key("DataProtectionPolicy")
    );
    assert_eq!(found.relationships.len(), 1);
    assert_eq!(coverage(&snapshot, "logs:DescribeLogGroups"), [(None, 1)]);
}

#[tokio::test]
async fn a_log_group_that_is_not_listed_is_a_deleted_one() {
    let aws = with_group(ARN, |_| None);
    let snapshot = aws
        .collect(
            &groups_of_trails(&["logs:DescribeLogGroups", "logs:DescribeLogStreams"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(
        only(&snapshot, GROUP).configuration_item_status,
        ItemStatus::ResourceDeleted
    );
    assert_eq!(aws.times("DescribeLogStreams"), 0);
}

#[tokio::test]
async fn another_accounts_log_group_is_unknown_and_not_deleted() {
    let foreign = "arn:aws:logs:us-east-1:222222222222:log-group:/audit/trail";
    let aws = with_group(foreign, |_| None);
    let snapshot = aws
        .collect(
            &groups_of_trails(&["logs:DescribeLogGroups"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("DescribeLogGroups"), 0);
    assert_eq!(
        only(&snapshot, GROUP).configuration_item_status,
        ItemStatus::Ok
    );
    assert_eq!(
        gaps(&snapshot),
        [(
            "logs:DescribeLogGroups",
            None,
            Some(foreign),
            GapKind::NotCollected,
            None
        )]
    );
}

#[tokio::test]
async fn metric_filters_policies_and_destinations_of_a_region() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "DescribeMetricFilters" => Some(Reply::json(json!({"metricFilters": [{
            "filterName": "root", "logGroupName": "/audit/trail", "filterPattern": "{ $.userIdentity.type = \"Root\" }",
            "metricTransformations": [{"metricName": "RootUsage", "metricNamespace": "LogMetrics", "metricValue": "1"}],
        }]}))),
        "DescribeResourcePolicies" => Some(Reply::json(json!({"resourcePolicies": [
            {"policyName": "delivery", "policyDocument": "{\"Statement\":[]}"},
            {"policyName": "broken", "policyDocument": "[]"},
        ]}))),
        "DescribeDestinations" => Some(Reply::json(json!({"destinations": [{
            "destinationName": "central", "arn": "arn:aws:logs:us-east-1:111111111111:destination:central",
            "accessPolicy": "{\"Statement\":[]}",
        }]}))),
        _ => None,
    });
    let snapshot = aws
        .collect(
            &plan(&[
                "logs:DescribeMetricFilters",
                "logs:DescribeResourcePolicies",
                "logs:DescribeDestinations",
            ]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    let filter = only(&snapshot, "AWS::Logs::MetricFilter");
    assert_eq!(filter.resource_id, "/audit/trail:root");
    assert_eq!(
        filter.configuration["metricTransformations"][0]["metricName"],
        json!("RootUsage")
    );
    assert_eq!(
        only(&snapshot, "AWS::Logs::Destination").configuration["accessPolicy"],
        json!({"Statement": []})
    );
    assert_eq!(
        gaps(&snapshot),
        [(
            "logs:DescribeResourcePolicies",
            Some("us-east-1"),
            Some("AWS::Logs::ResourcePolicy/111111111111/us-east-1/broken"),
            GapKind::Failed,
            None
        )]
    );
}
