//! Reporters: a [`Report`] in the formats that people and programs read.
//!
//! A reporter renders. It never filters findings, counts them its own way or decides an exit code; all of that
//! is the report's. Each string that came from a cloud is escaped for the medium it goes into.

use std::io::{self, Write};

use crate::model::report::Report;

/// How a report is to be shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// ANSI colours, for a terminal that wants them.
    pub color: bool,
    /// Passes and findings that are not applicable in full, not only counted.
    pub verbose: bool,
    /// The width of the terminal in columns, where there is one.
    pub width: Option<usize>,
}

/// A format.
pub trait Reporter: Sync {
    /// The format's name on the command line.
    fn name(&self) -> &'static str;
    /// What the format is for, in one line.
    fn about(&self) -> &'static str;
    /// Writes the report.
    fn write(&self, report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()>;
}
