//! CSV, for spreadsheets: a row for each finding, in columns that stay.
//!
//! RFC 4180, every field in quotes, every record on one line. Nothing is a formula, whatever the cloud calls its resources.

use std::io::{self, Write};

use super::json::wire::BaselineState;
use super::{Reporter, Style, escape, exceptions, words};
use crate::model::finding::{Finding, Outcome, Reason, Subject};
use crate::model::report::Report;

/// The columns, in order. Later versions may add some at the end.
const COLUMNS: [&str; 24] = [
    "status",
    "severity",
    "control",
    "title",
    "service",
    "subject_kind",
    "subject",
    "account",
    "region",
    "resource_type",
    "violations",
    "reasons",
    "not_applicable",
    "waiver",
    "remediation",
    "frameworks",
    "fingerprint",
    "policy_file",
    "policy_line",
    "collected_at",
    "waiver_owner",
    "waiver_reason",
    "waiver_expires",
    "baseline_state",
];

/// What a cell of a spreadsheet takes, with room for the mark of what is no formula.
const CELL: usize = 32_000;

/// The CSV format.
pub struct Csv;

impl Reporter for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "for spreadsheets: a row for each finding, passes included"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        row(&mut out, &COLUMNS.map(str::to_owned))?;
        for finding in &report.findings {
            row(&mut out, &cells(report, finding))?;
        }
        out.flush()
    }
}

fn row(out: &mut dyn Write, cells: &[String; 24]) -> io::Result<()> {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let field = escape::csv(&words::within(cell, CELL));
        out.write_all(field.as_bytes())?;
    }
    out.write_all(b"\r\n")
}

fn cells(report: &Report, finding: &Finding) -> [String; 24] {
    let control = report.control(&finding.control);
    let subject = &finding.subject;
    let violations = finding.outcome.violations();
    let waiver = exceptions::waiver(report, finding);
    let frameworks = control
        .map(|control| &control.frameworks)
        .into_iter()
        .flatten()
        .map(|(framework, sections)| format!("{framework} {}", sections.join(", ")));
    [
        finding.outcome.status().as_str().to_owned(),
        finding.severity.as_str().to_owned(),
        finding.control.clone(),
        words::title(control).to_owned(),
        control.map_or(String::new(), |control| control.service.clone()),
        subject.kind().as_str().to_owned(),
        subject.id(),
        subject.account().unwrap_or_default().to_owned(),
        subject.region().unwrap_or_default().to_owned(),
        match subject {
            Subject::Resource { resource_type, .. } => resource_type.clone(),
            _ => String::new(),
        },
        words::joined(violations.iter().map(words::violation)),
        match &finding.outcome {
            Outcome::Error { reasons, .. } => words::joined(reasons.iter().map(Reason::to_string)),
            _ => String::new(),
        },
        match &finding.outcome {
            Outcome::NotApplicable(reason) => reason.clone(),
            _ => String::new(),
        },
        match &finding.outcome {
            Outcome::Waived { waiver, .. } => waiver.clone(),
            _ => String::new(),
        },
        if violations.is_empty() {
            String::new()
        } else {
            words::commands(report, finding)
        },
        words::joined(frameworks),
        finding.fingerprint(),
        control.map_or(String::new(), |control| control.file.clone()),
        control.map_or(String::new(), |control| control.line.to_string()),
        report.snapshot.collected_at.clone(),
        waiver.map_or(String::new(), |waiver| waiver.owner.clone()),
        waiver.map_or(String::new(), |waiver| waiver.reason.clone()),
        waiver.map_or(String::new(), |waiver| waiver.expires.to_string()),
        BaselineState::of(report, finding)
            .map_or("", BaselineState::as_str)
            .to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::sample;

    fn text(report: &Report) -> String {
        sample::rendered(&Csv, report, Style::default())
    }

    /// The records of a file, read as RFC 4180 says.
    fn records(text: &str) -> Vec<Vec<String>> {
        let mut records = vec![];
        let mut record = vec![];
        let mut characters = text.chars().peekable();
        while characters.peek().is_some() {
            assert_eq!(characters.next(), Some('"'), "every field is in quotes");
            let mut field = String::new();
            loop {
                match characters.next().expect("the quote is closed") {
                    '"' if characters.next_if_eq(&'"').is_some() => field.push('"'),
                    '"' => break,
                    other => field.push(other),
                }
            }
            record.push(field);
            match characters.next() {
                Some(',') => {}
                Some('\r') if characters.next() == Some('\n') => {
                    records.push(std::mem::take(&mut record));
                }
                other => panic!("{other:?} after a field"),
            }
        }
        assert!(record.is_empty(), "the last record is ended");
        records
    }

    #[test]
    fn a_report_with_everything() {
        insta::assert_snapshot!(text(&sample::report()).replace("\r\n", "\n"));
    }

    #[test]
    fn hostile_strings() {
        insta::assert_snapshot!(text(&sample::hostile()).replace("\r\n", "\n"));
    }

    #[test]
    fn each_finding_is_a_record_of_all_columns() {
        let report = sample::report();
        let records = records(&text(&report));
        assert_eq!(records[0], COLUMNS);
        assert_eq!(records.len(), report.findings.len() + 1);
        for (record, finding) in records[1..].iter().zip(&report.findings) {
            assert_eq!(record.len(), COLUMNS.len());
            assert_eq!(record[0], finding.outcome.status().as_str());
            assert_eq!(record[2], finding.control);
            assert_eq!(record[6], finding.subject.id());
            assert_eq!(record[16], finding.fingerprint());
        }
        let multi_region = records
            .iter()
            .find(|record| record[0] == "FAIL" && record[2] == "cloudtrail-multi-region-trail")
            .unwrap();
        assert!(
            multi_region[14].ends_with("trail; aws cloudtrail start-logging --name management"),
            "{multi_region:?}"
        );
    }

    #[test]
    fn a_hundred_thousand_findings_are_as_many_records_of_bounded_cells() {
        let text = text(&sample::failing(100_000));
        assert_eq!(text.matches("\r\n").count(), 100_001);
        let long = records(&super::tests::text(&sample::with_string(
            &"x".repeat(100_000),
        )));
        let longest = long.iter().flatten().map(String::len).max().unwrap();
        assert!(
            longest <= 32_767,
            "{longest} is more than a spreadsheet takes"
        );
        assert!(
            long[1][6].ends_with("characters more"),
            "and the cut is said"
        );
    }

    proptest! {
        #[test]
        fn no_string_is_a_formula_or_ends_its_field(string in any::<String>()) {
            let records = records(&text(&sample::with_string(&string)));
            prop_assert_eq!(records.len(), 7);
            for field in records.iter().flatten() {
                prop_assert!(!field.trim_start().starts_with(['=', '+', '-', '@']), "{field:?}");
                prop_assert!(!field.contains(['\n', '\r', '\0', '\u{1b}']), "{field:?}");
            }
        }
    }
}
