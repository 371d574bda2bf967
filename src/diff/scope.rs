//! Which accounts and regions the two reports judge.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::json::wire::{Report, Subject};

/// What changed about the accounts and regions that are judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScopeChanges {
    /// The accounts that only the new report judges.
    pub accounts_added: Vec<String>,
    /// The accounts that only the old report judges.
    pub accounts_removed: Vec<String>,
    /// The regions that only the new report judges, of accounts that both judge.
    pub regions_added: Vec<Place>,
    /// The regions that only the old report judges, of accounts that both judge.
    pub regions_removed: Vec<Place>,
}

impl ScopeChanges {
    /// Whether both reports judge the same accounts and regions.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A region of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The account's 12-digit id.
    pub account: String,
    /// The region's code.
    pub region: String,
}

/// What changed.
pub(super) fn changes(old: &Report, new: &Report) -> ScopeChanges {
    let (old_accounts, new_accounts) = (accounts(old), accounts(new));
    let (old_regions, new_regions) = (regions(old), regions(new));
    let owned = |ids: Vec<&&str>| ids.into_iter().map(|id| (*id).to_owned()).collect();
    let places = |these: &BTreeSet<(&str, &str)>, those: &BTreeSet<(&str, &str)>| {
        these
            .difference(those)
            .filter(|(account, _)| old_accounts.contains(account) && new_accounts.contains(account))
            .map(|(account, region)| Place {
                account: (*account).to_owned(),
                region: (*region).to_owned(),
            })
            .collect()
    };
    ScopeChanges {
        accounts_added: owned(new_accounts.difference(&old_accounts).collect()),
        accounts_removed: owned(old_accounts.difference(&new_accounts).collect()),
        regions_added: places(&new_regions, &old_regions),
        regions_removed: places(&old_regions, &new_regions),
    }
}

/// The accounts of a report.
pub(crate) fn accounts(report: &Report) -> BTreeSet<&str> {
    let accounts = report.snapshot.accounts.iter();
    accounts.map(|account| account.id.as_str()).collect()
}

/// The regions that a report judges, each with its account.
pub(crate) fn regions(report: &Report) -> BTreeSet<(&str, &str)> {
    let accounts = report.snapshot.accounts.iter();
    accounts
        .flat_map(|account| {
            account
                .regions
                .iter()
                .filter(|region| region.selected && region.is_enabled())
                .map(|region| (account.id.as_str(), region.name.as_str()))
        })
        .collect()
}

/// Whether a report looked where a subject is, or would be. A region that is not enabled has been looked at: nothing is there.
pub(super) fn holds(report: &Report, subject: &Subject) -> bool {
    let (account, region) = match subject {
        Subject::Organization { .. } => return true,
        Subject::Account { account, .. } => (account, None),
        Subject::Region {
            account, region, ..
        }
        | Subject::Resource {
            account, region, ..
        } => (account, Some(region)),
    };
    let mut accounts = report.snapshot.accounts.iter();
    let Some(scope) = accounts.find(|scope| scope.id == *account) else {
        return false;
    };
    match region {
        Some(region) if region != "global" && !scope.regions.is_empty() => scope
            .regions
            .iter()
            .any(|known| known.name == *region && (known.selected || !known.is_enabled())),
        _ => true,
    }
}
