//! Waivers and the baseline on the wire: what excuses failures, and what became of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::model::baseline::KnownFailure;

use crate::model::baseline::Baseline as ModelBaseline;
use crate::model::finding::{Finding, Status};
use crate::model::report::Report;
use crate::model::waiver::{WaiverNoteKind, WaiverState, Waivers as ModelWaivers};

/// The waivers of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Waivers {
    /// The file, as it was named.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The day as of which the waivers were judged, `2026-11-26`.
    pub date: String,
    /// All entries of the file, in its order.
    pub entries: Vec<Waiver>,
    /// What is to be said of them, in the same order.
    pub notes: Vec<WaiverNote>,
}

/// A waiver: somebody answers for failures until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Waiver {
    /// Its id, which WAIVED findings name.
    pub id: String,
    /// How it stands on that day.
    pub state: WaiverState,
    /// Why the failures are accepted.
    pub reason: String,
    /// Who answers for them.
    pub owner: String,
    /// The last day on which it holds, `2026-11-26`.
    pub expires: String,
    /// Where it was discussed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Who agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<String>,
    /// How many findings it answers for.
    pub findings: u64,
}

/// Something to be said of a waiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaiverNote {
    /// The waiver's id.
    pub waiver: String,
    /// What kind of thing it is.
    pub kind: WaiverNoteKind,
    /// The same in words.
    pub message: String,
}

/// The failures that were known before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    /// The file, as it was named.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// When the snapshot was taken that the failures are from.
    pub collected_at: String,
    /// How many failures it holds.
    pub entries: u64,
    /// Those among them that fail no more, by control and subject.
    pub absent: Vec<KnownFailure>,
}

/// Whether a failure was known before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BaselineState {
    /// It was not, or has become worse: it counts.
    New,
    /// It was, and does not fail the run.
    Unchanged,
}

impl BaselineState {
    /// The state of a failure, where there is a baseline.
    pub(in crate::report) fn of(report: &Report, finding: &Finding) -> Option<Self> {
        if report.baseline.is_none() || finding.outcome.status() != Status::Fail {
            return None;
        }
        Some(if report.is_baselined(finding) {
            Self::Unchanged
        } else {
            Self::New
        })
    }

    /// The word, which is SARIF's too.
    pub(in crate::report) fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
        }
    }
}

impl From<&ModelWaivers> for Waivers {
    fn from(waivers: &ModelWaivers) -> Self {
        let entries = waivers.entries.iter().map(|waiver| Waiver {
            id: waiver.id.clone(),
            state: waiver.state,
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            expires: waiver.expires.to_string(),
            ticket: waiver.ticket.clone(),
            approvals: waiver.approvals.clone(),
            findings: waiver.findings,
        });
        let notes = waivers.notes.iter().map(|note| WaiverNote {
            waiver: note.waiver.clone(),
            kind: note.kind,
            message: note.message.clone(),
        });
        Self {
            file: waivers.file.clone(),
            sha256: waivers.sha256.clone(),
            date: waivers.date.to_string(),
            entries: entries.collect(),
            notes: notes.collect(),
        }
    }
}

impl From<&ModelBaseline> for Baseline {
    fn from(baseline: &ModelBaseline) -> Self {
        Self {
            file: baseline.file.clone(),
            sha256: baseline.sha256.clone(),
            collected_at: baseline.collected_at.clone(),
            entries: baseline.entries,
            absent: baseline.absent.clone(),
        }
    }
}
