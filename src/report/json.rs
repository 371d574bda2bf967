//! JSON, for programs: everything that a report holds, in a versioned form that `diff` and baselines read back.

pub mod wire;

use std::io::{self, Write};

use serde::ser::{Serialize, Serializer};

use super::{Reporter, Style, visible_json};
use crate::model::report::Report;

/// The JSON format.
pub struct Json;

impl Reporter for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "for programs: every finding, passes included, in a versioned form"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        let document = wire::Document::around(report, Findings(report));
        visible_json::write_pretty(&mut out, &document)?;
        out.flush()
    }
}

/// A report's findings, put on the wire one at a time: an organization's would not fit into memory twice.
struct Findings<'r>(&'r Report);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.0.findings.iter();
        serializer.collect_seq(findings.map(|finding| wire::Finding::of(self.0, finding)))
    }
}

/// The JSON Schema of a report.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(wire::Report).to_value()
}

/// What is wrong with a report file.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes are no JSON.
    #[error("is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// The JSON is no report.
    #[error("is not a report in JSON: it has no schemaVersion")]
    NotAReport,
    /// A newer program wrote it.
    #[error("has schema version {0}; this build reads versions up to {max}", max = wire::SCHEMA_VERSION)]
    Version(u64),
    /// It says that it is a report, but does not fit the schema.
    #[error("does not fit the schema of a report: {0}")]
    Malformed(serde_json::Error),
    /// It fits the schema, and says what no run can have found.
    #[error("contradicts itself: {0}")]
    Contradictory(#[from] wire::Contradiction),
}

/// Reads a report back as what it was written from, for what makes something of a whole report.
///
/// # Errors
/// As [`parse`]; or parts of it contradict each other.
pub fn read(bytes: &[u8]) -> Result<Report, ReadError> {
    Ok(Report::try_from(parse(bytes)?)?)
}

/// Reads a report back.
///
/// # Errors
/// The bytes are no JSON, no report, of a newer version, or do not fit the schema of their version.
pub fn parse(bytes: &[u8]) -> Result<wire::Report, ReadError> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        schema_version: Option<u64>,
    }
    // The version comes first: what a newer report holds is not ours to find malformed.
    let head: Head = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            ReadError::NotAReport
        } else {
            ReadError::NotJson(error)
        }
    })?;
    match head.schema_version {
        None => Err(ReadError::NotAReport),
        Some(version) if version == 0 || version > u64::from(wire::SCHEMA_VERSION) => {
            Err(ReadError::Version(version))
        }
        Some(_) => serde_json::from_slice(bytes).map_err(ReadError::Malformed),
    }
}

#[cfg(test)]
mod tests;
