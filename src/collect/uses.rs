//! Which buckets, keys, log groups and topics the resources that were read name, and who names them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::item::{ConfigurationItem, Relationship, USED_BY};
use crate::resource::cloudtrail::TRAIL;
use crate::resource::cloudwatch::{ALARM, COMPOSITE_ALARM};
use crate::resource::config::DELIVERY_CHANNEL;
use crate::resource::events::RULE;
use crate::resource::kms::KEY;
use crate::resource::lake::EVENT_DATA_STORE;
use crate::resource::logs::LOG_GROUP;
use crate::resource::s3::BUCKET;
use crate::resource::sns::TOPIC;

use super::arn;
use super::context::Context;

/// Where a type names resources of another type.
struct Naming {
    /// The type that names.
    user: &'static str,
    /// The type that is named.
    used: &'static str,
    /// The names in an item of the user.
    names: fn(&ConfigurationItem) -> Vec<&str>,
}

const fn naming(
    user: &'static str,
    used: &'static str,
    names: fn(&ConfigurationItem) -> Vec<&str>,
) -> Naming {
    Naming { user, used, names }
}

static NAMINGS: &[Naming] = &[
    naming(TRAIL.name, BUCKET.name, |item| member(item, "s3BucketName")),
    naming(TRAIL.name, KEY.name, |item| member(item, "kmsKeyId")),
    naming(TRAIL.name, LOG_GROUP.name, |item| {
        member(item, "cloudWatchLogsLogGroupArn")
    }),
    naming(TRAIL.name, TOPIC.name, |item| member(item, "snsTopicARN")),
    naming(DELIVERY_CHANNEL.name, BUCKET.name, |item| {
        member(item, "S3BucketName")
    }),
    naming(DELIVERY_CHANNEL.name, KEY.name, |item| {
        member(item, "S3KmsKeyArn")
    }),
    naming(DELIVERY_CHANNEL.name, TOPIC.name, |item| {
        member(item, "SnsTopicARN")
    }),
    naming(EVENT_DATA_STORE.name, KEY.name, |item| {
        member(item, "KmsKeyId")
    }),
    naming(ALARM.name, TOPIC.name, alarm_topics),
    naming(COMPOSITE_ALARM.name, TOPIC.name, alarm_topics),
    naming(LOG_GROUP.name, KEY.name, |item| member(item, "kmsKeyId")),
    naming(TOPIC.name, KEY.name, |item| member(item, "KmsMasterKeyId")),
    naming(BUCKET.name, TOPIC.name, notified_topics),
    naming(RULE.name, TOPIC.name, target_topics),
];

/// A member of the configuration that holds one name.
fn member<'i>(item: &'i ConfigurationItem, name: &str) -> Vec<&'i str> {
    let value = item.configuration.get(name).and_then(Value::as_str);
    value.filter(|name| !name.is_empty()).into_iter().collect()
}

/// The topics among an alarm's actions.
fn alarm_topics(item: &ConfigurationItem) -> Vec<&str> {
    let actions = item.configuration.get("alarmActions");
    let actions = actions.and_then(Value::as_array).into_iter().flatten();
    actions
        .filter_map(Value::as_str)
        .filter(|action| is_topic(action))
        .collect()
}

/// The topics that a bucket notifies.
fn notified_topics(item: &ConfigurationItem) -> Vec<&str> {
    let part = item
        .supplementary_configuration
        .get("BucketNotificationConfiguration");
    let targets = part.and_then(|part| part.get("configurations")?.as_object());
    targets
        .into_iter()
        .flat_map(|targets| targets.values())
        .filter_map(|target| target.get("topicARN")?.as_str())
        .collect()
}

/// The topics among a rule's targets.
fn target_topics(item: &ConfigurationItem) -> Vec<&str> {
    let targets = item.supplementary_configuration.get("Targets");
    let targets = targets.and_then(Value::as_array).into_iter().flatten();
    targets
        .filter_map(|target| target.get("Arn")?.as_str())
        .filter(|arn| is_topic(arn))
        .collect()
}

fn is_topic(arn: &str) -> bool {
    arn::service(arn) == Some("sns")
}

/// A name and the region of the resource that uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reference {
    /// What the user calls it.
    pub name: String,
    /// The user's region.
    pub region: String,
}

/// What the resources that the plan names as users of a type refer to, with those users.
pub(super) fn of(cx: &Context<'_>, used: &str) -> BTreeMap<Reference, Vec<Relationship>> {
    let mut references: BTreeMap<Reference, Vec<Relationship>> = BTreeMap::new();
    let Some(users) = cx.plan.referenced.get(used) else {
        return references;
    };
    for naming in NAMINGS {
        if naming.used != used || !users.contains(naming.user) {
            continue;
        }
        cx.each_item(naming.user, |item| {
            for name in (naming.names)(item) {
                let reference = Reference {
                    name: name.to_owned(),
                    region: item.aws_region.clone(),
                };
                references.entry(reference).or_default().push(used_by(item));
            }
        });
    }
    references
}

/// How a resource appears among the users of another.
pub(super) fn used_by(item: &ConfigurationItem) -> Relationship {
    Relationship {
        resource_type: item.resource_type.clone(),
        // The key, since ids such as a delivery channel's are the same in every region.
        resource_id: Some(item.key()),
        resource_name: item.resource_name.clone(),
        relationship_name: USED_BY.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{BUCKET, NAMINGS};
    use crate::resource::USES;

    #[test]
    fn what_is_followed_is_what_policies_are_told() {
        let followed: BTreeSet<_> = NAMINGS
            .iter()
            .map(|naming| (naming.user, naming.used))
            // One step from bucket to bucket is the collector of S3's own.
            .chain([(BUCKET.name, BUCKET.name)])
            .collect();
        assert_eq!(followed, BTreeSet::from_iter(USES.iter().copied()));
    }
}
