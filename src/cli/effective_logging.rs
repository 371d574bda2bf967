//! `assize effective-logging`: what the trails in a snapshot really record.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::check::{tool, unreadable};
use super::exit::Exit;
use super::files;
use crate::model::snapshot::SnapshotReader;
use crate::recording::recording;

mod table;

/// Say which events are really recorded in each account and region, by which trail, and which are not
///
/// Trails that log and reach a region count together. What is not known is named: it may record more than is said.
#[derive(Args)]
pub struct EffectiveLogging {
    /// The snapshot: a `.jsonl` file, also `.gz` or `.zst`; `-` for standard input
    snapshot: PathBuf,
    /// How to show it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON; `assize schema effective-logging` prints its JSON Schema
    Json,
}

impl EffectiveLogging {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let name = if self.snapshot == Path::new("-") {
            "standard input".to_owned()
        } else {
            format!("snapshot `{}`", self.snapshot.display())
        };
        let input = files::open("snapshot", &self.snapshot)?;
        let recording = SnapshotReader::new(input)
            .and_then(|reader| recording(reader, tool()))
            .map_err(|error| unreadable(&name, &error))?;
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Text => table::write(&mut out, &recording)?,
            Format::Json => {
                serde_json::to_writer_pretty(&mut out, &recording)?;
                writeln!(out)?;
            }
        }
        Ok(Exit::Compliant)
    }
}
