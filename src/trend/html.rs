//! A trend as a page: charts, and the numbers of each in a table. It needs no script and fetches nothing.
//!
//! Style and template are those of the report's page, and so is the policy that the browser holds it to.

use std::io::{self, Write};

use jiff::Timestamp;

use super::chart::{Chart, Line, Unit};
use super::{Flapping, History, Open, Point, Rate, TimeToFix, Trend, words};
use crate::model::finding::{Severity, Status};
use crate::report::html::tables::{class, row, table, text};
use crate::report::html::template;
use crate::report::words as phrases;

/// The charts of frameworks; the tables of the JSON have them all.
const FRAMEWORKS: usize = 40;

/// Writes it.
pub(super) fn write(trend: &Trend, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let style = format!("{}{}", template::STYLE, include_str!("style.css"));
    template::fill(&mut out, include_str!("page.html"), |name| match name {
        "policy" => template::policy_of(&style, None),
        "style" => style.clone(),
        "title" => "assize: trend".to_owned(),
        "notes" => notes(trend),
        "scope" => text(&scope(trend)),
        "histories" => histories(trend),
        "footer" => text(&format!("Written by {}.", trend.tool)),
        _ => String::new(),
    })?;
    out.flush()
}

fn scope(trend: &Trend) -> String {
    let reports = phrases::counted(trend.reports() as u64, "report");
    match trend.histories.as_slice() {
        [only] => format!("{}. {}", words::title(only), words::range(only)),
        many => format!(
            "{} histories, whose reports have no account in common; {reports}",
            many.len()
        ),
    }
}

fn notes(trend: &Trend) -> String {
    let notes = trend.left_out.iter();
    notes
        .map(|left_out| {
            format!(
                "<p class=\"note\">{}</p>\n",
                text(&words::left_out(left_out))
            )
        })
        .collect()
}

fn histories(trend: &Trend) -> String {
    let histories = trend.histories.iter().enumerate();
    histories
        .map(|(index, history)| {
            Section {
                number: index + 1,
                history,
            }
            .html()
        })
        .collect()
}

/// The part of the page that is about one history.
struct Section<'t> {
    number: usize,
    history: &'t History,
}

/// What a chart shows of a report.
type Pick<'p> = &'p dyn Fn(&Point) -> Option<Rate>;

