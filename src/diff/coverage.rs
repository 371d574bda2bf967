//! What was read where: account by account, region by region, action by action, of what the controls of the reports read.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scope;
use crate::model::gap::GapKind;
use crate::report::json::wire::Report;

/// What is read no longer, and what is read now, in places that both reports judge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageChanges {
    /// What was read in full and is not any more.
    pub lost: Vec<CoverageChange>,
    /// What is read in full and was not.
    pub gained: Vec<CoverageChange>,
}

/// An operation in a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageChange {
    /// The IAM action.
    pub action: String,
    /// The account.
    pub account_id: String,
    /// The region; none where the operation is the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The type, where the action serves several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// Why it was not read in full in the one report that did not; none where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<GapKind>,
}

/// Action, account, region and type.
type Key<'r> = (&'r str, &'r str, Option<&'r str>, Option<&'r str>);

/// What a report read: whole, or with a gap.
struct Ledger<'r> {
    performed: BTreeSet<Key<'r>>,
    gaps: BTreeMap<Key<'r>, GapKind>,
}

impl<'r> Ledger<'r> {
    fn of(report: &'r Report) -> Self {
        Self {
            performed: report
                .coverage
                .iter()
                .map(|entry| {
                    (
                        entry.action.as_str(),
                        entry.account_id.as_str(),
                        entry.region.as_deref(),
                        entry.resource_type.as_deref(),
                    )
                })
                .collect(),
            gaps: report
                .gaps
                .iter()
                .map(|gap| {
                    let key = (
                        gap.action.as_str(),
                        gap.account_id.as_str(),
                        gap.region.as_deref(),
                        gap.resource_type.as_deref(),
                    );
                    (key, gap.kind)
                })
                .collect(),
        }
    }

    /// The gap that touches an operation in a place. A gap without a region or type touches all of them.
    fn gap(&self, (action, account, region, kind): Key<'r>) -> Option<GapKind> {
        [(region, kind), (None, kind), (region, None), (None, None)]
            .into_iter()
            .find_map(|(region, kind)| self.gaps.get(&(action, account, region, kind)).copied())
    }

    /// What was read in full.
    fn whole(&self) -> BTreeSet<Key<'r>> {
        let keys = self.performed.iter().copied();
        keys.filter(|key| self.gap(*key).is_none()).collect()
    }
}

/// What changed, by action and place.
pub(super) fn changes(old: &Report, new: &Report) -> CoverageChanges {
    let (before, after) = (Ledger::of(old), Ledger::of(new));
    let (whole_before, whole_after) = (before.whole(), after.whole());
    let accounts: BTreeSet<&str> = scope::accounts(old)
        .intersection(&scope::accounts(new))
        .copied()
        .collect();
    let (old_regions, new_regions) = (scope::regions(old), scope::regions(new));
    // A snapshot may hold more than a report is about.
    let controls = old.controls.iter().chain(&new.controls);
    let needed: BTreeSet<&str> = controls
        .flat_map(|control| control.actions.iter().map(String::as_str))
        .collect();
    // Elsewhere the scope changed, which is said once and not for each action.
    let is_judged_by_both = |(action, account, region, _): &Key<'_>| {
        needed.contains(action)
            && accounts.contains(account)
            && region.is_none_or(|region| {
                let place = (*account, region);
                old_regions.contains(&place) == new_regions.contains(&place)
            })
    };
    let entry = |key: Key<'_>, gap: Option<GapKind>| CoverageChange {
        action: key.0.to_owned(),
        account_id: key.1.to_owned(),
        region: key.2.map(str::to_owned),
        resource_type: key.3.map(str::to_owned),
        gap,
    };
    CoverageChanges {
        lost: whole_before
            .difference(&whole_after)
            .filter(|key| is_judged_by_both(key))
            .map(|key| entry(*key, after.gap(*key)))
            .collect(),
        gained: whole_after
            .difference(&whole_before)
            .filter(|key| is_judged_by_both(key))
            .map(|key| entry(*key, before.gap(*key)))
            .collect(),
    }
}
