//! GitLab's Code Quality: what is wrong, beside the changes of a merge request.
//!
//! | finding | in Code Quality |
//! |---|---|
//! | FAIL | an issue, at the policy that demands otherwise |
//! | ERROR | an issue that says that there is no verdict |
//! | WAIVED, PASS, NOT_APPLICABLE | – |

use std::io::{self, Write};

use serde_json::{Value, json};

use super::escape::visible;
use super::{Reporter, Style, visible_json, words};
use crate::model::finding::{Finding, Severity, Status};
use crate::model::report::Report;

/// What a description has at most: it is one line of a list.
const DESCRIPTION: usize = 1_000;

/// The Code Quality format.
pub struct Gitlab;

impl Reporter for Gitlab {
    fn name(&self) -> &'static str {
        "gitlab"
    }

    fn about(&self) -> &'static str {
        "for merge requests on GitLab: a Code Quality report of what is wrong or unknown"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        let mut findings = report.findings_with(Status::Fail);
        findings.extend(report.findings_with(Status::Error));
        let issues = words::unproven(report)
            .map(|text| unproven(&text))
            .into_iter()
            .chain(findings.into_iter().map(|finding| issue(report, finding)));
        visible_json::write_array(&mut out, issues)?;
        out.flush()
    }
}

/// An issue for a run that proves nothing: an empty list would be good news.
fn unproven(text: &str) -> Value {
    json!({
        "type": "issue",
        "check_name": "assize",
        "description": text,
        "fingerprint": "assize",
        "severity": "blocker",
        "location": { "path": words::policy_file(None), "lines": { "begin": words::policy_line(None) } },
    })
}

fn issue(report: &Report, finding: &Finding) -> Value {
    let control = report.control(&finding.control);
    let text = format!(
        "{}: {}",
        words::subject(&finding.subject),
        words::outcome(finding)
    );
    json!({
        "type": "issue",
        "check_name": finding.control,
        "description": visible(&words::within(&text, DESCRIPTION)),
        "fingerprint": finding.fingerprint(),
        "severity": severity(finding.severity),
        "location": {
            "path": words::policy_file(control),
            "lines": { "begin": words::policy_line(control) },
        },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::report::escape::is_hidden;
    use crate::report::sample;

    fn text(report: &Report) -> String {
        sample::rendered(&Gitlab, report, Style::default())
    }

    fn issues(report: &Report) -> Vec<Value> {
        let text = text(report);
        let value: Value = serde_json::from_str(&text).unwrap();
        let schema = include_str!("../../tests/schemas/gitlab-code-quality.json");
        sample::fits(schema, &value);
        value.as_array().unwrap().clone()
    }

    #[test]
    fn a_report_with_everything() {
        insta::assert_snapshot!(text(&sample::report()));
    }

    #[test]
    fn hostile_strings() {
        let text = text(&sample::hostile());
        assert!(!text.contains(|c| is_hidden(c) && c != '\n'), "{text}");
        issues(&sample::hostile());
        insta::assert_snapshot!(text);
    }

    #[test]
    fn every_failure_and_every_unknown_is_an_issue_of_its_own() {
        let report = sample::report();
        let issues = issues(&report);
        let summary = report.summary();
        let expected = summary.count(Status::Fail) + summary.count(Status::Error);
        assert_eq!(issues.len() as u64, expected);
        let fingerprints: BTreeSet<&str> = issues
            .iter()
            .filter_map(|issue| issue["fingerprint"].as_str())
            .collect();
        assert_eq!(fingerprints.len(), issues.len());
        let of = |text: &str| {
            issues
                .iter()
                .filter(|issue| issue["description"].as_str().unwrap().contains(text))
                .count() as u64
        };
        assert_eq!(of(": no verdict: "), summary.count(Status::Error));
        assert_eq!(issues[0]["severity"], "blocker", "the worst is first");
        assert_eq!(
            issues[0]["location"]["path"],
            "policies/cloudtrail/cloudtrail_multi_region_trail.rego"
        );
    }

    #[test]
    fn nothing_wrong_is_an_empty_list_and_nothing_judged_is_not() {
        let mut report = sample::report();
        report
            .findings
            .retain(|finding| finding.outcome.status() == Status::Pass);
        assert_eq!(text(&report), "[]\n");
        report.complete = false;
        assert_eq!(issues(&report).len(), 1);
        assert_eq!(issues(&sample::empty()).len(), 1);
    }

    #[test]
    fn ten_thousand_findings_are_short_lines() {
        let text = text(&sample::failing(10_000));
        assert!(text.len() < 6_000_000, "{} bytes", text.len());
        let long = issues(&sample::with_string(&"ü".repeat(100_000)));
        for issue in long {
            let description = issue["description"].as_str().unwrap();
            assert!(description.len() <= DESCRIPTION, "{}", description.len());
            assert!(description.ends_with("characters more"), "{description}");
        }
    }
}
