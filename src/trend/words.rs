//! Phrases that the formats for people share. Nothing is escaped here; each format does that for its own medium.

use super::{History, LeftOut, Open, Point, ScopeChange, TimeToFix};
use crate::report::words::{NAMED, counted, some_of};

/// A share from 0 to 1 as a person reads it. What is not all is never shown as all, and what is not nothing never as nothing.
pub(super) fn percent(share: Option<f64>) -> String {
    let Some(share) = share else {
        return "–".to_owned();
    };
    let shown = (share * 1000.0).round() / 10.0;
    let shown = if share < 1.0 { shown.min(99.9) } else { shown };
    let shown = if share > 0.0 { shown.max(0.1) } else { shown };
    format!("{shown:.1} %")
}

/// The change of a share from one report to another, in points.
pub(super) fn points(first: Option<f64>, last: Option<f64>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => {
            let points = ((last - first) * 1000.0).round() / 10.0;
            if points == 0.0 {
                "0.0".to_owned()
            } else {
                format!("{points:+.1}")
            }
        }
        _ => "–".to_owned(),
    }
}

/// A time span in its two largest units.
pub(super) fn span(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// A time span, or that there is none.
pub(super) fn some_span(seconds: Option<u64>) -> String {
    seconds.map_or("–".to_owned(), span)
}

/// How old an open failure is.
pub(super) fn age(open: &Open) -> String {
    let least = if open.at_least { "at least " } else { "" };
    format!("{least}{}", span(open.age_seconds))
}

/// What a time to fix is worth.
pub(super) fn caution(time: &TimeToFix) -> Option<String> {
    (time.at_least > 0).then(|| {
        format!(
            "{} of {} failed already when first seen, and took longer than is known",
            time.at_least,
            counted(time.fixed, "failure")
        )
    })
}

/// How many failures are neither fixed nor open.
pub(super) fn lost_from_sight(history: &History) -> Option<String> {
    let number = history.lost_from_sight;
    (number > 0).then(|| {
        format!(
            "{} neither passed since nor in the last report: not known to be fixed",
            counted(number, "failure")
        )
    })
}

/// The accounts of a history, on one line.
pub(super) fn title(history: &History) -> String {
    some_of(history.accounts.iter().map(String::as_str), NAMED)
}

/// How many reports a history has, and from when to when.
pub(super) fn range(history: &History) -> String {
    let reports = counted(history.points.len() as u64, "report");
    match history.points.as_slice() {
        [] => reports,
        [only] => format!("{reports}, of {}", only.collected_at),
        [first, .., last] => {
            format!("{reports}, {} to {}", first.collected_at, last.collected_at)
        }
    }
}

/// What a reader has to know of a report before comparing it with the one before it.
pub(super) fn notes(point: &Point) -> Vec<String> {
    let mut notes = Vec::new();
    if !point.complete {
        notes.push("the collection was interrupted".to_owned());
    }
    notes.extend(point.scope_change.as_ref().map(scope_change));
    notes
}

/// How the scope changed.
pub(super) fn scope_change(change: &ScopeChange) -> String {
    let parts = [
        (&change.accounts_added, "account", "more"),
        (&change.accounts_removed, "account", "fewer"),
        (&change.regions_added, "region", "more"),
        (&change.regions_removed, "region", "fewer"),
        (&change.controls_added, "control", "more"),
        (&change.controls_removed, "control", "fewer"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(names, _, _)| !names.is_empty())
        .map(|(names, noun, word)| {
            let number = names.len() as u64;
            let count =
                counted(number, noun).replacen(&number.to_string(), &format!("{number} {word}"), 1);
            let few = names.len() <= 2;
            match few {
                true => format!("{count} ({})", names.join(", ")),
                false => count,
            }
        })
        .collect();
    format!("another scope: {}", parts.join(", "))
}

/// That a report is in no history.
pub(super) fn left_out(left_out: &LeftOut) -> String {
    format!(
        "{} is left out: {} is of the same time, {}",
        left_out.file, left_out.instead, left_out.collected_at
    )
}
