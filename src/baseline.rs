//! Baselines: failures that are known, so that only new ones fail a run.
//!
//! A failure is known by its fingerprint, which is made of control and subject. One that has become worse is new, and what could
//! not be judged is never known. What is known and fails no more is said, so that the file can be pruned.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::model::baseline::{Baseline, KnownFailure};
use crate::model::control::Control;
use crate::model::finding::{Finding, Severity, Status};
use crate::model::snapshot::Header;
use crate::report::visible_json;

/// The version of the file's format that this build writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// A baseline as it is in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// The format's version.
    pub baseline_version: u32,
    /// The program that wrote it, with its version.
    pub tool: String,
    /// When the snapshot was taken that the failures are from.
    pub collected_at: String,
    /// The snapshot's SHA-256.
    pub snapshot_sha256: String,
    /// The failures, by control and subject.
    pub failures: Vec<KnownFailure>,
}

/// What is wrong with a baseline file.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes are no JSON.
    #[error("is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// The JSON is no baseline.
    #[error(
        "is neither a baseline nor a report in JSON: it has no baselineVersion and no schemaVersion"
    )]
    NotABaseline,
    /// A newer program wrote it.
    #[error("has baseline version {0}; this build reads versions up to {VERSION}")]
    Version(u64),
    /// It says that it is a baseline, but does not fit the form of one.
    #[error("does not have the form of a baseline: {0}")]
    Malformed(serde_json::Error),
}

/// What a file says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A baseline.
    Baseline,
    /// A report in JSON, whose failures are the known ones.
    Report,
}

/// Says what a file is, before it is read.
///
/// # Errors
/// It is no JSON, or neither of the two.
pub fn kind(bytes: &[u8]) -> Result<Kind, ReadError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        baseline_version: Option<serde::de::IgnoredAny>,
        schema_version: Option<serde::de::IgnoredAny>,
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            ReadError::NotABaseline
        } else {
            ReadError::NotJson(error)
        }
    })?;
    match head {
        Head {
            baseline_version: Some(_),
            ..
        } => Ok(Kind::Baseline),
        Head {
            schema_version: Some(_),
            ..
        } => Ok(Kind::Report),
        Head { .. } => Err(ReadError::NotABaseline),
    }
}

/// Reads a baseline.
///
/// # Errors
/// The bytes are no JSON, no baseline, of a newer version, or do not have the form of one.
pub fn parse(bytes: &[u8]) -> Result<Known, ReadError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        baseline_version: u64,
    }
    // The version comes first: what a newer baseline holds is not ours to find malformed.
    let head: Head = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            ReadError::NotABaseline
        } else {
            ReadError::NotJson(error)
        }
    })?;
    if head.baseline_version == 0 || head.baseline_version > u64::from(VERSION) {
        return Err(ReadError::Version(head.baseline_version));
    }
    serde_json::from_slice(bytes).map_err(ReadError::Malformed)
}

impl Known {
    /// Writes the file: a failure's fields a line each, in an order that does not change, so that two versions of it can be
    /// compared.
    ///
    /// # Errors
    /// The writer's own.
    pub fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.failures.sort_by(|one, other| {
            (&one.control, &one.subject, &one.fingerprint).cmp(&(
                &other.control,
                &other.subject,
                &other.fingerprint,
            ))
        });
        visible_json::write_pretty(out, self)?;
        out.flush()
    }

    /// Holds the findings of a run against what is known.
    ///
    /// `file` and `sha256` name where it is from. Where a collection did not come to its end (`is_complete`), what is not there
    /// may be there all the same.
    pub fn hold(
        &self,
        file: &str,
        sha256: &str,
        header: &Header,
        is_complete: bool,
        controls: &[Control],
        findings: &[Finding],
    ) -> Baseline {
        let known: BTreeMap<&str, &KnownFailure> = self
            .failures
            .iter()
            .map(|known| (known.fingerprint.as_str(), known))
            .collect();
        let about: BTreeSet<&str> = known.values().map(|known| known.control.as_str()).collect();
        let mut unchanged: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut mended: BTreeSet<&str> = BTreeSet::new();
        // Where something has no verdict, what is not there may be there all the same.
        let mut unknown: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
        for finding in findings {
            let status = finding.outcome.status();
            if status == Status::Error {
                unknown.insert((&finding.control, finding.subject.account()));
            }
            if !about.contains(finding.control.as_str()) {
                continue;
            }
            let fingerprint = finding.fingerprint();
            let Some((fingerprint, known)) = known.get_key_value(fingerprint.as_str()) else {
                continue;
            };
            seen.insert(fingerprint);
            match status {
                Status::Fail if !is_worse(finding.severity, known) => {
                    let subjects = unchanged.entry(finding.control.clone()).or_default();
                    subjects.insert(finding.subject.clone());
                }
                Status::Fail | Status::Error => {}
                Status::Pass | Status::NotApplicable | Status::Waived => {
                    mended.insert(fingerprint);
                }
            }
        }
        let is_judged = |known: &KnownFailure| {
            controls.iter().any(|control| control.id == known.control)
                && is_in_scope(header, known)
                && !unknown.contains(&(known.control.as_str(), known.account.as_deref()))
                && !unknown.contains(&(known.control.as_str(), None))
        };
        let mut absent: Vec<KnownFailure> = known
            .iter()
            .filter(|(fingerprint, known)| {
                mended.contains(*fingerprint)
                    || is_complete && !seen.contains(*fingerprint) && is_judged(known)
            })
            .map(|(_, known)| (*known).clone())
            .collect();
        absent.sort_by(|one, other| {
            (&one.control, &one.subject).cmp(&(&other.control, &other.subject))
        });
        Baseline {
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            collected_at: self.collected_at.clone(),
            entries: known.len() as u64,
            unchanged,
            absent,
        }
    }

    /// What is left without failures that are there no more.
    pub fn without(&self, absent: &[KnownFailure]) -> Self {
        let absent: BTreeSet<&str> = absent
            .iter()
            .map(|known| known.fingerprint.as_str())
            .collect();
        let mut left = self.clone();
        left.failures
            .retain(|known| !absent.contains(known.fingerprint.as_str()));
        left
    }
}

/// Whether a failure has become worse since.
fn is_worse(severity: Severity, known: &KnownFailure) -> bool {
    severity > known.severity
}

/// Whether a run looked where a failure was.
fn is_in_scope(header: &Header, known: &KnownFailure) -> bool {
    let Some(account) = &known.account else {
        return true;
    };
    let Some(account) = header.accounts.iter().find(|scope| scope.id == *account) else {
        return false;
    };
    match known.region.as_deref() {
        None | Some("global") => true,
        Some(region) => account
            .regions
            .iter()
            .any(|scope| scope.name == region && scope.selected && scope.is_enabled()),
    }
}

#[cfg(test)]
mod tests;
