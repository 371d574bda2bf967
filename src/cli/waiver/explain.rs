//! `assize waiver explain`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Format, cases, controls, counted};
use crate::cli::arguments::day;
use crate::cli::exceptions::{today, waivers};
use crate::cli::exit::Exit;
use crate::cli::reports;
use crate::model::waiver::WaiverNote;
use crate::report::escape::terminal;
use crate::report::json::wire;
use crate::waiver::{Entry, Judged, Standing, WaiverFile, judge};

/// Explain what each waiver of a file hides in a report
#[derive(Args)]
pub struct Explain {
    /// The file of waivers
    file: PathBuf,
    /// The report in JSON (`-f json`), also compressed; `-` for standard input
    report: PathBuf,
    /// As of a day instead of today in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<Date>,
    /// How to show it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// What an entry does with the findings that it matches.
struct Hidden<'r> {
    /// Those that it answers for.
    answered: Vec<&'r wire::Finding>,
    /// Those that another one answers for, with that one's id.
    by_others: Vec<(&'r wire::Finding, &'r str)>,
    /// Those that nobody answers for, because it does not hold.
    open: Vec<&'r wire::Finding>,
}

impl<'r> Hidden<'r> {
    fn of(
        index: usize,
        file: &'r WaiverFile,
        judged: &Judged,
        findings: &[&'r wire::Finding],
    ) -> Self {
        let mut hidden = Self {
            answered: Vec::new(),
            by_others: Vec::new(),
            open: Vec::new(),
        };
        for at in &judged.standings[index].matched {
            let finding = findings[*at];
            match judged.answers[*at] {
                None => hidden.open.push(finding),
                Some(by) if by == index => hidden.answered.push(finding),
                Some(by) => hidden.by_others.push((finding, &file.entries[by].id)),
            }
        }
        hidden
    }
}

impl Explain {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let today = self.date.unwrap_or_else(today);
        let file = waivers(&self.file, today)?;
        let report = reports::read(&self.report)?;
        let (cases, findings) = cases(&report);
        let judged = judge(&file, &controls(&report), &cases, today);
        let notes = judged.notes(&file, today);
        let mut out = anstream::stdout().lock();
        let mut entries = Vec::new();
        for (index, entry) in file.entries.iter().enumerate() {
            let standing = &judged.standings[index];
            let hidden = Hidden::of(index, &file, &judged, &findings);
            let notes: Vec<&WaiverNote> = notes
                .iter()
                .filter(|note| note.waiver == entry.id)
                .collect();
            match self.format {
                Format::Json => entries.push(as_json(entry, standing, &hidden, &notes)),
                Format::Text => as_text(&mut out, entry, standing, &hidden, &notes)?,
            }
        }
        match self.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut out, &entries)?;
                writeln!(out)?;
            }
            Format::Text => {
                let failures = cases.iter().filter(|case| !case.is_unknown).count();
                let answered = judged.answers.iter().flatten().count();
                writeln!(
                    out,
                    "{} as of {today}: {answered} of {} waived",
                    counted(file.entries.len(), "waiver"),
                    counted(failures, "failure"),
                )?;
            }
        }
        Ok(Exit::Compliant)
    }
}

fn as_json(
    entry: &Entry,
    standing: &Standing,
    hidden: &Hidden<'_>,
    notes: &[&WaiverNote],
) -> Value {
    let one = |finding: &wire::Finding| {
        json!({
            "control": finding.control,
            "subject": finding.subject.id(),
            "severity": finding.severity,
            "fingerprint": finding.fingerprint,
        })
    };
    let all = |findings: &[&wire::Finding]| findings.iter().map(|one_of| one(one_of)).collect();
    let answered: Vec<Value> = all(&hidden.answered);
    let open: Vec<Value> = all(&hidden.open);
    let by_others = hidden.by_others.iter().map(|(finding, waiver)| {
        let mut shown = one(finding);
        shown["waiver"] = (*waiver).into();
        shown
    });
    json!({
        "id": entry.id,
        "state": standing.state,
        "owner": entry.owner,
        "reason": entry.reason,
        "expires": entry.expires,
        "answersFor": answered,
        "answeredByOthers": by_others.collect::<Vec<_>>(),
        "notWaived": open,
        "notes": notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>(),
    })
}

fn as_text(
    out: &mut dyn Write,
    entry: &Entry,
    standing: &Standing,
    hidden: &Hidden<'_>,
    notes: &[&WaiverNote],
) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}, last day {}, {}",
        terminal(&entry.id),
        standing.state.as_words(),
        entry.expires,
        terminal(&entry.owner),
    )?;
    writeln!(out, "  {}", terminal(&entry.reason))?;
    for note in notes {
        writeln!(out, "  note: {}", terminal(&note.message))?;
    }
    if !standing.is_judged {
        writeln!(out, "  its controls are not in the report")?;
    }
    section(out, "answers for", &hidden.answered, |_| String::new())?;
    let others: Vec<&wire::Finding> = hidden
        .by_others
        .iter()
        .map(|(finding, _)| *finding)
        .collect();
    let mut by = hidden.by_others.iter().map(|(_, waiver)| *waiver);
    section(out, "matches, and others answer for", &others, |_| {
        by.next()
            .map_or_else(String::new, |waiver| format!("  by {}", terminal(waiver)))
    })?;
    section(out, "matches, and nobody answers for", &hidden.open, |_| {
        String::new()
    })?;
    writeln!(out)
}

fn section(
    out: &mut dyn Write,
    title: &str,
    findings: &[&wire::Finding],
    mut more: impl FnMut(&wire::Finding) -> String,
) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {title} {}", counted(findings.len(), "failure"))?;
    let controls = findings
        .iter()
        .map(|finding| terminal(&finding.control).chars().count());
    let width = controls.max().unwrap_or(0);
    for finding in findings {
        writeln!(
            out,
            "    {:8}  {:width$}  {}{}",
            finding.severity,
            terminal(&finding.control),
            terminal(finding.subject.id()),
            more(finding),
        )?;
    }
    Ok(())
}
