//! `assize waiver preview`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::{Format, cases, controls, counted};
use crate::cli::arguments::day;
use crate::cli::exceptions::{today, waivers};
use crate::cli::exit::Exit;
use crate::cli::{failure, reports};
use crate::report::escape::terminal;
use crate::report::json::wire;
use crate::waiver::judge;

/// Say which findings of a report count again on a day to come
#[derive(Args)]
pub struct Preview {
    /// The file of waivers
    file: PathBuf,
    /// The report in JSON (`-f json`), also compressed; `-` for standard input
    report: PathBuf,
    /// The day to come
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Date,
    /// The day from which on to look, instead of today in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<Date>,
    /// How to show it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Preview {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let today = self.from.unwrap_or_else(today);
        if self.date < today {
            return Err(failure(
                format!("{} is over: it is before {today}", self.date),
                Some("name a day to come".to_owned()),
            ));
        }
        let file = waivers(&self.file, today)?;
        let report = reports::read(&self.report)?;
        let (cases, findings) = cases(&report);
        let controls = controls(&report);
        let now = judge(&file, &controls, &cases, today);
        let then = judge(&file, &controls, &cases, self.date);
        // By the waiver that answers now, in the order in which they end.
        let mut back: Vec<(usize, &wire::Finding)> = Vec::new();
        for (at, finding) in findings.iter().enumerate() {
            if let (Some(by), None) = (now.answers[at], then.answers[at]) {
                back.push((by, finding));
            }
        }
        back.sort_by_key(|(by, _)| (file.entries[*by].expires, *by));
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Json => {
                let rows = back.iter().map(|(by, finding)| {
                    let entry = &file.entries[*by];
                    json!({
                        "waiver": entry.id,
                        "owner": entry.owner,
                        "expires": entry.expires,
                        "control": finding.control,
                        "subject": finding.subject.id(),
                        "severity": finding.severity,
                        "fingerprint": finding.fingerprint,
                    })
                });
                serde_json::to_writer_pretty(&mut out, &rows.collect::<Vec<_>>())?;
                writeln!(out)?;
            }
            Format::Text => {
                for group in back.chunk_by(|one, other| one.0 == other.0) {
                    let entry = &file.entries[group[0].0];
                    writeln!(
                        out,
                        "{}  last day {}, {}",
                        terminal(&entry.id),
                        entry.expires,
                        terminal(&entry.owner)
                    )?;
                    for (_, finding) in group {
                        writeln!(
                            out,
                            "  {:8}  {}  {}",
                            finding.severity,
                            terminal(&finding.control),
                            terminal(finding.subject.id())
                        )?;
                    }
                    writeln!(out)?;
                }
                let waived = now.answers.iter().flatten().count();
                writeln!(
                    out,
                    "{} of {} that are waived on {today} count again by {}",
                    back.len(),
                    counted(waived, "failure"),
                    self.date,
                )?;
            }
        }
        Ok(Exit::Compliant)
    }
}
