//! `assize schema`: the JSON Schemas of the file formats, and of what policies see.

use std::io::Write;

use clap::{Args, Subcommand};
use serde_json::Value;

use super::exit::Exit;
use super::failure;
use crate::config;
use crate::diff;
use crate::model::snapshot;
use crate::policy::schema;
use crate::recording;
use crate::report;
use crate::resource::{self, published};
use crate::trend;

/// Print the JSON Schema of a file format, or of what a policy sees of a resource
#[derive(Args)]
#[command(arg_required_else_help = true, subcommand_negates_reqs = true)]
pub struct Schema {
    /// List all schemas, and the resource types that are read from the services themselves
    #[arg(long, exclusive = true)]
    list: bool,
    #[command(subcommand)]
    name: Option<Name>,
}

#[derive(Subcommand)]
enum Name {
    /// A line of a snapshot
    Snapshot,
    /// The report in JSON
    Report,
    /// A line of the report in JSON Lines
    ReportLine,
    /// What `diff` says in JSON
    Diff,
    /// What `trend` says in JSON
    Trend,
    /// What `effective-logging` says in JSON
    EffectiveLogging,
    /// The settings, `assize.toml`: for editors
    Config,
    /// What a policy sees of a resource of a type, with the operation that fills each part
    Resource {
        /// The type, for example `AWS::CloudTrail::Trail`
        #[arg(value_name = "TYPE")]
        resource_type: String,
    },
}

/// The schemas that need no further word, as `--list` shows them.
const FORMATS: [(&str, &str); 7] = [
    ("snapshot", "a line of a snapshot"),
    ("report", "the report in JSON"),
    ("report-line", "a line of the report in JSON Lines"),
    ("diff", "what `diff` says in JSON"),
    ("trend", "what `trend` says in JSON"),
    ("effective-logging", "what `effective-logging` says in JSON"),
    ("config", "the settings, `assize.toml`: for editors"),
];

/// What is known of a type of which AWS publishes a list.
const PUBLISHED: &str = "read through AWS Config; AWS publishes what can be queried";

impl Schema {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let mut out = anstream::stdout().lock();
        match self.name {
            Some(name) => {
                serde_json::to_writer_pretty(&mut out, &name.schema()?)?;
                writeln!(out)?;
            }
            None => {
                let types = resource::CATALOGUE
                    .iter()
                    .map(|known| (format!("resource {}", known.name), known.about))
                    .chain(
                        published::types()
                            .filter(|published| resource::find(published.name).is_none())
                            .map(|published| (format!("resource {}", published.name), PUBLISHED)),
                    );
                let lines: Vec<(String, &str)> = FORMATS
                    .iter()
                    .map(|(name, about)| ((*name).to_owned(), *about))
                    .chain(types)
                    .collect();
                let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
                for (name, about) in lines {
                    writeln!(out, "{name:width$}  {about}")?;
                }
            }
        }
        Ok(Exit::Compliant)
    }
}

impl Name {
    fn schema(self) -> anyhow::Result<Value> {
        Ok(match self {
            Self::Snapshot => snapshot::schema(),
            Self::Report => report::json::schema(),
            Self::ReportLine => report::jsonl::schema(),
            Self::Diff => diff::schema(),
            Self::Trend => trend::schema(),
            Self::EffectiveLogging => recording::schema(),
            Self::Config => {
                let reporters = report::REPORTERS.iter();
                let names: Vec<&str> = reporters.map(|reporter| reporter.name()).collect();
                config::schema(&names)
            }
            Self::Resource { resource_type } => schema::of_type(&resource_type).map_err(|error| {
                let help = error.help.clone().unwrap_or_else(|| {
                    "`assize schema --list` lists the types that are read from the services themselves".to_owned()
                });
                failure(error.to_string(), Some(help))
            })?,
        })
    }
}
