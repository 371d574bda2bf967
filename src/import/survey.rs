//! The first pass: which version of each resource is the newest, and what the second pass has to know beforehand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::model::item::ConfigurationItem;
use crate::model::snapshot::{AccountScope, RegionScope};

use super::ImportError;
use super::delivered::{self, Kind};
use super::normalize;
use super::recorded::RECORDER;
use super::references::{ALIAS, References, USERS};

/// The type of an account's public access block.
const ACCOUNT_BLOCK: &str = "AWS::S3::AccountPublicAccessBlock";

/// The region of what has none.
const GLOBAL: &str = "global";

/// What the first pass found.
pub(super) struct Survey {
    newest: BTreeMap<Identity, Version>,
    /// The newest items of the few types that decide about others.
    kept: BTreeMap<Identity, ConfigurationItem>,
    accounts: BTreeMap<String, Account>,
    snapshots: BTreeMap<(String, String), Snapshot>,
    types: BTreeSet<String>,
    items: u64,
    /// For each file the places of the versions that count, in order.
    winners: Vec<Vec<u64>>,
}

/// What makes two items versions of one resource: type, account, region and id.
type Identity = (String, String, String, String);

/// Where a version stands, and its age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    time: Timestamp,
    file: usize,
    ordinal: u64,
}

#[derive(Default)]
struct Account {
    partition: Option<String>,
    regions: BTreeSet<String>,
}

/// The snapshot files of an account and a region.
#[derive(Default)]
struct Snapshot {
    files: u64,
    types: BTreeSet<String>,
}

/// The snapshot files of an account and a region, as they are asked about.
pub(super) struct SnapshotOf<'a> {
    pub(super) account: &'a str,
    pub(super) region: &'a str,
    pub(super) files: u64,
    pub(super) types: &'a BTreeSet<String>,
}

impl Survey {
    /// Reads all files once.
    pub(super) fn of(files: &[PathBuf]) -> Result<Self, ImportError> {
        let mut survey = Self {
            newest: BTreeMap::new(),
            kept: BTreeMap::new(),
            accounts: BTreeMap::new(),
            snapshots: BTreeMap::new(),
            types: BTreeSet::new(),
            items: 0,
            winners: vec![Vec::new(); files.len()],
        };
        for (number, path) in files.iter().enumerate() {
            survey.file(number, path)?;
        }
        for version in survey.newest.values() {
            survey.winners[version.file].push(version.ordinal);
        }
        for ordinals in &mut survey.winners {
            ordinals.sort_unstable();
        }
        Ok(survey)
    }

    fn file(&mut self, number: usize, path: &Path) -> Result<(), ImportError> {
        let mut places: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let file = delivered::read(path, &mut |ordinal, text| {
            let (place, name) =
                self.item(number, ordinal, text)
                    .map_err(|message| ImportError::Item {
                        path: path.to_owned(),
                        number: ordinal + 1,
                        message,
                    })?;
            places.entry(place).or_default().insert(name);
            Ok(())
        })?;
        if let Some((account, region)) = &file.place {
            self.accounts
                .entry(account.clone())
                .or_default()
                .regions
                .insert(region.clone());
        }
        if file.kind == Kind::Snapshot {
            self.snapshot(file.place, places);
        }
        Ok(())
    }

    /// Notes which types a snapshot file holds. What is global in it belongs to the region that recorded it.
    fn snapshot(
        &mut self,
        named: Option<(String, String)>,
        mut places: BTreeMap<(String, String), BTreeSet<String>>,
    ) {
        if let Some(place) = named {
            places.entry(place).or_default();
        }
        let regional: Vec<(String, String)> = places
            .keys()
            .filter(|(_, region)| region != GLOBAL)
            .cloned()
            .collect();
        for place in regional {
            let snapshot = self.snapshots.entry(place.clone()).or_default();
            snapshot.files += 1;
            for at in [place.clone(), (place.0, GLOBAL.to_owned())] {
                snapshot
                    .types
                    .extend(places.get(&at).into_iter().flatten().cloned());
            }
        }
    }