impl Section<'_> {
    fn html(&self) -> String {
        let history = self.history;
        let mut page = format!(
            "<section id=\"history-{0}\" aria-labelledby=\"history-{0}-title\" tabindex=\"-1\">\n\
             <h2 id=\"history-{0}-title\">{1}</h2>\n<p class=\"quiet\">{2}</p>\n",
            self.number,
            text(&words::title(history)),
            text(&words::range(history))
        );
        if let Some(last) = history.points.last() {
            page.push_str(&totals(last));
        }
        let changes: Vec<String> = history
            .points
            .iter()
            .filter_map(|point| {
                let notes = words::notes(point).join("; ");
                let note = format!("{}: {notes}", point.collected_at);
                (!notes.is_empty()).then(|| format!("<li>{}</li>\n", text(&note)))
            })
            .collect();
        if !changes.is_empty() {
            page.push_str(&format!(
                "<details><summary>{} to compare with care: another scope, or an interrupted collection</summary>\n\
                 <ul class=\"plain inside\">\n{}</ul></details>\n",
                phrases::counted(changes.len() as u64, "report"),
                changes.concat()
            ));
        }
        page.push_str("<h3>Overall</h3>\n<div class=\"plots\">\n");
        page.push_str(&self.rate("all", "all findings", &|point| Some(point.all)));
        page.push_str(&self.failures());
        page.push_str(&self.coverage());
        page.push_str("</div>\n<h3>By severity</h3>\n<div class=\"plots\">\n");
        for severity in Severity::WORST_FIRST {
            let pick = |point: &Point| point.by_severity.get(&severity).copied();
            page.push_str(&self.rate(&format!("s{severity}"), severity.as_str(), &pick));
        }
        page.push_str("</div>\n");
        page.push_str(&self.frameworks());
        page.push_str(&self.times());
        page.push_str(&self.open());
        page.push_str(&self.flapping());
        page.push_str("</section>\n");
        page
    }

    fn frameworks(&self) -> String {
        let mut names: Vec<&String> = self
            .history
            .points
            .iter()
            .flat_map(|point| point.by_framework.keys())
            .collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return String::new();
        }
        let mut page = "<h3>By framework</h3>\n<div class=\"plots\">\n".to_owned();
        for (index, name) in names.iter().take(FRAMEWORKS).enumerate() {
            let pick = |point: &Point| point.by_framework.get(*name).copied();
            page.push_str(&self.rate(&format!("f{index}"), name, &pick));
        }
        page.push_str("</div>\n");
        if names.len() > FRAMEWORKS {
            page.push_str(&format!(
                "<p class=\"note\">{} left out. The trend in JSON (-f json) has them all.</p>\n",
                phrases::counted((names.len() - FRAMEWORKS) as u64, "framework")
            ));
        }
        page
    }

    /// The reports that have a time, with it. All of them do: one without is no part of a history.
    fn timed(&self) -> Vec<(Timestamp, &Point)> {
        let points = self.history.points.iter();
        points
            .filter_map(|point| Some((point.collected_at.parse().ok()?, point)))
            .collect()
    }

    fn marks(&self) -> Vec<Timestamp> {
        let timed = self.timed().into_iter();
        timed
            .filter(|(_, point)| point.scope_change.is_some())
            .map(|(time, _)| time)
            .collect()
    }

    /// A chart of a pass rate, with what is unknown above it.
    fn rate(&self, id: &str, of: &str, pick: Pick<'_>) -> String {
        let timed = self.timed();
        let rates: Vec<Option<Rate>> = timed.iter().map(|(_, point)| pick(point)).collect();
        if rates.iter().all(Option::is_none) {
            return String::new();
        }
        let share = |of: fn(&Rate) -> Option<f64>| -> Vec<Option<f64>> {
            rates
                .iter()
                .map(|rate| rate.as_ref().and_then(of))
                .collect()
        };
        let title = format!("Pass rate of {of}");
        let passes = share(|rate| rate.pass_rate);
        let unknown = share(|rate| rate.unknown_rate);
        let is_unknown = unknown.iter().flatten().any(|share| *share > 0.0);
        let chart = Chart {
            id: format!("chart-{}-{}", self.number, id.to_lowercase()),
            title: format!("{title}, over time"),
            description: describe(&passes),
            unit: Unit::Share,
            times: timed.iter().map(|(time, _)| *time).collect(),
            lines: vec![Line {
                name: "passes",
                class: "pass",
                values: passes,
            }],
            band: unknown,
            marks: self.marks(),
        };
        let rows = timed.iter().zip(&rates).map(|((_, point), rate)| {
            let counts = rate.map(|rate| rate.by_status);
            let number = |of: Option<u64>| of.map_or(String::new(), |of| of.to_string());
            row(&[
                text(&point.collected_at),
                words::percent(rate.and_then(|rate| rate.pass_rate)),
                words::percent(rate.and_then(|rate| rate.unknown_rate)),
                number(counts.map(|of| of.pass)),
                number(counts.map(|of| of.fail)),
                number(counts.map(|of| of.error)),
                number(counts.map(|of| of.waived)),
            ])
        });
        let columns = [
            "Collected",
            "Passes",
            "Unknown",
            "PASS",
            "FAIL",
            "ERROR",
            "WAIVED",
        ];
        let mut key = vec![("line pass", "passes")];
        if is_unknown {
            key.push(("band error", "unknown"));
        }
        figure(&title, &chart, &key, table(&columns, rows.collect()))
    }

    fn failures(&self) -> String {
        let counts = |of: fn(&Rate) -> u64| -> Vec<Option<f64>> {
            let timed = self.timed().into_iter();
            timed
                .map(|(_, point)| Some(of(&point.all) as f64))
                .collect()
        };
        let lines = vec![
            Line {
                name: "FAIL",
                class: "fail",
                values: counts(|rate| rate.by_status.fail),
            },
            Line {
                name: "ERROR",
                class: "error",
                values: counts(|rate| rate.by_status.error),
            },
            Line {
                name: "WAIVED",
                class: "waived",
                values: counts(|rate| rate.by_status.waived),
            },
        ];
        let rows = self.history.points.iter().map(|point| {
            let of = point.all.by_status;
            row(&[
                text(&point.collected_at),
                of.fail.to_string(),
                of.error.to_string(),
                of.waived.to_string(),
            ])
        });
        let table = table(&["Collected", "FAIL", "ERROR", "WAIVED"], rows.collect());
        let key = [
            ("line fail", "FAIL"),
            ("line error", "ERROR"),
            ("line waived", "WAIVED"),
        ];
        let chart = self.counts("failures", "Failures over time", lines);
        figure("Failures, unknown and waived", &chart, &key, table)
    }

    fn coverage(&self) -> String {
        let counts = |of: fn(&Point) -> u64| -> Vec<Option<f64>> {
            let timed = self.timed().into_iter();
            timed.map(|(_, point)| Some(of(point) as f64)).collect()
        };
        let lines = vec![
            Line {
                name: "read",
                class: "pass",
                values: counts(|point| point.coverage.performed),
            },
            Line {
                name: "gaps",
                class: "error",
                values: counts(|point| point.coverage.gaps),
            },
        ];
        let rows = self.history.points.iter().map(|point| {
            row(&[
                text(&point.collected_at),
                point.coverage.performed.to_string(),
                point.coverage.gaps.to_string(),
            ])
        });
        let table = table(
            &["Collected", "Operations performed", "Gaps"],
            rows.collect(),
        );
        let key = [
            ("line pass", "operations performed, by account and region"),
            ("line error", "gaps"),
        ];
        let chart = self.counts("coverage", "Coverage over time", lines);
        figure("Coverage", &chart, &key, table)
    }

    fn counts(&self, id: &str, title: &str, lines: Vec<Line>) -> Chart {
        let ends: Vec<String> = lines
            .iter()
            .map(|line| {
                let at = |value: Option<&Option<f64>>| value.copied().flatten().unwrap_or_default();
                format!(
                    "{}: {:.0} at first, {:.0} at last",
                    line.name,
                    at(line.values.first()),
                    at(line.values.last())
                )
            })
            .collect();
        Chart {
            id: format!("chart-{}-{id}", self.number),
            title: title.to_owned(),
            description: format!("{}.", ends.join("; ")),
            unit: Unit::Count,
            times: self.timed().into_iter().map(|(time, _)| time).collect(),
            lines,
            band: Vec::new(),
            marks: self.marks(),
        }
    }

    fn times(&self) -> String {
        let line = |name: &str, time: &TimeToFix| {
            row(&[
                text(name),
                time.fixed.to_string(),
                words::some_span(time.mean_seconds),
                words::some_span(time.median_seconds),
                time.open.to_string(),
            ])
        };
        let mut rows: Vec<String> = Severity::WORST_FIRST
            .into_iter()
            .filter_map(|severity| {
                let time = self.history.time_to_fix_by_severity.get(&severity)?;
                Some(line(severity.as_str(), time))
            })
            .collect();
        rows.push(line("all", &self.history.time_to_fix));
        let mut notes: Vec<String> = words::caution(&self.history.time_to_fix)
            .into_iter()
            .collect();
        notes.extend(words::lost_from_sight(self.history));
        let notes = notes
            .iter()
            .map(|note| format!("<p class=\"note\">{}</p>\n", text(note)));
        format!(
            "<h3>Time to fix</h3>\n<p class=\"quiet\">From the report in which a failure was first seen to the one in which it \
             passes.</p>\n{}{}",
            table(&["Severity", "Fixed", "Mean", "Median", "Open"], rows),
            notes.collect::<String>()
        )
    }

    fn open(&self) -> String {
        let line = |open: &Open| {
            let of_status = |status: Status| {
                format!("<span class=\"status {}\">{status}</span>", class(status))
            };
            row(&[
                open.severity.to_string(),
                of_status(open.status),
                text(&open.control),
                text(&open.title),
                text(&phrases::subject(&open.subject.to_model())),
                text(&open.failing_since),
                words::age(open),
            ])
        };
        let rows: Vec<String> = self.history.open.iter().map(line).collect();
        if rows.is_empty() {
            return "<h3>Open</h3>\n<p>Nothing that failed is open.</p>\n".to_owned();
        }
        let columns = [
            "Severity",
            "Status",
            "Control",
            "Title",
            "Subject",
            "Failing since",
            "Age",
        ];
        format!("<h3>Open</h3>\n{}", table(&columns, rows))
    }

    fn flapping(&self) -> String {
        let line = |one: &Flapping| {
            row(&[
                one.severity.to_string(),
                text(&one.control),
                text(&one.title),
                text(&phrases::subject(&one.subject.to_model())),
                one.returned.to_string(),
                text(&one.last_returned),
                one.status
                    .map_or("not there".to_owned(), |status| status.to_string()),
            ])
        };
        let rows: Vec<String> = self.history.flapping.iter().map(line).collect();
        if rows.is_empty() {
            return "<h3>Flapping</h3>\n<p>Nothing failed again after it had passed.</p>\n"
                .to_owned();
        }
        let columns = [
            "Severity",
            "Control",
            "Title",
            "Subject",
            "Failed again",
            "Last",
            "Status",
        ];
        format!("<h3>Flapping</h3>\n{}", table(&columns, rows))
    }
}

