//! What the trails in a snapshot really record, account by account and region by region.
//!
//! A control asks one question; this is the whole answer, for whoever must know what the logs can tell. What is not known
//! is named: a trail whose status or selectors could not be read, a region whose trails were not listed. An
//! organization's trail is completed from its owner's view where the owner is in the snapshot too.

use std::collections::BTreeMap;
use std::io::BufRead;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::meaning::effective_logging::{self, EffectiveLogging, effective_logging};
use crate::meaning::event_selectors::{
    AdvancedEventSelector, EventSelector, InsightSelector, Selectors,
};
use crate::model::gap::{Coverage, Gap};
use crate::model::item::{ConfigurationItem, ItemSource};
use crate::model::snapshot::{AccountScope, RawItem, Record, SnapshotError, SnapshotReader};
use crate::resource::cloudtrail::{TRAIL, Trail, TrailStatus};
use crate::resource::{CONFIG_ACTIONS, CONFIG_DELIVERY};

#[cfg(test)]
mod tests;

/// The version of the format that this build writes.
pub const SCHEMA_VERSION: u32 = 1;

const DESCRIBE_TRAILS: &str = "cloudtrail:DescribeTrails";
const GET_STATUS: &str = "cloudtrail:GetTrailStatus";
const GET_SELECTORS: &str = "cloudtrail:GetEventSelectors";
const GET_INSIGHTS: &str = "cloudtrail:GetInsightSelectors";

/// What the trails in a snapshot record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recording {
    /// The format's version.
    pub schema_version: u32,
    /// The program that wrote it, with its version.
    pub tool: String,
    /// The snapshot.
    pub snapshot: Origin,
    /// What is recorded in each enabled region of each account, by account and region.
    pub effective_logging: Vec<EffectiveLogging>,
    /// The accounts of which no enabled region is known, so that nothing can be said of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_accounts: Vec<String>,
}

/// The snapshot that a recording is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// When the collection began, RFC 3339 in UTC.
    pub collected_at: String,
    /// False when the collection was interrupted.
    pub complete: bool,
    /// The SHA-256 in its trailer.
    pub sha256: String,
}

/// The JSON Schema of a recording.
pub fn schema() -> Value {
    schemars::schema_for!(Recording).to_value()
}

/// Reads a snapshot and says what its trails record.
///
/// # Errors
/// The snapshot is cut off, altered or malformed.
pub fn recording<R: BufRead>(
    mut reader: SnapshotReader<R>,
    tool: String,
) -> Result<Recording, SnapshotError> {
    let header = reader.header().clone();
    let mut seen = Seen::default();
    while let Some(record) = reader.next_record()? {
        match record {
            Record::Item(raw) if raw.resource_type == TRAIL.name => seen.add(&raw)?,
            Record::Item(_) | Record::Call(_) => {}
            Record::Gap(gap) => seen.gaps.push(gap),
            Record::Coverage(entry) => seen.coverage.push(entry),
        }
    }
    let mut recording = Recording {
        schema_version: SCHEMA_VERSION,
        tool,
        snapshot: Origin {
            collected_at: header.collected_at,
            complete: reader.is_complete(),
            sha256: reader.sha256().unwrap_or_default().to_owned(),
        },
        effective_logging: Vec::new(),
        unknown_accounts: Vec::new(),
    };
    for account in &header.accounts {
        let of_account = seen.of_account(account);
        if of_account.is_empty() {
            recording.unknown_accounts.push(account.id.clone());
        }
        recording.effective_logging.extend(of_account);
    }
    Ok(recording)
}

/// What a snapshot says of trails.
#[derive(Default)]
struct Seen {
    /// By the account that sees the trail, and the trail's ARN.
    trails: BTreeMap<(String, String), SeenTrail>,
    gaps: Vec<Gap>,
    coverage: Vec<Coverage>,
}

/// A trail in an account's eyes. A part that was not read is none.
struct SeenTrail {
    source: ItemSource,
    region: String,
    settings: Trail,
    status: Option<TrailStatus>,
    selectors: Option<(Vec<EventSelector>, Vec<AdvancedEventSelector>)>,
    insights: Option<Vec<InsightSelector>>,
}

impl SeenTrail {
    fn new(raw: &RawItem, item: &ConfigurationItem) -> Result<Self, SnapshotError> {
        let part = |name: &str| item.supplementary_configuration.get(name);
        Ok(Self {
            source: item.source,
            region: item.aws_region.clone(),
            settings: read(raw, Some(&item.configuration))?.unwrap_or_default(),
            status: read(raw, part("TrailStatus"))?,
            selectors: read(raw, part("EventSelectors"))?
                .zip(read(raw, part("AdvancedEventSelectors"))?),
            insights: read(raw, part("InsightSelectors"))?,
        })
    }

    fn home_region(&self) -> &str {
        self.settings.home_region.as_deref().unwrap_or(&self.region)
    }
}

/// A part in its shape; none where it is not there.
fn read<T: DeserializeOwned>(
    raw: &RawItem,
    part: Option<&Value>,
) -> Result<Option<T>, SnapshotError> {
    match part {
        None | Some(Value::Null) => Ok(None),
        Some(value) => T::deserialize(value)
            .map(Some)
            .map_err(|error| raw.malformed(format!("this is no trail: {error}"))),
    }
}

impl Seen {
    fn add(&mut self, raw: &RawItem) -> Result<(), SnapshotError> {
        let item = raw.parse()?;
        if item.configuration_item_status.is_deleted() {
            return Ok(());
        }
        let trail = SeenTrail::new(raw, &item)?;
        let key = (item.account_id.clone(), item.key());
        // What the service itself says counts before what AWS Config recorded.
        let is_better = self
            .trails
            .get(&key)
            .is_none_or(|known| known.source == ItemSource::Config);
        if is_better {
            self.trails.insert(key, trail);
        }
        Ok(())
    }

