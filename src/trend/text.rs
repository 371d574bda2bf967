//! A trend for a person at a terminal: a table of the reports, and what became of failures.

use std::io::{self, Write};

use super::{Flapping, History, Open, Point, Rate, TimeToFix, Trend, words};
use crate::model::finding::Severity;
use crate::report::Style;
use crate::report::escape::terminal;
use crate::report::text::page::{BOLD, DIM, Page, of_severity};
use crate::report::words as phrases;

/// The lines of a list before the others are only counted.
const LINES: usize = 10;
/// The reports of a table; the earliest are left out.
const REPORTS: usize = 30;

/// Writes it.
pub(super) fn write(trend: &Trend, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, style);
    if trend.histories.len() > 1 {
        let histories = trend.histories.len();
        let line = format!("{histories} histories: their reports have no account in common");
        page.line(0, 2, &line)?;
        page.blank()?;
    }
    for (number, history) in trend.histories.iter().enumerate() {
        if number > 0 {
            page.blank()?;
        }
        one(&mut page, history, style.verbose)?;
    }
    for left_out in &trend.left_out {
        page.blank()?;
        page.line(0, 2, &terminal(&words::left_out(left_out)))?;
    }
    page.finish()
}

fn one(page: &mut Page<'_>, history: &History, verbose: bool) -> io::Result<()> {
    let heading = page.paint(BOLD, &terminal(&words::title(history)));
    page.line(
        0,
        2,
        &format!("{heading}  {}", terminal(&words::range(history))),
    )?;
    reports(page, &history.points, verbose)?;
    if let (Some(first), Some(last)) = (history.points.first(), history.points.last()) {
        rates(page, first, last)?;
    }
    times(page, history)?;
    open(page, history, verbose)?;
    flapping(page, &history.flapping, verbose)
}

/// Rows under their heads, every column but the first aligned to the right.
fn table(page: &mut Page<'_>, rows: &[Vec<String>]) -> io::Result<()> {
    page.blank()?;
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        let line = cells.join("  ");
        let line = line.trim_end();
        match number {
            0 => page.verbatim(2, &page.paint(DIM, line))?,
            _ => page.verbatim(2, line)?,
        }
    }
    Ok(())
}

fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The reports in numbers, and below them what makes neighbours differ in more than findings.
fn reports(page: &mut Page<'_>, points: &[Point], verbose: bool) -> io::Result<()> {
    let left_out = match verbose {
        true => 0,
        false => points.len().saturating_sub(REPORTS),
    };
    if left_out > 0 {
        let earlier = phrases::counted(left_out as u64, "earlier report");
        page.line(
            2,
            2,
            &page.paint(DIM, &format!("{earlier} (-v shows them)")),
        )?;
    }
    let shown = &points[left_out..];
    let mut rows = vec![heads(&[
        "COLLECTED",
        "PASSES",
        "UNKNOWN",
        "FAIL",
        "ERROR",
        "WAIVED",
        "PASS",
        "READ",
        "GAPS",
    ])];
    rows.extend(shown.iter().map(|point| {
        let counts = &point.all.by_status;
        vec![
            terminal(&point.collected_at),
            words::percent(point.all.pass_rate),
            words::percent(point.all.unknown_rate),
            counts.fail.to_string(),
            counts.error.to_string(),
            counts.waived.to_string(),
            counts.pass.to_string(),
            point.coverage.performed.to_string(),
            point.coverage.gaps.to_string(),
        ]
    }));
    table(page, &rows)?;
    for point in shown {
        for note in words::notes(point) {
            let line = format!("{}  {note}", point.collected_at);
            page.line(2, 4, &terminal(&line))?;
        }
    }
    Ok(())
}

