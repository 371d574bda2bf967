//! Markdown, for the summary of a step on GitHub: totals first, then what is wrong, in tables.
//!
//! GitHub drops a summary above 1 MiB without failing the step, so the page is cut before that, between two rows.

pub(crate) mod page;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::escape::{markdown, markdown_code};
use super::fold::{Cause, unread};
use super::{Reporter, Style, exceptions, words};
use crate::model::finding::{Finding, Outcome, Severity, Status};
use crate::model::report::Report;
use page::{Page, cell};

/// The lines that a cell shows at most.
const STACKED: usize = 10;

/// The Markdown format.
pub struct Markdown;

impl Reporter for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "for the summary of a step on GitHub, or a comment: at most 1 MiB"
    }

    fn write(&self, report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut page = Page::new();
        totals(&mut page, report);
        sources(&mut page, report);
        failures(&mut page, report);
        let errors = report.findings_with(Status::Error);
        without_verdict(&mut page, report, &errors);
        seen_all_the_same(&mut page, report, &errors);
        waived(&mut page, report);
        views(&mut page, report);
        in_other_forms(&mut page, report);
        customised(&mut page, report);
        passes(&mut page, report, style.verbose);
        if style.verbose {
            not_applicable(&mut page, report);
        }
        out.write_all(page.finish().as_bytes())?;
        out.flush()
    }
}

fn code(text: &str) -> String {
    cell(text, markdown_code)
}

fn text(text: &str) -> String {
    cell(text, markdown)
}

/// The commands of a remedy, each in a code span of its own.
fn commands(text: &str) -> String {
    cell(text, |text| {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines.map(markdown_code).collect::<Vec<_>>().join("<br>")
    })
}

/// Lines of one cell, as many as a person reads.
fn stacked(lines: impl ExactSizeIterator<Item = String>) -> String {
    let others = lines.len().saturating_sub(STACKED);
    let mut shown: Vec<String> = lines.take(STACKED).collect();
    if others > 0 {
        shown.push(format!("and {others} more"));
    }
    shown.join("<br>")
}

/// The verdict and every number, before anything that could be cut.
fn totals(page: &mut Page, report: &Report) {
    let summary = report.summary();
    page.paragraph(&format!("## assize: {}", report.verdict().as_str()));
    for note in words::notes(report) {
        page.paragraph(&format!("> **Note:** {}", markdown(&note)));
    }
    let columns = Status::ALL.map(|status| markdown(status.as_str()));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let counts = Status::ALL.map(|status| summary.count(status).to_string());
    page.table("", &columns, std::iter::once(counts.to_vec()), "");
    for (status, counts) in [
        (Status::Fail, &summary.failures_by_severity),
        (Status::Error, &summary.errors_by_severity),
    ] {
        if summary.count(status) > 0 {
            page.paragraph(&format!("{status} by severity: {}", by_severity(counts)));
        }
    }
    page.paragraph(&format!(
        "Scope: {}. Snapshot of {}, SHA-256 {}. {}.",
        text(&words::scope(report)),
        text(&report.snapshot.collected_at),
        text(&report.snapshot_sha256),
        text(&report.tool),
    ));
}

/// Where waivers and the baseline are from.
fn sources(page: &mut Page, report: &Report) {
    for (label, source) in exceptions::sources(report) {
        page.paragraph(&format!("{label}: {}.", text(&source)));
    }
}

fn by_severity(counts: &BTreeMap<Severity, u64>) -> String {
    let counts = Severity::WORST_FIRST.map(|severity| {
        let count = counts.get(&severity).copied().unwrap_or(0);
        format!("{count} {}", severity.as_str().to_lowercase())
    });
    counts.join(", ")
}

fn what(finding: &Finding) -> String {
    let violations = finding.outcome.violations().iter();
    stacked(violations.map(|violation| match &violation.path {
        Some(path) => format!("{} {}", text(&violation.message), code(path)),
        None => text(&violation.message),
    }))
}

/// A control's id, with what it was judged with instead of its own parameters.
fn control(report: &Report, id: &str) -> String {
    let mut lines = vec![code(id)];
    lines.extend(
        words::customised(report.control(id))
            .iter()
            .map(|line| text(line)),
    );
    stacked(lines.into_iter())
}

