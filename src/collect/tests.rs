//! The collectors against scripted answers, at the place where the SDK hands a request to the network.

mod alarms;
mod bucket_settings;
mod buckets;
mod calls;
mod chains;
mod config;
mod config_items;
mod config_status;
mod deleted_resources;
mod destinations;
mod event_rules;
mod fake;
mod faults;
mod histories;
mod iam;
mod keys;
mod lake;
mod log_groups;
mod organizations;
mod securityhub;
mod start;
mod topics;
mod trail_regions;
mod trails;

use crate::collect::Options;
use crate::model::gap::GapKind;
use crate::model::item::ConfigurationItem;
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;

/// A plan of some actions, with what every collection takes.
fn plan(actions: &[&str]) -> Plan {
    let base = crate::resource::BASE_ACTIONS;
    Plan {
        actions: base
            .iter()
            .chain(actions)
            .map(|action| (*action).to_owned())
            .collect(),
        ..Plan::default()
    }
}

/// The one item of a type.
fn only<'a>(snapshot: &'a Snapshot, resource_type: &str) -> &'a ConfigurationItem {
    let mut items = snapshot
        .items
        .iter()
        .filter(|item| item.resource_type == resource_type);
    let item = items
        .next()
        .unwrap_or_else(|| panic!("no {resource_type} in {:#?}", snapshot.items));
    assert!(items.next().is_none(), "more than one {resource_type}");
    item
}

/// A gap's action, region, resource, kind and code.
type BriefGap<'a> = (
    &'a str,
    Option<&'a str>,
    Option<&'a str>,
    GapKind,
    Option<&'a str>,
);

/// The gaps, without what the tests seldom look at.
fn gaps(snapshot: &Snapshot) -> Vec<BriefGap<'_>> {
    snapshot
        .gaps
        .iter()
        .map(|gap| {
            (
                gap.action.as_str(),
                gap.region.as_deref(),
                gap.resource.as_deref(),
                gap.kind,
                gap.code.as_deref(),
            )
        })
        .collect()
}

/// The coverage of an action as region and number of calls.
fn coverage<'a>(snapshot: &'a Snapshot, action: &str) -> Vec<(Option<&'a str>, u64)> {
    snapshot
        .coverage
        .iter()
        .filter(|coverage| coverage.action == action)
        .map(|coverage| (coverage.region.as_deref(), coverage.calls))
        .collect()
}
