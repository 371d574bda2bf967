//! A comparison for a person at a terminal: what changed in full, the rest in numbers, the verdict at the end.

use std::io::{self, Write};

use anstyle::Style as Ink;

use super::{Change, Class, Diff, Verdict, words};
use crate::model::finding::Status;
use crate::report::Style;
use crate::report::escape::terminal;
use crate::report::text::page::{BOLD, DIM, Page, of_severity, of_status};
use crate::report::words as phrases;

/// The columns of the labels of the last block.
const LABEL: usize = 10;
/// The lines of one list of the last block.
const LINES: usize = 12;

/// Writes it.
pub(super) fn write(diff: &Diff, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for class in Class::ALL {
        if is_shown(class, style.verbose) {
            section(&mut page, diff, class, style.verbose)?;
        }
    }
    totals(&mut page, diff, style.verbose)?;
    page.finish()
}

/// Whether the findings of a class are shown one by one. What is as it was is there for whoever asks.
fn is_shown(class: Class, verbose: bool) -> bool {
    match class {
        Class::NewFailure
        | Class::Unwaived
        | Class::NowUnknown
        | Class::Fixed
        | Class::KnownAgain
        | Class::Waived
        | Class::NoLongerSeen => true,
        Class::Unchanged => false,
        _ => verbose,
    }
}

/// Whether a finding of a shown class is shown. Of what is gone, what was all right is of little interest, unless nobody
/// looks at it any more.
fn is_of_interest(change: &Change, verbose: bool) -> bool {
    verbose
        || change.class != Class::NoLongerSeen
        || change.worse.is_some()
        || !matches!(change.old, Some(Status::Pass | Status::NotApplicable))
}

fn ink(class: Class) -> Ink {
    match class {
        Class::NewFailure | Class::Unwaived | Class::StillFailing => of_status(Status::Fail),
        Class::NowUnknown | Class::StillUnknown => of_status(Status::Error),
        Class::Fixed | Class::KnownAgain => of_status(Status::Pass).bold(),
        Class::Waived | Class::StillWaived => of_status(Status::Waived).bold(),
        _ => BOLD,
    }
}

/// The findings of a class.
fn section(page: &mut Page<'_>, diff: &Diff, class: Class, verbose: bool) -> io::Result<()> {
    let shown: Vec<&Change> = diff
        .of_class(class)
        .filter(|change| is_of_interest(change, verbose))
        .collect();
    if shown.is_empty() {
        return Ok(());
    }
    let heading = page.paint(ink(class), &words::class(class).to_uppercase());
    let caution = words::caution(class).map_or(String::new(), |caution| {
        format!("  {}", page.paint(DIM, caution))
    });
    page.line(0, 2, &format!("{heading}{caution}"))?;
    page.blank()?;
    if class == Class::NowUnknown || class == Class::StillUnknown {
        for (cause, changes) in words::by_cause(shown.iter().copied()) {
            let findings = phrases::counted(changes.len() as u64, "finding");
            page.line(2, 4, &format!("{} — {findings}", terminal(&cause)))?;
            by_control(page, &changes, 4)?;
        }
    } else {
        by_control(page, &shown, 2)?;
    }
    Ok(())
}

/// Findings under the heading of their control.
fn by_control(page: &mut Page<'_>, changes: &[&Change], indent: usize) -> io::Result<()> {
    for group in changes.chunk_by(|a, b| a.control == b.control && a.severity == b.severity) {
        let Some(first) = group.first() else { continue };
        let line = format!(
            "{}  {}  {}",
            page.paint(
                of_severity(first.severity),
                &format!("{:<8}", first.severity)
            ),
            page.paint(BOLD, &terminal(&first.control)),
            terminal(&first.title),
        );
        page.line(indent, indent + 10, line.trim_end())?;
        for change in group {
            finding(page, change, indent + 2)?;
        }
        page.blank()?;
    }
    Ok(())
}