/// The parameters that are not the controls' own.
fn customised(page: &mut Page, report: &Report) {
    let rows = report.controls.iter().flat_map(|control| {
        words::customised(Some(control))
            .into_iter()
            .map(|line| vec![code(&control.id), text(&line)])
    });
    page.table(
        "### Customised parameters",
        &["Control", "Judged"],
        rows,
        "",
    );
}

/// Control, subject and what is wrong: how the row of a finding begins.
fn row(report: &Report, finding: &Finding) -> Vec<String> {
    vec![
        control(report, &finding.control) + words::mark(report, finding),
        code(&words::subject(&finding.subject)),
        what(finding),
    ]
}

fn failures(page: &mut Page, report: &Report) {
    let failures = report.findings_with(Status::Fail);
    let (known, new): (Vec<&Finding>, Vec<&Finding>) = failures
        .into_iter()
        .partition(|finding| report.is_baselined(finding));
    for group in new.chunk_by(|a, b| a.severity == b.severity) {
        let Some(first) = group.first() else { continue };
        let rows = group.iter().map(|finding| {
            let mut cells = row(report, finding);
            cells.push(commands(&report.remediation(finding).cli));
            cells
        });
        let before = format!("### FAIL: {}", first.severity);
        page.table(
            &before,
            &["Control", "Subject", "What is wrong", "Fix"],
            rows,
            "",
        );
    }
    // What was known before is there, and does not stand before what is new.
    let before = details(&format!(
        "FAIL, in the baseline: {}",
        words::counted(known.len() as u64, "finding")
    ));
    let rows = known.iter().map(|finding| {
        let mut cells = vec![finding.severity.to_string()];
        cells.extend(row(report, finding));
        cells
    });
    page.table(
        &before,
        &["Severity", "Control", "Subject", "What is wrong"],
        rows,
        "</details>",
    );
}

/// Frameworks section by section, and sets step by step.
fn views(page: &mut Page, report: &Report) {
    for view in &report.views {
        page.paragraph(&format!(
            "### {}: {}",
            text(&view.id),
            text(&words::view_title(view))
        ));
        for line in words::view_counts(view) {
            page.paragraph(&format!("{}.", text(&line)));
        }
        let rows = view.sections.iter().map(|part| {
            let controls = part.held.controls.iter();
            vec![
                text(&part.id),
                text(part.about.as_deref().unwrap_or_default()),
                text(words::section_status(part.held.status)),
                stacked(controls.map(|control| {
                    format!(
                        "{} {}",
                        code(&control.id),
                        text(&words::in_section(control))
                    )
                })),
            ]
        });
        let (part, _) = view.kind.parts();
        page.table(
            "",
            &[&capitalized(part), "About", "Status", "Controls"],
            rows,
            "",
        );
        let rows = view.not_judged.iter().map(|part| {
            vec![
                text(&part.id),
                text(part.about.as_deref().unwrap_or_default()),
            ]
        });
        page.table(
            &details(&text(&words::not_judged(view))),
            &[&capitalized(part), "About"],
            rows,
            "</details>",
        );
    }
}

/// A word at the beginning of a column.
fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}

/// How to mend in the console and in Terraform what the tables above mend with a command, closed until somebody opens it.
fn in_other_forms(page: &mut Page, report: &Report) {
    let findings = [Status::Fail, Status::Error].map(|status| report.findings_with(status));
    let rows = findings.iter().flatten().filter_map(|finding| {
        if finding.outcome.violations().is_empty() {
            return None;
        }
        let remediation = report.remediation(finding);
        if remediation.console.is_none() && remediation.terraform.is_none() {
            return None;
        }
        Some(vec![
            code(&finding.control),
            code(&words::subject(&finding.subject)),
            text(&remediation.console.unwrap_or_default()),
            commands(&remediation.terraform.unwrap_or_default()),
        ])
    });
    page.table(
        &details("Fixes in the console and in Terraform"),
        &["Control", "Subject", "Console", "Terraform"],
        rows,
        "</details>",
    );
}

