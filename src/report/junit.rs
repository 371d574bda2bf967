//! JUnit XML, for the test view of a CI system: a suite for each control, a case for each finding.
//!
//! GitLab keeps one case of those whose suite, class and name agree and drops the others without a word, so no two do.
//! There is no clock here: cases take no time, and suites bear the snapshot's time.
//!
//! `junit-report` writes the suites, one after the other, so that no more than one is held. What it does not write are the
//! `skipped` count of a suite and the counts of the whole, which strict readers compare with the cases: they are put in here.
//! It writes the text of `<failure>` and `<error>` as one CDATA section without looking for its end, and demands a host and
//! a time that RFC 3339 can express; all three are dealt with here too.

use std::collections::BTreeMap;
use std::io::{self, Write};

use junit_report::{
    Duration, OffsetDateTime, ReportBuilder, TestCase, TestResult, TestSuite, TestSuiteBuilder,
};

use super::escape::{cdata, terminal, xml_attribute};
use super::{Reporter, Style, exceptions, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Reason, Status, Subject};
use crate::model::report::Report;

/// What stands for a host: the cases ran on none.
const HOST: &str = "aws";

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
        let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for control in &report.controls {
            suites.entry(&control.id).or_default();
        }
        for finding in &report.findings {
            suites.entry(&finding.control).or_default().push(finding);
        }
        let time = timestamp(&report.snapshot.collected_at);
        let unproven = words::unproven(report);
        let mut total = Counts::of(report, report.findings.iter());
        if unproven.is_some() {
            total.tests += 1;
            total.errors += 1;
        }
        let mut out = io::BufWriter::new(out);
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <testsuites name=\"assize\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">",
            total.tests, total.failures, total.errors, total.skipped
        )?;
        let mut index = 0;
        let mut add = |suite: TestSuite, skipped: u64| -> io::Result<()> {
            out.write_all(written(suite, index, skipped)?.as_bytes())?;
            index += 1;
            Ok(())
        };
        if let Some(message) = unproven {
            add(run_suite(message, time), 0)?;
        }
        for (control, findings) in suites {
            let counts = Counts::of(report, findings.iter().copied());
            add(suite(report, control, &findings, time), counts.skipped)?;
        }
        out.write_all(b"</testsuites>\n")?;
        out.flush()
    }
}

/// A suite in XML, in its place among the others and with the count that the crate does not write.
fn written(suite: TestSuite, index: usize, skipped: u64) -> io::Result<String> {
    // Written to memory first: the crate's errors do not tell a broken pipe from a full disk.
    let mut bytes = Vec::new();
    ReportBuilder::new()
        .add_testsuite(suite)
        .build()
        .write_xml(&mut bytes)
        .map_err(io::Error::other)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let inner = text
        .split_once("<testsuites>")
        .and_then(|(_, rest)| rest.rsplit_once("</testsuites>"))
        .map(|(inner, _)| inner)
        .and_then(|inner| inner.strip_prefix("<testsuite id=\"0\""))
        .ok_or_else(|| io::Error::other("the suite is not where it was written"))?;
    Ok(format!(
        "<testsuite id=\"{index}\" skipped=\"{skipped}\"{inner}\n"
    ))
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
    /// Readers fail a run on any failure, so what does not count is a case that was skipped.
    fn of<'f>(report: &Report, findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.tests += 1;
            let counts_for_the_run = report.gates(finding) && !report.is_baselined(finding);
            match finding.outcome.status() {
                Status::Pass => {}
                Status::Fail if counts_for_the_run => counts.failures += 1,
                Status::Error if counts_for_the_run => counts.errors += 1,
                Status::Fail | Status::Error | Status::Waived | Status::NotApplicable => {
                    counts.skipped += 1;
                }
            }
        }
        counts
    }
}

