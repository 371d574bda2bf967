//! How a run ended, in one line: for whoever reads no report, because the reports went to files and programs.

use super::escape::terminal;
use super::words;
use crate::model::finding::Status;
use crate::model::report::Report;

/// The line: verdict, all counts, how long it took, and what the reader has to know of the verdict.
pub fn line(report: &Report, seconds: f64) -> String {
    let summary = report.summary();
    let counts: Vec<String> = Status::ALL
        .into_iter()
        .map(|status| {
            let word = status.as_str().to_lowercase().replace('_', " ");
            format!("{} {word}", summary.count(status))
        })
        .collect();
    let mut line = format!(
        "{}: {} in {seconds:.1} s",
        report.verdict().as_str(),
        counts.join(", ")
    );
    for note in words::notes(report) {
        line.push_str("; ");
        line.push_str(&note);
    }
    terminal(&line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_status_is_counted_and_the_verdict_comes_first() {
        let mut report = sample::report();
        let summary = report.summary();
        let line = line(&report, 1.25);
        assert!(line.starts_with("non-compliant: "), "{line}");
        for (status, word) in [
            (Status::Fail, "fail"),
            (Status::Error, "error"),
            (Status::Waived, "waived"),
            (Status::Pass, "pass"),
            (Status::NotApplicable, "not applicable"),
        ] {
            let count = format!("{} {word}", summary.count(status));
            assert!(summary.count(status) > 0 && line.contains(&count), "{line}");
        }
        assert!(line.contains(" in 1.2 s"), "{line}");
        assert!(!line.contains("--exit-zero"), "{line}");
        report.gate.exit_zero = true;
        let forgiven = super::line(&report, 0.0);
        assert!(forgiven.contains("--exit-zero is set"), "{forgiven}");
    }

    #[test]
    fn it_is_one_line_whatever_the_names_are() {
        let line = line(&sample::hostile(), 0.0);
        assert!(!line.contains(char::is_control), "{line:?}");
    }
}
