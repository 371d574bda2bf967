//! Workflow commands of GitHub: annotations on the run, and on the policies where those are in the repository.
//!
//! GitHub shows ten annotations of each kind for a step and drops the others without a word. So findings are
//! grouped, the worst first, and where that is not enough the tenth says what was left out.
//!
//! | finding | annotation |
//! |---|---|
//! | FAIL that counts | `error`, one for each control |
//! | ERROR | `warning`, one for each cause |
//! | FAIL below `--fail-on` | `warning`, one for each control |
//! | FAIL in the baseline | `notice` with their number |
//! | WAIVED, PASS, NOT_APPLICABLE | `notice` with the numbers |

use std::io::{self, Write};

use super::escape::{workflow_data, workflow_property};
use super::fold::{Cause, Unread, by_control, unread};
use super::{Reporter, Style, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Status};
use crate::model::report::Report;

/// The annotations of one kind that GitHub shows for a step.
const SHOWN: usize = 10;
/// What a title has at most.
const TITLE: usize = 200;
/// The lines after which a message does not go on to what was seen beside an error.
const LINES: usize = 10;
/// What a line of a message has at most.
const LINE: usize = 1_000;

/// The format of workflow commands.
pub struct Github;

impl Reporter for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn about(&self) -> &'static str {
        "for the log of a step on GitHub: annotations, at most ten of a kind"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut failures = report.findings_with(Status::Fail);
        failures.retain(|finding| !report.is_baselined(finding));
        let (counting, below): (Vec<_>, Vec<_>) =
            by_control(&failures).partition(|findings| findings[0].severity >= report.gate.fail_on);
        let errors = report.findings_with(Status::Error);
        let causes = unread(&errors);
        let mut warnings: Vec<Annotation<'_>> = causes
            .iter()
            .map(|unread| without_verdict(report, unread))
            .collect();
        warnings.extend(below.iter().map(|findings| failing(report, findings)));
        let counting = counting.iter().map(|findings| failing(report, findings));
        let mut text = String::new();
        annotate(&mut text, "error", counting.collect());
        annotate(&mut text, "warning", warnings);
        annotate(&mut text, "notice", vec![numbers(report)]);
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

/// What an annotation says, in texts that are not escaped yet.
struct Annotation<'r> {
    control: Option<&'r Control>,
    title: String,
    lines: Vec<String>,
}

/// Writes annotations of a kind. Where there are more than GitHub shows, the last one counts and names the others.
fn annotate(text: &mut String, kind: &str, mut annotations: Vec<Annotation<'_>>) {
    if annotations.len() > SHOWN {
        let others = annotations.split_off(SHOWN - 1);
        let titles = others.iter().map(|other| format!("- {}", other.title));
        let mut lines = vec!["GitHub shows ten for a step. The others are:".to_owned()];
        lines.extend(titles.take(20));
        if others.len() > 20 {
            lines.push(format!("and {} more", others.len() - 20));
        }
        lines.push("The reports in text and JSON have them all.".to_owned());
        annotations.push(Annotation {
            control: None,
            title: format!(
                "assize: {} left out",
                words::counted(others.len() as u64, "annotation")
            ),
            lines,
        });
    }
    for annotation in annotations {
        text.push_str(&format!("::{kind} "));
        if let Some(control) = annotation.control {
            text.push_str(&format!(
                "file={},line={},",
                workflow_property(words::policy_file(Some(control))),
                words::policy_line(Some(control))
            ));
        }
        let title = words::within(&annotation.title, TITLE);
        let lines = annotation.lines.iter();
        let lines: Vec<String> = lines
            .map(|line| workflow_data(&words::within(line, LINE)))
            .collect();
        text.push_str(&format!(
            "title={}::{}\n",
            workflow_property(&title),
            lines.join("%0A")
        ));
    }
}

