//! What goes into which run and which file, by the limits of code scanning.
//!
//! A category is what GitHub replaces when it is uploaded again, so categories have to be the same from day to day: there is one for
//! each account, with or without results, and a further one only where an account has more results than GitHub takes in a run.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::visible_json;
use super::notification::Notifications;
use super::{result, rules};
use crate::model::finding::{Finding, Status};
use crate::model::report::Report;

/// What a reader takes.
struct Limits {
    /// The runs of a file.
    runs: usize,
    /// The results of a run.
    results: usize,
    /// The bytes of a compressed file.
    bytes: u64,
}

/// What GitHub takes. Of the results of a run it shows the 5,000 most severe. A file may have 10,000,000 bytes; the rest is for what a
/// compressor holds back while it is asked.
const GITHUB: Limits = Limits {
    runs: 20,
    results: 25_000,
    bytes: 9_000_000,
};

/// A run of a file.
#[derive(Clone)]
pub(super) struct Part<'r> {
    /// What GitHub keeps apart: the audits of different accounts do not replace each other.
    pub category: String,
    /// The account; none where findings belong to none.
    pub account: Option<&'r str>,
    /// Whether it is the first of its account, which tells of everything besides results.
    pub is_first: bool,
    /// What is in it, the most severe failures first, then what is waived.
    pub findings: Vec<&'r Finding>,
}

impl<'r> Part<'r> {
    fn new(account: Option<&'r str>, number: usize) -> Self {
        let account_part = account.map_or(String::new(), |id| format!("{id}/"));
        let number_part = match number {
            1 => String::new(),
            more => format!("{more}/"),
        };
        Self {
            category: format!("assize/{account_part}{number_part}"),
            account,
            is_first: number == 1,
            findings: Vec::new(),
        }
    }
}

/// The results of each account: of those of the snapshot, and of whatever else has findings.
fn by_account(report: &Report) -> BTreeMap<Option<&str>, Vec<&Finding>> {
    let accounts = report.snapshot.accounts.iter();
    let mut by_account: BTreeMap<Option<&str>, Vec<&Finding>> = accounts
        .map(|account| (Some(account.id.as_str()), Vec::new()))
        .collect();
    for finding in &report.findings {
        by_account.entry(finding.subject.account()).or_default();
    }
    if by_account.is_empty() {
        by_account.entry(None).or_default();
    }
    for status in [Status::Fail, Status::Waived] {
        for finding in report.findings_with(status) {
            let of_account = by_account.entry(finding.subject.account());
            of_account.or_default().push(finding);
        }
    }
    by_account
}

/// The runs of each file. Nothing is left out.
pub(super) fn files(report: &Report) -> io::Result<Vec<Vec<Part<'_>>>> {
    within(report, &GITHUB)
}

fn within<'r>(report: &'r Report, limits: &Limits) -> io::Result<Vec<Vec<Part<'r>>>> {
    let head = visible_json::compact(&rules(report)?)?;
    let mut files = Files {
        limits,
        done: Vec::new(),
        file: Vec::new(),
        size: Size::default(),
    };
    for (account, findings) in by_account(report) {
        let mut run = Part::new(account, 1);
        let mut number = 1;
        files.begin(report, &head, &run)?;
        for finding in findings {
            let text = visible_json::compact(&result(report, finding))?;
            files.size.add(&text)?;
            let is_too_large = files.size.bytes() > limits.bytes && !run.findings.is_empty();
            if is_too_large || run.findings.len() == limits.results {
                files.file.push(run);
                if is_too_large {
                    files.end();
                }
                number += 1;
                run = Part::new(account, number);
                files.begin(report, &head, &run)?;
                files.size.add(&text)?;
            }
            run.findings.push(finding);
        }
        files.file.push(run);
    }
    files.end();
    Ok(files.done)
}

struct Files<'l, 'r> {
    limits: &'l Limits,
    done: Vec<Vec<Part<'r>>>,
    file: Vec<Part<'r>>,
    size: Size,
}

impl Files<'_, '_> {
    /// Makes room for another run, in another file where this one is full.
    fn begin(&mut self, report: &Report, head: &str, run: &Part<'_>) -> io::Result<()> {
        let (_, notifications) = Notifications::of(report, run)?.finish();
        let tail = visible_json::compact(&notifications)?;
        if self.file.len() == self.limits.runs {
            self.end();
        }
        self.size.add(head)?;
        self.size.add(&tail)?;
        if self.size.bytes() > self.limits.bytes && !self.file.is_empty() {
            self.end();
            self.size.add(head)?;
            self.size.add(&tail)?;
        }
        Ok(())
    }

    fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.file));
        self.size = Size::default();
    }
}

/// How large texts are together, compressed as GitHub's action does it or worse.
struct Size(GzEncoder<Counter>);

impl Default for Size {
    fn default() -> Self {
        Self(GzEncoder::new(Counter(0), Compression::fast()))
    }
}

impl Size {
    fn add(&mut self, text: &str) -> io::Result<()> {
        self.0.write_all(text.as_bytes())
    }

    fn bytes(&self) -> u64 {
        self.0.get_ref().0
    }
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// A report of two accounts with 300 failures, none of which is like another.
    fn report() -> Report {
        let mut report = sample::failing(300);
        let mut state = 1_u64;
        for finding in &mut report.findings {
            let mut noise = String::new();
            for _ in 0..20 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                noise.push_str(&format!("{state:016x}"));
            }
            finding.outcome = sample::fail(&[(&noise, None)]);
        }
        report
    }

    /// The runs of each file, each with the number of its results.
    fn shape(report: &Report, limits: &Limits) -> Vec<Vec<(String, usize)>> {
        let files = within(report, limits).unwrap();
        let run = |run: &Part<'_>| (run.category.clone(), run.findings.len());
        let shape: Vec<Vec<_>> = files
            .iter()
            .map(|file| file.iter().map(run).collect())
            .collect();
        let all: usize = shape.iter().flatten().map(|(_, results)| results).sum();
        assert_eq!(all, 300, "nothing is left out");
        shape
    }

    #[test]
    fn what_does_not_compress_is_divided_by_its_bytes() {
        let limits = |bytes| Limits { bytes, ..GITHUB };
        assert_eq!(shape(&report(), &limits(9_000_000)).len(), 1);
        let files = shape(&report(), &limits(30_000));
        assert!((2..30).contains(&files.len()), "{files:?}");
        for (number, file) in (1..).zip(&files) {
            let first = match number {
                1 => "assize/111122223333/".to_owned(),
                more => format!("assize/111122223333/{more}/"),
            };
            assert_eq!(file[0].0, first);
            assert!(file[0].1 > 0, "{files:?}");
        }
        assert_eq!(
            files.last().and_then(|file| file.last()),
            Some(&("assize/444455556666/".to_owned(), 0))
        );
        // A single result that is too large for a file is in one all the same.
        assert_eq!(shape(&report(), &limits(1)).len(), 301);
    }

    #[test]
    fn more_results_than_a_run_takes_are_in_another_and_more_runs_in_another_file() {
        let limits = Limits {
            runs: 2,
            results: 100,
            ..GITHUB
        };
        let of = |category: &str, results| (category.to_owned(), results);
        assert_eq!(
            shape(&report(), &limits),
            [
                vec![
                    of("assize/111122223333/", 100),
                    of("assize/111122223333/2/", 100)
                ],
                vec![
                    of("assize/111122223333/3/", 100),
                    of("assize/444455556666/", 0)
                ],
            ]
        );
    }
}