/// The findings of the last report by status.
fn totals(point: &Point) -> String {
    let of = point.all.by_status;
    let entries = [
        ("pass", "PASS RATE", words::percent(point.all.pass_rate)),
        ("error", "UNKNOWN", words::percent(point.all.unknown_rate)),
        ("fail", "FAIL", of.fail.to_string()),
        ("error", "ERROR", of.error.to_string()),
        ("waived", "WAIVED", of.waived.to_string()),
        ("pass", "PASS", of.pass.to_string()),
    ];
    let entries = entries.map(|(class, name, value)| {
        format!("<div><dt class=\"{class}\">{name}</dt><dd>{value}</dd></div>\n")
    });
    format!("<dl class=\"totals\">\n{}</dl>\n", entries.concat())
}

/// A rate over time in one sentence.
fn describe(rates: &[Option<f64>]) -> String {
    let known: Vec<f64> = rates.iter().copied().flatten().collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return "There is nothing to pass or to fail.".to_owned();
    };
    let lowest = known.iter().copied().fold(1.0, f64::min);
    let highest = known.iter().copied().fold(0.0, f64::max);
    let [first, last, lowest, highest] =
        [*first, *last, lowest, highest].map(|rate| words::percent(Some(rate)));
    format!("{first} at first, {last} at last; between {lowest} and {highest}.")
}

/// A chart with its key, and its numbers in a table.
fn figure(caption: &str, chart: &Chart, key: &[(&str, &str)], numbers: String) -> String {
    let key: String = key
        .iter()
        .map(|(class, name)| {
            let sample = if class.starts_with("band") {
                format!("<rect class=\"{class}\" width=\"32\" height=\"12\"/>")
            } else {
                format!("<path class=\"{class}\" d=\"M0 6L32 6\"/>")
            };
            format!("<span><svg viewBox=\"0 0 32 12\" aria-hidden=\"true\">{sample}</svg>{name}</span>\n")
        })
        .collect();
    format!(
        "<figure>\n<figcaption>{}</figcaption>\n{}<div class=\"key\">{key}</div>\n\
         <details><summary>The numbers</summary>\n{numbers}</details>\n</figure>\n",
        text(caption),
        chart.svg()
    )
}
