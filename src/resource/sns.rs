//! SNS: topics with their subscriptions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Inventory, ResourceType, global, schema_of};

/// A topic; by default only topics that the audit plane notifies are read.
pub static TOPIC: ResourceType = ResourceType {
    name: "AWS::SNS::Topic",
    about: "an SNS topic; with `used_by`, only the topics that those resources name",
    inventory: Inventory::Referenced("sns:ListTopics"),
    has_arn: true,
    parts: &[
        global("configuration", "sns:GetTopicAttributes", false),
        global(
            "supplementaryConfiguration.Subscriptions",
            "sns:ListSubscriptionsByTopic",
            false,
        ),
    ],
    prerequisites: &["sns:GetTopicAttributes"],
    configuration: schema_of::<Topic>,
    supplementary: schema_of::<TopicParts>,
};

/// A topic's attributes, from `GetTopicAttributes`. Of attributes that were never set AWS says nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Topic {
    /// The topic's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_arn: Option<String>,
    /// The account that owns the topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The topic's policy document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// The key with which messages are encrypted: an id, an ARN or an alias; absent means that they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_master_key_id: Option<String>,
    /// `1` (SHA-1) or `2` (SHA-256): how messages are signed; absent means `1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_version: Option<String>,
    /// Whether the topic is a FIFO topic.
    pub fifo_topic: bool,
    /// How many subscriptions are confirmed, as AWS counts now and then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscriptions_confirmed: Option<i64>,
    /// How many subscriptions wait for confirmation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscriptions_pending: Option<i64>,
    /// The roles with which failed deliveries are logged, by protocol: `HTTP`, `Lambda`, `SQS`, `Firehose`, `Application`.
    pub failure_feedback_role_arns: std::collections::BTreeMap<String, String>,
    /// The roles with which deliveries that went well are logged, by protocol.
    pub success_feedback_role_arns: std::collections::BTreeMap<String, String>,
}

/// What further calls say of a topic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct TopicParts {
    /// The subscriptions; empty where there are none.
    pub subscriptions: Vec<Subscription>,
}

/// A subscription, from `ListSubscriptionsByTopic`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct Subscription {
    /// The subscription's ARN; `PendingConfirmation` until it is confirmed, `Deleted` after it was unsubscribed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_arn: Option<String>,
    /// The account that owns the subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `email`, `sms`, `https`, `http`, `lambda`, `sqs`, `firehose`, `email-json` or `application`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// Where messages go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}