/// The failures of one control.
fn failing<'r>(report: &'r Report, findings: &[&'r Finding]) -> Annotation<'r> {
    let first = findings[0];
    let control = report.control(&first.control);
    let mut lines = vec![format!(
        "{}: {}",
        words::title(control),
        words::counted(findings.len() as u64, "failure")
    )];
    for finding in findings.iter().take(words::NAMED) {
        lines.push(format!(
            "- {}: {}",
            words::subject(&finding.subject),
            words::outcome(finding)
        ));
    }
    if findings.len() > words::NAMED {
        lines.push(format!("and {} more", findings.len() - words::NAMED));
    }
    let fix = words::commands(report, first);
    if !fix.is_empty() {
        lines.push(format!("Fix: {fix}"));
    }
    Annotation {
        control,
        title: format!("{} {}", first.severity, first.control),
        lines,
    }
}

/// One cause of findings without a verdict.
fn without_verdict<'r>(report: &'r Report, unread: &Unread<'r>) -> Annotation<'r> {
    let mut lines = vec![format!(
        "No verdict on {} of {}",
        words::counted(unread.findings.len() as u64, "finding"),
        words::some_of(unread.controls.iter().copied(), words::NAMED)
    )];
    let (control, title) = match unread.cause {
        Cause::Action {
            action, kind, code, ..
        } => {
            let code = code.map_or(String::new(), |code| format!(" ({code})"));
            lines.push(format!("{} in {}{code}", kind.as_words(), unread.place()));
            lines.extend(unread.messages.first().map(|message| (*message).to_owned()));
            lines.push(format!("Help: {}", words::help(action, kind)));
            (
                None,
                format!("{} {action}: {}", unread.worst, kind.as_words()),
            )
        }
        Cause::Policy { control, message } => {
            lines.push(message.to_owned());
            (
                report.control(control),
                format!("{} {control} could not be evaluated", unread.worst),
            )
        }
    };
    for finding in &unread.findings {
        if !finding.outcome.violations().is_empty() && lines.len() < LINES {
            let seen = words::joined(finding.outcome.violations().iter().map(words::violation));
            lines.push(format!(
                "Seen to be wrong all the same: {}: {seen}",
                words::subject(&finding.subject)
            ));
        }
    }
    Annotation {
        control,
        title,
        lines,
    }
}

/// The verdict, the numbers, and what a reader has to know to trust them.
fn numbers(report: &Report) -> Annotation<'_> {
    let summary = report.summary();
    let counts = Status::ALL.map(|status| format!("{} {status}", summary.count(status)));
    let mut lines = vec![counts.join(", "), words::scope(report)];
    lines.extend(words::notes(report));
    Annotation {
        control: None,
        title: format!("assize: {}", report.verdict().as_str()),
        lines,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::finding::{Severity, SubjectKind};
    use crate::report::escape::{begins_command, is_hidden};
    use crate::report::sample;

    fn text(report: &Report) -> String {
        sample::rendered(&Github, report, Style::default())
    }

    /// The kind, the properties and the data of a command, as GitHub's runner reads it.
    fn parsed(line: &str) -> (String, Vec<(String, String)>, String) {
        let rest = line.strip_prefix("::").expect("it is a command");
        let (head, data) = rest.split_once("::").expect("it has data");
        let (kind, properties) = head.split_once(' ').expect("it has properties");
        let properties = properties.split(',').map(|property| {
            let (name, value) = property.split_once('=').expect("it has a value");
            let value = value
                .replace("%3A", ":")
                .replace("%2C", ",")
                .replace("%0A", "\n")
                .replace("%25", "%");
            (name.to_owned(), value)
        });
        let data = data.replace("%0A", "\n").replace("%25", "%");
        (kind.to_owned(), properties.collect(), data)
    }

    #[test]
    fn a_report_with_everything() {
        insta::assert_snapshot!(text(&sample::report()));
    }

    #[test]
    fn hostile_strings() {
        insta::assert_snapshot!(text(&sample::hostile()));
    }

    #[test]
    fn what_counts_is_an_error_and_what_does_not_a_warning() {
        let mut report = sample::report();
        let kinds = |report: &Report| -> Vec<String> {
            text(report).lines().map(|line| parsed(line).0).collect()
        };
        let count = |kinds: &[String], kind: &str| kinds.iter().filter(|k| *k == kind).count();
        let all = kinds(&report);
        assert_eq!(count(&all, "error"), 3, "three controls fail");
        assert_eq!(count(&all, "warning"), 3, "three causes");
        report.gate.fail_on = Severity::Critical;
        let all = kinds(&report);
        assert_eq!((count(&all, "error"), count(&all, "warning")), (1, 5));
        assert_eq!(count(&all, "notice"), 1);
    }

    #[test]
    fn an_annotation_is_at_the_policy_and_says_how_to_mend_it() {
        let text = text(&sample::report());
        let (_, properties, data) = parsed(text.lines().next().unwrap());
        let expected = [
            (
                "file",
                "policies/cloudtrail/cloudtrail_multi_region_trail.rego",
            ),
            ("line", "14"),
            ("title", "CRITICAL cloudtrail-multi-region-trail"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(properties, expected);
        assert!(
            data.contains("\nFix: aws cloudtrail create-trail"),
            "{data}"
        );
        assert!(data.contains("no trail records all regions"), "{data}");
    }

    #[test]
    fn more_than_ten_are_ten_and_the_last_names_the_others() {
        let mut report = sample::failing(0);
        for number in 0..40 {
            let control = sample::control(
                &format!("cloudtrail-{number:02}"),
                "A title",
                Severity::High,
                SubjectKind::Resource,
                "",
            );
            let subject = sample::resource(sample::LOGGING, "eu-west-1", "arn:aws:s3:::b");
            let failure = sample::fail(&[("it is wrong", None)]);
            report
                .findings
                .push(sample::finding(&control, subject, failure));
            report.controls.push(control);
        }
        let text = text(&report);
        let errors: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("::error"))
            .collect();
        assert_eq!(errors.len(), SHOWN);
        let (_, properties, data) = parsed(errors[9]);
        assert_eq!(properties[0].1, "assize: 31 annotations left out");
        assert!(data.contains("- HIGH cloudtrail-09\n"), "{data}");
        assert!(data.contains("\nand 11 more\n"), "{data}");
    }

    #[test]
    fn a_hundred_thousand_failures_of_a_control_are_one_annotation() {
        let text = text(&sample::failing(100_000));
        assert_eq!(text.lines().count(), 2);
        assert!(text.len() < 4_096, "{} bytes", text.len());
        assert!(text.contains("100000 failures"), "{text}");
        let long = super::tests::text(&sample::with_string(&"x".repeat(1_000_000)));
        assert!(long.len() < 65_536, "{} bytes", long.len());
    }

    proptest! {
        #[test]
        fn every_line_is_a_command_of_ours(string in "[:#%,=\\[\\]a\r\n\u{1b}]{0,16}") {
            let text = text(&sample::with_string(&string));
            for line in text.lines() {
                let (kind, properties, data) = parsed(line);
                prop_assert!(["error", "warning", "notice"].contains(&kind.as_str()), "{line}");
                for (name, _) in properties {
                    prop_assert!(["file", "line", "title"].contains(&name.as_str()), "{line}");
                }
                prop_assert!(!data.contains(|c| is_hidden(c) && c != '\n'), "{line}");
                for line in data.lines() {
                    prop_assert!(!begins_command(line.trim_start()) && !line.contains("##["), "{data}");
                }
            }
        }
    }
}
