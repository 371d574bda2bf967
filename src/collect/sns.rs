//! SNS: the topics that the audit plane notifies, or all of them.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::Value;

use crate::model::gap::GapKind;
use crate::model::item::{ConfigurationItem, ItemStatus, Relationship};
use crate::resource::sns::{Subscription, TOPIC, Topic};

use super::arn;
use super::context::{Answer, Context};
use super::convert::{document, json};
use super::place::Place;
use super::uses;

const LIST_TOPICS: &str = "sns:ListTopics";
const GET_TOPIC_ATTRIBUTES: &str = "sns:GetTopicAttributes";
const LIST_SUBSCRIPTIONS: &str = "sns:ListSubscriptionsByTopic";

/// Codes with which SNS says that there is no such topic.
const NOT_FOUND: [&str; 2] = ["NotFound", "NotFoundException"];

/// Reads the topics that the plan wants. `regions` are those in which all are listed, where all are wanted.
pub(super) async fn collect(cx: &Context<'_>, regions: &[&str]) {
    let whole = cx.plan.whole.contains(TOPIC.name) && cx.wants(LIST_TOPICS);
    if !whole && !cx.plan.referenced.contains_key(TOPIC.name) {
        return;
    }
    let mut topics: BTreeMap<String, Vec<Relationship>> = BTreeMap::new();
    for (reference, users) in uses::of(cx, TOPIC.name) {
        topics.entry(reference.name).or_default().extend(users);
    }
    if whole {
        for arn in join_all(regions.iter().map(|region| list(cx, region)))
            .await
            .into_iter()
            .flatten()
        {
            topics.entry(arn).or_default();
        }
        cx.covered_globally(LIST_TOPICS);
    }
    join_all(topics.into_iter().map(|(arn, users)| read(cx, arn, users))).await;
    for action in [GET_TOPIC_ATTRIBUTES, LIST_SUBSCRIPTIONS] {
        if cx.wants(action) {
            cx.covered_globally(action);
        }
    }
}

async fn list(cx: &Context<'_>, region: &str) -> Vec<String> {
    let client = cx.clients.sns(region);
    let listed = cx
        .pages(
            &Place::global(LIST_TOPICS).note(Some(format!("in {region}"))),
            |token| client.list_topics().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    let topics = listed.pages.iter().flat_map(|page| page.topics());
    topics.filter_map(|topic| topic.topic_arn.clone()).collect()
}

/// A call about a topic; who reads of its failure should know whose topic that is.
fn place(cx: &Context<'_>, action: &'static str, topic: &str) -> Place {
    let owner = arn::account(topic)
        .filter(|owner| *owner != cx.identity.account)
        .map(|owner| format!("the topic belongs to account {owner}"));
    Place::global(action).resource(topic).note(owner)
}

async fn read(cx: &Context<'_>, arn: String, users: Vec<Relationship>) {
    let region = arn::region(&arn).unwrap_or_else(|| cx.global_region());
    let name = arn.rsplit(':').next().unwrap_or(&arn);
    let mut item = cx.item(TOPIC.name, region, arn.as_str());
    item.resource_name = Some(name.to_owned());
    item.arn = Some(arn.clone());
    item.relationships = users;
    if cx.wants(GET_TOPIC_ATTRIBUTES) {
        let place = place(cx, GET_TOPIC_ATTRIBUTES, &arn);
        let request = cx
            .clients
            .sns(region)
            .get_topic_attributes()
            .topic_arn(&arn);
        match cx.ask(&place, &NOT_FOUND, request.send()).await {
            Answer::Output(output) => {
                let attributes = output.attributes.unwrap_or_default();
                let attributes: BTreeMap<String, String> = attributes.into_iter().collect();
                item.configuration = json(&topic(cx, &place, &attributes));
            }
            Answer::Fact(_) => item.configuration_item_status = ItemStatus::ResourceDeleted,
            Answer::Unknown => {}
        }
    }
    if cx.wants(LIST_SUBSCRIPTIONS)
        && !item.configuration_item_status.is_deleted()
        && let Some(subscriptions) = subscriptions(cx, &item).await
    {
        item.supplementary_configuration
            .insert("Subscriptions".to_owned(), subscriptions);
    }
    cx.push(item);
}

fn topic(cx: &Context<'_>, place: &Place, attributes: &BTreeMap<String, String>) -> Topic {
    let text = |name: &str| attributes.get(name).filter(|value| !value.is_empty());
    let count = |name: &str| text(name).and_then(|value| value.parse().ok());
    let roles = |suffix: &str| {
        let of_protocol = |(name, role): (&String, &String)| {
            let protocol = name.strip_suffix(suffix)?;
            (!role.is_empty()).then(|| (protocol.to_owned(), role.clone()))
        };
        attributes.iter().filter_map(of_protocol).collect()
    };
    if !attributes.contains_key("TopicArn") {
        cx.gap(place, GapKind::Failed, "the answer does not name the topic");
    }
    Topic {
        topic_arn: text("TopicArn").cloned(),
        owner: text("Owner").cloned(),
        policy: document(cx, place, text("Policy").map(String::as_str)),
        kms_master_key_id: text("KmsMasterKeyId").cloned(),
        signature_version: text("SignatureVersion").cloned(),
        fifo_topic: text("FifoTopic").is_some_and(|value| value == "true"),
        subscriptions_confirmed: count("SubscriptionsConfirmed"),
        subscriptions_pending: count("SubscriptionsPending"),
        failure_feedback_role_arns: roles("FailureFeedbackRoleArn"),
        success_feedback_role_arns: roles("SuccessFeedbackRoleArn"),
    }
}

async fn subscriptions(cx: &Context<'_>, topic: &ConfigurationItem) -> Option<Value> {
    let client = cx.clients.sns(&topic.aws_region);
    let listed = cx
        .pages(
            &place(cx, LIST_SUBSCRIPTIONS, &topic.key()),
            |token| {
                client
                    .list_subscriptions_by_topic()
                    .topic_arn(topic.key())
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    if !listed.complete {
        return None;
    }
    let subscriptions: Vec<Subscription> = listed
        .pages
        .iter()
        .flat_map(|page| page.subscriptions())
        .map(|subscription| Subscription {
            subscription_arn: subscription.subscription_arn.clone(),
            owner: subscription.owner.clone(),
            protocol: subscription.protocol.clone(),
            endpoint: subscription.endpoint.clone(),
        })
        .collect();
    Some(json(&subscriptions))
}
