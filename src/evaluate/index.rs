//! The items that controls look up: only of the types that some control reads beyond its subject.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::item::{ConfigurationItem, ItemSource};
use crate::model::snapshot::AccountScope;
use crate::policy::PolicySet;
use crate::policy::needs::TypeReads;

/// What stands for the region of a resource that has none.
const GLOBAL: &str = "global";

/// Items by type and account.
pub struct Index {
    types: BTreeSet<String>,
    items: BTreeMap<String, BTreeMap<String, Vec<ConfigurationItem>>>,
}

/// Which of two items for one resource counts: the owner's before another account's, the API's before AWS Config's.
///
/// A bucket's ARN names no account; whose it is tells S3, if it was asked.
pub fn rank(item: &ConfigurationItem) -> u8 {
    let confirmed = item
        .supplementary_configuration
        .get("HeadBucket")
        .and_then(|head| head.get("ownerAccountId")?.as_str());
    let owner = match item.owner_account().or(confirmed) {
        Some(owner) if owner == item.account_id => 2,
        None => 1,
        Some(_) => 0,
    };
    2 * owner + u8::from(item.source == ItemSource::Api)
}

/// Whether one of these types uses the item; where no type is named, every item counts.
pub fn is_used(item: &ConfigurationItem, used_by: &[String]) -> bool {
    used_by.is_empty()
        || item
            .relationships
            .iter()
            .any(|relationship| used_by.contains(&relationship.resource_type))
}

impl Index {
    /// An empty index of the types that the policies look up.
    pub fn new(policies: &PolicySet) -> Self {
        Self {
            types: policies
                .policies
                .iter()
                .flat_map(|policy| policy.reads.indexed_types())
                .map(str::to_owned)
                .collect(),
            items: BTreeMap::new(),
        }
    }

    /// Whether items of a type belong in the index.
    pub fn wants(&self, resource_type: &str) -> bool {
        self.types.contains(resource_type)
    }

    /// Adds an item.
    pub fn add(&mut self, item: ConfigurationItem) {
        self.items
            .entry(item.resource_type.clone())
            .or_default()
            .entry(item.account_id.clone())
            .or_default()
            .push(item);
    }

    /// All items.
    pub fn items(&self) -> impl Iterator<Item = &ConfigurationItem> {
        self.items.values().flat_map(BTreeMap::values).flatten()
    }

    /// All items, to be completed.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut ConfigurationItem> {
        self.items
            .values_mut()
            .flat_map(BTreeMap::values_mut)
            .flatten()
    }

    /// The items of a type that were seen in an account, one for each resource.
    pub fn of_account<'a>(
        &'a self,
        resource_type: &str,
        account: &str,
    ) -> BTreeMap<String, &'a ConfigurationItem> {
        let mut by_key = BTreeMap::new();
        let items = self
            .items
            .get(resource_type)
            .and_then(|accounts| accounts.get(account));
        for item in items.into_iter().flatten() {
            keep_better(&mut by_key, item);
        }
        by_key
    }

    /// Whether a resource is known and none of these types uses it: then a policy about used ones is not shown it.
    pub fn is_unused(
        &self,
        resource_type: &str,
        account: &str,
        key: &str,
        used_by: &[String],
    ) -> bool {
        let mut items = self
            .items
            .get(resource_type)
            .and_then(|accounts| accounts.get(account))
            .into_iter()
            .flatten()
            .filter(|item| item.key() == key)
            .peekable();
        items.peek().is_some() && !items.any(|item| is_used(item, used_by))
    }

    /// The items of a type, one for each resource.
    pub fn of_type<'a>(&'a self, resource_type: &str) -> BTreeMap<String, &'a ConfigurationItem> {
        let mut by_key = BTreeMap::new();
        for item in self
            .items
            .get(resource_type)
            .into_iter()
            .flat_map(BTreeMap::values)
            .flatten()
        {
            keep_better(&mut by_key, item);
        }
        by_key
    }

    /// The regions of an account in which there are resources of such types, and which the header does not name.
    pub fn other_regions<'a>(
        &'a self,
        types: &BTreeMap<String, TypeReads>,
        account: &AccountScope,
    ) -> BTreeSet<&'a str> {
        types
            .keys()
            .filter_map(|resource_type| self.items.get(resource_type)?.get(&account.id))
            .flatten()
            .map(|item| item.aws_region.as_str())
            .filter(|name| {
                *name != GLOBAL && account.regions.iter().all(|region| region.name != *name)
            })
            .collect()
    }
}

fn keep_better<'a>(
    by_key: &mut BTreeMap<String, &'a ConfigurationItem>,
    item: &'a ConfigurationItem,
) {
    let slot = by_key.entry(item.key()).or_insert(item);
    if rank(item) > rank(slot) {
        *slot = item;
    }
}
