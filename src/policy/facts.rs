//! What loading finds out about a control, and the table of it for the built-in ones.
//!
//! Following a control's syntax tree takes longer than judging by it, and the built-in controls do not change between two
//! releases. So what is found out about them ships beside them, in `policies/facts.jsonl`, one control a line. Each line
//! carries a fingerprint of the texts that it was made from; where that does not fit, the line is not used and the control
//! is analysed like any other. A test makes the table anew and compares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::diagnostic::Diagnostic;
use super::mask::Mask;
use super::metadata::Metadata;
use super::witness::Witness;

/// What is known of a control, apart from its rules themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// What the control says of itself.
    pub metadata: Metadata,
    /// The part of `input` that it reads.
    pub input: Mask,
    /// The part of `data.snapshot.resources` that it reads.
    pub world: Mask,
    /// Where the absence of a field passes. Only `lint` asks, and of controls that do not ship with assize.
    #[serde(skip)]
    pub absences: Vec<Diagnostic>,
    /// The line of the first `deny`.
    pub line: u32,
    /// Whether it has a rule `not_applicable`.
    pub has_not_applicable: bool,
    /// What is asked of it.
    pub witness: Witness,
}

/// The facts of one control and what they were made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The control's file.
    pub file: String,
    /// Of the texts of the control and of the libraries, in their order.
    pub fingerprint: String,
    /// The packages of the libraries that the control reaches.
    pub libraries: Vec<String>,
    /// What is known.
    pub facts: Facts,
}

static BUILTIN: &str = include_str!("../../policies/facts.jsonl");

/// The lines of the table of the built-in controls, by file; [`entry`] reads one.
pub fn builtin() -> BTreeMap<&'static str, &'static str> {
    // A line begins with its file: that is all that is looked at before it is known which thread reads it.
    BUILTIN
        .lines()
        .filter_map(|line| Some((line.split('"').nth(3)?, line)))
        .collect()
}

/// Reads a line. One that cannot be read is none: its control is analysed instead.
pub fn entry(line: &str) -> Option<Entry> {
    serde_json::from_str(line).ok()
}

/// A fingerprint of texts: FNV-1a with 64 bits, which tells versions of a text apart and is no protection against forgery.
pub fn fingerprint<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = OFFSET;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    for text in texts {
        for byte in text.as_bytes() {
            add(*byte);
        }
        // No text holds this byte, so two texts cannot be cut at another place.
        add(0xff);
    }
    format!("{hash:016x}")
}
