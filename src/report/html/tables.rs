//! The parts of the page that need no script: numbers, charts, what could not be read, and the ledger of coverage.
//!
//! Every text goes through [`text`] on its way into the page.

use std::collections::{BTreeMap, BTreeSet};

use super::super::escape::html;
use super::super::fold::{Cause, unread};
use super::super::words;
use crate::model::finding::{Severity, Status};
use crate::model::report::Report;

/// The bars of a chart.
const BARS: usize = 16;
/// The rows of a table.
const ROWS: usize = 2_000;
/// What one text has at most.
const TEXT: usize = 2_000;

/// A text for the page.
pub(crate) fn text(text: &str) -> String {
    html(&words::within(text, TEXT))
}

/// The class and the words of a status.
pub(crate) fn class(status: Status) -> String {
    status.as_str().to_lowercase()
}

fn label(status: Status) -> String {
    status.as_str().replace('_', " ")
}

/// The number of findings of each status.
pub(super) fn totals(report: &Report) -> String {
    let summary = report.summary();
    let mut list = String::from("<dl class=\"totals\">\n");
    for status in Status::ALL {
        list.push_str(&format!(
            "<div><dt class=\"{}\">{}</dt><dd>{}</dd></div>\n",
            class(status),
            label(status),
            summary.count(status)
        ));
    }
    list.push_str("</dl>");
    list
}

/// Findings by status.
type Counts = BTreeMap<Status, u64>;

/// The charts: by severity, by service, by framework and its sections.
pub(super) fn charts(report: &Report) -> String {
    let mut severities: BTreeMap<usize, Counts> = BTreeMap::new();
    let mut services: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut frameworks: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut sections: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
    for finding in &report.findings {
        let status = finding.outcome.status();
        let count = |counts: &mut Counts| *counts.entry(status).or_default() += 1;
        let rank = Severity::WORST_FIRST
            .iter()
            .position(|severity| *severity == finding.severity);
        count(severities.entry(rank.unwrap_or_default()).or_default());
        let Some(control) = report.control(&finding.control) else {
            continue;
        };
        count(services.entry(&control.service).or_default());
        for (framework, numbers) in &control.frameworks {
            count(frameworks.entry(framework).or_default());
            for number in numbers {
                count(sections.entry((framework, number)).or_default());
            }
        }
    }
    let severities = severities
        .into_iter()
        .map(|(rank, counts)| (Severity::WORST_FIRST[rank].as_str(), counts));
    let sections: BTreeMap<String, Counts> = sections
        .into_iter()
        .map(|((framework, number), counts)| (format!("{framework} {number}"), counts))
        .collect();
    let sections = sections
        .iter()
        .map(|(name, counts)| (name.as_str(), counts.clone()));
    [
        chart("By severity", severities.collect()),
        chart("By service", worst_first(services)),
        chart("By framework", worst_first(frameworks)),
        chart("By section of a framework", worst_first(sections.collect())),
    ]
    .concat()
}

/// Those with the most failures first, then those with the most errors, then by name.
fn worst_first(counts: BTreeMap<&str, Counts>) -> Vec<(&str, Counts)> {
    let mut bars: Vec<_> = counts.into_iter().collect();
    let of = |counts: &Counts, status| counts.get(&status).copied().unwrap_or(0);
    bars.sort_by_key(|(_, counts)| {
        std::cmp::Reverse((of(counts, Status::Fail), of(counts, Status::Error)))
    });
    bars
}

/// A chart that is a table as well: a bar for the eye, the numbers for everybody.
fn chart(title: &str, bars: Vec<(&str, Counts)>) -> String {
    if bars.is_empty() {
        return String::new();
    }
    let heads = Status::ALL.map(|status| {
        format!(
            "<th scope=\"col\" class=\"number {}\">{}</th>",
            class(status),
            label(status)
        )
    });
    let mut chart = format!(
        "<div class=\"chart\"><table><caption>{title}</caption><thead><tr><th scope=\"col\">Name</th>\
         <td></td>{}</tr></thead><tbody>\n",
        heads.concat()
    );
    let others = bars.len().saturating_sub(BARS);
    for (name, counts) in bars.into_iter().take(BARS) {
        let numbers = Status::ALL.map(|status| {
            let count = counts.get(&status).copied().unwrap_or(0);
            format!("<td class=\"number\">{count}</td>")
        });
        let name = if name.is_empty() { "none" } else { name };
        chart.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td class=\"bar\">{}</td>{}</tr>\n",
            text(name),
            bar(&counts),
            numbers.concat()
        ));
    }
    chart.push_str("</tbody></table>");
    if others > 0 {
        chart.push_str(&format!("<p class=\"quiet\">and {others} more</p>"));
    }
    chart.push_str("</div>\n");
    chart
}

/// The shares of the statuses in a thousand.
fn bar(counts: &Counts) -> String {
    let total: u64 = counts.values().sum::<u64>().max(1);
    let mut svg = String::from(
        "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
    );
    let mut before = 0;
    for (status, count) in counts {
        let from = before * 1000 / total;
        before += count;
        let to = before * 1000 / total;
        svg.push_str(&format!(
            "<rect class=\"{}\" x=\"{from}\" width=\"{}\" height=\"10\"/>",
            class(*status),
            to - from
        ));
    }
    svg.push_str("</svg>");
    svg
}

