//! What further calls say of AWS Config's own resources: evaluations, deployments, sources, counts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::config::{collect, recorder_of_all};
use super::fake::{Fake, Reply, Request, in_regions};
use super::{coverage, gaps, only, plan};
use crate::model::gap::GapKind;

const RULES: [&str; 2] = [
    "config:DescribeConfigRules",
    "config:DescribeConfigRuleEvaluationStatus",
];
const PACKS: [&str; 2] = [
    "config:DescribeConformancePacks",
    "config:DescribeConformancePackStatus",
];
const AGGREGATORS: [&str; 2] = [
    "config:DescribeConfigurationAggregators",
    "config:DescribeConfigurationAggregatorSourcesStatus",
];
const RECORDERS: [&str; 2] = [
    "config:DescribeConfigurationRecorders",
    "config:GetDiscoveredResourceCounts",
];

fn two_rules(request: &Request) -> Option<Reply> {
    let rule = |name: &str| {
        json!({"ConfigRuleName": name, "ConfigRuleId": name, "ConfigRuleState": "ACTIVE",
               "MaximumExecutionFrequency": "One_Hour", "Source": {"Owner": "AWS", "SourceIdentifier": "S"}})
    };
    (request.operation == "DescribeConfigRules")
        .then(|| Reply::json(json!({"ConfigRules": [rule("a"), rule("b")]})))
}

fn one_pack(request: &Request) -> Option<Reply> {
    (request.operation == "DescribeConformancePacks").then(|| {
        Reply::json(json!({"ConformancePackDetails": [{
            "ConformancePackName": "audit", "ConformancePackArn": "arn:aws:config:::pack/audit",
            "ConformancePackId": "conformance-pack-1",
        }]}))
    })
}

fn one_aggregator(request: &Request) -> Option<Reply> {
    (request.operation == "DescribeConfigurationAggregators").then(|| {
        Reply::json(json!({"ConfigurationAggregators": [{
            "ConfigurationAggregatorName": "all", "ConfigurationAggregatorArn": "arn:aws:config:us-east-1:1:a/all",
        }]}))
    })
}

fn refused() -> Reply {
    Reply::refused(400, "AccessDeniedException", "no")
}

/// Two pages of an answer.
fn pages(request: &Request, member: &str, first: Value, second: Value) -> Reply {
    let (page, next) = if request.body["NextToken"].is_null() {
        (first, Some("2"))
    } else {
        (second, None)
    };
    let mut body = json!({member: [page]});
    if let Some(token) = next {
        body["NextToken"] = json!(token);
    }
    Reply::json(body)
}

#[tokio::test]
async fn evaluations_of_all_rules_are_listed_page_by_page() {
    let snapshot = collect(&plan(&RULES), |request| {
        if request.operation != "DescribeConfigRuleEvaluationStatus" {
            return two_rules(request);
        }
        assert!(request.body["ConfigRuleNames"].is_null(), "{:?}", request.body);
        Some(pages(
            request,
            "ConfigRulesEvaluationStatus",
            json!({"ConfigRuleName": "b", "FirstEvaluationStarted": true,
                   "FirstActivatedTime": 1_600_000_000, "LastSuccessfulInvocationTime": 1_700_000_000,
                   "LastFailedInvocationTime": 1_700_000_001, "LastSuccessfulEvaluationTime": 1_700_000_002,
                   "LastFailedEvaluationTime": 1_700_000_003, "LastErrorCode": "E", "LastErrorMessage": "m"}),
            json!({"ConfigRuleName": "a"}),
        ))
    })
    .await;
    assert_eq!(snapshot.gaps, []);
    let statuses: Vec<&Value> = snapshot
        .items
        .iter()
        .map(|item| &item.supplementary_configuration["ConfigRuleEvaluationStatus"])
        .collect();
    assert_eq!(
        statuses,
        [
            &json!({"FirstEvaluationStarted": false}),
            &json!({
                "FirstEvaluationStarted": true, "FirstActivatedTime": "2020-09-13T12:26:40Z",
                "LastSuccessfulInvocationTime": "2023-11-14T22:13:20Z",
                "LastFailedInvocationTime": "2023-11-14T22:13:21Z",
                "LastSuccessfulEvaluationTime": "2023-11-14T22:13:22Z",
                "LastFailedEvaluationTime": "2023-11-14T22:13:23Z",
                "LastErrorCode": "E", "LastErrorMessage": "m",
            }),
        ]
    );
    assert_eq!(
        snapshot.items[0].configuration["MaximumExecutionFrequency"],
        "One_Hour"
    );
    assert_eq!(coverage(&snapshot, RULES[1]), [(Some("us-east-1"), 2)]);
}

