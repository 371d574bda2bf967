//! Event buses with their rules and targets.

use serde_json::json;

use super::fake::{Fake, Reply, Request, in_regions};
use super::{gaps, only, plan};
use crate::model::gap::GapKind;

const BUS: &str = "AWS::Events::EventBus";
const RULE: &str = "AWS::Events::Rule";
const ALL: [&str; 3] = [
    "events:ListEventBuses",
    "events:ListRules",
    "events:ListTargetsByRule",
];
const RULE_ARN: &str = "arn:aws:events:us-east-1:111111111111:rule/trail-changes";

fn audit(request: &Request) -> Option<Reply> {
    match request.operation.as_str() {
        "ListEventBuses" => Some(Reply::json(json!({"EventBuses": [{
            "Name": "default", "Arn": "arn:aws:events:us-east-1:111111111111:event-bus/default",
            "Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
        }]}))),
        "ListRules" => Some(Reply::json(json!({"Rules": [{
            "Name": "trail-changes", "Arn": RULE_ARN, "EventBusName": "default", "State": "ENABLED",
            "EventPattern": "{\"source\":[\"aws.cloudtrail\"]}",
        }]}))),
        "ListTargetsByRule" => Some(Reply::json(json!({"Targets": [{
            "Id": "1", "Arn": "arn:aws:sns:us-east-1:111111111111:security",
        }]}))),
        _ => None,
    }
}

#[tokio::test]
async fn rules_are_read_bus_by_bus_with_their_targets() {
    let aws = Fake::new(audit);
    let snapshot = aws
        .collect(&plan(&ALL), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(
        only(&snapshot, BUS).configuration["Policy"]["Statement"],
        json!([])
    );
    let rule = only(&snapshot, RULE);
    assert_eq!(rule.arn.as_deref(), Some(RULE_ARN));
    assert_eq!(
        rule.configuration["EventPattern"],
        json!({"source": ["aws.cloudtrail"]})
    );
    assert_eq!(
        rule.supplementary_configuration["Targets"][0]["Arn"],
        json!("arn:aws:sns:us-east-1:111111111111:security")
    );
}

#[tokio::test]
async fn targets_that_are_not_wanted_are_not_asked_for() {
    let aws = Fake::new(audit);
    let snapshot = aws
        .collect(&plan(&ALL[..2]), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("ListTargetsByRule"), 0);
    assert!(
        !only(&snapshot, RULE)
            .supplementary_configuration
            .contains_key("Targets")
    );
}

#[tokio::test]
async fn a_refused_list_of_buses_leaves_the_rules_unknown_too() {
    let aws = Fake::new(|request| {
        (request.operation == "ListEventBuses")
            .then(|| Reply::refused(400, "AccessDeniedException", "no"))
    });
    let snapshot = aws
        .collect(&plan(&ALL), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let region = Some("us-east-1");
    assert_eq!(
        gaps(&snapshot),
        [
            (
                "events:ListEventBuses",
                region,
                None,
                GapKind::AccessDenied,
                Some("AccessDeniedException")
            ),
            (
                "events:ListRules",
                region,
                None,
                GapKind::NotCollected,
                None
            ),
        ]
    );
}

#[tokio::test]
async fn a_refused_list_of_targets_is_a_gap_of_that_rule() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "ListTargetsByRule" => Some(Reply::refused(400, "AccessDeniedException", "no")),
        _ => audit(request),
    });
    let snapshot = aws
        .collect(&plan(&ALL), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(
        gaps(&snapshot),
        [(
            "events:ListTargetsByRule",
            Some("us-east-1"),
            Some(RULE_ARN),
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
}
