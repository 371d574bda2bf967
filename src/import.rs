//! Snapshots from the files that AWS Config delivers to S3: no credentials, no network.
//!
//! AWS Config delivers *configuration snapshots* (all that it recorded in an account and a region) and *history files*
//! (what changed in about six hours, one file a type). Both hold configuration items, so a policy that judges a live
//! account judges them too. Three rules keep that honest:
//!
//! - An item says only what AWS Config records. A trail's item has no logging status: what needs it is ERROR, because
//!   nothing covers `cloudtrail:GetTrailStatus`.
//! - Only a snapshot proves absence, and only for types that its recorder records. History files give items and no
//!   coverage: a type that did not change is not in them.
//! - Of several versions of a resource the newest counts, across all files.
//!
//! Files are read twice and never held: the first pass notes which version of each resource is the newest, the second
//! writes those. Memory grows with the number of resources, by their names alone.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::model::gap::{Coverage, Gap};
use crate::model::snapshot::{Header, SCHEMA_VERSION, SnapshotWriter};

mod delivered;
mod files;
mod gaps;
pub mod normalize;
mod recorded;
mod references;
mod survey;

use normalize::Normalized;
use references::References;
use survey::Survey;

/// The action that reads an account's public access block.
const ACCOUNT_BLOCK: &str = "s3:GetAccountPublicAccessBlock";

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The program that writes the snapshot, with its version.
    pub tool: String,
    /// The moment that the snapshot is of, RFC 3339 in UTC; the newest item's where there is none.
    pub collected_at: Option<String>,
}

/// What an import came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Files that were read.
    pub files: u64,
    /// Items that were written, deleted resources included.
    pub items: u64,
    /// Items that were left out because a newer version of the resource is there.
    pub superseded: u64,
    /// Of the items written, those of resources that do not exist any more.
    pub deleted: u64,
    /// Gaps that were written.
    pub gaps: u64,
}

/// Why an import failed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file or folder could not be read.
    #[error("{}: could not be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing to read.
    #[error("{}: no file that ends in .json or .json.gz", .0.display())]
    NoFiles(PathBuf),
    /// A file of another kind was named.
    #[error("{}: its name ends neither in .json nor in .json.gz", .0.display())]
    OtherKind(PathBuf),
    /// The name says gzip, the bytes do not.
    #[error("{}: is not gzip, although its name ends in .gz", .0.display())]
    NotGzip(PathBuf),
    /// The compressed bytes are damaged.
    #[error("{}: its gzip is damaged: {message}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The file ends too early.
    #[error("{}: is cut off", .0.display())]
    CutOff(PathBuf),
    /// The text is no JSON.
    #[error("{}: is not JSON: {message}", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// JSON, but nothing that AWS Config delivers.
    #[error("{}: is no file of AWS Config: {message}", path.display())]
    NotDelivered {
        /// The file.
        path: PathBuf,
        /// What is missing.
        message: String,
    },
    /// An item cannot be understood.
    #[error("{}: item {number}: {message}", path.display())]
    Item {
        /// The file.
        path: PathBuf,
        /// The item's place in the file, from 1.
        number: u64,
        /// What is wrong.
        message: String,
    },
    /// Files, but no item in any of them.
    #[error("{}: no configuration item", list(.0))]
    NoItems(Vec<PathBuf>),
    /// A file is not what it was at the first reading.
    #[error("{}: changed while it was read", .0.display())]
    Changed(PathBuf),
    /// No item says when it was captured, and no moment was given.
    #[error("{}: no item says when it was captured, so the snapshot has no moment", list(.0))]
    NoMoment(Vec<PathBuf>),
    /// The moment given is none.
    #[error("{0:?} is not a time in RFC 3339")]
    Moment(String),
    /// The snapshot could not be written.
    #[error("the snapshot could not be written: {0}")]
    Write(#[source] io::Error),
}

fn list(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    names.join(", ")
}

