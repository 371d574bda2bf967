//! The map of accounts and controls: where it fails at a glance, a row for each account, a column for each control.
//!
//! The colours are those of the statuses, and what needs attention bears a letter too, for whoever does not see them or prints
//! without. The worst accounts come first; where a browser would have too many cells the rest is left out and counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::super::escape::visible;
use super::super::words;
use super::tables::{class, text};
use crate::model::finding::Status;
use crate::model::report::Report;

/// The cells of a map, and its rows.
const CELLS: usize = 12_000;
const ROWS: usize = 200;
/// The width and the height of a cell.
const CELL: (usize, usize) = (16, 20);
/// The width of a character of a label.
const CHARACTER: usize = 7;
/// The longest label, in characters.
const LABEL: usize = 56;

/// The worst status of each pair.
type Cells<'r> = BTreeMap<(&'r str, usize), Status>;

/// The map; nothing where no account was judged.
pub(super) fn heatmap(report: &Report) -> String {
    let mut cells: Cells<'_> = BTreeMap::new();
    for finding in &report.findings {
        let control = report
            .controls
            .binary_search_by(|control| control.id.cmp(&finding.control));
        let (Ok(control), Some(account)) = (control, finding.subject.account()) else {
            continue;
        };
        let status = finding.outcome.status();
        let cell = cells.entry((account, control)).or_insert(status);
        *cell = status.min(*cell);
    }
    if cells.is_empty() {
        return String::new();
    }
    let columns: BTreeSet<usize> = cells.keys().map(|(_, control)| *control).collect();
    let columns: Vec<usize> = columns.into_iter().collect();
    let rows = worst_first(&cells);
    let most = (CELLS / columns.len()).clamp(1, ROWS);
    let left_out = rows.len().saturating_sub(most);
    let rows = &rows[..rows.len() - left_out];
    let mut map = format!(
        "<section aria-labelledby=\"map-title\">\n<h2 id=\"map-title\">Accounts and controls</h2>\n<p>{}</p>\n{}",
        text(&numbers(&cells)),
        legend()
    );
    if left_out > 0 {
        let _ = writeln!(
            map,
            "<p class=\"note\">{} left out of the map, those with the fewest failures. The charts and numbers count them.</p>",
            words::counted(left_out as u64, "account")
        );
    }
    map.push_str(&drawing(report, &cells, rows, &columns));
    map.push_str("</section>");
    map
}

/// Those with the most failures first, then those with the most errors, then by name.
fn worst_first<'r>(cells: &Cells<'r>) -> Vec<&'r str> {
    let mut accounts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((account, _), status) in cells {
        let counts = accounts.entry(account).or_default();
        match status {
            Status::Fail => counts.0 += 1,
            Status::Error => counts.1 += 1,
            Status::Waived | Status::Pass | Status::NotApplicable => {}
        }
    }
    let mut accounts: Vec<_> = accounts.into_iter().collect();
    accounts.sort_by_key(|(_, counts)| std::cmp::Reverse(*counts));
    accounts.into_iter().map(|(account, _)| account).collect()
}

/// What the map shows, for whoever does not see it.
fn numbers(cells: &Cells<'_>) -> String {
    let count = |status: Status| cells.values().filter(|cell| **cell == status).count() as u64;
    format!(
        "Of {} of an account and a control, {} and {} could not be judged. A cell has the worst status of its pair, and a click \
         leads to its findings.",
        words::counted(cells.len() as u64, "pair"),
        match count(Status::Fail) {
            1 => "1 fails".to_owned(),
            more => format!("{more} fail"),
        },
        count(Status::Error)
    )
}

/// The mark of a status besides its colour.
fn letter(status: Status) -> &'static str {
    match status {
        Status::Fail => "F",
        Status::Error => "E",
        Status::Waived => "W",
        Status::Pass | Status::NotApplicable => "",
    }
}

fn legend() -> String {
    let entries = Status::ALL.map(|status| {
        let mark = match letter(status) {
            "" => String::new(),
            letter => format!(" ({letter})"),
        };
        format!(
            "<li><svg class=\"key\" viewBox=\"0 0 16 16\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"{}\" width=\"16\" \
             height=\"16\"/></svg> {}{mark}</li>\n",
            class(status),
            status.as_str().replace('_', " ")
        )
    });
    format!("<ul class=\"legend\">\n{}</ul>\n", entries.concat())
}

fn drawing(report: &Report, cells: &Cells<'_>, rows: &[&str], columns: &[usize]) -> String {
    let names: Vec<String> = columns
        .iter()
        .map(|control| label(&report.controls[*control].id))
        .collect();
    let accounts: Vec<String> = rows.iter().map(|account| label(account)).collect();
    let longest = |labels: &[String]| {
        let longest = labels.iter().map(|label| label.chars().count()).max();
        longest.unwrap_or_default() * CHARACTER + 8
    };
    let (left, top) = (longest(&accounts), longest(&names));
    let (width, height) = (
        left + columns.len() * CELL.0 + 8,
        top + rows.len() * CELL.1 + 4,
    );
    let mut svg = format!(
        "<div class=\"scroll map\" tabindex=\"0\" role=\"region\" aria-labelledby=\"map-title\">\n<svg id=\"map\" class=\"heatmap\" \
         role=\"img\" aria-label=\"{}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n",
        text(&numbers(cells))
    );
    for (at, name) in names.iter().enumerate() {
        let (x, y) = (left + at * CELL.0 + CELL.0 / 2 + 4, top - 6);
        let _ = writeln!(
            svg,
            "<text class=\"column\" transform=\"translate({x} {y}) rotate(-90)\">{}</text>",
            text(name)
        );
    }
    for (row, account) in rows.iter().enumerate() {
        let y = top + row * CELL.1;
        let _ = writeln!(
            svg,
            "<g data-account=\"{}\"><text class=\"row\" x=\"{}\" y=\"{}\">{}</text>",
            text(account),
            left - 8,
            y + CELL.1 - 6,
            text(&accounts[row])
        );
        for (at, control) in columns.iter().enumerate() {
            let Some(status) = cells.get(&(*account, *control)) else {
                continue;
            };
            let x = left + at * CELL.0;
            let _ = write!(
                svg,
                "<g class=\"cell {}\" data-control=\"{control}\"><rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\"/>",
                class(*status),
                CELL.0 - 1,
                CELL.1 - 1
            );
            let letter = letter(*status);
            if !letter.is_empty() {
                let _ = write!(
                    svg,
                    "<text x=\"{}\" y=\"{}\">{letter}</text>",
                    x + CELL.0 / 2,
                    y + CELL.1 - 6
                );
            }
            let _ = write!(
                svg,
                "<title>{}</title></g>",
                text(&format!(
                    "{} in {account}: {status}",
                    report.controls[*control].id
                ))
            );
        }
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n</div>\n");
    svg
}

/// A name as far as there is room.
fn label(name: &str) -> String {
    let shown = visible(name);
    match shown.char_indices().nth(LABEL) {
        None => shown.into_owned(),
        Some((end, _)) => format!("{}…", &shown[..end]),
    }
}
