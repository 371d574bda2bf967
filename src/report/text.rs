//! Text, for a person at a terminal: what is wrong and what could not be read in full, the rest in numbers.

pub(crate) mod page;
mod views;

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style as Ink;

use super::escape::terminal;
use super::fold::{Alike, Cause, Unread, alike, by_control, unread};
use super::{Reporter, Style, exceptions, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Severity, Status};
use crate::model::report::{Report, Verdict};
use page::{BOLD, DIM, Page, of_severity, of_status};

/// The columns of a heading's status and severity, to which later lines of the heading hang.
const HEADING: usize = 17;
/// The columns of the labels of the last block.
const LABEL: usize = 10;
/// The accounts that are named in the last block before they are only counted.
const NAMED_ACCOUNTS: usize = 10;
/// The regions of an account that are named before they are only counted.
const NAMED_REGIONS: usize = 5;

/// The text format.
pub struct Text;

impl Reporter for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn about(&self) -> &'static str {
        "for a person at a terminal: failures and errors in full, the rest in numbers"
    }

    fn write(&self, report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut page = Page::new(out, style);
        let failures = report.findings_with(Status::Fail);
        let (known, new): (Vec<_>, Vec<_>) = failures
            .into_iter()
            .partition(|finding| report.is_baselined(finding));
        wrong(&mut page, report, Status::Fail, &new)?;
        let errors = report.findings_with(Status::Error);
        for cause in unread(&errors) {
            without_verdict(&mut page, report, &cause, style.verbose)?;
        }
        let seen: Vec<&Finding> = errors
            .into_iter()
            .filter(|finding| !finding.outcome.violations().is_empty())
            .collect();
        wrong(&mut page, report, Status::Error, &seen)?;
        if style.verbose {
            wrong(&mut page, report, Status::Fail, &known)?;
            wrong(
                &mut page,
                report,
                Status::Waived,
                &report.findings_with(Status::Waived),
            )?;
            listed(&mut page, report, Status::NotApplicable)?;
            listed(&mut page, report, Status::Pass)?;
        }
        for view in &report.views {
            views::view(&mut page, view)?;
        }
        totals(&mut page, report)?;
        page.finish()
    }
}

/// The line that begins a block: status, severity, what it is about, and more on that.
fn heading(
    page: &mut Page<'_>,
    status: Status,
    severity: Severity,
    about: &str,
    more: &str,
) -> io::Result<()> {
    let word = if status == Status::NotApplicable {
        "N/A"
    } else {
        status.as_str()
    };
    let separator = if more.is_empty() { "" } else { "  " };
    let line = format!(
        "{} {}  {}{separator}{more}",
        page.paint(of_status(status), &format!("{word:<6}")),
        page.paint(of_severity(severity), &format!("{severity:<8}")),
        page.paint(BOLD, &terminal(about)),
    );
    page.line(0, HEADING, &line)
}

/// Findings with violations, by control: each subject, what is wrong with it, how to mend it.
fn wrong(
    page: &mut Page<'_>,
    report: &Report,
    status: Status,
    findings: &[&Finding],
) -> io::Result<()> {
    for group in by_control(findings) {
        let Some(first) = group.first() else { continue };
        let title = terminal(words::title(report.control(&first.control)));
        let title = match status {
            Status::Fail | Status::Error => title + words::mark(report, first),
            _ => title,
        };
        heading(page, status, first.severity, &first.control, &title)?;
        customised(page, report.control(&first.control))?;
        if status == Status::Error {
            page.line(
                2,
                4,
                &page.paint(
                    DIM,
                    "no verdict, but this was seen to be wrong all the same",
                ),
            )?;
        }
        page.blank()?;
        let parts = alike(report, group);
        // A remedy that is the same for all stands once, after all.
        let shared = parts.len() > 1 && parts.iter().all(|part| part.fix == parts[0].fix);
        for part in &parts {
            subjects_and_violations(page, report, part)?;
            if !shared {
                fix(page, 4, "fix", &part.fix)?;
            }
            page.blank()?;
        }
        if shared && !parts[0].fix.is_empty() {
            fix(
                page,
                2,
                &format!("fix for all {}", group.len()),
                &parts[0].fix,
            )?;
            page.blank()?;
        }
    }
    Ok(())
}

/// What a control was judged with instead of its own parameters.
fn customised(page: &mut Page<'_>, control: Option<&Control>) -> io::Result<()> {
    for line in words::customised(control) {
        page.line(2, 4, &page.paint(DIM, &terminal(&line)))?;
    }
    Ok(())
}

