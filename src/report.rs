//! Reporters: a [`Report`] in the formats that people and programs read.
//!
//! A reporter renders. It never filters findings, counts them its own way or decides an exit code; all of that
//! is the report's. Each string that came from a cloud is escaped for the medium it goes into.
//!
//! A new format is one file beside the others and one line in [`REPORTERS`].

use std::io::{self, Write};

use crate::model::report::Report;

pub mod asff;
pub mod csv;
pub mod escape;
mod exceptions;
mod fold;
pub mod github;
pub mod gitlab;
#[cfg(test)]
mod hostile_names;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod markdown;
#[cfg(test)]
mod measured;
pub mod notice;
pub mod ocsf;
pub mod oscal;
pub mod remedies;
#[cfg(test)]
pub(crate) mod sample;
pub mod sarif;
pub mod summary;
pub mod text;
pub(crate) mod visible_json;
pub(crate) mod words;

pub(crate) use words::{collected, home, judged_regions};

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

/// A file of a report, and how it is written.
pub type Document<'r> = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + 'r>;

/// A format.
pub trait Reporter: Sync {
    /// The format's name on the command line.
    fn name(&self) -> &'static str;
    /// What the format is for, in one line.
    fn about(&self) -> &'static str;
    /// Writes the whole report.
    fn write(&self, report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()>;
    /// The report in files: more than one where its readers would not take it in one.
    ///
    /// # Errors
    /// What could not be made ready.
    fn documents<'r>(&'r self, report: &'r Report, style: Style) -> io::Result<Vec<Document<'r>>> {
        Ok(vec![Box::new(move |out| self.write(report, style, out))])
    }
}

/// All formats, the default first.
pub static REPORTERS: &[&dyn Reporter] = &[
    &text::Text,
    &json::Json,
    &jsonl::JsonLines,
    &junit::Junit,
    &markdown::Markdown,
    &html::Html,
    &csv::Csv,
    &sarif::Sarif,
    &github::Github,
    &gitlab::Gitlab,
    &ocsf::OCSF,
    &ocsf::OCSF_1_5,
    &asff::Asff,
    &oscal::Oscal,
];

/// The names of all formats, the default first.
pub fn names() -> String {
    let names: Vec<&str> = REPORTERS.iter().map(|reporter| reporter.name()).collect();
    names.join(", ")
}

/// The format of that name.
pub fn find(name: &str) -> Option<&'static dyn Reporter> {
    REPORTERS
        .iter()
        .copied()
        .find(|reporter| reporter.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_their_names() {
        assert_eq!(REPORTERS[0].name(), "text");
        for reporter in REPORTERS {
            assert_eq!(
                find(reporter.name()).map(Reporter::about),
                Some(reporter.about())
            );
            assert_eq!(
                REPORTERS
                    .iter()
                    .filter(|other| other.name() == reporter.name())
                    .count(),
                1
            );
        }
        assert!(find("TEXT").is_none());
    }

    #[test]
    fn equal_reports_are_equal_bytes_that_end_their_last_line() {
        for reporter in REPORTERS {
            let first = sample::rendered(*reporter, &sample::hostile(), Style::default());
            let second = sample::rendered(*reporter, &sample::hostile(), Style::default());
            assert_eq!(first, second, "{}", reporter.name());
            assert!(
                first.ends_with('\n') && !first.ends_with("\n\n"),
                "{}",
                reporter.name()
            );
        }
    }

    #[test]
    fn a_reader_that_went_away_is_reported_as_such() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for reporter in REPORTERS {
            let error = reporter.write(&sample::report(), Style::default(), &mut Gone);
            let kind = error.map_err(|error| error.kind());
            assert_eq!(kind, Err(io::ErrorKind::BrokenPipe), "{}", reporter.name());
        }
    }
}
