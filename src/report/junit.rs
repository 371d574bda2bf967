//! JUnit XML, for the test view of a CI system: a suite for each control, a case for each finding.
//!
//! GitLab keeps one case of those whose suite, class and name agree and drops the others without a word, so no two do.
//! There is no clock here: cases take no time, and suites bear the snapshot's time.
//!
//! Suites and the whole state their counts, `skipped` among them: strict readers compare those with the cases. The file is
//! written as it goes, a suite at a time.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use jiff::Timestamp;

use super::escape::{cdata, terminal, xml_attribute};
use super::{Reporter, Style, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Reason, Status, Subject};
use crate::model::report::Report;

/// The JUnit format.
pub struct Junit;

impl Reporter for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn about(&self) -> &'static str {
        "for the test view of a CI system: JUnit XML, a suite for each control"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for control in &report.controls {
            suites.entry(&control.id).or_default();
        }
        for finding in &report.findings {
            suites.entry(&finding.control).or_default().push(finding);
        }
        let unproven = words::unproven(report);
        let mut total = Counts::of(report, report.findings.iter());
        if unproven.is_some() {
            total.tests += 1;
            total.errors += 1;
        }
        let time = words::collected(report);
        out.write_all(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")?;
        writeln!(out, "<testsuites name=\"assize\" {total} time=\"0\">")?;
        if let Some(message) = unproven {
            run_suite(&mut out, &message, time)?;
        }
        for (control, findings) in suites {
            suite(&mut out, report, control, &findings, time)?;
        }
        out.write_all(b"</testsuites>\n")?;
        out.flush()
    }
}

/// How many cases there are, and how many of them did not pass.
#[derive(Default)]
struct Counts {
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}

impl Counts {
    fn of<'f>(report: &Report, findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.tests += 1;
            match Kind::of(report, finding) {
                Kind::Passed => {}
                Kind::Failure => counts.failures += 1,
                Kind::Error => counts.errors += 1,
                Kind::Skipped => counts.skipped += 1,
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
            self.tests, self.failures, self.errors, self.skipped
        )
    }
}

/// What readers of JUnit know.
enum Kind {
    Passed,
    Failure,
    Error,
    Skipped,
}

impl Kind {
    /// Readers fail a run on any failure, so what does not count is a case that was skipped, with all that was found.
    fn of(report: &Report, finding: &Finding) -> Self {
        match finding.outcome.status() {
            Status::Pass => Self::Passed,
            Status::Fail if report.gates(finding) => Self::Failure,
            Status::Error if report.gates(finding) => Self::Error,
            Status::Fail | Status::Error | Status::Waived | Status::NotApplicable => Self::Skipped,
        }
    }

    fn element(&self) -> Option<&'static str> {
        match self {
            Self::Passed => None,
            Self::Failure => Some("failure"),
            Self::Error => Some("error"),
            Self::Skipped => Some("skipped"),
        }
    }
}

/// A text as the value of an attribute, in quotes.
fn quoted(text: &str) -> String {
    let text = xml_attribute(text);
    let mut value = String::with_capacity(text.len() + 2);
    value.push('"');
    for character in text.chars() {
        match character {
            '&' => value.push_str("&amp;"),
            '<' => value.push_str("&lt;"),
            '>' => value.push_str("&gt;"),
            '"' => value.push_str("&quot;"),
            other => value.push(other),
        }
    }
    value.push('"');
    value
}

/// A suite for what is wrong with the run as a whole. Without it, a run that proves nothing would show as green.
fn run_suite(out: &mut dyn Write, message: &str, time: Timestamp) -> io::Result<()> {
    let counts = Counts {
        tests: 1,
        errors: 1,
        ..Counts::default()
    };
    writeln!(
        out,
        "<testsuite name=\"assize\" {counts} timestamp=\"{time}\" time=\"0\">\n\
         <testcase name=\"the run can show compliance\" classname=\"assize\" time=\"0\">\n\
         <error type=\"Incomplete\" message={}/>\n</testcase>\n</testsuite>",
        quoted(message)
    )
}

