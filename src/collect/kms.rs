//! KMS: keys that the audit plane uses, or all of them.
//!
//! A reference may be a key's id, its ARN, an alias or an alias' ARN. `DescribeKey` takes each of them and answers with
//! the key, so two names of one key become one item.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_kms::types::KeyMetadata;
use futures::future::join_all;
use serde_json::Value;

use crate::model::gap::GapKind;
use crate::model::item::{ConfigurationItem, ItemStatus, Relationship};
use crate::resource::kms::{KEY, Key};

use super::arn;
use super::context::{Answer, Context};
use super::convert::{json, time, word};
use super::place::Place;
use super::uses::{self, Reference};

const LIST_KEYS: &str = "kms:ListKeys";
const DESCRIBE_KEY: &str = "kms:DescribeKey";
const GET_ROTATION: &str = "kms:GetKeyRotationStatus";
const GET_POLICY: &str = "kms:GetKeyPolicy";

/// The one policy that a key has.
const POLICY_NAME: &str = "default";

/// Reads the keys that the plan wants. `regions` are those in which all keys are listed, where all are wanted.
pub(super) async fn collect(cx: &Context<'_>, regions: &[&str]) {
    let whole = cx.plan.whole.contains(KEY.name) && cx.wants(LIST_KEYS);
    if !whole && !cx.plan.referenced.contains_key(KEY.name) {
        return;
    }
    let mut references = by_own_region(uses::of(cx, KEY.name));
    if whole {
        for reference in join_all(regions.iter().map(|region| list(cx, region)))
            .await
            .into_iter()
            .flatten()
        {
            references.entry(reference).or_default();
        }
        cx.covered_globally(LIST_KEYS);
    }

    let described = join_all(references.into_iter().map(|(reference, users)| async move {
        let mut item = describe(cx, &reference).await;
        item.relationships = users;
        item
    }))
    .await;
    let keys = merge(described);
    join_all(keys.into_iter().map(|key| complete(cx, key))).await;

    for action in [DESCRIBE_KEY, GET_ROTATION, GET_POLICY] {
        if cx.wants(action) {
            cx.covered_globally(action);
        }
    }
}

/// The references with the region in which each is resolved: an ARN's own, else that of the resource which names it.
fn by_own_region(
    references: BTreeMap<Reference, Vec<Relationship>>,
) -> BTreeMap<Reference, Vec<Relationship>> {
    let mut resolved: BTreeMap<Reference, Vec<Relationship>> = BTreeMap::new();
    for (mut reference, users) in references {
        if let Some(region) = arn::region(&reference.name) {
            reference.region = region.to_owned();
        }
        resolved.entry(reference).or_default().extend(users);
    }
    resolved
}

async fn list(cx: &Context<'_>, region: &str) -> Vec<Reference> {
    let client = cx.clients.kms(region);
    let listed = cx
        .pages(
            &Place::global(LIST_KEYS).note(Some(format!("in {region}"))),
            |marker| client.list_keys().set_marker(marker).send(),
            |page| page.next_marker().filter(|_| page.truncated()),
        )
        .await;
    listed
        .pages
        .iter()
        .flat_map(|page| page.keys())
        .filter_map(|key| key.key_arn())
        .map(|arn| Reference {
            name: arn.to_owned(),
            region: region.to_owned(),
        })
        .collect()
}

/// A call about a key; who reads of its failure should know whose key that is.
fn place(cx: &Context<'_>, action: &'static str, key: &str) -> Place {
    let owner = arn::account(key)
        .filter(|owner| *owner != cx.identity.account)
        .map(|owner| format!("the key belongs to account {owner}"));
    Place::global(action).resource(key).note(owner)
}

/// The key that a reference means; a stub where AWS does not say.
async fn describe(cx: &Context<'_>, reference: &Reference) -> ConfigurationItem {
    let stub = stub(cx, reference);
    if !cx.wants(DESCRIBE_KEY) {
        return stub;
    }
    let place = place(cx, DESCRIBE_KEY, &stub.key());
    let request = cx
        .clients
        .kms(&reference.region)
        .describe_key()
        .key_id(&reference.name);
    match cx.ask(&place, &["NotFoundException"], request.send()).await {
        Answer::Output(output) => match output.key_metadata {
            Some(key) => item(cx, &key, &reference.region),
            None => stub,
        },
        Answer::Fact(_) => ConfigurationItem {
            resource_id: reference.name.clone(),
            configuration_item_status: ItemStatus::ResourceDeleted,
            ..stub
        },
        Answer::Unknown => stub,
    }
}