    /// Notes an item; gives its account and region, and its type.
    fn item(
        &mut self,
        file: usize,
        ordinal: u64,
        text: &str,
    ) -> Result<((String, String), String), String> {
        let head: Head = serde_json::from_str(text)
            .map_err(|error| format!("no configuration item: {error}"))?;
        let name = head.resource_type.ok_or("it has no resourceType")?;
        let account = head
            .account_id
            .or(head.aws_account_id)
            .ok_or("it has no accountId")?;
        let region = head.aws_region.unwrap_or_else(|| GLOBAL.to_owned());
        let arn = head.arn.or(head.upper_arn).filter(|arn| !arn.is_empty());
        let time = match head.configuration_item_capture_time {
            None | Some(Value::Null) => Timestamp::MIN,
            Some(time) => normalize::moment(&time)?,
        };

        let scope = self.accounts.entry(account.clone()).or_default();
        if region != GLOBAL {
            scope.regions.insert(region.clone());
        }
        let partition = arn.as_deref().and_then(|arn| arn.split(':').nth(1));
        if let Some(partition) =
            partition.filter(|word| word.starts_with("aws") && scope.partition.is_none())
        {
            scope.partition = Some(partition.to_owned());
        }

        let id = head
            .resource_id
            .or(head.resource_name)
            .or(arn.clone())
            .ok_or("it has no resourceId")?;
        let (home, id) = match name.as_str() {
            // A multi-region trail may be recorded in each region; its ARN tells that they are one.
            "AWS::CloudTrail::Trail" => (
                String::new(),
                arn.unwrap_or_else(|| {
                    let partition = scope.partition.as_deref().unwrap_or("aws");
                    format!("arn:{partition}:cloudtrail:{region}:{account}:trail/{id}")
                }),
            ),
            ACCOUNT_BLOCK => (String::new(), account.clone()),
            _ => (region.clone(), id),
        };
        let identity = (name.clone(), account.clone(), home, id);
        let version = Version {
            time,
            file,
            ordinal,
        };
        self.items += 1;
        if !self.types.contains(&name) {
            self.types.insert(name.clone());
        }
        if self
            .newest
            .get(&identity)
            .is_none_or(|known| *known < version)
        {
            if USERS.contains(&name.as_str())
                || [RECORDER, ALIAS, ACCOUNT_BLOCK].contains(&name.as_str())
            {
                self.kept
                    .insert(identity.clone(), normalize::text(text)?.item);
            }
            self.newest.insert(identity, version);
        }
        Ok(((account, region), name))
    }

    /// Whether no file holds any item.
    pub(super) fn is_empty(&self) -> bool {
        self.newest.is_empty()
    }

    /// The time of the newest item; none where no item says it.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        let times = self.newest.values().map(|version| version.time);
        times.max().filter(|time| *time > Timestamp::MIN)
    }

    /// How many items have a newer version.
    pub(super) fn superseded(&self) -> u64 {
        self.items - self.newest.len() as u64
    }

    /// The places of the items in a file that count, in order.
    pub(super) fn winners_in(&self, file: usize) -> impl Iterator<Item = u64> + '_ {
        self.winners.get(file).into_iter().flatten().copied()
    }

    /// The accounts and regions that the files name.
    pub(super) fn accounts(&self) -> Vec<AccountScope> {
        let region = |name: &String| RegionScope {
            name: name.clone(),
            opt_in_status: None,
            selected: true,
        };
        let scope = |(id, account): (&String, &Account)| AccountScope {
            id: id.clone(),
            partition: account
                .partition
                .clone()
                .unwrap_or_else(|| "aws".to_owned()),
            regions: account.regions.iter().map(region).collect(),
        };
        self.accounts.iter().map(scope).collect()
    }

    /// The accounts and regions of which there are snapshot files.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = SnapshotOf<'_>> {
        self.snapshots
            .iter()
            .map(|((account, region), snapshot)| SnapshotOf {
                account,
                region,
                files: snapshot.files,
                types: &snapshot.types,
            })
    }

    /// All types in the files.
    pub(super) fn types(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(String::as_str)
    }

    fn live<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a ConfigurationItem> {
        self.kept.values().filter(move |item| {
            item.resource_type == name && !item.configuration_item_status.is_deleted()
        })
    }

    /// The account's own recorder in a region, where the files hold its item.
    pub(super) fn recorder(&self, account: &str, region: &str) -> Option<&ConfigurationItem> {
        self.live(RECORDER).find(|item| {
            item.account_id == account
                && item.aws_region == region
                && item.configuration.get("ServicePrincipal").is_none()
        })
    }

    /// The account's public access block, where the files hold its item. A block that was deleted blocks nothing.
    pub(super) fn account_block(&self, account: &str) -> Option<&Value> {
        let block = self
            .kept
            .values()
            .find(|item| item.resource_type == ACCOUNT_BLOCK && item.account_id == account)?;
        if block.configuration_item_status.is_deleted() {
            return Some(normalize::no_public_access_block());
        }
        Some(&block.configuration).filter(|value| value.is_object())
    }

    /// The accounts whose public access block is known.
    pub(super) fn blocked_accounts(&self) -> impl Iterator<Item = &str> {
        let accounts = self.accounts.keys().map(String::as_str);
        accounts.filter(|account| self.account_block(account).is_some())
    }

    /// Which buckets and keys the trails and channels name.
    pub(super) fn references(&self) -> References {
        References::of(
            USERS.iter().flat_map(|name| self.live(name)),
            self.live(ALIAS),
        )
    }
}

/// The names in an item that the first pass goes by, in both spellings.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    resource_type: Option<String>,
    account_id: Option<String>,
    aws_account_id: Option<String>,
    aws_region: Option<String>,
    resource_id: Option<String>,
    resource_name: Option<String>,
    arn: Option<String>,
    #[serde(rename = "ARN")]
    upper_arn: Option<String>,
    configuration_item_capture_time: Option<Value>,
}
