//! A framework section by section, or a set step by step.

use std::io;

use super::super::escape::terminal;
use super::super::words;
use super::page::{BOLD, DIM, Page, of_status};
use crate::model::finding::Status;
use crate::model::view::{Part, View};

/// The columns of a status.
const STATUS: usize = 6;

/// The view, its numbers, and what it does not judge.
pub(super) fn view(page: &mut Page<'_>, view: &View) -> io::Result<()> {
    let heading = format!(
        "{}  {}",
        page.paint(BOLD, &terminal(&view.id)),
        terminal(&words::view_title(view))
    );
    page.line(0, 2, &heading)?;
    if let Some(url) = &view.url {
        page.line(2, 2, &page.paint(DIM, &terminal(url)))?;
    }
    page.blank()?;
    let widest = view.sections.iter().map(|part| columns(&part.id)).max();
    let widest = widest.unwrap_or(0);
    for part in &view.sections {
        let status = status(page, part.held.status);
        page.line(2, STATUS + 4, &format!("{status}  {}", named(part, widest)))?;
        for control in &part.held.controls {
            let said = page.paint(DIM, &terminal(&words::in_section(control)));
            let indent = STATUS + widest + 6;
            page.line(
                indent,
                indent + 2,
                &format!("{}  {said}", terminal(&control.id)),
            )?;
        }
    }
    page.blank()?;
    for line in words::view_counts(view) {
        page.line(2, 4, &terminal(&line))?;
    }
    if !view.not_judged.is_empty() {
        page.line(2, 4, &terminal(&words::not_judged(view)))?;
        let widest = view.not_judged.iter().map(|part| columns(&part.id)).max();
        for part in &view.not_judged {
            let line = named(part, widest.unwrap_or(0));
            page.line(4, 6, &page.paint(DIM, &line))?;
        }
    }
    page.blank()
}

fn columns(id: &str) -> usize {
    terminal(id).chars().count()
}

/// A section's number and what it is about.
fn named<T>(part: &Part<T>, widest: usize) -> String {
    let about = terminal(part.about.as_deref().unwrap_or_default());
    format!("{:<widest$}  {about}", terminal(&part.id))
        .trim_end()
        .to_owned()
}

fn status(page: &Page<'_>, status: Option<Status>) -> String {
    let word = match status {
        Some(Status::NotApplicable) => "N/A",
        other => words::section_status(other),
    };
    let ink = status.map_or(DIM, of_status);
    page.paint(ink, &format!("{word:<STATUS$}"))
}
