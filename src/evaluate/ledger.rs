//! What could not be read, for a control and a subject.
//!
//! Positive: a need is met only where a coverage entry says that the operation was performed there. Everything else is a gap,
//! written down or made here, and no path leads around this file to a PASS.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::gap::{Coverage, Gap, GapKind};
use crate::model::snapshot::Header;
use crate::policy::needs::{CONFIG, Need, QUERY, REGIONS};
use crate::resource::{CONFIG_ACTIONS, CONFIG_DELIVERY};

/// Gaps and coverage, ready to be asked.
pub struct Ledger<'a> {
    header: &'a Header,
    /// By action, and by the one resource that a gap is about: there may be as many as resources.
    gaps: BTreeMap<&'a str, BTreeMap<Option<&'a str>, Vec<&'a Gap>>>,
    /// By action and account.
    covered: BTreeMap<&'a str, BTreeMap<&'a str, Covered<'a>>>,
    /// By resource.
    missing: BTreeMap<Option<&'a str>, Vec<&'a Missing>>,
    config: BTreeSet<(&'a str, Option<&'a str>, &'a str)>,
    /// Where items came with their tags and relationships.
    whole_items: BTreeSet<(&'a str, Option<&'a str>, &'a str)>,
}

/// Regions, and the type where an entry is of one.
type Covered<'a> = BTreeSet<(Option<&'a str>, Option<&'a str>)>;

/// A part that an item should hold and does not, although nothing says that it could not be read.
pub struct Missing {
    /// The part's path in the item.
    pub part: &'static str,
    /// The gap that stands for it.
    pub gap: Gap,
}

const NO_REGION: &str = "the header names no enabled region of the account that was asked";

/// Where a need must have been met.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The account; none for all accounts of the snapshot.
    pub account: Option<&'a str>,
    /// The region; none for all regions.
    pub region: Option<&'a str>,
    /// The one resource that is read; none for all.
    pub resource: Option<&'a str>,
    /// Whether the resource's item came from AWS Config.
    pub from_config: bool,
    /// Whether regions that were left out of the collection count: "in the account" means all of them.
    pub every_region: bool,
}

impl<'a> Ledger<'a> {
    /// Orders what a snapshot says.
    pub fn new(
        header: &'a Header,
        gaps: &'a [Gap],
        coverage: &'a [Coverage],
        missing: &'a [Missing],
    ) -> Self {
        let mut ledger = Self {
            header,
            gaps: BTreeMap::new(),
            covered: BTreeMap::new(),
            missing: BTreeMap::new(),
            config: BTreeSet::new(),
            whole_items: BTreeSet::new(),
        };
        for gap in gaps {
            ledger
                .gaps
                .entry(gap.action.as_str())
                .or_default()
                .entry(gap.resource.as_deref())
                .or_default()
                .push(gap);
        }
        for part in missing {
            ledger
                .missing
                .entry(part.gap.resource.as_deref())
                .or_default()
                .push(part);
        }
        for entry in coverage {
            let (account, region) = (entry.account_id.as_str(), entry.region.as_deref());
            let of_action = ledger.covered.entry(entry.action.as_str()).or_default();
            let of_account = of_action.entry(account).or_default();
            of_account.insert((region, entry.resource_type.as_deref()));
            // A list of what there is holds no items.
            let from_config = [CONFIG_DELIVERY, CONFIG, QUERY].contains(&entry.action.as_str());
            if let Some(resource_type) = entry.resource_type.as_deref().filter(|_| from_config) {
                ledger.config.insert((account, region, resource_type));
                if entry.action == CONFIG_DELIVERY || entry.action == QUERY {
                    ledger.whole_items.insert((account, region, resource_type));
                }
            }
        }
        ledger
    }