#[tokio::test]
async fn a_pack_has_its_state_and_the_reason_for_it() {
    let snapshot = collect(&plan(&PACKS), |request| {
        if request.operation != "DescribeConformancePackStatus" {
            return one_pack(request);
        }
        Some(Reply::json(json!({"ConformancePackStatusDetails": [{
            "ConformancePackName": "audit", "ConformancePackArn": "arn:aws:config:::pack/audit",
            "ConformancePackId": "conformance-pack-1", "ConformancePackState": "CREATE_FAILED",
            "ConformancePackStatusReason": "no role", "StackArn": "s", "LastUpdateRequestedTime": 1_700_000_000,
        }]})))
    })
    .await;
    assert_eq!(snapshot.gaps, []);
    assert_eq!(
        only(&snapshot, "AWS::Config::ConformancePack").supplementary_configuration["ConformancePackStatus"],
        json!({"ConformancePackState": "CREATE_FAILED", "ConformancePackStatusReason": "no role"})
    );
}

#[tokio::test]
async fn the_sources_of_an_aggregator_are_listed_page_by_page() {
    let source = |account: &str, status: &str| json!({"SourceId": account, "SourceType": "ACCOUNT", "AwsRegion": "eu-west-1", "LastUpdateStatus": status});
    let (first, second) = (source("1", "SUCCEEDED"), source("2", "OUTDATED"));
    let expected = json!([first, second]);
    let snapshot = collect(&plan(&AGGREGATORS), move |request| {
        if request.operation != "DescribeConfigurationAggregatorSourcesStatus" {
            return one_aggregator(request);
        }
        assert_eq!(request.body["ConfigurationAggregatorName"], "all");
        Some(pages(
            request,
            "AggregatedSourceStatusList",
            first.clone(),
            second.clone(),
        ))
    })
    .await;
    assert_eq!(snapshot.gaps, []);
    assert_eq!(
        only(&snapshot, "AWS::Config::ConfigurationAggregator").supplementary_configuration["ConfigurationAggregatorSourcesStatus"],
        expected
    );
}

