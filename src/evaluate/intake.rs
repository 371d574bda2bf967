//! Items as they come: parsed, given their meaning, shown to the controls that look at one item at a time, and kept where others
//! look further.
//!
//! Some are held back and taken together, on all processors.

use std::collections::BTreeSet;

use super::index::Index;
use super::judge::Judge;
use super::ledger::Missing;
use super::meaning::Meanings;
use super::{Asked, is_wanted, missing_parts, record_answer};
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
    /// The controls, by id.
    pub judges: Vec<Judge<'a>>,
    /// What each of them said of single items.
    pub asked: Vec<Asked>,
    /// The items that controls look up.
    pub index: Index,
    /// What items do not hold.
    pub missing: Vec<Missing>,
}

impl<'a> Intake<'a> {
    /// Nothing yet.
    pub fn new(policies: &'a PolicySet, header: &'a Header) -> Self {
        let judges: Vec<Judge<'_>> = policies
            .policies
            .iter()
            .map(|policy| Judge::new(policy, &header.collected_at))
            .collect();
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
                asked: judges.iter().map(|_| Asked::new()).collect(),
                judges,
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
        self.ask(&items);
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

    /// Asks each control that looks only at its subject about the items.
    fn ask(&mut self, items: &[ConfigurationItem]) {
        let work: Vec<_> = self
            .taken
            .judges
            .iter_mut()
            .zip(&mut self.taken.asked)
            .filter(|(judge, _)| judge.policy.reads.is_local())
            .filter(|(judge, _)| {
                let subjects = &judge.policy.reads.subject;
                items.iter().any(|item| is_wanted(item, subjects))
            })
            .collect();
        parallel::map(work, |(judge, asked)| {
            let subjects = &judge.policy.reads.subject;
            for item in items.iter().filter(|item| is_wanted(item, subjects)) {
                let answer = judge.resource(item);
                record_answer(asked, item, answer);
            }
        });
    }
}
