//! Items as they come: parsed, given their meaning, shown to the controls that look at one item at a time, and kept where others
//! look further.
//!
//! Some are held back and taken together, on all processors.

use std::collections::BTreeSet;

use super::hearing::{self, Heard};
use super::index::Index;
use super::judge::Judge;
use super::ledger::Missing;
use super::meaning::Meanings;
use super::missing_parts;
use crate::model::item::ConfigurationItem;
use crate::model::snapshot::{Header, RawItem, SnapshotError};
use crate::parallel;
use crate::policy::PolicySet;

/// How much text of items is held back, in bytes: enough to keep all processors at work, and little to what is kept anyway.
const BATCH: usize = 1 << 20;

/// What becomes of the items of a snapshot.
pub struct Intake<'a> {
    header: &'a Header,
    /// The types of which controls are asked item by item.
    local: BTreeSet<&'a str>,
    meanings: Meanings,
    waiting: Vec<RawItem>,
    /// The bytes of their text.
    held: usize,
    seen: BTreeSet<(String, String, u8)>,
    taken: Taken<'a>,
}

/// What came of the items.
pub struct Taken<'a> {
    /// The controls, as they are asked.
    pub judges: Vec<Judge<'a>>,
    /// What each control said of single items.
    pub heard: Vec<Heard>,
    /// The items that controls look up.
    pub index: Index,
    /// What items do not hold.
    pub missing: Vec<Missing>,
}

impl<'a> Intake<'a> {
    /// Nothing yet.
    pub fn new(policies: &'a PolicySet, header: &'a Header) -> Self {
        let panels = policies.panels();
        let judges = panels.iter();
        let judges = judges.map(|panel| Judge::new(policies, panel, &header.collected_at));
        Self {
            header,
            local: policies
                .policies
                .iter()
                .filter(|policy| policy.reads.is_local())
                .flat_map(|policy| policy.reads.subject.keys())
                .map(String::as_str)
                .collect(),
            meanings: Meanings::new(policies),
            waiting: Vec::new(),
            held: 0,
            seen: BTreeSet::new(),
            taken: Taken {
                heard: policies.policies.iter().map(|_| Heard::default()).collect(),
                judges: judges.collect(),
                index: Index::new(policies),
                missing: Vec::new(),
            },
        }
    }

    /// Takes an item. One that no control looks at is not even parsed.
    ///
    /// # Errors
    /// An item is malformed, of an account that is not in the snapshot, or there twice.
    pub fn add(&mut self, raw: RawItem) -> Result<(), SnapshotError> {
        if self.taken.index.wants(&raw.resource_type) || self.is_local(&raw.resource_type) {
            self.held += raw.size();
            self.waiting.push(raw);
            if self.held >= BATCH {
                self.held = 0;
                return self.take();
            }
        }
        Ok(())
    }

    /// Takes what waits, and says what came of all.
    ///
    /// # Errors
    /// As for [`Self::add`].
    pub fn finish(mut self) -> Result<Taken<'a>, SnapshotError> {
        self.take()?;
        Ok(self.taken)
    }

    fn is_local(&self, resource_type: &str) -> bool {
        self.local.contains(resource_type)
    }

    fn take(&mut self) -> Result<(), SnapshotError> {
        let meanings = &self.meanings;
        let parse = |raw: RawItem| -> Result<_, SnapshotError> {
            let mut item = raw.parse()?;
            meanings.complete(&mut item);
            let missing = missing_parts(&item);
            Ok((raw, item, missing))
        };
        let parsed = parallel::map(std::mem::take(&mut self.waiting), parse);
        let mut items = Vec::with_capacity(parsed.len());
        for parsed in parsed {
            let (raw, item, missing) = parsed?;
            self.check(&raw, &item)?;
            self.taken.missing.extend(missing);
            items.push(item);
        }
        hearing::of_items(&self.taken.judges, &items, &mut self.taken.heard);
        for item in items {
            if self.taken.index.wants(&item.resource_type) {
                self.taken.index.add(item);
            }
        }
        Ok(())
    }

    fn check(&mut self, raw: &RawItem, item: &ConfigurationItem) -> Result<(), SnapshotError> {
        let mut accounts = self.header.accounts.iter();
        if !accounts.any(|account| account.id == item.account_id) {
            return Err(raw.malformed(format!(
                "an item of account {}, which the header does not name",
                item.account_id
            )));
        }
        let identity = (item.account_id.clone(), item.key(), item.source as u8);
        if self.seen.insert(identity) {
            Ok(())
        } else {
            Err(raw.malformed(format!("a second item for `{}`", item.key())))
        }
    }
}