fn subjects_and_violations(
    page: &mut Page<'_>,
    report: &Report,
    part: &Alike<'_>,
) -> io::Result<()> {
    for finding in &part.findings {
        page.line(2, 4, &terminal(&words::subject(&finding.subject)))?;
    }
    for violation in part.violations {
        let mut line = terminal(&violation.message);
        if let Some(path) = &violation.path {
            line.push_str("  ");
            line.push_str(&page.paint(DIM, &terminal(path)));
        }
        page.line(4, 6, &line)?;
    }
    if let Some(waiver) = part.waiver {
        page.line(4, 6, &terminal(&exceptions::waived_by(report, waiver)))?;
    }
    Ok(())
}

/// A remedy, one line for each of its commands.
fn fix(page: &mut Page<'_>, indent: usize, label: &str, text: &str) -> io::Result<()> {
    let mut commands = text.lines().filter(|line| !line.trim().is_empty());
    let Some(first) = commands.next() else {
        return Ok(());
    };
    let painted = page.paint(DIM, &format!("{label}:"));
    page.verbatim(indent, &format!("{painted} {}", terminal(first)))?;
    for command in commands {
        page.verbatim(indent + label.len() + 2, &terminal(command))?;
    }
    Ok(())
}

/// One cause of missing verdicts, with how much it leaves open.
fn without_verdict(
    page: &mut Page<'_>,
    report: &Report,
    unread: &Unread<'_>,
    verbose: bool,
) -> io::Result<()> {
    let mut findings = words::counted(unread.findings.len() as u64, "finding");
    if unread.findings.iter().all(|finding| !report.gates(finding)) {
        findings.push_str(words::mark(report, unread.findings[0]));
    }
    let controls = words::counted(unread.controls.len() as u64, "control");
    match unread.cause {
        Cause::Policy { control, message } => {
            let more = format!("the policy failed: {} — {findings}", terminal(message));
            heading(page, Status::Error, unread.worst, control, &more)?;
        }
        Cause::Action {
            action,
            kind,
            code,
            resource_type,
        } => {
            let code = code.map_or(String::new(), |code| format!(" ({})", terminal(code)));
            let of = resource_type.map_or(String::new(), |name| format!(" for {}", terminal(name)));
            let more = format!(
                "{}{of} in {}{code} — {controls}, {findings}",
                kind.as_words(),
                terminal(&unread.place()),
            );
            heading(page, Status::Error, unread.worst, action, &more)?;
            page.blank()?;
            if !unread.is_in_one_place() {
                for (regions, accounts) in unread.accounts_by_regions() {
                    let regions: Vec<&str> = regions.iter().copied().flatten().collect();
                    let separator = if regions.is_empty() { "" } else { ": " };
                    let place = format!("{}{separator}{}", accounts.join(", "), regions.join(", "));
                    detail(page, "in", &terminal(&place))?;
                }
            }
            if !unread.resources.is_empty() {
                let resources = words::some_of(unread.resources.iter().copied(), words::NAMED);
                detail(page, "of", &terminal(&resources))?;
            }
            detail(
                page,
                "blinds",
                &terminal(&words::some_of(
                    unread.controls.iter().copied(),
                    words::NAMED,
                )),
            )?;
            if let Some(message) = unread.messages.first() {
                let others = match unread.messages.len() - 1 {
                    0 => String::new(),
                    others => format!(
                        " (and {} like it)",
                        words::counted(others as u64, "message")
                    ),
                };
                detail(page, "why", &format!("{}{others}", terminal(message)))?;
            }
            detail(page, "help", &terminal(&words::help(action, kind)))?;
        }
    }
    let is_policy = matches!(unread.cause, Cause::Policy { .. });
    if verbose || is_policy {
        let controls = unread
            .controls
            .iter()
            .map(|control| terminal(control).chars().count());
        let widest = controls.max().unwrap_or(0);
        page.blank()?;
        for finding in &unread.findings {
            let subject = terminal(&words::subject(&finding.subject));
            if is_policy {
                // The heading names the one control already.
                page.line(2, 4, &subject)?;
            } else {
                page.line(
                    2,
                    4,
                    &format!("{:<widest$}  {subject}", terminal(&finding.control)),
                )?;
            }
        }
    }
    page.blank()
}

fn detail(page: &mut Page<'_>, label: &str, text: &str) -> io::Result<()> {
    let label = page.paint(DIM, &format!("{label:<6}"));
    page.line(2, 10, &format!("{label}  {text}"))
}

