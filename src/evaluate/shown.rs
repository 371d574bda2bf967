//! Resources as controls are shown them: only what each is known to read.
//!
//! Many controls are shown the same of an account, so it is made once for all of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::index::{Index, is_used};
use crate::model::item::{ConfigurationItem, Relationship, USED_BY};
use crate::policy::engine::{Value, fields_from_json, from_json};
use crate::policy::mask::Mask;
use crate::policy::needs::TypeReads;

/// The resources of accounts, as controls are shown them.
pub struct Shown<'a> {
    /// The items themselves.
    pub index: &'a Index,
    /// By type and account: for each way of reading them.
    known: Mutex<BTreeMap<(String, String), Vec<View<'a>>>>,
}

/// The resources of a type in an account, as some controls read them.
type View<'a> = (&'a TypeReads, Arc<Resources>);

struct Resources {
    /// All by key.
    all: Value,
    /// Those of each region by key.
    by_region: BTreeMap<String, Value>,
}

impl<'a> Shown<'a> {
    /// Of these items.
    pub fn new(index: &'a Index) -> Self {
        Self {
            index,
            known: Mutex::default(),
        }
    }

    /// The resources of a type in an account.
    pub fn of_account(&self, resource_type: &str, account: &str, reads: &'a TypeReads) -> Value {
        self.view(resource_type, account, reads).all.clone()
    }

    /// The resources of a type in a region of an account.
    pub fn of_region(
        &self,
        resource_type: &str,
        account: &str,
        region: &str,
        reads: &'a TypeReads,
    ) -> Value {
        let view = self.view(resource_type, account, reads);
        let of_region = view.by_region.get(region).cloned();
        of_region.unwrap_or_else(Value::new_object)
    }

    fn view(&self, resource_type: &str, account: &str, reads: &'a TypeReads) -> Arc<Resources> {
        let place = (resource_type.to_owned(), account.to_owned());
        // Not held while a view is made: other threads make others.
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(&place).and_then(|views| {
            let same = views.iter().find(|(known, _)| known.shows_what(reads));
            same.map(|(_, view)| Arc::clone(view))
        });
        found.unwrap_or_else(|| {
            let view = Arc::new(self.made(resource_type, account, reads));
            let mut known = known();
            let views = known.entry(place).or_default();
            views.push((reads, Arc::clone(&view)));
            view
        })
    }

    fn made(&self, resource_type: &str, account: &str, reads: &TypeReads) -> Resources {
        let mut all = BTreeMap::new();
        let mut by_region: BTreeMap<String, BTreeMap<Value, Value>> = BTreeMap::new();
        let items = self.index.of_account(resource_type, account);
        for item in seen(items.into_values(), reads) {
            let (key, value) = (Value::from(item.key()), item_value(item, reads));
            let region = by_region.entry(item.aws_region.clone()).or_default();
            region.insert(key.clone(), value.clone());
            all.insert(key, value);
        }
        Resources {
            all: Value::from(all),
            by_region: by_region
                .into_iter()
                .map(|(region, items)| (region, Value::from(items)))
                .collect(),
        }
    }
}

/// The items among these that a policy is shown.
fn seen<'i>(
    items: impl Iterator<Item = &'i ConfigurationItem>,
    reads: &TypeReads,
) -> impl Iterator<Item = &'i ConfigurationItem> {
    items
        .filter(|item| reads.deleted || !item.configuration_item_status.is_deleted())
        .filter(|item| is_used(item, &reads.used_by))
}

/// Items by key, as far as a policy reads them.
pub fn resources<'i>(
    items: impl Iterator<Item = &'i ConfigurationItem>,
    reads: &TypeReads,
) -> Value {
    let by_key: BTreeMap<Value, Value> = seen(items, reads)
        .map(|item| (Value::from(item.key()), item_value(item, reads)))
        .collect();
    Value::from(by_key)
}

/// An item as far as a policy reads it. Only what is shown is copied.
pub fn item_value(item: &ConfigurationItem, reads: &TypeReads) -> Value {
    let mask = &reads.mask;
    let mut fields = BTreeMap::new();
    let mut add = |name: &str, value: &dyn Fn(&Mask) -> Option<Value>| {
        if let Some(value) = mask.field(name).and_then(value) {
            fields.insert(Value::from(name), value);
        }
    };
    let texts = [
        ("resourceType", Some(&item.resource_type)),
        ("accountId", Some(&item.account_id)),
        ("awsRegion", Some(&item.aws_region)),
        ("resourceId", Some(&item.resource_id)),
        ("resourceName", item.resource_name.as_ref()),
        ("arn", item.arn.as_ref()),
        (
            "configurationItemCaptureTime",
            item.configuration_item_capture_time.as_ref(),
        ),
    ];
    for (name, text) in texts {
        add(name, &|_| text.map(|text| Value::from(text.as_str())));
    }
    add("configurationItemStatus", &|mask| {
        from_json(
            &serde_json::to_value(item.configuration_item_status).unwrap_or_default(),
            mask,
        )
    });
    add("source", &|mask| {
        from_json(&serde_json::to_value(item.source).unwrap_or_default(), mask)
    });
    add("configuration", &|mask| {
        from_json(&item.configuration, mask)
    });
    // Empty is not absent: these are there whenever the item is.
    add("supplementaryConfiguration", &|mask| {
        Some(fields_from_json(&item.supplementary_configuration, mask))
    });
    add("tags", &|mask| Some(fields_from_json(&item.tags, mask)));
    // Other users than those that the policy asks about are known by chance: because another control asked about them.
    let shown: Vec<&Relationship> = item
        .relationships
        .iter()
        .filter(|relationship| {
            reads.used_by.is_empty()
                || relationship.relationship_name != USED_BY
                || reads.used_by.contains(&relationship.resource_type)
        })
        .collect();
    add("relationships", &|mask| {
        from_json(&serde_json::to_value(&shown).unwrap_or_default(), mask)
    });
    Value::from(fields)
}