/// The snapshot's time; the epoch where there is none that could be written.
fn timestamp(collected_at: &str) -> OffsetDateTime {
    collected_at
        .parse::<jiff::Timestamp>()
        .ok()
        .filter(|time| *time >= jiff::Timestamp::UNIX_EPOCH)
        .and_then(|time| OffsetDateTime::from_unix_timestamp(time.as_second()).ok())
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A suite for what is wrong with the run as a whole. Without it, a run that proves nothing would show as green.
fn run_suite(message: String, time: OffsetDateTime) -> TestSuite {
    let mut case = case("the run can show compliance", "assize", None);
    case.result = TestResult::Error {
        type_: "Incomplete".to_owned(),
        message,
        cause: None,
    };
    let mut suite = TestSuiteBuilder::new("assize")
        .set_timestamp(time)
        .add_testcase(case)
        .build();
    suite.package = "assize".to_owned();
    suite.hostname = HOST.to_owned();
    suite
}

fn suite(report: &Report, id: &str, findings: &[&Finding], time: OffsetDateTime) -> TestSuite {
    let control = report.control(id);
    let id = xml_attribute(id);
    let mut suite = TestSuiteBuilder::new(&id).set_timestamp(time).build();
    suite.package = control.map_or(String::new(), |control| {
        xml_attribute(&control.service).into_owned()
    });
    suite.hostname = HOST.to_owned();
    let mut names: BTreeMap<String, u64> = BTreeMap::new();
    for finding in findings {
        let mut name = name(&finding.subject);
        let same = names.entry(name.clone()).or_default();
        *same += 1;
        if *same > 1 {
            name.push_str(&format!(" #{same}"));
        }
        let mut case = case(&name, &id, control);
        case.result = result(report, finding, control);
        suite.add_testcase(case);
    }
    suite
}

fn case(name: &str, class: &str, control: Option<&Control>) -> TestCase {
    let mut case = TestCase::success(name, Duration::ZERO);
    case.set_classname(class);
    if let Some(control) = control.filter(|control| !control.file.is_empty()) {
        case.set_filepath(&xml_attribute(&control.file));
    }
    case
}

/// The subject's id with its region, and its account where the id does not tell it.
fn name(subject: &Subject) -> String {
    let id = subject.id();
    let name = match subject {
        Subject::Resource {
            account, region, ..
        } if id.contains(account.as_str()) => format!("{id} ({region})"),
        Subject::Resource {
            account, region, ..
        } => format!("{id} ({account}, {region})"),
        Subject::Organization { .. } | Subject::Account { .. } | Subject::Region { .. } => id,
    };
    xml_attribute(&name).into_owned()
}

fn result(report: &Report, finding: &Finding, control: Option<&Control>) -> TestResult {
    if !report.gates(finding) {
        // Readers of JUnit fail a run on any failure, so what does not count is a case that was skipped, with all that was
        // found.
        let found = match &finding.outcome {
            Outcome::Fail(_) => Some(violations(finding)),
            Outcome::Error { reasons, .. } => {
                Some(words::joined(reasons.iter().map(Reason::to_string)))
            }
            _ => None,
        };
        if let Some(found) = found {
            let status = finding.outcome.status();
            return TestResult::SkippedWithCause {
                type_: "WARN".to_owned(),
                message: xml_attribute(&format!("only warns: {status}: {found}")).into_owned(),
                cause: Some(body(report, finding, control)),
            };
        }
    }
    if report.is_baselined(finding) {
        return TestResult::SkippedWithCause {
            type_: "BASELINE".to_owned(),
            message: xml_attribute(&format!("in the baseline: {}", violations(finding)))
                .into_owned(),
            cause: Some(body(report, finding, control)),
        };
    }
    match &finding.outcome {
        Outcome::Pass => TestResult::Success,
        Outcome::Fail(_) => TestResult::Failure {
            type_: finding.severity.as_str().to_owned(),
            message: xml_attribute(&violations(finding)).into_owned(),
            cause: Some(body(report, finding, control)),
        },
        Outcome::Error { reasons, .. } => TestResult::Error {
            type_: match reasons.first() {
                Some(Reason::Gap(gap)) => format!("{:?}", gap.kind),
                Some(Reason::Policy(_)) | None => "PolicyError".to_owned(),
            },
            message: xml_attribute(&words::joined(reasons.iter().map(Reason::to_string)))
                .into_owned(),
            cause: Some(body(report, finding, control)),
        },
        Outcome::Waived { waiver, .. } => TestResult::SkippedWithCause {
            type_: "WAIVED".to_owned(),
            message: xml_attribute(&format!(
                "{}: {}",
                exceptions::waived_by(report, waiver),
                violations(finding)
            ))
            .into_owned(),
            cause: None,
        },
        Outcome::NotApplicable(reason) => TestResult::SkippedWithCause {
            type_: "NOT_APPLICABLE".to_owned(),
            message: xml_attribute(reason).into_owned(),
            cause: None,
        },
    }
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
            let lines: Vec<_> = value.lines().map(terminal).collect();
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
