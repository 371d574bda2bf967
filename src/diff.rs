//! What changed between two reports: what fails that did not, what was mended, and what is no longer known.
//!
//! The two are read back from JSON and joined by the fingerprints of their findings. A finding is *fixed* when it passes now,
//! and in no other case: what cannot be read any more, what is gone, and what nobody looks at any more is called that.
//!
//! A pure function of two reports; the formats render what it found and decide nothing.

mod controls;
mod coverage;
mod findings;
mod markdown;
pub(crate) mod scope;
mod text;
mod words;

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use controls::{Changed, ControlChange, ControlChanges, ControlName, ParameterChange};
pub use coverage::{CoverageChange, CoverageChanges};
pub use findings::{Absence, Change, Class, Worse};
pub use scope::{Place, ScopeChanges};

use crate::model::finding::Severity;
use crate::report::json::wire::{self, Report};
use crate::report::{Style, visible_json};

/// The version of the format that this build writes.
pub const SCHEMA_VERSION: u32 = 1;

/// What changed from one report to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The format's version.
    pub schema_version: u32,
    /// The program that compared, with its version.
    pub tool: String,
    /// Whether anything got worse.
    pub verdict: Verdict,
    /// The least severity of a new failure that counts.
    pub fail_on: Severity,
    /// The report that is compared with.
    pub old: Side,
    /// The report that is compared.
    pub new: Side,
    /// How many findings there are of each class; every class is there.
    pub summary: BTreeMap<Class, u64>,
    /// The findings of every class but `unchanged`, by class, the worst severity first.
    pub findings: Vec<Change>,
    /// What changed about the controls themselves.
    pub controls: ControlChanges,
    /// What changed about the accounts and regions that are judged.
    pub scope: ScopeChanges,
    /// What the controls of either report read, in places that both judge, and what is not read any more; and the other way
    /// round.
    pub coverage: CoverageChanges,
}

/// Whether anything got worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing did.
    NotWorse,
    /// Something that counts fails and did not fail before.
    NewFailures,
    /// There is no such failure, but something that counts was known before and is not any more.
    LessKnown,
}

impl Verdict {
    /// The verdict as words.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::NotWorse => "nothing got worse",
            Self::NewFailures => "new failures",
            Self::LessKnown => "less is known",
        }
    }
}

/// One of the two reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// When the collection of its snapshot began, RFC 3339 in UTC.
    pub collected_at: String,
    /// The SHA-256 of its snapshot.
    pub sha256: String,
    /// False when the collection was interrupted.
    pub complete: bool,
    /// The program that judged, with its version.
    pub tool: String,
    /// The report's own verdict.
    pub verdict: wire::Verdict,
    /// The accounts that were judged.
    pub accounts: Vec<String>,
    /// Its findings by status.
    pub by_status: wire::StatusCounts,
}

impl Side {
    fn of(report: &Report) -> Self {
        Self {
            collected_at: report.snapshot.collected_at.clone(),
            sha256: report.snapshot.sha256.clone(),
            complete: report.snapshot.complete,
            tool: report.tool.clone(),
            verdict: report.verdict,
            accounts: scope::accounts(report)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            by_status: report.summary.by_status,
        }
    }
}

/// Why two reports cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Incomparable {
    /// They are about different accounts: no finding of one can be one of the other.
    #[error("have no account in common: the old one is of {old}, the new one of {new}")]
    OtherAccounts {
        /// The accounts of the old report.
        old: String,
        /// The accounts of the new report.
        new: String,
    },
    /// One of them gives two answers to one question.
    #[error(
        "cannot be compared: the {which} one has two findings with the fingerprint {fingerprint}"
    )]
    TwoAnswers {
        /// Which of them, `old` or `new`.
        which: &'static str,
        /// The fingerprint.
        fingerprint: String,
    },
}

/// Compares two reports. A new failure counts from the severity given, or from that which counted in the new report.
///
/// # Errors
/// The reports have no account in common, or one of them has two findings with one fingerprint.
pub fn diff(
    old: &Report,
    new: &Report,
    fail_on: Option<Severity>,
    tool: String,
) -> Result<Diff, Incomparable> {
    let (old_accounts, new_accounts) = (scope::accounts(old), scope::accounts(new));
    if old_accounts.is_disjoint(&new_accounts) {
        return Err(Incomparable::OtherAccounts {
            old: words::listed(old_accounts.into_iter()),
            new: words::listed(new_accounts.into_iter()),
        });
    }
    let fail_on = fail_on.unwrap_or(new.gate.fail_on);
    let all = findings::changes(old, new, fail_on)?;
    let mut summary: BTreeMap<Class, u64> =
        Class::ALL.into_iter().map(|class| (class, 0)).collect();
    for change in &all {
        *summary.entry(change.class).or_default() += 1;
    }
    let coverage = coverage::changes(old, new);
    let broken_off = old.snapshot.complete && !new.snapshot.complete;
    let any = |worse| all.iter().any(|change| change.worse == Some(worse));
    let verdict = if any(Worse::Fails) {
        Verdict::NewFailures
    } else if any(Worse::Unknown) || !coverage.lost.is_empty() || broken_off {
        Verdict::LessKnown
    } else {
        Verdict::NotWorse
    };
    Ok(Diff {
        schema_version: SCHEMA_VERSION,
        tool,
        verdict,
        fail_on,
        old: Side::of(old),
        new: Side::of(new),
        summary,
        findings: all
            .into_iter()
            .filter(|change| change.class != Class::Unchanged)
            .collect(),
        controls: controls::changes(old, new),
        scope: scope::changes(old, new),
        coverage,
    })
}

impl Diff {
    /// Whether something that counts was known before and is not any more, whatever else there is.
    pub fn is_less_known(&self) -> bool {
        let unknown = |change: &Change| change.worse == Some(Worse::Unknown);
        self.findings.iter().any(unknown)
            || !self.coverage.lost.is_empty()
            || (self.old.complete && !self.new.complete)
    }

    /// The findings of a class, the worst severity first.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &Change> {
        self.findings
            .iter()
            .filter(move |change| change.class == class)
    }

    /// How many findings there are of a class.
    pub fn count(&self, class: Class) -> u64 {
        self.summary.get(&class).copied().unwrap_or(0)
    }
}

/// The JSON Schema of a comparison.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Diff).to_value()
}

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    Text,
    /// For a comment, or the summary of a step.
    Markdown,
    /// For programs.
    Json,
}

impl Format {
    /// All formats with their names, the default first.
    pub const ALL: [(&'static str, Self); 3] = [
        ("text", Self::Text),
        ("markdown", Self::Markdown),
        ("json", Self::Json),
    ];

    /// Writes a comparison.
    ///
    /// # Errors
    /// The writer's own.
    pub fn write(self, diff: &Diff, style: Style, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Text => text::write(diff, style, out),
            Self::Markdown => markdown::write(diff, style, out),
            Self::Json => {
                let mut out = io::BufWriter::new(out);
                visible_json::write_pretty(&mut out, diff)?;
                out.flush()
            }
        }
    }
}

#[cfg(test)]
mod tests;
