//! `assize schema`: the JSON Schemas of the file formats.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::exit::Exit;
use crate::model::snapshot;
use crate::report;

/// Print the JSON Schema of a file format
#[derive(Args)]
pub struct Schema {
    /// The format
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line of a snapshot
    Snapshot,
    /// The report in JSON
    Report,
    /// A line of the report in JSON Lines
    ReportLine,
}

impl Schema {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let schema = match self.format {
            Format::Snapshot => snapshot::schema(),
            Format::Report => report::json::schema(),
            Format::ReportLine => report::jsonl::schema(),
        };
        let mut out = anstream::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &schema)?;
        writeln!(out)?;
        Ok(Exit::Compliant)
    }
}