fn finding(page: &mut Page<'_>, change: &Change, indent: usize) -> io::Result<()> {
    let subject = terminal(&phrases::subject(&change.subject.to_model()));
    let transition = words::transition(change);
    let transition = if transition.is_empty() {
        String::new()
    } else {
        format!("  {}", page.paint(DIM, &transition))
    };
    page.line(indent, indent + 2, &format!("{subject}{transition}"))?;
    for line in words::details(change) {
        page.line(indent + 2, indent + 4, &terminal(&line))?;
    }
    Ok(())
}

/// The last block: numbers, what else changed, and the verdict where the eye ends up.
fn totals(page: &mut Page<'_>, diff: &Diff, verbose: bool) -> io::Result<()> {
    let (changed, kept) = Class::ALL.split_at(10);
    for (label, classes) in [("Changed", changed), ("As before", kept)] {
        let counts: Vec<String> = classes
            .iter()
            .filter(|class| diff.count(**class) > 0)
            .map(|class| page.paint(ink(*class), &words::count(diff, *class)))
            .collect();
        let counts = match counts.is_empty() {
            true => page.paint(DIM, "nothing"),
            false => counts.join("   "),
        };
        labelled(page, label, &counts)?;
    }
    let controls = &diff.controls;
    let mut lines: Vec<String> = Vec::new();
    lines.extend(
        controls
            .removed
            .iter()
            .map(|control| format!("- {}", control.id)),
    );
    lines.extend(
        controls
            .added
            .iter()
            .map(|control| format!("+ {}", control.id)),
    );
    lines.extend(controls.changed.iter().map(|control| {
        format!(
            "~ {}: {}",
            control.id,
            words::control_change(control).join("; ")
        )
    }));
    if !controls.is_empty() {
        let counts = format!(
            "{} removed, {} added, {} changed",
            controls.removed.len(),
            controls.added.len(),
            controls.changed.len()
        );
        labelled(page, "Controls", &counts)?;
        list(page, &lines, verbose)?;
    }
    let mut label = "Scope";
    for line in words::regions(diff) {
        labelled(page, label, &terminal(&line))?;
        label = "";
    }
    for (word, changes) in [
        ("lost", &diff.coverage.lost),
        ("gained", &diff.coverage.gained),
    ] {
        if !changes.is_empty() {
            let operations = phrases::counted(changes.len() as u64, "operation");
            labelled(page, "Coverage", &format!("{operations} {word}"))?;
            list(page, &words::coverage(changes), verbose)?;
        }
    }
    labelled(page, "Old", &terminal(&words::side(&diff.old)))?;
    labelled(page, "New", &terminal(&words::side(&diff.new)))?;
    let ink = match diff.verdict {
        Verdict::NotWorse => of_status(Status::Pass).bold(),
        Verdict::NewFailures => of_status(Status::Fail),
        Verdict::LessKnown => of_status(Status::Error),
    };
    let verdict = page.paint(ink, diff.verdict.as_words());
    let less = words::less_known(diff);
    let less = match (less.is_empty(), diff.verdict) {
        (true, _) => String::new(),
        (false, Verdict::LessKnown) => format!(": {}", less.join(", ")),
        (false, _) => format!("; less is known: {}", less.join(", ")),
    };
    labelled(page, "Verdict", &format!("{verdict}{less}"))?;
    for note in words::notes(diff) {
        let note = page.paint(of_status(Status::Error), &terminal(&note));
        labelled(page, "", &note)?;
    }
    Ok(())
}

/// Lines below a label, as many as a person reads, or all of them.
fn list(page: &mut Page<'_>, lines: &[String], verbose: bool) -> io::Result<()> {
    let most = if verbose { lines.len() } else { LINES };
    for line in lines.iter().take(most) {
        page.line(LABEL, LABEL + 2, &terminal(line))?;
    }
    if lines.len() > most {
        let more = format!("and {} more (-v shows them)", lines.len() - most);
        page.line(LABEL, LABEL + 2, &page.paint(DIM, &more))?;
    }
    Ok(())
}

fn labelled(page: &mut Page<'_>, label: &str, text: &str) -> io::Result<()> {
    let label = page.paint(BOLD, &format!("{label:<LABEL$}"));
    page.line(0, LABEL, &format!("{label}{text}"))
}
