//! Lines for a terminal: wrapped, indented and painted.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Ink};

use crate::model::finding::{Severity, Status};
use crate::report::Style;

/// For what is to be noticed without a meaning of its own.
pub(crate) const BOLD: Ink = Ink::new().effects(Effects::BOLD);
/// For what may be passed over.
pub(crate) const DIM: Ink = Ink::new().effects(Effects::DIMMED);

/// The narrowest page that is wrapped; below, a wrapped line would hold one word.
const NARROWEST: usize = 40;

/// The ink of a status.
pub(crate) fn of_status(status: Status) -> Ink {
    match status {
        Status::Fail => AnsiColor::Red.on_default().effects(Effects::BOLD),
        Status::Error => AnsiColor::Yellow.on_default().effects(Effects::BOLD),
        Status::Waived => AnsiColor::Cyan.on_default(),
        Status::Pass => AnsiColor::Green.on_default(),
        Status::NotApplicable => DIM,
    }
}

/// The ink of a severity.
pub(crate) fn of_severity(severity: Severity) -> Ink {
    match severity {
        Severity::Critical => AnsiColor::Red.on_default().effects(Effects::BOLD),
        Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => Ink::new(),
    }
}

/// Where a text report is written.
pub(crate) struct Page<'o> {
    out: io::BufWriter<&'o mut dyn Write>,
    style: Style,
}

impl<'o> Page<'o> {
    pub(crate) fn new(out: &'o mut dyn Write, style: Style) -> Self {
        Self {
            out: io::BufWriter::new(out),
            style,
        }
    }

    /// The text in an ink, where colours are wanted. The text is escaped already: escape sequences are ours alone.
    pub(crate) fn paint(&self, ink: Ink, text: &str) -> String {
        if self.style.color && !text.trim().is_empty() {
            format!("{ink}{text}{ink:#}")
        } else {
            text.to_owned()
        }
    }

    /// A line that is wrapped at the page's width, with later lines `hang` columns in.
    pub(crate) fn line(&mut self, indent: usize, hang: usize, text: &str) -> io::Result<()> {
        let width = self.style.width.map(|width| width.max(NARROWEST));
        let wrapped = match width {
            Some(width) => wrap(text, width, indent, hang),
            None => text.to_owned(),
        };
        writeln!(self.out, "{:indent$}{wrapped}", "")
    }

    /// Lines as they are, because they are there to be copied: a command that was wrapped would not run.
    pub(crate) fn verbatim(&mut self, indent: usize, text: &str) -> io::Result<()> {
        writeln!(self.out, "{:indent$}{text}", "")
    }

    pub(crate) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Breaks a line at blanks. A longer word stays whole: an ARN in two pieces can be neither copied nor searched for.
fn wrap(text: &str, width: usize, indent: usize, hang: usize) -> String {
    let mut wrapped = String::with_capacity(text.len() + 16);
    let mut column = indent;
    let mut at_start = true;
    for piece in text.split_inclusive(' ') {
        let word = piece.trim_end_matches(' ');
        let blanks = piece.len() - word.len();
        if !at_start && column + columns(word) > width {
            wrapped.truncate(wrapped.trim_end_matches(' ').len());
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(hang));
            column = hang;
        }
        wrapped.push_str(piece);
        column += columns(word) + blanks;
        at_start = at_start && word.is_empty();
    }
    wrapped
}

/// The columns of a word, without the escape sequences of our own inks.
fn columns(word: &str) -> usize {
    let mut columns = 0;
    let mut in_sequence = false;
    for character in word.chars() {
        match character {
            '\u{1b}' => in_sequence = true,
            'm' if in_sequence => in_sequence = false,
            _ if in_sequence => {}
            _ => columns += 1,
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_blanks_and_hang() {
        assert_eq!(
            wrap("FAIL  one two three", 12, 0, 6),
            "FAIL  one\n      two\n      three"
        );
        assert_eq!(
            wrap("a verylongwordindeed b", 8, 0, 2),
            "a\n  verylongwordindeed\n  b"
        );
        assert_eq!(wrap("fits", 8, 0, 2), "fits");
    }

    #[test]
    fn inks_take_no_columns() {
        let red = AnsiColor::Red.on_default();
        let painted = format!("{red}one{red:#} two");
        assert_eq!(wrap(&painted, 7, 0, 0), painted);
        assert_eq!(columns(&painted), 7);
    }
}
