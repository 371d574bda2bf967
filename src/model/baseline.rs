//! The baseline of a report: failures that were known before and do not fail the run.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity, Status, Subject};

/// What was known before a run, held against its findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The file, as it was named.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// When the snapshot was taken that the failures are from.
    pub collected_at: String,
    /// How many failures it holds.
    pub entries: u64,
    /// The failures of this run that are among them and have not become worse: by control, their subjects.
    pub unchanged: BTreeMap<String, BTreeSet<Subject>>,
    /// Those among them that fail no more, by control and subject.
    pub absent: Vec<KnownFailure>,
}

/// A failure that was known before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownFailure {
    /// The finding's identity.
    pub fingerprint: String,
    /// The control's id.
    pub control: String,
    /// What it is about, in one string.
    pub subject: String,
    /// The account, where the subject has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The region, where the subject has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How bad it was.
    pub severity: Severity,
}

impl Baseline {
    /// Whether a finding is a failure that was known before and has not become worse.
    pub fn has(&self, finding: &Finding) -> bool {
        finding.outcome.status() == Status::Fail
            && self
                .unchanged
                .get(&finding.control)
                .is_some_and(|subjects| subjects.contains(&finding.subject))
    }
}
