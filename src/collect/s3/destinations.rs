//! Where the buckets of the audit plane write in their turn: the buckets that hold their access logs and replicas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::collect::context::Context;
use crate::collect::uses;
use crate::model::item::ConfigurationItem;
use crate::resource::s3::BUCKET;

use super::Wanted;

/// The buckets that those name which were read, if the plan wants buckets that buckets use.
///
/// Only a bucket that is used itself counts: what the account's other buckets do is not the audit plane's.
pub(super) fn of(cx: &Context<'_>) -> BTreeMap<String, Wanted> {
    let mut destinations: BTreeMap<String, Wanted> = BTreeMap::new();
    let users = cx.plan.referenced.get(BUCKET.name);
    if !users.is_some_and(|users| users.contains(BUCKET.name)) {
        return destinations;
    }
    cx.each_item(BUCKET.name, |item| {
        if item.relationships.is_empty() {
            return;
        }
        for name in named_by(item) {
            destinations
                .entry(name)
                .or_insert_with(|| Wanted {
                    region: item.aws_region.clone(),
                    users: BTreeSet::new(),
                })
                .users
                .insert(uses::used_by(item));
        }
    });
    destinations
}

/// The buckets that a bucket's settings name.
fn named_by(item: &ConfigurationItem) -> BTreeSet<String> {
    let parts = &item.supplementary_configuration;
    let access_logs = parts
        .get("BucketLoggingConfiguration")
        .and_then(|logging| logging.get("destinationBucketName")?.as_str());
    let replicas = parts
        .get("BucketReplicationConfiguration")
        .and_then(|replication| replication.get("rules")?.as_object())
        .into_iter()
        .flat_map(Map::values)
        .filter_map(destination);
    access_logs
        .into_iter()
        .chain(replicas)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The name of the bucket to which a rule replicates.
fn destination(rule: &Value) -> Option<&str> {
    let arn = rule.pointer("/destinationConfig/bucketARN")?.as_str()?;
    arn.rsplit(':').next()
}