    /// What stands between a need and its answer at a place.
    pub fn unmet(&self, need: &Need, place: Place<'_>) -> Vec<Gap> {
        let place = if need.everywhere {
            Place {
                region: None,
                every_region: true,
                ..place
            }
        } else {
            place
        };
        let mut unmet: Vec<Gap> = self
            .gaps_for(need, place.resource)
            .filter(|gap| touches(gap, need, place))
            .map(|gap| (*gap).clone())
            .collect();
        for account in &self.header.accounts {
            if place.account.is_some_and(|wanted| wanted != account.id) {
                continue;
            }
            unmet.extend(self.not_collected(need, place, &account.id));
        }
        if let Some(account) = place.account
            && !self.header.accounts.iter().any(|known| known.id == account)
        {
            // A resource of an account that the header does not name.
            unmet.extend(self.not_collected(need, place, account));
        }
        if unmet.is_empty() && !need.part.is_empty() {
            unmet.extend(
                about(&self.missing, place.resource)
                    .filter(|missing| missing.part == need.part)
                    .map(|missing| &missing.gap)
                    .filter(|gap| gap.action == need.action && touches(gap, need, place))
                    .filter(|gap| gap.resource_type.as_deref() == Some(&need.resource_type))
                    .cloned(),
            );
        }
        unmet.sort();
        unmet.dedup();
        unmet
    }

    fn gaps_for<'s>(
        &'s self,
        need: &'s Need,
        resource: Option<&'s str>,
    ) -> impl Iterator<Item = &'s &'a Gap> {
        let of = move |action: &str| {
            self.gaps
                .get(action)
                .into_iter()
                .flat_map(move |gaps| about(gaps, resource))
        };
        let own = of(&need.action);
        // Items from AWS Config come by several operations; a gap there says of which type it is.
        let config = CONFIG_ACTIONS
            .iter()
            .chain([&CONFIG_DELIVERY])
            .filter(|action| **action != need.action && need.in_config)
            .flat_map(move |action| of(action));
        own.chain(config)
            .filter(|gap| match &gap.resource_type {
                Some(resource_type) => *resource_type == need.resource_type,
                None => true,
            })
            // A gap in AWS Config's items is none where the service itself was asked.
            .filter(|gap| {
                gap.action == need.action
                    || need.action == CONFIG
                    || !self.is_covered(need, &gap.account_id, gap.region.as_deref())
            })
    }

    fn is_covered(&self, need: &Need, account: &str, region: Option<&str>) -> bool {
        let of_account = self.covered.get(need.action.as_str());
        let Some(covered) = of_account.and_then(|accounts| accounts.get(account)) else {
            return false;
        };
        // An action that serves many types covers those that its entries name.
        let untyped = (need.action != CONFIG).then_some(None);
        [Some(need.resource_type.as_str())]
            .into_iter()
            .chain(untyped)
            .any(|resource_type| {
                [region, None]
                    .into_iter()
                    .any(|region| covered.contains(&(region, resource_type)))
            })
    }

    fn not_collected(&self, need: &Need, place: Place<'_>, account: &str) -> Vec<Gap> {
        if place.from_config && need.in_config && need.action != QUERY {
            return Vec::new();
        }
        let gap = |region: Option<&str>, why: &str| Gap {
            action: need.action.clone(),
            account_id: account.to_owned(),
            region: region.map(str::to_owned),
            resource_type: (need.action == CONFIG).then(|| need.resource_type.clone()),
            resource: None,
            kind: GapKind::NotCollected,
            code: None,
            message: Some(why.to_owned()),
        };
        if need.action == REGIONS
            && need.in_config
            && self.config.iter().any(|(known, ..)| *known == account)
        {
            return Vec::new();
        }
        if !need.regional {
            let covered =
                self.is_covered(need, account, None) || self.in_config(need, account, None);
            return if covered {
                Vec::new()
            } else {
                vec![gap(None, "the snapshot does not hold it")]
            };
        }
        let regions = self.regions(account, place);
        if regions.is_empty() {
            return vec![gap(None, NO_REGION)];
        }
        regions
            .into_iter()
            .filter(|(region, _)| {
                !self.is_covered(need, account, Some(region))
                    && !self.in_config(need, account, Some(region))
            })
            .map(|(region, selected)| {
                let why = if selected {
                    "the snapshot does not hold it"
                } else {
                    "the region was left out of the collection"
                };
                gap(Some(region), why)
            })
            .collect()
    }

    /// The gap of an account without regions.
    pub fn no_region(&self, account: &str) -> Gap {
        Gap {
            action: REGIONS.to_owned(),
            account_id: account.to_owned(),
            region: None,
            resource_type: None,
            resource: None,
            kind: GapKind::NotCollected,
            code: None,
            message: Some(NO_REGION.to_owned()),
        }
    }

    fn in_config(&self, need: &Need, account: &str, region: Option<&str>) -> bool {
        let config = match need.action.as_str() {
            QUERY => &self.whole_items,
            _ => &self.config,
        };
        need.in_config
            && (config.contains(&(account, region, need.resource_type.as_str()))
                || config.contains(&(account, None, need.resource_type.as_str()))
                // What belongs to the account is in the files of some region.
                || region.is_none()
                    && config
                        .iter()
                        .any(|(known, _, resource_type)| *known == account && *resource_type == need.resource_type))
    }

    /// The regions in which a need must have been met, with whether they were asked for.
    fn regions<'s>(&'s self, account: &str, place: Place<'s>) -> Vec<(&'s str, bool)> {
        if let Some(region) = place.region {
            return vec![(region, true)];
        }
        let Some(account) = self
            .header
            .accounts
            .iter()
            .find(|known| known.id == account)
        else {
            return Vec::new();
        };
        account
            .regions
            .iter()
            .filter(|region| region.is_enabled() && (region.selected || place.every_region))
            .map(|region| (region.name.as_str(), region.selected))
            .collect()
    }
}

