//! Topics that others name: attributes, subscriptions, missing and refused ones.

use std::collections::BTreeSet;

use serde_json::json;

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::trails::{everywhere, trail};
use super::{gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::item::ItemStatus;
use crate::model::plan::Plan;

const TOPIC: &str = "AWS::SNS::Topic";
const ARN: &str = "arn:aws:sns:us-east-1:111111111111:deliveries";

fn topics_of_trails(actions: &[&str]) -> Plan {
    let mut plan = plan(actions);
    plan.actions.insert("cloudtrail:DescribeTrails".to_owned());
    plan.referenced.insert(
        TOPIC.to_owned(),
        BTreeSet::from(["AWS::CloudTrail::Trail".to_owned()]),
    );
    plan
}

/// An AWS with a trail that notifies a topic.
fn with_topic(script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Fake {
    let mut trail = trail("main", "us-east-1", ACCOUNT);
    trail["SnsTopicARN"] = json!(ARN);
    let trails = everywhere(vec![trail]);
    Fake::new(move |request| script(request).or_else(|| trails(request)))
}

fn response(operation: &str, result: &str) -> Reply {
    Reply::text(
        200,
        &format!(
            "<{operation}Response xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><{operation}Result>{result}\
             </{operation}Result></{operation}Response>"
        ),
    )
}

fn attributes(entries: &[(&str, &str)]) -> Reply {
    let entries: String = entries
        .iter()
        .map(|(key, value)| format!("<entry><key>{key}</key><value>{value}</value></entry>"))
        .collect();
    response(
        "GetTopicAttributes",
        &format!("<Attributes>{entries}</Attributes>"),
    )
}

#[tokio::test]
async fn attributes_become_members_and_policies_documents() {
    let aws = with_topic(|request| match request.operation.as_str() {
        "GetTopicAttributes" => Some(attributes(&[
            ("TopicArn", ARN),
            ("Owner", ACCOUNT),
            ("Policy", "{&quot;Statement&quot;:[]}"),
            ("KmsMasterKeyId", "alias/audit"),
            ("SubscriptionsConfirmed", "1"),
            (
                "HTTPFailureFeedbackRoleArn",
                "arn:aws:iam::111111111111:role/feedback",
            ),
            ("LambdaFailureFeedbackRoleArn", ""),
        ])),
        "ListSubscriptionsByTopic" => Some(response(
            "ListSubscriptionsByTopic",
            "<Subscriptions><member><SubscriptionArn>PendingConfirmation</SubscriptionArn><Protocol>email</Protocol>\
             <Endpoint>audit@example.com</Endpoint></member></Subscriptions>",
        )),
        _ => None,
    });
    let plan = topics_of_trails(&["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let topic = only(&snapshot, TOPIC);
    assert_eq!(topic.arn.as_deref(), Some(ARN));
    assert_eq!(topic.configuration["KmsMasterKeyId"], json!("alias/audit"));
    assert_eq!(topic.configuration["Policy"], json!({"Statement": []}));
    assert_eq!(topic.configuration["SubscriptionsConfirmed"], json!(1));
    assert_eq!(
        topic.configuration["FailureFeedbackRoleArns"],
        json!({"HTTP": "arn:aws:iam::111111111111:role/feedback"})
    );
    let subscription = &topic.supplementary_configuration["Subscriptions"][0];
    assert_eq!(
        subscription["SubscriptionArn"],
        json!("PendingConfirmation")
    );
    assert_eq!(topic.relationships.len(), 1);
}

#[tokio::test]
async fn a_topic_that_does_not_exist_is_a_deleted_one() {
    let aws = with_topic(|request| {
        (request.operation == "GetTopicAttributes").then(|| {
            Reply::text(
                404,
                "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no</Message></Error>\
                 <RequestId>1</RequestId></ErrorResponse>",
            )
        })
    });
    let plan = topics_of_trails(&["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(
        only(&snapshot, TOPIC).configuration_item_status,
        ItemStatus::ResourceDeleted
    );
    assert_eq!(aws.times("ListSubscriptionsByTopic"), 0);
}

#[tokio::test]
async fn a_policy_that_is_no_json_and_an_answer_without_the_topic_are_gaps() {
    for answer in [
        attributes(&[("TopicArn", ARN), ("Policy", "none")]),
        attributes(&[]),
    ] {
        let aws = with_topic(move |request| {
            (request.operation == "GetTopicAttributes").then(|| answer.clone())
        });
        let plan = topics_of_trails(&["sns:GetTopicAttributes"]);
        let snapshot = aws
            .collect(&plan, in_regions(&["us-east-1"]))
            .await
            .expect("a snapshot");
        assert_eq!(
            gaps(&snapshot),
            [(
                "sns:GetTopicAttributes",
                None,
                Some(ARN),
                GapKind::Failed,
                None
            )]
        );
    }
}

#[tokio::test]
async fn the_topics_among_a_rules_targets_are_read() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "ListEventBuses" => Some(Reply::json(json!({"EventBuses": [{
            "Name": "default", "Arn": "arn:aws:events:us-east-1:111111111111:event-bus/default",
        }]}))),
        "ListRules" => Some(Reply::json(json!({"Rules": [{
            "Name": "audit", "Arn": "arn:aws:events:us-east-1:111111111111:rule/audit",
        }]}))),
        "ListTargetsByRule" => Some(Reply::json(json!({"Targets": [
            {"Id": "1", "Arn": ARN},
            {"Id": "2", "Arn": "arn:aws:sqs:us-east-1:111111111111:audit"},
        ]}))),
        "GetTopicAttributes" => Some(attributes(&[("TopicArn", ARN)])),
        _ => None,
    });
    let mut plan = plan(&[
        "events:ListEventBuses",
        "events:ListRules",
        "events:ListTargetsByRule",
        "sns:GetTopicAttributes",
    ]);
    plan.referenced.insert(
        TOPIC.to_owned(),
        BTreeSet::from(["AWS::Events::Rule".to_owned()]),
    );
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let topic = only(&snapshot, TOPIC);
    assert_eq!(topic.arn.as_deref(), Some(ARN));
    let users: Vec<_> = topic
        .relationships
        .iter()
        .map(|user| (user.resource_type.as_str(), user.resource_name.as_deref()))
        .collect();
    assert_eq!(users, [("AWS::Events::Rule", Some("audit"))]);
    assert_eq!(aws.times("GetTopicAttributes"), 1);
}