/// Pass rates by severity and by framework: in the first and the last report.
fn rates(page: &mut Page<'_>, first: &Point, last: &Point) -> io::Result<()> {
    let row = |name: String, first: Option<&Rate>, last: Option<&Rate>| {
        let rate = |rate: Option<&Rate>| rate.and_then(|rate| rate.pass_rate);
        vec![
            name,
            words::percent(rate(first)),
            words::percent(rate(last)),
            words::points(rate(first), rate(last)),
            words::percent(last.and_then(|rate| rate.unknown_rate)),
        ]
    };
    let columns = |name| heads(&[name, "FIRST", "LAST", "CHANGE", "UNKNOWN"]);
    let mut rows = vec![columns("PASSES BY SEVERITY")];
    for severity in Severity::WORST_FIRST {
        let of = |point: &'_ Point| point.by_severity.get(&severity).copied();
        let (before, after) = (of(first), of(last));
        if before.is_some() || after.is_some() {
            rows.push(row(severity.to_string(), before.as_ref(), after.as_ref()));
        }
    }
    table(page, &rows)?;
    let mut names: Vec<&String> = first
        .by_framework
        .keys()
        .chain(last.by_framework.keys())
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok(());
    }
    let mut rows = vec![columns("PASSES BY FRAMEWORK")];
    rows.extend(names.into_iter().map(|name| {
        row(
            terminal(name),
            first.by_framework.get(name),
            last.by_framework.get(name),
        )
    }));
    table(page, &rows)
}

/// How long failures lasted.
fn times(page: &mut Page<'_>, history: &History) -> io::Result<()> {
    let row = |name: &str, time: &TimeToFix| {
        vec![
            name.to_owned(),
            time.fixed.to_string(),
            words::some_span(time.mean_seconds),
            words::some_span(time.median_seconds),
            time.open.to_string(),
        ]
    };
    let mut rows = vec![heads(&["TIME TO FIX", "FIXED", "MEAN", "MEDIAN", "OPEN"])];
    for severity in Severity::WORST_FIRST {
        if let Some(time) = history.time_to_fix_by_severity.get(&severity) {
            rows.push(row(severity.as_str(), time));
        }
    }
    rows.push(row("all", &history.time_to_fix));
    table(page, &rows)?;
    let mut notes: Vec<String> = words::caution(&history.time_to_fix).into_iter().collect();
    notes.extend(words::lost_from_sight(history));
    for note in &notes {
        page.line(2, 4, note)?;
    }
    Ok(())
}

/// The failures that have not passed since.
fn open(page: &mut Page<'_>, history: &History, verbose: bool) -> io::Result<()> {
    let line = |page: &Page<'_>, open: &Open| {
        format!(
            "{}  {:<6}  {}  {}  {}",
            page.paint(of_severity(open.severity), &format!("{:<8}", open.severity)),
            open.status,
            page.paint(BOLD, &terminal(&open.control)),
            terminal(&phrases::subject(&open.subject.to_model())),
            page.paint(DIM, &words::age(open)),
        )
    };
    list(page, "OPEN", &history.open, line, verbose)
}

/// The findings that come back.
fn flapping(page: &mut Page<'_>, flapping: &[Flapping], verbose: bool) -> io::Result<()> {
    let line = |page: &Page<'_>, one: &Flapping| {
        format!(
            "{}  {}  {}  {}",
            page.paint(of_severity(one.severity), &format!("{:<8}", one.severity)),
            page.paint(BOLD, &terminal(&one.control)),
            terminal(&phrases::subject(&one.subject.to_model())),
            page.paint(
                DIM,
                &format!(
                    "failed again {}, last {}",
                    match one.returned {
                        1 => "once".to_owned(),
                        more => format!("{more} times"),
                    },
                    terminal(&one.last_returned)
                )
            ),
        )
    };
    list(page, "FLAPPING", flapping, line, verbose)
}

fn list<T>(
    page: &mut Page<'_>,
    heading: &str,
    items: &[T],
    line: impl Fn(&Page<'_>, &T) -> String,
    verbose: bool,
) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.line(2, 2, &page.paint(DIM, heading))?;
    let most = if verbose { items.len() } else { LINES };
    for item in items.iter().take(most) {
        let line = line(page, item);
        page.line(2, 4, &line)?;
    }
    if items.len() > most {
        let more = format!("and {} more (-v shows them)", items.len() - most);
        page.line(2, 2, &page.paint(DIM, &more))?;
    }
    Ok(())
}
