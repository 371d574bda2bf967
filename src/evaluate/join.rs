//! A resource that one account sees and another owns, where both were collected: an organization's trail.
//!
//! A member sees the trail, but may not read all of it; the owner may. So what the owner's item says counts for the member's
//! controls too, and so does what the owner could not read.

use std::collections::BTreeSet;

use super::index::Index;
use crate::model::gap::{Coverage, Gap};
use crate::model::item::ConfigurationItem;

/// A resource in the eyes of an account that does not own it, although its owner is in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreign {
    viewer: String,
    owner: String,
    region: String,
    key: String,
}

impl Foreign {
    /// Whether a gap is about the resource in the viewer's eyes.
    pub fn is_of(&self, gap: &Gap) -> bool {
        self.is_about(gap, &self.viewer)
    }

    fn is_about(&self, gap: &Gap, account: &str) -> bool {
        gap.account_id == account && gap.resource.as_deref() == Some(&self.key)
    }
}

/// Completes the items that other accounts own from the owners' items.
pub fn join(index: &mut Index) -> Vec<Foreign> {
    let owned: Vec<ConfigurationItem> = index
        .items()
        .filter(|item| is_foreign(item))
        .filter_map(|item| {
            let owner = item.owner_account()?;
            index
                .of_account(&item.resource_type, owner)
                .remove(&item.key())
                .cloned()
        })
        .collect();
    let mut foreign = BTreeSet::new();
    for item in index.items_mut().filter(|item| is_foreign(item)) {
        let Some(theirs) = owned.iter().find(|theirs| {
            theirs.resource_type == item.resource_type && theirs.key() == item.key()
        }) else {
            continue;
        };
        item.configuration = theirs.configuration.clone();
        for (name, part) in &theirs.supplementary_configuration {
            item.supplementary_configuration
                .insert(name.clone(), part.clone());
        }
        item.tags = theirs.tags.clone();
        foreign.insert(Foreign {
            viewer: item.account_id.clone(),
            owner: theirs.account_id.clone(),
            region: theirs.aws_region.clone(),
            key: item.key(),
        });
    }
    foreign.into_iter().collect()
}

/// The gaps as they stand after the join: the viewers' are the owners'.
pub fn gaps(gaps: &[Gap], coverage: &[Coverage], foreign: &[Foreign]) -> Vec<Gap> {
    let asked = |action: &str, seen: &Foreign| {
        coverage.iter().any(|entry| {
            entry.action == action
                && entry.account_id == seen.owner
                && entry
                    .region
                    .as_ref()
                    .is_none_or(|region| *region == seen.region)
        })
    };
    let mut joined: Vec<Gap> = gaps
        .iter()
        .filter(|gap| {
            !foreign
                .iter()
                .any(|seen| seen.is_of(gap) && asked(&gap.action, seen))
        })
        .cloned()
        .collect();
    for seen in foreign {
        for gap in gaps.iter().filter(|gap| seen.is_about(gap, &seen.owner)) {
            joined.push(Gap {
                account_id: seen.viewer.clone(),
                ..gap.clone()
            });
        }
    }
    joined.sort();
    joined.dedup();
    joined
}

/// Whether an item's ARN names another account than the one that saw it.
fn is_foreign(item: &ConfigurationItem) -> bool {
    item.owner_account()
        .is_some_and(|owner| owner != item.account_id)
}
