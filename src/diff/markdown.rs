//! A comparison in Markdown, for a comment on a change: the verdict and every number first, then what changed, in tables.

use std::io::{self, Write};

use super::{Change, Class, Diff, words};
use crate::report::Style;
use crate::report::escape::{markdown, markdown_code};
use crate::report::markdown::page::{Page, cell};
use crate::report::words as phrases;

/// The lines that a cell shows at most.
const STACKED: usize = 10;

/// Writes it.
pub(super) fn write(diff: &Diff, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new();
    page.paragraph(&format!("## assize diff: {}", diff.verdict.as_words()));
    for note in words::notes(diff) {
        page.paragraph(&format!("> **Note:** {}", text(&note)));
    }
    let less = words::less_known(diff);
    if !less.is_empty() {
        page.paragraph(&format!("Less is known: {}.", text(&less.join(", "))));
    }
    let counts = Class::ALL
        .into_iter()
        .filter(|class| diff.count(*class) > 0)
        .map(|class| {
            vec![
                words::class(class).to_owned(),
                diff.count(class).to_string(),
            ]
        });
    page.table("", &["What became of findings", "Number"], counts, "");
    for class in Class::ALL {
        section(&mut page, diff, class, style.verbose);
    }
    controls(&mut page, diff);
    scope_and_coverage(&mut page, diff);
    page.table(
        "",
        &["Report", "Snapshot", "Judged by", "SHA-256 of the snapshot"],
        [("old", &diff.old), ("new", &diff.new)]
            .into_iter()
            .map(|(which, side)| {
                vec![
                    which.to_owned(),
                    text(&words::side(side)),
                    text(&side.tool),
                    code(&side.sha256),
                ]
            }),
        "",
    );
    out.write_all(page.finish().as_bytes())?;
    out.flush()
}

fn code(text: &str) -> String {
    cell(text, markdown_code)
}

fn text(text: &str) -> String {
    cell(text, markdown)
}

/// Lines of one cell, as many as a person reads.
fn stacked(lines: Vec<String>) -> String {
    let others = lines.len().saturating_sub(STACKED);
    let mut shown: Vec<String> = lines.iter().take(STACKED).map(|line| text(line)).collect();
    if others > 0 {
        shown.push(format!("and {others} more"));
    }
    shown.join("<br>")
}

/// The findings of a class, closed until somebody opens it where it needs nobody's attention.
fn section(page: &mut Page, diff: &Diff, class: Class, verbose: bool) {
    let (is_open, is_shown) = match class {
        Class::NewFailure
        | Class::Unwaived
        | Class::NowUnknown
        | Class::Fixed
        | Class::KnownAgain
        | Class::Waived => (true, true),
        Class::NoLongerSeen | Class::StillFailing | Class::StillUnknown => (false, true),
        _ => (false, verbose),
    };
    if !is_shown {
        return;
    }
    let caution = words::caution(class).map_or(String::new(), |caution| format!(": {caution}"));
    let heading = format!("{}{caution}", words::count(diff, class));
    let (before, after) = if is_open {
        (format!("### {heading}"), "")
    } else {
        (
            format!("<details><summary>{heading}</summary>"),
            "</details>",
        )
    };
    page.table(
        &before,
        &["Severity", "Control", "Subject", "Before", "What"],
        diff.of_class(class).map(row),
        after,
    );
}

fn row(change: &Change) -> Vec<String> {
    let mut what = words::details(change);
    if !change.reasons.is_empty() {
        let causes = words::by_cause(std::iter::once(change));
        what.extend(causes.into_iter().map(|(cause, _)| cause));
    }
    vec![
        change.severity.to_string(),
        code(&change.control),
        code(&phrases::subject(&change.subject.to_model())),
        text(&words::transition(change)),
        stacked(what),
    ]
}

fn controls(page: &mut Page, diff: &Diff) {
    let controls = &diff.controls;
    let named = |names: &'_ [super::ControlName], what: &'static str| -> Vec<Vec<String>> {
        let names = names.iter();
        names
            .map(|control| vec![code(&control.id), what.to_owned(), text(&control.title)])
            .collect()
    };
    let changed = controls.changed.iter().map(|control| {
        vec![
            code(&control.id),
            "changed".to_owned(),
            stacked(words::control_change(control)),
        ]
    });
    let rows = named(&controls.removed, "removed")
        .into_iter()
        .chain(named(&controls.added, "added"))
        .chain(changed);
    page.table("### Controls", &["Control", "Change", "What"], rows, "");
}

fn scope_and_coverage(page: &mut Page, diff: &Diff) {
    let regions = words::regions(diff);
    page.table(
        "### Scope",
        &["Regions"],
        regions.iter().map(|line| vec![text(line)]),
        "",
    );
    for (heading, changes) in [
        ("### Coverage lost", &diff.coverage.lost),
        ("### Coverage gained", &diff.coverage.gained),
    ] {
        page.table(
            heading,
            &["Operation"],
            words::coverage(changes).iter().map(|line| vec![text(line)]),
            "",
        );
    }
}