/// Errors by what was missing: one denied action is one row, however many findings it blinds.
fn without_verdict(page: &mut Page, report: &Report, errors: &[&Finding]) {
    let folded = unread(errors);
    let rows = folded.iter().map(|unread| {
        let controls = words::some_of(unread.controls.iter().copied(), words::NAMED);
        let (missing, place, why, help) = match unread.cause {
            Cause::Policy { control, message } => {
                let why = format!("the policy failed: {}", text(message));
                (code(control), String::new(), why, String::new())
            }
            Cause::Action {
                action,
                kind,
                code: error,
                resource_type,
            } => {
                let missing = match resource_type {
                    Some(resource_type) => format!("{} {}", code(action), code(resource_type)),
                    None => code(action),
                };
                let mut why = kind.as_words().to_owned();
                if let Some(error) = error {
                    why.push_str(&format!(" ({})", text(error)));
                }
                if let Some(message) = unread.messages.first() {
                    why.push_str("<br>");
                    why.push_str(&text(message));
                }
                (
                    missing,
                    places(unread),
                    why,
                    text(&words::help(action, kind)),
                )
            }
        };
        let mut findings = unread.findings.len().to_string();
        if unread.findings.iter().all(|finding| !report.gates(finding)) {
            findings.push_str(words::mark(report, unread.findings[0]));
        }
        vec![
            unread.worst.to_string(),
            missing,
            why,
            place,
            text(&controls),
            findings,
            help,
        ]
    });
    page.table(
        "### ERROR: no verdict",
        &[
            "Worst", "Missing", "Why", "Where", "Controls", "Findings", "Help",
        ],
        rows,
        "",
    );
}

/// Where something could not be read, the accounts that lack the same regions together.
fn places(unread: &super::fold::Unread<'_>) -> String {
    let places = unread.accounts_by_regions();
    stacked(places.into_iter().map(|(regions, accounts)| {
        let accounts = words::some_of(accounts.iter().copied(), words::NAMED);
        let regions: Vec<&str> = regions.iter().copied().flatten().collect();
        if regions.is_empty() {
            text(&accounts)
        } else {
            text(&format!("{accounts}: {}", regions.join(", ")))
        }
    }))
}

fn seen_all_the_same(page: &mut Page, report: &Report, errors: &[&Finding]) {
    let rows = errors
        .iter()
        .filter(|finding| !finding.outcome.violations().is_empty())
        .map(|finding| {
            let mut cells = row(report, finding);
            cells.push(commands(&report.remediation(finding).cli));
            cells
        });
    page.table(
        "### ERROR: no verdict, but seen to be wrong all the same",
        &["Control", "Subject", "What is wrong", "Fix"],
        rows,
        "",
    );
}

fn waived(page: &mut Page, report: &Report) {
    let findings = report.findings_with(Status::Waived);
    let rows = findings.iter().map(|finding| {
        let mut cells = row(report, finding);
        if let Outcome::Waived { waiver, .. } = &finding.outcome {
            let mut lines = vec![code(waiver)];
            lines.extend(
                exceptions::waiver(report, finding).map(|waiver| text(&exceptions::terms(waiver))),
            );
            cells.push(stacked(lines.into_iter()));
        }
        cells
    });
    page.table(
        "### WAIVED",
        &["Control", "Subject", "What is wrong", "Waiver"],
        rows,
        "",
    );
}

fn details(summary: &str) -> String {
    format!("<details><summary>{summary}</summary>")
}

/// Passes, closed until somebody opens them: by control, or each of them.
fn passes(page: &mut Page, report: &Report, verbose: bool) {
    let passes = report.findings_with(Status::Pass);
    let before = details(&format!(
        "PASS: {}",
        words::counted(passes.len() as u64, "finding")
    ));
    if verbose {
        let rows = passes.iter().map(|finding| {
            vec![
                code(&finding.control),
                code(&words::subject(&finding.subject)),
            ]
        });
        page.table(&before, &["Control", "Subject"], rows, "</details>");
        return;
    }
    let mut by_control: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in passes {
        *by_control.entry(&finding.control).or_default() += 1;
    }
    let rows = by_control.iter().map(|(control, count)| {
        vec![
            code(control),
            text(words::title(report.control(control))),
            count.to_string(),
        ]
    });
    page.table(&before, &["Control", "Title", "Passes"], rows, "</details>");
}

fn not_applicable(page: &mut Page, report: &Report) {
    let findings = report.findings_with(Status::NotApplicable);
    let before = details(&format!(
        "NOT_APPLICABLE: {}",
        words::counted(findings.len() as u64, "finding")
    ));
    let rows = findings.iter().map(|finding| {
        let reason = match &finding.outcome {
            Outcome::NotApplicable(reason) => text(reason),
            _ => String::new(),
        };
        vec![
            code(&finding.control),
            code(&words::subject(&finding.subject)),
            reason,
        ]
    });
    page.table(&before, &["Control", "Subject", "Why"], rows, "</details>");
}

#[cfg(test)]
mod tests;