    fn of_account(&self, account: &AccountScope) -> Vec<EffectiveLogging> {
        let seen: Vec<(&str, &SeenTrail)> = self
            .trails
            .iter()
            .filter(|((viewer, _), _)| *viewer == account.id)
            .map(|((_, arn), trail)| (arn.as_str(), trail))
            .collect();
        let trails: Vec<effective_logging::Trail<'_>> = seen
            .iter()
            .map(|(arn, trail)| self.trail(account, arn, trail))
            .collect();
        account
            .regions
            .iter()
            .filter(|region| region.is_enabled())
            .map(|region| {
                let mut logging = effective_logging(&account.id, &region.name, &trails);
                for (arn, trail) in &seen {
                    // Of a trail that is not counted more is unknown than this.
                    if logging.trails.iter().any(|counted| counted == arn)
                        && let Err(why) = self.part(account, arn, trail, GET_INSIGHTS, |trail| {
                            trail.insights.as_ref()
                        })
                    {
                        let what = format!("{arn}: which insights it computes ({why})");
                        logging.unknown.push(what);
                    }
                }
                logging.unknown.extend(self.unlisted(account, &region.name));
                logging
            })
            .collect()
    }

    fn trail<'a>(
        &'a self,
        account: &AccountScope,
        arn: &'a str,
        seen: &'a SeenTrail,
    ) -> effective_logging::Trail<'a> {
        let status = self.part(account, arn, seen, GET_STATUS, |trail| {
            trail.status.as_ref()
        });
        let selectors = self.part(account, arn, seen, GET_SELECTORS, |trail| {
            trail.selectors.as_ref()
        });
        let insights = self.part(account, arn, seen, GET_INSIGHTS, |trail| {
            trail.insights.as_ref()
        });
        effective_logging::Trail {
            arn,
            home_region: seen.home_region(),
            is_multi_region_trail: seen.settings.is_multi_region_trail,
            include_global_service_events: seen.settings.include_global_service_events,
            is_logging: status.map(|status| status.is_logging),
            selectors: selectors.map(|(classic, advanced)| Selectors {
                classic,
                advanced,
                insights: insights.map(Vec::as_slice).unwrap_or_default(),
                partition: arn_part(arn, 1),
            }),
        }
    }

    /// A part of a trail, as its owner sees it where the owner is in the snapshot; else why nobody knows it.
    fn part<'a, T>(
        &'a self,
        account: &AccountScope,
        arn: &str,
        seen: &'a SeenTrail,
        action: &str,
        get: impl Fn(&'a SeenTrail) -> Option<&'a T>,
    ) -> Result<&'a T, String> {
        let owner = arn_part(arn, 4);
        let is_foreign = !owner.is_empty() && owner != account.id;
        let owners = is_foreign
            .then(|| self.trails.get(&(owner.to_owned(), arn.to_owned())))
            .flatten();
        if let Some(part) = owners.and_then(&get).or_else(|| get(seen)) {
            return Ok(part);
        }
        let gap = self.gaps.iter().find(|gap| {
            gap.action == action
                && (gap.account_id == account.id || gap.account_id == owner)
                && gap.resource.as_deref().is_none_or(|about| about == arn)
                && gap
                    .region
                    .as_deref()
                    .is_none_or(|region| region == seen.home_region())
        });
        let why = match gap {
            Some(gap) => format!("{action}: {}", gap.kind.as_words()),
            None => format!("{action} was not asked"),
        };
        Err(if is_foreign {
            format!("{why}; the trail belongs to account {owner}")
        } else {
            why
        })
    }

    /// Why not all trails of a region are known; nothing where they are.
    fn unlisted(&self, account: &AccountScope, region: &str) -> Vec<String> {
        let is_there = |place: Option<&str>| place.is_none_or(|place| place == region);
        let gaps: Vec<&Gap> = self
            .gaps
            .iter()
            .filter(|gap| gap.account_id == account.id && is_there(gap.region.as_deref()))
            .collect();
        let why = |gap: &Gap| {
            let kind = gap.kind.as_words();
            format!(
                "not all trails of {region} are known ({}: {kind})",
                gap.action
            )
        };
        let covered: Vec<&Coverage> = self
            .coverage
            .iter()
            .filter(|entry| entry.account_id == account.id && is_there(entry.region.as_deref()))
            .collect();
        if covered.iter().any(|entry| entry.action == DESCRIBE_TRAILS) {
            return gaps
                .into_iter()
                .filter(|gap| gap.action == DESCRIBE_TRAILS)
                .map(why)
                .collect();
        }
        let is_config =
            |action: &str| action == CONFIG_DELIVERY || CONFIG_ACTIONS.contains(&action);
        let is_of_trails = |of_type: Option<&str>| of_type == Some(TRAIL.name);
        if covered
            .iter()
            .any(|entry| is_config(&entry.action) && is_of_trails(entry.resource_type.as_deref()))
        {
            return gaps
                .into_iter()
                .filter(|gap| is_config(&gap.action))
                .filter(|gap| {
                    gap.resource_type.is_none() || is_of_trails(gap.resource_type.as_deref())
                })
                .map(why)
                .collect();
        }
        vec![format!("the trails of {region} were not listed")]
    }
}

/// A part of an ARN, by its number.
fn arn_part(arn: &str, number: usize) -> &str {
    arn.split(':').nth(number).unwrap_or_default()
}