/// Writes a snapshot of the configuration items in files that AWS Config delivered, or folders of such files.
///
/// On an error part of the snapshot may be written, without its trailer: the caller writes to a temporary file.
///
/// # Errors
/// See [`ImportError`]; each names the file.
pub fn import<W: Write>(
    paths: &[PathBuf],
    options: &Options,
    out: W,
) -> Result<(W, Imported), ImportError> {
    let files = files::find(paths)?;
    let survey = Survey::of(&files)?;
    if survey.is_empty() {
        return Err(ImportError::NoItems(paths.to_vec()));
    }
    let newest = survey.newest();
    let collected_at = match &options.collected_at {
        Some(given) => normalize::time_of(given).map_err(|_| ImportError::Moment(given.clone()))?,
        None => newest.ok_or_else(|| ImportError::NoMoment(paths.to_vec()))?,
    }
    .to_string();
    let header = Header {
        schema_version: SCHEMA_VERSION,
        collected_at,
        tool: options.tool.clone(),
        caller: None,
        accounts: survey.accounts(),
    };
    let mut writing = Writing {
        writer: SnapshotWriter::new(out, &header).map_err(ImportError::Write)?,
        references: survey.references(),
        survey: &survey,
        gaps: BTreeSet::new(),
        found: BTreeSet::new(),
        counts: Imported {
            files: files.len() as u64,
            superseded: survey.superseded(),
            ..Imported::default()
        },
    };
    for (number, path) in files.iter().enumerate() {
        writing.file(number, path)?;
    }
    writing.finish()
}

/// The second pass.
struct Writing<'a, W: Write> {
    writer: SnapshotWriter<W>,
    survey: &'a Survey,
    references: References,
    gaps: BTreeSet<Gap>,
    /// The keys of what was written.
    found: BTreeSet<String>,
    counts: Imported,
}

impl<W: Write> Writing<'_, W> {
    /// Writes the items of a file that count.
    fn file(&mut self, number: usize, path: &Path) -> Result<(), ImportError> {
        let mut winners = self.survey.winners_in(number);
        let mut next = winners.next();
        delivered::read(path, &mut |ordinal, raw| {
            if next != Some(ordinal) {
                return Ok(());
            }
            next = winners.next();
            let normalized = normalize::text(raw).map_err(|message| ImportError::Item {
                path: path.to_owned(),
                number: ordinal + 1,
                message,
            })?;
            self.item(normalized)
        })?;
        match next {
            None => Ok(()),
            Some(_) => Err(ImportError::Changed(path.to_owned())),
        }
    }

    /// Writes an item, with what other items say of its resource.
    fn item(&mut self, normalized: Normalized) -> Result<(), ImportError> {
        self.gaps.extend(gaps::of(&normalized));
        let mut item = normalized.item;
        if item.configuration_item_status.is_deleted() {
            self.counts.deleted += 1;
        } else if item.resource_type == "AWS::S3::Bucket"
            && let Some(block) = self.survey.account_block(&item.account_id)
        {
            let part = "AccountPublicAccessBlockConfiguration".to_owned();
            item.supplementary_configuration.insert(part, block.clone());
        }
        for user in self.references.users_of(&item) {
            if !item.relationships.contains(user) {
                item.relationships.push(user.clone());
            }
        }
        item.relationships.sort();
        self.found.insert(item.key());
        self.counts.items += 1;
        self.writer.item(&item).map_err(ImportError::Write)
    }

    /// Writes what the files prove and what they leave open.
    fn finish(mut self) -> Result<(W, Imported), ImportError> {
        self.gaps.extend(self.references.dangling(&self.found));
        let (mut coverage, unrecorded) = recorded::ledger(self.survey);
        self.gaps.extend(unrecorded);
        coverage.extend(self.survey.blocked_accounts().map(|account| Coverage {
            action: ACCOUNT_BLOCK.to_owned(),
            account_id: account.to_owned(),
            region: None,
            resource_type: None,
            calls: 0,
        }));
        coverage.sort();
        for gap in &self.gaps {
            self.writer.gap(gap).map_err(ImportError::Write)?;
        }
        for entry in &coverage {
            self.writer.coverage(entry).map_err(ImportError::Write)?;
        }
        self.counts.gaps = self.gaps.len() as u64;
        let out = self.writer.finish(true).map_err(ImportError::Write)?;
        Ok((out, self.counts))
    }
}
