//! HTML, for people who share a report: one file that opens anywhere, also offline.
//!
//! Numbers, charts and the ledger of coverage are there without a script. The findings are data in the page, which its
//! script groups by control, searches and filters; it makes elements and sets their texts, so nothing that a cloud says
//! is ever markup. A strict policy lets the browser run that script, apply that style, and fetch nothing.
//!
//! A browser does not take an organization's findings whole: those that need attention come first, and where the rest is
//! left out the page says so.

mod data;
mod heatmap;
pub(crate) mod tables;
pub(crate) mod template;
mod views;

use std::io::{self, Write};

use super::{Reporter, Style, exceptions, words};
use crate::model::finding::{Finding, Status};
use crate::model::report::Report;
use data::Data;
use tables::text;

/// The HTML format.
pub struct Html;

impl Reporter for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "for people who share it: one page that works offline, with search and filters"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        let data = Data::of(report)?;
        let title = format!("assize: {}", report.verdict().as_str());
        template::write(&mut out, |name| match name {
            "policy" => template::policy(),
            "style" => template::STYLE.to_owned(),
            "script" => template::SCRIPT.to_owned(),
            "title" | "heading" => text(&title),
            "notes" => notes(report),
            "scope" => text(&words::scope(report)),
            "totals" => tables::totals(report),
            "charts" => tables::charts(report),
            "map" => heatmap::heatmap(report),
            "views" => views::views(report),
            "causes" => tables::causes(report),
            "left-out" => left_out(&data.left_out),
            "ledger" => tables::ledger(report),
            "footer" => footer(report),
            "data" => data.json.clone(),
            _ => String::new(),
        })?;
        out.flush()
    }
}

fn notes(report: &Report) -> String {
    let notes = words::notes(report);
    let notes = notes
        .iter()
        .map(|note| format!("<p class=\"note\">{}</p>\n", text(note)));
    notes.collect()
}

/// What is not in the page, and where it is.
fn left_out(findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let counts = Status::ALL.into_iter().filter_map(|status| {
        let of = findings
            .iter()
            .filter(|finding| finding.outcome.status() == status);
        let count = of.count();
        (count > 0).then(|| format!("{count} {status}"))
    });
    format!(
        "<p class=\"note\">{} left out, more than a browser shows at ease: {}. The report in JSON Lines (-f jsonl) has them \
         all; the numbers above count them.</p>",
        words::counted(findings.len() as u64, "finding"),
        text(&counts.collect::<Vec<_>>().join(", "))
    )
}

fn footer(report: &Report) -> String {
    let mut footer = format!(
        "Snapshot of {}, SHA-256 {}. Judged by {}.",
        report.snapshot.collected_at, report.snapshot_sha256, report.tool
    );
    for (label, source) in exceptions::sources(report) {
        footer.push_str(&format!(" {label}: {source}."));
    }
    text(&footer)
}

#[cfg(test)]
mod tests;