/// Findings that need nobody's attention, by control.
fn listed(page: &mut Page<'_>, report: &Report, status: Status) -> io::Result<()> {
    for group in by_control(&report.findings_with(status)) {
        let Some(first) = group.first() else { continue };
        let title = terminal(words::title(report.control(&first.control)));
        heading(page, status, first.severity, &first.control, &title)?;
        customised(page, report.control(&first.control))?;
        for finding in group {
            let subject = terminal(&words::subject(&finding.subject));
            match &finding.outcome {
                Outcome::NotApplicable(reason) => {
                    let reason = page.paint(DIM, &terminal(reason));
                    page.line(2, 4, &format!("{subject}  {reason}"))?;
                }
                _ => page.line(2, 4, &subject)?,
            }
        }
        page.blank()?;
    }
    Ok(())
}

/// The last block: the numbers, what they are about, and the verdict where the eye ends up.
fn totals(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let summary = report.summary();
    let count = |page: &Page<'_>, number: u64, word: &str, ink: Ink| {
        page.paint(
            if number == 0 { DIM } else { ink },
            &format!("{number} {word}"),
        )
    };

    let statuses: Vec<String> = Status::ALL
        .into_iter()
        .map(|status| {
            let word = status.as_str().to_lowercase().replace('_', " ");
            count(page, summary.count(status), &word, of_status(status))
        })
        .collect();
    labelled(page, "Findings", &statuses.join("   "))?;
    let mut by_severity = |label: &str, counts: &BTreeMap<Severity, u64>| {
        let severities: Vec<String> = Severity::WORST_FIRST
            .into_iter()
            .map(|severity| {
                let number = counts.get(&severity).copied().unwrap_or(0);
                count(
                    page,
                    number,
                    &severity.as_str().to_lowercase(),
                    of_severity(severity),
                )
            })
            .collect();
        labelled(page, label, &severities.join("   "))
    };
    if summary.count(Status::Fail) > 0 {
        by_severity("Failures", &summary.failures_by_severity)?;
    }
    if summary.count(Status::Error) > 0 {
        by_severity("Errors", &summary.errors_by_severity)?;
    }
    if summary.count(Status::Waived) > 0 {
        let mut label = "Waived";
        for line in waivers(report) {
            labelled(page, label, &terminal(&line))?;
            label = "";
        }
    }

    let mut label = "Custom";
    for control in &report.controls {
        for line in words::customised(Some(control)) {
            let line = format!("{} {}", terminal(&control.id), terminal(&line));
            labelled(page, label, &line)?;
            label = "";
        }
    }
    labelled(page, "Scope", &terminal(&words::scope(report)))?;
    if report.snapshot.accounts.len() <= NAMED_ACCOUNTS {
        for account in &report.snapshot.accounts {
            let regions = words::judged_regions(account);
            let regions = if regions.len() <= NAMED_REGIONS {
                regions.join(", ")
            } else {
                words::counted(regions.len() as u64, "region")
            };
            labelled(page, "", &terminal(&format!("{}  {regions}", account.id)))?;
        }
    }
    let snapshot = format!(
        "{}  sha256 {}",
        report.snapshot.collected_at, report.snapshot_sha256
    );
    labelled(page, "Snapshot", &terminal(&snapshot))?;
    for (label, source) in exceptions::sources(report) {
        labelled(page, label, &terminal(&source))?;
    }
    labelled(page, "Tool", &terminal(&report.tool))?;

    let verdict = report.verdict();
    let ink = match verdict {
        Verdict::Compliant => of_status(Status::Pass).bold(),
        Verdict::NonCompliant => of_status(Status::Fail),
        Verdict::Incomplete => of_status(Status::Error),
    };
    let word = page.paint(ink, verdict.as_str());
    labelled(page, "Verdict", &word)?;
    for note in words::notes(report) {
        let note = page.paint(of_status(Status::Error), &terminal(&note));
        labelled(page, "", &note)?;
    }
    Ok(())
}

fn labelled(page: &mut Page<'_>, label: &str, text: &str) -> io::Result<()> {
    let label = page.paint(BOLD, &format!("{label:<LABEL$}"));
    page.line(0, LABEL, &format!("{label}{text}"))
}

/// The waivers in use, each with the number of findings that it answers for.
fn waivers(report: &Report) -> Vec<String> {
    let mut used: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in report.findings_with(Status::Waived) {
        if let Outcome::Waived { waiver, .. } = &finding.outcome {
            *used.entry(waiver).or_default() += 1;
        }
    }
    used.iter()
        .map(|(waiver, count)| format!("{count} by {}", exceptions::by(report, waiver)))
        .collect()
}

#[cfg(test)]
mod tests;
