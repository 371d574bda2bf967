//! What the page's script shows: the controls, and their findings as far as a browser takes them.

use std::io;

use serde_json::{Value, json};

use super::super::escape::{is_web_address, script_block, visible};
use super::super::{exceptions, visible_json, words};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Reason, Status, Subject};
use crate::model::remediation::Remediation;
use crate::model::report::Report;

/// The findings of a page. A browser searches through that many at every key.
pub(super) const FINDINGS: usize = 20_000;
/// The bytes of them.
const BYTES: usize = 12_000_000;
/// What one text has at most.
const TEXT: usize = 4_000;
/// The texts of one list of a finding.
const TEXTS: usize = 50;

/// What is embedded, and what did not fit.
pub(super) struct Data<'r> {
    /// JSON that may stand in a script block.
    pub json: String,
    /// The findings that are not in it.
    pub left_out: Vec<&'r Finding>,
}

impl<'r> Data<'r> {
    /// The findings of a report, those first that need attention.
    pub(super) fn of(report: &'r Report) -> io::Result<Self> {
        let controls: Vec<Value> = report.controls.iter().map(control).collect();
        let controls = visible_json::compact(&controls)?;
        let mut findings = String::new();
        let mut left_out = Vec::new();
        let mut kept = 0;
        let ordered = Status::ALL.map(|status| report.findings_with(status));
        for one in ordered.into_iter().flatten() {
            let index = report
                .controls
                .binary_search_by(|control| control.id.cmp(&one.control));
            // A finding of no control of the report cannot be shown, but it is counted.
            if let Ok(index) = index
                && left_out.is_empty()
                && kept < FINDINGS
            {
                let line = visible_json::compact(&finding(report, one, index))?;
                if findings.len() + line.len() <= BYTES {
                    if kept > 0 {
                        findings.push_str(",\n");
                    }
                    findings.push_str(&line);
                    kept += 1;
                    continue;
                }
            }
            left_out.push(one);
        }
        let json = format!("{{\"controls\":{controls},\n\"findings\":[\n{findings}\n]}}");
        Ok(Self {
            json: script_block(&json),
            left_out,
        })
    }
}

/// A text as it is shown: a name with a mark of direction in it must not look like another.
fn shown(text: &str) -> String {
    visible(&words::within(text, TEXT)).into_owned()
}

/// A text of several lines, each as it is shown.
fn shown_lines(text: &str) -> String {
    let text = words::within(text, TEXT);
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

fn control(control: &Control) -> Value {
    let frameworks: serde_json::Map<String, Value> = control
        .frameworks
        .iter()
        .map(|(name, sections)| {
            let sections = sections.iter().map(|section| shown(section));
            (shown(name), sections.collect())
        })
        .collect();
    let pages = control
        .references
        .iter()
        .filter(|page| is_web_address(page));
    json!({
        "id": shown(&control.id),
        "title": shown(&control.title),
        "description": shown(&control.description.lines().collect::<Vec<_>>().join(" ")),
        "severity": control.severity,
        "service": shown(&control.service),
        "frameworks": frameworks,
        "references": pages.collect::<Vec<_>>(),
        "actions": control.actions.iter().map(|action| shown(action)).collect::<Vec<_>>(),
        "policy": shown(&format!("{}:{}", control.file, control.line)),
    })
}

fn finding(report: &Report, finding: &Finding, control: usize) -> Value {
    let subject = &finding.subject;
    let violations = finding.outcome.violations();
    let pairs = violations.iter().take(TEXTS).map(|violation| {
        let path = violation.path.as_deref().unwrap_or_default();
        json!([shown(&violation.message), shown(path)])
    });
    let mut pairs: Vec<Value> = pairs.collect();
    if violations.len() > TEXTS {
        pairs.push(json!([
            format!("and {} more", violations.len() - TEXTS),
            ""
        ]));
    }
    let reasons = match &finding.outcome {
        Outcome::Error { reasons, .. } => &reasons[..],
        _ => &[],
    };
    let mut texts: Vec<String> = reasons.iter().take(TEXTS).map(reason).collect();
    if reasons.len() > TEXTS {
        texts.push(format!("and {} more", reasons.len() - TEXTS));
    }
    let remediation = if violations.is_empty() {
        Remediation::default()
    } else {
        report.remediation(finding)
    };
    json!({
        "control": control,
        "status": finding.outcome.status(),
        "subject": shown(&subject.id()),
        "account": subject.account().map(shown),
        "region": subject.region().map(shown),
        "type": match subject {
            Subject::Resource { resource_type, .. } => shown(resource_type),
            other => other.kind().as_str().to_owned(),
        },
        "violations": pairs,
        "reasons": texts,
        "why": match &finding.outcome {
            Outcome::NotApplicable(why) => Some(shown(why)),
            _ => None,
        },
        "waiver": match &finding.outcome {
            Outcome::Waived { waiver, .. } => Some(shown(waiver)),
            _ => None,
        },
        "terms": exceptions::waiver(report, finding).map(|waiver| shown(&exceptions::terms(waiver))),
        "known": report.is_baselined(finding),
        "fix": shown_lines(&remediation.cli),
        "terraform": remediation.terraform.as_deref().map(shown_lines),
        "console": remediation.console.as_deref().map(shown),
        "fingerprint": finding.fingerprint(),
    })
}

/// Why there is no verdict, with what to do about it.
fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Gap(gap) => format!(
            "{}. Help: {}",
            shown(&gap.to_string()),
            shown(&words::help(&gap.action, gap.kind))
        ),
        Reason::Policy(message) => shown(message),
    }
}
