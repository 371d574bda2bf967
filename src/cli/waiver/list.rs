//! `assize waiver list`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::Format;
use crate::cli::arguments::day;
use crate::cli::exceptions::{today, waivers};
use crate::cli::exit::Exit;
use crate::model::waiver::WaiverState;
use crate::report::escape::terminal;
use crate::waiver::{Entry, judge};

/// List the waivers of a file, with how they stand
#[derive(Args)]
pub struct List {
    /// The file of waivers
    file: PathBuf,
    /// As of a day instead of today in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<Date>,
    /// How to show it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl List {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let today = self.date.unwrap_or_else(today);
        let file = waivers(&self.file, today)?;
        let judged = judge::<&str>(&file, &[], &[], today);
        let standings = judged.standings.iter().map(|standing| standing.state);
        let rows: Vec<(&Entry, WaiverState)> = file.entries.iter().zip(standings).collect();
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Json => {
                let rows = rows.iter().map(|(entry, state)| {
                    let texts = |patterns: &[crate::waiver::Pattern]| -> Vec<String> {
                        patterns
                            .iter()
                            .map(|pattern| pattern.text().to_owned())
                            .collect()
                    };
                    json!({
                        "id": entry.id,
                        "line": entry.position.line,
                        "state": state,
                        "daysLeft": entry.days_left(today),
                        "controls": texts(&entry.controls),
                        "subjects": texts(&entry.subjects),
                        "except": texts(&entry.except),
                        "accounts": entry.accounts,
                        "regions": entry.regions,
                        "reason": entry.reason,
                        "owner": entry.owner,
                        "expires": entry.expires,
                        "ticket": entry.ticket,
                        "approvals": entry.approvals,
                    })
                });
                serde_json::to_writer_pretty(&mut out, &rows.collect::<Vec<_>>())?;
                writeln!(out)?;
            }
            Format::Text => {
                let widest = |text: fn(&Entry) -> &str| {
                    let widths = rows
                        .iter()
                        .map(|(entry, _)| terminal(text(entry)).chars().count());
                    widths.max().unwrap_or(0)
                };
                let (id, owner) = (widest(|entry| &entry.id), widest(|entry| &entry.owner));
                for (entry, state) in &rows {
                    writeln!(
                        out,
                        "{:12}  {}  {:id$}  {:owner$}  {}",
                        state.as_words(),
                        entry.expires,
                        terminal(&entry.id),
                        terminal(&entry.owner),
                        terminal(&entry.reason),
                    )?;
                }
                let counts = [
                    WaiverState::Active,
                    WaiverState::ExpiresSoon,
                    WaiverState::Expired,
                ]
                .map(|state| {
                    let count = rows.iter().filter(|(_, other)| *other == state).count();
                    format!("{count} {}", state.as_words())
                });
                writeln!(
                    out,
                    "{} as of {today}: {}",
                    super::counted(rows.len(), "waiver"),
                    counts.join(", ")
                )?;
            }
        }
        Ok(Exit::Compliant)
    }
}
