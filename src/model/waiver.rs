//! Waivers as a report has them: who answers for what until when, and what a reader has to know of that.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The waivers of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waivers {
    /// The file, as it was named.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The day as of which the waivers were judged. With it and the file, the same findings follow once more.
    pub date: Date,
    /// All entries of the file, in its order.
    pub entries: Vec<Waiver>,
    /// What is to be said of them, in the same order.
    pub notes: Vec<WaiverNote>,
}

/// A waiver: somebody answers for failures until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Its id.
    pub id: String,
    /// How it stands on the day of the run.
    pub state: WaiverState,
    /// Why the failures are accepted.
    pub reason: String,
    /// Who answers for them.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// Where it was discussed.
    pub ticket: Option<String>,
    /// Who agreed.
    pub approvals: Vec<String>,
    /// How many findings it answers for.
    pub findings: u64,
}

/// How a waiver stands on a day.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverState {
    /// It holds.
    Active,
    /// It holds, for a few days more.
    ExpiresSoon,
    /// Its last day is over: it answers for nothing.
    Expired,
    /// It matches more failures than one waiver may: it answers for nothing.
    TooBroad,
}

impl WaiverState {
    /// The state in words.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::ExpiresSoon => "expires soon",
            Self::Expired => "expired",
            Self::TooBroad => "too broad",
        }
    }

    /// Whether a waiver in this state answers for what it matches.
    pub fn holds(self) -> bool {
        matches!(self, Self::Active | Self::ExpiresSoon)
    }
}

/// Something to be said of a waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiverNote {
    /// The waiver's id.
    pub waiver: String,
    /// What kind of thing it is.
    pub kind: WaiverNoteKind,
    /// The same in words, with the waiver's id.
    pub message: String,
}

/// What there is to be said of waivers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverNoteKind {
    /// It is over, and what it answered for fails again.
    Expired,
    /// It is over in a few days.
    ExpiresSoon,
    /// It matches more failures than one waiver may, and answers for none of them.
    TooBroad,
    /// It matches no failure.
    Unused,
    /// Another waiver, which stands before it, answers for findings that it matches too.
    Overlaps,
    /// Nobody but its owner agreed to it.
    SelfApproved,
}