/// What is known of a key before AWS has said anything.
fn stub(cx: &Context<'_>, reference: &Reference) -> ConfigurationItem {
    let mut stub = cx.item(KEY.name, &reference.region, reference.name.clone());
    if arn::region(&reference.name).is_some() && reference.name.contains(":key/") {
        stub.arn = Some(reference.name.clone());
    }
    stub
}

fn item(cx: &Context<'_>, key: &KeyMetadata, region: &str) -> ConfigurationItem {
    let region = key.arn().and_then(arn::region).unwrap_or(region);
    let mut item = cx.item(KEY.name, region, key.key_id());
    item.arn = key.arn.clone();
    item.configuration = json(&Key {
        key_id: Some(key.key_id().to_owned()),
        arn: key.arn.clone(),
        aws_account_id: key.aws_account_id.clone(),
        enabled: key.enabled(),
        key_state: word(key.key_state()),
        key_manager: word(key.key_manager()),
        deletion_date: time(key.deletion_date),
        origin: word(key.origin()),
        key_spec: word(key.key_spec()),
        key_usage: word(key.key_usage()),
        multi_region: key.multi_region().unwrap_or_default(),
        multi_region_key_type: key
            .multi_region_configuration()
            .and_then(|multi_region| word(multi_region.multi_region_key_type())),
    });
    item
}

/// One item a key, used by all that use it under any name.
fn merge(described: Vec<ConfigurationItem>) -> Vec<ConfigurationItem> {
    let mut keys: BTreeMap<String, ConfigurationItem> = BTreeMap::new();
    for item in described {
        match keys.get_mut(&item.key()) {
            Some(known) => known.relationships.extend(item.relationships),
            None => {
                keys.insert(item.key(), item);
            }
        }
    }
    keys.into_values()
        .map(|mut item| {
            let users: BTreeSet<Relationship> = std::mem::take(&mut item.relationships)
                .into_iter()
                .collect();
            item.relationships = users.into_iter().collect();
            item
        })
        .collect()
}

/// Reads what further calls say of a key, and adds it to the collection.
async fn complete(cx: &Context<'_>, mut item: ConfigurationItem) {
    // Without an ARN it is not known which key that is; its gap says so already.
    if let (Some(arn), false) = (
        item.arn.clone(),
        item.configuration_item_status.is_deleted(),
    ) {
        let (rotation, policy) = futures::join!(
            rotation(cx, &arn, &item.aws_region),
            policy(cx, &arn, &item.aws_region)
        );
        let parts = &mut item.supplementary_configuration;
        if let Some(rotation) = rotation {
            parts.insert("KeyRotationStatus".to_owned(), Value::from(rotation));
        }
        if let Some(policy) = policy {
            parts.insert("KeyPolicy".to_owned(), policy);
        }
    }
    cx.push(item);
}

async fn rotation(cx: &Context<'_>, arn: &str, region: &str) -> Option<bool> {
    if !cx.wants(GET_ROTATION) {
        return None;
    }
    let place = place(cx, GET_ROTATION, arn);
    let request = cx.clients.kms(region).get_key_rotation_status().key_id(arn);
    // Some kinds of key cannot be rotated: then there is no status, and nothing that is unknown.
    match cx
        .ask(&place, &["UnsupportedOperationException"], request.send())
        .await
    {
        Answer::Output(output) => Some(output.key_rotation_enabled()),
        Answer::Fact(_) | Answer::Unknown => None,
    }
}

async fn policy(cx: &Context<'_>, arn: &str, region: &str) -> Option<Value> {
    if !cx.wants(GET_POLICY) {
        return None;
    }
    let place = place(cx, GET_POLICY, arn);
    let request = cx
        .clients
        .kms(region)
        .get_key_policy()
        .key_id(arn)
        .policy_name(POLICY_NAME);
    let text = cx.call(&place, request.send()).await?.policy?;
    match serde_json::from_str(&text) {
        Ok(policy @ Value::Object(_)) => Some(policy),
        _ => {
            cx.gap(
                &place,
                GapKind::Failed,
                "the key's policy is not a JSON object",
            );
            None
        }
    }
}
