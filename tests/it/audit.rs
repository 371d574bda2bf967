//! The audit end to end: the program against a simulated AWS, over HTTP.
//!
//! What only the program can show (exit codes, streams, files, signals) is run as the program. What has to be repeated
//! for each action or each control goes through the library, over the same network.

mod accounts;
mod alerting;
mod collection;
mod config_items;
mod denials;
mod evidence;
mod faults;
mod histories;
mod iam;
mod interrupt;
mod messages;
mod organizations;
mod plan;
mod program;
mod pushing;
mod refusals;
mod roles;
mod security_hub;
mod snapshots;

/// Of how many things an action is asked in one region of the compliant set-up, at most. What lists things is asked once.
fn things(action: &str) -> u64 {
    match action {
        "s3:GetAccountPublicAccessBlock" => 1,
        // Three buckets are looked for in us-east-1, and one of them turns out to be elsewhere.
        action if action.starts_with("s3:") => 3,
        // A root and a unit, and AWS's own policy beside the one that guards.
        action if action.starts_with("organizations:") => 2,
        // Each type by itself.
        action if action.starts_with("iam:") => 4,
        // Those buckets, the trail, its key and the recorder.
        "config:GetResourceConfigHistory" => 6,
        // Deleted trails and deleted event data stores.
        "config:ListDiscoveredResources" => 2,
        // A trail, an event data store and a channel.
        "cloudtrail:ListTags" => 3,
        "cloudtrail:GetInsightSelectors" | "cloudtrail:GetResourcePolicy" => 2,
        // The account's own bus and the default one, and their rules.
        "events:ListRules" => 2,
        "events:ListTargetsByRule" => 6,
        // Keys of the trail and of topics.
        "kms:DescribeKey" | "kms:GetKeyPolicy" | "kms:GetKeyRotationStatus" => 2,
        // Topics of the trail, of AWS Config, of alarms and of a bucket.
        "sns:GetTopicAttributes" | "sns:ListSubscriptionsByTopic" => 4,
        _ => 1,
    }
}