/// A table with as many rows as a browser shows at ease.
pub(crate) fn table(columns: &[&str], rows: Vec<String>) -> String {
    let heads: Vec<String> = columns
        .iter()
        .map(|column| format!("<th scope=\"col\">{column}</th>"))
        .collect();
    let others = rows.len().saturating_sub(ROWS);
    let shown: Vec<String> = rows.into_iter().take(ROWS).collect();
    let mut table = format!(
        "<div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table></div>\n",
        heads.concat(),
        shown.concat()
    );
    if others > 0 {
        table.push_str(&format!(
            "<p class=\"note\">{} left out. The report in JSON Lines (-f jsonl) has them all.</p>\n",
            words::counted(others as u64, "row")
        ));
    }
    table
}

pub(crate) fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| format!("<td>{cell}</td>"))
        .collect();
    format!("<tr>{}</tr>\n", cells.concat())
}

/// Each cause that left findings without a verdict, the worst first.
pub(super) fn causes(report: &Report) -> String {
    let errors = report.findings_with(Status::Error);
    if errors.is_empty() {
        return String::new();
    }
    let rows = unread(&errors)
        .iter()
        .map(|unread| {
            let (missing, why, help) = match unread.cause {
                Cause::Action {
                    action,
                    kind,
                    code,
                    resource_type,
                } => {
                    let missing = [Some(action), resource_type];
                    let why = [
                        Some(kind.as_words()),
                        code,
                        unread.messages.first().copied(),
                    ];
                    (
                        missing.into_iter().flatten().collect::<Vec<_>>().join(" "),
                        why.into_iter().flatten().collect::<Vec<_>>().join(": "),
                        words::help(action, kind),
                    )
                }
                Cause::Policy { message, .. } => (
                    "the policy's evaluation".to_owned(),
                    message.to_owned(),
                    "mend the policy".to_owned(),
                ),
            };
            let controls = unread.controls.iter().copied();
            row(&[
                text(unread.worst.as_str()),
                text(&missing),
                text(&why),
                match unread.places.is_empty() {
                    true => String::new(),
                    false => text(&unread.place()),
                },
                text(&words::some_of(controls, words::NAMED)),
                unread.findings.len().to_string(),
                text(&help),
            ])
        })
        .collect();
    format!(
        "<section aria-labelledby=\"causes-title\">\n<h2 id=\"causes-title\">What could not be judged</h2>\n{}</section>",
        table(
            &[
                "Worst", "Missing", "Why", "Where", "Controls", "Findings", "Help"
            ],
            rows
        )
    )
}

/// What an account was asked, action by action: in how many places, with how many calls, and what failed.
#[derive(Default)]
struct Entry<'r> {
    places: BTreeSet<Option<&'r str>>,
    calls: u64,
    failures: BTreeSet<String>,
}

/// The ledger of what was asked for and what could not be read; what failed first.
pub(super) fn ledger(report: &Report) -> String {
    let mut entries: BTreeMap<(&str, &str, Option<&str>), Entry<'_>> = BTreeMap::new();
    for coverage in &report.coverage {
        let entry = entries
            .entry((
                &coverage.account_id,
                &coverage.action,
                coverage.resource_type.as_deref(),
            ))
            .or_default();
        entry.places.insert(coverage.region.as_deref());
        entry.calls += coverage.calls;
    }
    for gap in &report.gaps {
        let entry = entries
            .entry((&gap.account_id, &gap.action, gap.resource_type.as_deref()))
            .or_default();
        let place = gap.region.as_deref().unwrap_or("the account");
        let resource = gap.resource.as_ref();
        let resource = resource.map_or(String::new(), |resource| format!(" {resource}"));
        let failure = format!("{place}{resource}: {}", gap.kind.as_words());
        entry.failures.insert(failure);
    }
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(_, entry)| entry.failures.is_empty());
    let rows: Vec<String> = entries
        .iter()
        .map(|((account, action, resource_type), entry)| {
            let regions: Vec<&str> = entry.places.iter().copied().flatten().collect();
            let places = match (regions.as_slice(), entry.places.is_empty()) {
                ([], true) => "nowhere".to_owned(),
                ([], false) => "the account".to_owned(),
                ([region], _) => (*region).to_owned(),
                _ => words::counted(regions.len() as u64, "region"),
            };
            let failures = entry.failures.iter().map(String::as_str);
            row(&[
                text(account),
                text(action),
                text(resource_type.unwrap_or_default()),
                text(&places),
                entry.calls.to_string(),
                text(&words::some_of(failures, words::NAMED)),
            ])
        })
        .collect();
    format!(
        "<section aria-labelledby=\"ledger-title\">\n<h2 id=\"ledger-title\">Coverage</h2>\n<details><summary>{} in {}, {} of \
         which failed somewhere</summary><div class=\"inside\">\n{}</div></details>\n</section>",
        words::counted(entries.len() as u64, "operation"),
        words::counted(report.snapshot.accounts.len() as u64, "account"),
        entries
            .iter()
            .filter(|(_, entry)| !entry.failures.is_empty())
            .count(),
        table(
            &[
                "Account",
                "Action",
                "Type",
                "Asked in",
                "Calls",
                "Failed in"
            ],
            rows
        )
    )
}