fn suite(
    out: &mut dyn Write,
    report: &Report,
    id: &str,
    findings: &[&Finding],
    time: Timestamp,
) -> io::Result<()> {
    let control = report.control(id);
    let service = control.map_or("", |control| control.service.as_str());
    writeln!(
        out,
        "<testsuite name={} package={} {} timestamp=\"{time}\" time=\"0\">",
        quoted(id),
        quoted(service),
        Counts::of(report, findings.iter().copied())
    )?;
    let place = control.filter(|control| !control.file.is_empty());
    let place = place.map_or(String::new(), |control| {
        format!(
            " file={} line=\"{}\"",
            quoted(&control.file),
            words::policy_line(Some(control))
        )
    });
    let mut names: BTreeMap<String, u64> = BTreeMap::new();
    for finding in findings {
        let mut name = name(&finding.subject);
        let same = names.entry(name.clone()).or_default();
        *same += 1;
        if *same > 1 {
            name.push_str(&format!(" #{same}"));
        }
        write!(
            out,
            "<testcase name={} classname={} time=\"0\"{place}",
            quoted(&name),
            quoted(id)
        )?;
        match Kind::of(report, finding).element() {
            None => out.write_all(b"/>\n")?,
            Some(element) => {
                let Said {
                    kind,
                    message,
                    has_body,
                } = said(report, finding);
                write!(
                    out,
                    ">\n<{element} type={} message={}",
                    quoted(&kind),
                    quoted(&message)
                )?;
                match has_body {
                    true => writeln!(
                        out,
                        "><![CDATA[{}]]></{element}>",
                        body(report, finding, control)
                    )?,
                    false => out.write_all(b"/>\n")?,
                }
                out.write_all(b"</testcase>\n")?;
            }
        }
    }
    out.write_all(b"</testsuite>\n")
}

/// The subject's id with its region, and its account where the id does not tell it.
fn name(subject: &Subject) -> String {
    let id = subject.id();
    match subject {
        Subject::Resource {
            account, region, ..
        } if id.contains(account.as_str()) => format!("{id} ({region})"),
        Subject::Resource {
            account, region, ..
        } => format!("{id} ({account}, {region})"),
        Subject::Organization { .. } | Subject::Account { .. } | Subject::Region { .. } => id,
    }
}

/// What a case that did not pass says.
struct Said {
    kind: String,
    message: String,
    /// Whether there is more to tell on a page of its own.
    has_body: bool,
}

fn said(report: &Report, finding: &Finding) -> Said {
    let said = |kind: &str, message: String, has_body: bool| Said {
        kind: kind.to_owned(),
        message,
        has_body,
    };
    let (kind, found) = match &finding.outcome {
        Outcome::Pass => return said("PASS", String::new(), false),
        Outcome::NotApplicable(reason) => return said("NOT_APPLICABLE", reason.clone(), false),
        Outcome::Waived { waiver, .. } => {
            let message = format!("waived by {waiver}: {}", violations(finding));
            return said("WAIVED", message, false);
        }
        Outcome::Fail(_) => (finding.severity.as_str().to_owned(), violations(finding)),
        Outcome::Error { reasons, .. } => (
            match reasons.first() {
                Some(Reason::Gap(gap)) => format!("{:?}", gap.kind),
                Some(Reason::Policy(_)) | None => "PolicyError".to_owned(),
            },
            words::joined(reasons.iter().map(Reason::to_string)),
        ),
    };
    if report.gates(finding) {
        return said(&kind, found, true);
    }
    let status = finding.outcome.status();
    said("WARN", format!("only warns: {status}: {found}"), true)
}

fn violations(finding: &Finding) -> String {
    words::joined(finding.outcome.violations().iter().map(words::violation))
}

/// Everything on a finding, for the page that opens when somebody follows it.
fn body(report: &Report, finding: &Finding, control: Option<&Control>) -> String {
    let mut text = format!("{} {}\n", finding.severity, terminal(&finding.control));
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            // Later lines are indented, so that a name with a line end in it cannot pass for a line of ours; and where somebody
            // prints the file, none is a command to the runner.
            let lines: Vec<String> = value.lines().map(terminal).collect();
            text.push_str(&format!("{label}: {}\n", lines.join("\n    ")));
        }
    };
    line("control", words::title(control));
    line("subject", &words::subject(&finding.subject));
    if let Outcome::Error { reasons, .. } = &finding.outcome {
        for reason in reasons.iter() {
            line("unknown", &reason.to_string());
        }
    }
    for violation in finding.outcome.violations() {
        line("wrong", &words::violation(violation));
    }
    if !finding.outcome.violations().is_empty() {
        line("fix", &report.remediation(finding).cli);
    }
    line("fingerprint", &finding.fingerprint());
    cdata(&text)
}

#[cfg(test)]
mod tests;