/// What is about one resource or about none in particular; everything, where no resource is asked for.
fn about<'s, T>(
    by_resource: &'s BTreeMap<Option<&str>, Vec<T>>,
    resource: Option<&'s str>,
) -> impl Iterator<Item = &'s T> {
    let all = by_resource.values().take(match resource {
        None => usize::MAX,
        Some(_) => 0,
    });
    let some = [None, resource]
        .into_iter()
        .filter(move |_| resource.is_some())
        .filter_map(|key| by_resource.get(&key));
    all.chain(some).flatten()
}

/// Whether a gap concerns what is read at a place.
fn touches(gap: &Gap, need: &Need, place: Place<'_>) -> bool {
    let account = place
        .account
        .is_none_or(|account| account == gap.account_id);
    // What is asked for once an account is missing everywhere, whichever region was asked.
    let region = match (place.region, gap.region.as_deref()) {
        (Some(wanted), Some(region)) => wanted == region || !need.regional,
        _ => true,
    };
    let resource = match (place.resource, gap.resource.as_deref()) {
        (Some(wanted), Some(resource)) => wanted == resource,
        _ => true,
    };
    // What a resource says of itself elsewhere matters only to who asks about all regions.
    if is_elsewhere(gap) && !need.everywhere {
        return false;
    }
    // A gap about one resource is no matter of regions: a trail's status is asked for in its home region.
    let about_it = place.resource.is_some() && place.resource == gap.resource.as_deref();
    account && resource && (region || about_it)
}

/// Whether a gap is about a resource, and in another region than the one that the resource's ARN names.
fn is_elsewhere(gap: &Gap) -> bool {
    let home = gap.resource.as_deref().and_then(|arn| {
        let mut words = arn.split(':');
        (words.next() == Some("arn"))
            .then(|| words.nth(2))
            .flatten()
            .filter(|home| !home.is_empty())
    });
    matches!((home, gap.region.as_deref()), (Some(home), Some(region)) if home != region)
}
