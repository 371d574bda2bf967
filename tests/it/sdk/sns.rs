//! Amazon SNS.

use std::collections::HashMap;

use aws_sdk_sns::Client;
use aws_sdk_sns::error::ProvideErrorMetadata;

use super::{ELSEWHERE, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const ALERTS: &str = "arn:aws:sns:us-east-1:123456789012:audit-alerts";

async fn attributes(sns: &Client, topic: &str) -> HashMap<String, String> {
    let answer = sns.get_topic_attributes().topic_arn(topic).send().await;
    answer.unwrap().attributes.unwrap_or_default()
}

#[tokio::test]
async fn a_topic_has_the_attributes_that_it_was_given() {
    let aws = SimulatedAws::shared("compliant");
    let attributes = attributes(&Client::new(&at_home(aws)), ALERTS).await;
    assert_eq!(attributes["TopicArn"], ALERTS);
    assert_eq!(attributes["Owner"], ACCOUNT);
    assert_eq!(attributes["SignatureVersion"], "2");
    assert!(attributes["KmsMasterKeyId"].starts_with("arn:aws:kms:us-east-1:"));
    assert!(attributes["SQSFailureFeedbackRoleArn"].ends_with("role/sns-feedback"));
    assert!(attributes["Policy"].contains("cloudwatch.amazonaws.com"));
    // The e-mail address that has agreed, and the queue.
    assert_eq!(attributes["SubscriptionsConfirmed"], "2");
    assert_eq!(attributes["SubscriptionsPending"], "0");
    assert!(!attributes.contains_key("DeliveryPolicy"), "{attributes:?}");
}

#[tokio::test]
async fn who_is_subscribed_must_agree_first() {
    let aws = SimulatedAws::start();
    let sns = Client::new(&at_home(&aws));
    let topic = sns.create_topic().name("t").send().await.unwrap();
    let topic = topic.topic_arn().unwrap();
    let subscribe = async |protocol: &str, endpoint: &str| {
        let request = sns.subscribe().topic_arn(topic).protocol(protocol);
        let answer = request.endpoint(endpoint).send().await.unwrap();
        answer.subscription_arn.unwrap()
    };
    let listed = async || {
        let request = sns.list_subscriptions_by_topic().topic_arn(topic);
        let mut arns: Vec<String> = request
            .send()
            .await
            .unwrap()
            .subscriptions
            .unwrap()
            .into_iter()
            .map(|subscription| subscription.subscription_arn.unwrap())
            .collect();
        arns.sort();
        arns
    };
    let confirm = async |token: &str| {
        let request = sns.confirm_subscription().topic_arn(topic);
        request.token(token).send().await
    };

    let queue = subscribe("sqs", "arn:aws:sqs:us-east-1:123456789012:q").await;
    assert!(queue.starts_with(topic), "{queue}");
    assert_eq!(
        subscribe("email", "a@example.com").await,
        "pending confirmation"
    );
    assert_eq!(listed().await, ["PendingConfirmation", queue.as_str()]);
    let counts = attributes(&sns, topic).await;
    assert_eq!(counts["SubscriptionsPending"], "1");
    assert_eq!(counts["SubscriptionsConfirmed"], "1");

    let error = confirm("b@example.com").await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidParameter"));
    let confirmed = confirm("a@example.com").await.unwrap();
    let confirmed = confirmed.subscription_arn().unwrap();
    assert_eq!(listed().await.len(), 2);
    assert!(listed().await.contains(&confirmed.to_owned()));
    // To ask again asks nothing of them.
    assert_eq!(subscribe("email", "a@example.com").await, confirmed);
    assert_eq!(attributes(&sns, topic).await["SubscriptionsConfirmed"], "2");
}

#[tokio::test]
async fn topics_of_others_are_refused_and_those_of_other_regions_unknown() {
    let aws = SimulatedAws::shared("compliant");
    let code = async |account: &str, region: &str, topic: &str| {
        let sns = Client::new(&settings(aws, account, region));
        let answer = sns.get_topic_attributes().topic_arn(topic).send().await;
        let error = answer.unwrap_err();
        let status = error.raw_response().unwrap().status().as_u16();
        (error.code().unwrap().to_owned(), status)
    };
    let (home, gone) = ("us-east-1", format!("{ALERTS}-gone"));
    for (account, region, topic, expected) in [
        ("111122223333", home, ALERTS, ("AuthorizationError", 403)),
        (ACCOUNT, ELSEWHERE, ALERTS, ("InvalidParameter", 400)),
        (ACCOUNT, home, &gone, ("NotFound", 404)),
    ] {
        let (code, status) = code(account, region, topic).await;
        assert_eq!((code.as_str(), status), expected);
    }
}
