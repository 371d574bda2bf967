//! A notice of a report: what a person reads on the way to it.

use super::escape::visible;
use super::words;
use crate::model::finding::{Finding, Severity, Status};
use crate::model::report::Report;

/// The most characters of a subject.
const SUBJECT: usize = 100;
/// The failures that are named, the worst first; the others are counted.
const NAMED: usize = 20;
/// The most bytes of a line.
const LINE: usize = 1_000;

/// A subject and a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line of at most 100 characters, ASCII.
    pub subject: String,
    /// The text, of at most 64 KiB.
    pub message: String,
}

/// What there is to say of a report in short.
pub fn notice(report: &Report) -> Notice {
    let summary = report.summary();
    let failures = summary.count(Status::Fail);
    let errors = summary.count(Status::Error);
    let verdict = report.verdict().as_str();
    let mut numbers = vec![words::counted(failures, "failure")];
    if errors > 0 {
        numbers.push(format!("{errors} without a verdict"));
    }
    let numbers = numbers.join(", ");
    let subject = format!("assize: {verdict}, {numbers}, {}", accounts(report));

    let mut lines = vec![
        format!("{verdict}: {}", accounts(report)),
        format!(
            "snapshot of {}, {}",
            words::collected(report),
            words::scope(report)
        ),
        String::new(),
    ];
    let statuses = summary.by_status.iter();
    let statuses = statuses.map(|(status, count)| format!("{count} {status}"));
    lines.push(statuses.collect::<Vec<_>>().join(", "));
    if failures > 0 {
        let severities = Severity::WORST_FIRST.into_iter().filter_map(|severity| {
            let count = *summary.failures_by_severity.get(&severity)?;
            (count > 0).then(|| format!("{count} {severity}"))
        });
        let severities = severities.collect::<Vec<_>>().join(", ");
        lines.push(format!("of the failures {severities}"));
    }
    lines.extend(words::notes(report));
    for (status, heading) in [
        (Status::Fail, "Failures"),
        (Status::Error, "Without a verdict"),
    ] {
        list(report, status, heading, &mut lines);
    }
    let lines = lines
        .iter()
        .map(|line| words::within(&visible(line), LINE).into_owned());
    Notice {
        subject: ascii(&subject),
        message: lines.collect::<Vec<_>>().join("\n") + "\n",
    }
}

fn list(report: &Report, status: Status, heading: &str, lines: &mut Vec<String>) {
    let findings = report.findings_with(status);
    if findings.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(format!("{heading}:"));
    for finding in findings.iter().take(NAMED) {
        lines.push(format!("  {}", line(report, finding)));
        lines.push(format!("    {}", words::outcome(finding)));
    }
    if findings.len() > NAMED {
        lines.push(format!("  and {} more", findings.len() - NAMED));
    }
}

fn line(report: &Report, finding: &Finding) -> String {
    let mark = words::mark(report, finding);
    let subject = words::subject(&finding.subject);
    format!("{} {}{mark}  {subject}", finding.severity, finding.control)
}

fn accounts(report: &Report) -> String {
    match report.snapshot.accounts.as_slice() {
        [account] => format!("account {}", account.id),
        accounts => words::counted(accounts.len() as u64, "account"),
    }
}

/// One line of printable ASCII, no longer than a subject may be.
fn ascii(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, ' '..='~') { c } else { '?' })
        .take(SUBJECT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::escape::is_hidden;
    use crate::report::sample;

    #[test]
    fn a_report_with_everything() {
        let notice = notice(&sample::report());
        insta::assert_snapshot!(format!("{}\n\n{}", notice.subject, notice.message));
    }

    #[test]
    fn whatever_a_report_says_the_limits_hold() {
        let long = "ü\u{1b}\n".repeat(100_000);
        for report in [
            sample::hostile(),
            sample::with_string(&long),
            sample::failing(1_000),
            sample::empty(),
        ] {
            let notice = notice(&report);
            assert!(notice.subject.len() <= 100, "{}", notice.subject);
            assert!(
                notice
                    .subject
                    .bytes()
                    .all(|byte| (b' '..=b'~').contains(&byte))
            );
            assert!(notice.subject.starts_with("assize: "));
            assert!(
                notice.message.len() <= 64 * 1024,
                "{}",
                notice.message.len()
            );
            assert!(!notice.message.contains(|c| is_hidden(c) && c != '\n'));
        }
    }

    #[test]
    fn failures_beyond_those_named_are_counted() {
        let notice = notice(&sample::failing(1_000));
        assert!(
            notice.message.contains("\n  and 980 more\n"),
            "{}",
            notice.message
        );
        assert!(
            notice.subject.contains("1000 failures"),
            "{}",
            notice.subject
        );
    }
}