#[tokio::test]
async fn a_list_of_sources_that_breaks_off_is_none() {
    let snapshot = collect(&plan(&AGGREGATORS), |request| {
        if request.operation != "DescribeConfigurationAggregatorSourcesStatus" {
            return one_aggregator(request);
        }
        if request.body["NextToken"].is_null() {
            Some(Reply::json(json!({
                "AggregatedSourceStatusList": [{"SourceId": "1", "LastUpdateStatus": "SUCCEEDED"}], "NextToken": "2",
            })))
        } else {
            Some(refused())
        }
    })
    .await;
    let aggregator = only(&snapshot, "AWS::Config::ConfigurationAggregator");
    assert!(aggregator.supplementary_configuration.is_empty());
    assert_eq!(
        gaps(&snapshot),
        [(
            AGGREGATORS[1],
            Some("us-east-1"),
            Some(aggregator.key().as_str()),
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
}

#[tokio::test]
async fn authorizations_are_listed() {
    let snapshot = collect(&plan(&["config:DescribeAggregationAuthorizations"]), |request| {
        (request.operation == "DescribeAggregationAuthorizations").then(|| {
            Reply::json(json!({"AggregationAuthorizations": [{
                "AggregationAuthorizationArn": "arn:aws:config:us-east-1:1:aggregation-authorization/2/eu-west-1",
                "AuthorizedAccountId": "2", "AuthorizedAwsRegion": "eu-west-1",
            }]}))
        })
    })
    .await;
    assert_eq!(snapshot.gaps, []);
    let authorization = only(&snapshot, "AWS::Config::AggregationAuthorization");
    assert_eq!(authorization.resource_id, "2/eu-west-1");
    assert_eq!(
        authorization.configuration,
        json!({
            "AggregationAuthorizationArn": "arn:aws:config:us-east-1:1:aggregation-authorization/2/eu-west-1",
            "AuthorizedAccountId": "2", "AuthorizedAwsRegion": "eu-west-1",
        })
    );
    assert_eq!(
        coverage(&snapshot, "config:DescribeAggregationAuthorizations"),
        [(Some("us-east-1"), 1)]
    );
}

#[tokio::test]
async fn discovered_resources_are_counted_page_by_page() {
    let snapshot = collect(&plan(&RECORDERS), |request| {
        if request.operation != "GetDiscoveredResourceCounts" {
            return recorder_of_all(request);
        }
        Some(if request.body["nextToken"].is_null() {
            Reply::json(json!({
                "totalDiscoveredResources": 5, "nextToken": "2",
                "resourceCounts": [{"resourceType": "AWS::EC2::Instance", "count": 3}],
            }))
        } else {
            Reply::json(json!({
                "totalDiscoveredResources": 5,
                "resourceCounts": [{"resourceType": "AWS::New::Thing", "count": 2}],
            }))
        })
    })
    .await;
    assert_eq!(snapshot.gaps, []);
    assert_eq!(
        only(&snapshot, "AWS::Config::ConfigurationRecorder").supplementary_configuration["DiscoveredResourceCounts"],
        json!([
            {"ResourceType": "AWS::EC2::Instance", "Count": 3},
            {"ResourceType": "AWS::New::Thing", "Count": 2},
        ])
    );
}

#[tokio::test]
async fn where_there_is_nothing_no_status_is_asked_for() {
    let actions = [RULES, PACKS, AGGREGATORS, RECORDERS].concat();
    let aws = Fake::new(|_| None);
    let snapshot = aws
        .collect(&plan(&actions), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(snapshot.gaps, []);
    for [listing, status] in [RULES, PACKS, AGGREGATORS, RECORDERS] {
        assert_eq!(coverage(&snapshot, listing), [(Some("us-east-1"), 1)]);
        assert_eq!(coverage(&snapshot, status), [(Some("us-east-1"), 0)]);
    }
}

#[tokio::test]
async fn a_status_that_is_refused_is_a_gap_and_the_resource_stays() {
    let actions = [RULES, PACKS, AGGREGATORS, RECORDERS].concat();
    let snapshot = collect(&plan(&actions), |request| {
        two_rules(request)
            .or_else(|| one_pack(request))
            .or_else(|| one_aggregator(request))
            .or_else(|| recorder_of_all(request))
            .or_else(|| {
                let status = actions_of_status();
                status.contains(&request.operation.as_str()).then(refused)
            })
    })
    .await;
    assert_eq!(snapshot.items.len(), 5);
    for item in &snapshot.items {
        assert!(item.supplementary_configuration.is_empty(), "{item:?}");
    }
    let refused: BTreeSet<&str> = snapshot
        .gaps
        .iter()
        .map(|gap| gap.action.as_str())
        .collect();
    assert_eq!(
        refused,
        BTreeSet::from([RULES[1], PACKS[1], AGGREGATORS[1], RECORDERS[1]])
    );
}

/// The operations that tell of something already listed.
fn actions_of_status() -> [&'static str; 4] {
    [RULES[1], PACKS[1], AGGREGATORS[1], RECORDERS[1]]
        .map(|action| action.trim_start_matches("config:"))
}
