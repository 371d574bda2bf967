//! What the files prove: which types were recorded where, hence where nothing means "none there".

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::model::gap::{Coverage, Gap, GapKind};
use crate::model::item::ConfigurationItem;
use crate::resource::config::ConfigurationRecorder;
use crate::resource::iam::TYPES as IAM_TYPES;
use crate::resource::{self, CATALOGUE, CONFIG_DELIVERY, Inventory};

use super::survey::Survey;

/// The type of recorders.
pub(super) const RECORDER: &str = "AWS::Config::ConfigurationRecorder";

/// Coverage for what was recorded, and gaps for what was known not to be.
pub(super) fn ledger(survey: &Survey) -> (Vec<Coverage>, Vec<Gap>) {
    let mut ledger = Ledger::default();
    for snapshot in survey.snapshots() {
        let recorder = survey
            .recorder(snapshot.account, snapshot.region)
            .and_then(Recorder::of);
        match recorder {
            // Nobody says what was recorded, so only what is there is known to have been.
            None => {
                for name in snapshot.types {
                    ledger.cover(snapshot.account, snapshot.region, name, snapshot.files);
                }
            }
            Some(recorder) => {
                let mut candidates: BTreeSet<&str> = survey.types().collect();
                for name in deliverable() {
                    candidates.insert(name);
                }
                candidates.extend(recorder.excluded.iter().map(String::as_str));
                for name in candidates {
                    if recorder.records(name) {
                        ledger.cover(snapshot.account, snapshot.region, name, snapshot.files);
                    } else {
                        ledger.miss(snapshot.account, snapshot.region, name, &recorder);
                    }
                }
            }
        }
    }
    for account in survey.accounts() {
        let regions: Vec<&str> = account
            .regions
            .iter()
            .map(|region| region.name.as_str())
            .collect();
        ledger.widen(&account.id, &regions);
    }
    (ledger.coverage.into_iter().collect(), ledger.gaps)
}

/// Types of which AWS Config has items, among those that assize knows.
fn deliverable() -> impl Iterator<Item = &'static str> {
    let known = CATALOGUE
        .iter()
        .filter(|known| known.parts.iter().any(|part| part.in_config));
    known.map(|known| known.name)
}

#[derive(Default)]
struct Ledger {
    coverage: BTreeSet<Coverage>,
    gaps: Vec<Gap>,
}

impl Ledger {
    fn cover(&mut self, account: &str, region: &str, name: &str, files: u64) {
        self.coverage.insert(Coverage {
            action: CONFIG_DELIVERY.to_owned(),
            account_id: account.to_owned(),
            region: Some(region.to_owned()),
            resource_type: Some(name.to_owned()),
            calls: files,
        });
    }

    fn miss(&mut self, account: &str, region: &str, name: &str, recorder: &Recorder) {
        self.gaps.push(Gap {
            action: CONFIG_DELIVERY.to_owned(),
            account_id: account.to_owned(),
            region: Some(region.to_owned()),
            resource_type: Some(name.to_owned()),
            resource: None,
            kind: GapKind::NotCollected,
            code: None,
            message: Some(format!("not recorded: {}", recorder.why_not(name))),
        });
    }

    /// Says for the whole account what every region says, and what one region says of a type that has no region.
    fn widen(&mut self, account: &str, regions: &[&str]) {
        let names: BTreeSet<String> = self
            .coverage
            .iter()
            .filter(|entry| entry.account_id == account)
            .filter_map(|entry| entry.resource_type.clone())
            .collect();
        for name in names {
            let regional = resource::find(&name)
                .is_none_or(|known| matches!(known.inventory, Inventory::Regional(_)));
            let covered = |region: &&str| {
                self.coverage.iter().any(|entry| {
                    entry.account_id == account
                        && entry.region.as_deref() == Some(region)
                        && entry.resource_type.as_ref() == Some(&name)
                })
            };
            let whole = if is_global(&name) {
                regions.iter().any(covered)
            } else {
                !regional && regions.iter().all(covered)
            };
            if !whole {
                continue;
            }
            if is_global(&name) {
                // One recorder that records a global type is enough: what the others leave out is no gap.
                self.gaps.retain(|gap| {
                    gap.account_id != account || gap.resource_type.as_ref() != Some(&name)
                });
            }
            self.coverage.insert(Coverage {
                action: CONFIG_DELIVERY.to_owned(),
                account_id: account.to_owned(),
                region: None,
                resource_type: Some(name),
                calls: 0,
            });
        }
    }
}

/// Whether a type's resources belong to no region.
fn is_global(name: &str) -> bool {
    IAM_TYPES.contains(&name) || name == "AWS::S3::AccountPublicAccessBlock"
}

/// A recorder's settings as far as they decide what is recorded.
struct Recorder {
    name: String,
    region: String,
    stopped: bool,
    strategy: Strategy,
    global_types: bool,
    included: BTreeSet<String>,
    excluded: BTreeSet<String>,
}

#[derive(PartialEq, Eq)]
enum Strategy {
    All,
    Inclusion,
    Exclusion,
}

impl Recorder {
    /// The recorder that an item describes; none for one that belongs to an AWS service.
    fn of(item: &ConfigurationItem) -> Option<Self> {
        let settings = ConfigurationRecorder::deserialize(&item.configuration).ok()?;
        if settings.service_principal.is_some() {
            return None;
        }
        let group = settings.recording_group.unwrap_or_default();
        let word = group
            .recording_strategy
            .and_then(|strategy| strategy.use_only)
            .unwrap_or_default();
        let excluded = group
            .exclusion_by_resource_types
            .map(|list| list.resource_types)
            .unwrap_or_default();
        // Recorders older than the strategies say it by their lists alone.
        let strategy = match word.as_str() {
            "ALL_SUPPORTED_RESOURCE_TYPES" => Strategy::All,
            "EXCLUSION_BY_RESOURCE_TYPES" => Strategy::Exclusion,
            "INCLUSION_BY_RESOURCE_TYPES" => Strategy::Inclusion,
            _ if group.all_supported => Strategy::All,
            _ if !excluded.is_empty() => Strategy::Exclusion,
            _ => Strategy::Inclusion,
        };
        Some(Self {
            name: settings.name.unwrap_or_else(|| item.resource_id.clone()),
            region: item.aws_region.clone(),
            stopped: item
                .configuration
                .get("Recording")
                .is_some_and(|recording| recording == false),
            strategy,
            global_types: group.include_global_resource_types,
            included: group.resource_types.into_iter().collect(),
            excluded: excluded.into_iter().collect(),
        })
    }

    fn records(&self, name: &str) -> bool {
        !self.stopped
            && match self.strategy {
                Strategy::All => self.global_types || !IAM_TYPES.contains(&name),
                Strategy::Inclusion => self.included.contains(name),
                Strategy::Exclusion => !self.excluded.contains(name),
            }
    }

    fn why_not(&self, name: &str) -> String {
        let who = format!("the recorder {} in {}", self.name, self.region);
        if self.stopped {
            return format!("{who} is stopped");
        }
        match self.strategy {
            Strategy::All => format!("{who} leaves out global types"),
            Strategy::Inclusion => format!(
                "{who} records {} types, and not {name}",
                self.included.len()
            ),
            Strategy::Exclusion => format!("{who} excludes {name}"),
        }
    }
}
