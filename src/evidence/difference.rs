//! In which findings two reports differ: the one in the evidence, and the one that was derived again.

use std::collections::BTreeMap;

use crate::model::finding::Status;
use crate::report::json::wire::{Finding, Reason, Report, Subject};

/// A pair of control and subject to which the reports have different answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The control's id.
    pub control: String,
    /// The subject, as it is named.
    pub subject: String,
    /// What the report in the evidence says; none where it has no such finding.
    pub was: Option<Answer>,
    /// What was derived again.
    pub is: Option<Answer>,
}

/// An answer in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: Status,
    /// What is wrong, or why there is no verdict, one a line.
    pub details: Vec<String>,
}

impl Answer {
    fn of(finding: &Finding) -> Self {
        let violations = finding.violations.iter().map(|violation| {
            let path = violation.path.as_ref();
            let path = path.map(|path| format!(" ({path})")).unwrap_or_default();
            format!("{}{path}", violation.message)
        });
        let reasons = finding.reasons.iter().map(reason);
        let waiver = finding.waiver.iter().map(|id| format!("waiver {id}"));
        Self {
            status: finding.status,
            details: violations
                .chain(reasons)
                .chain(finding.not_applicable.clone())
                .chain(waiver)
                .collect(),
        }
    }
}

/// What two reports say of one pair of control and subject.
#[derive(Default)]
struct Findings<'r> {
    was: Option<&'r Finding>,
    is: Option<&'r Finding>,
}

impl Findings<'_> {
    fn differ(&self) -> bool {
        let severity = |finding: Option<&Finding>| finding.map(|finding| finding.severity);
        self.was.map(Answer::of) != self.is.map(Answer::of)
            || severity(self.was) != severity(self.is)
    }
}

/// The differences of two reports, by control and subject.
pub fn differences(was: &Report, is: &Report) -> Vec<Difference> {
    let mut pairs: BTreeMap<(&str, &Subject), Findings<'_>> = BTreeMap::new();
    for finding in &was.findings {
        let pair = (finding.control.as_str(), &finding.subject);
        pairs.entry(pair).or_default().was = Some(finding);
    }
    for finding in &is.findings {
        let pair = (finding.control.as_str(), &finding.subject);
        pairs.entry(pair).or_default().is = Some(finding);
    }
    pairs
        .into_iter()
        .filter(|(_, findings)| findings.differ())
        .map(|((control, subject), findings)| Difference {
            control: control.to_owned(),
            subject: name(subject),
            was: findings.was.map(Answer::of),
            is: findings.is.map(Answer::of),
        })
        .collect()
}

/// What a subject is called.
fn name(subject: &Subject) -> String {
    match subject {
        Subject::Organization { id } => format!("organization {id}"),
        Subject::Account { account, .. } => format!("account {account}"),
        Subject::Region {
            account, region, ..
        } => format!("region {region} of account {account}"),
        Subject::Resource { key, .. } => key.clone(),
    }
}

/// Why there is no verdict.
fn reason(reason: &Reason) -> String {
    let gap = match reason {
        Reason::Policy(message) => return message.clone(),
        Reason::Gap(gap) => gap,
    };
    let region = gap.region.iter().map(|region| format!("/{region}"));
    let resource = gap.resource.iter().map(|resource| format!(" {resource}"));
    let place: String = region.chain(resource).collect();
    let why: Vec<&str> = gap
        .code
        .iter()
        .chain(&gap.message)
        .map(String::as_str)
        .collect();
    let why = match why.as_slice() {
        [] => String::new(),
        why => format!(" ({})", why.join(": ")),
    };
    format!(
        "{} in {}{place}: {}{why}",
        gap.action,
        gap.account_id,
        gap.kind.as_words()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn equal_reports_do_not_differ_and_each_change_is_named() {
        let was = Report::from(&sample::report());
        assert_eq!(differences(&was, &was), []);

        let mut is = was.clone();
        let pass = is
            .findings
            .iter()
            .position(|finding| finding.status == Status::Pass);
        is.findings[pass.unwrap()].status = Status::Fail;
        let reasons = is
            .findings
            .iter()
            .position(|finding| !finding.reasons.is_empty());
        is.findings[reasons.unwrap()].reasons = vec![Reason::Policy("x".to_owned())];
        let lost = is.findings.pop().unwrap();
        let found = differences(&was, &is);
        assert_eq!(found.len(), 3, "{found:#?}");
        let statuses: Vec<_> = found
            .iter()
            .map(|difference| {
                let status = |answer: &Option<Answer>| answer.as_ref().map(|answer| answer.status);
                (status(&difference.was), status(&difference.is))
            })
            .collect();
        assert!(statuses.contains(&(Some(Status::Pass), Some(Status::Fail))));
        assert!(statuses.contains(&(Some(Status::Error), Some(Status::Error))));
        assert!(statuses.contains(&(Some(lost.status), None)));
        let other = found
            .iter()
            .find(|found| found.is.as_ref().is_some_and(|is| is.details == ["x"]));
        let was = other.and_then(|other| other.was.as_ref()).unwrap();
        assert!(was.details[0].contains(": access denied ("), "{was:?}");

        // In the other order what was lost is what is new.
        let back = differences(&is, &Report::from(&sample::report()));
        assert!(back.iter().any(|difference| difference.was.is_none()));
    }

    #[test]
    fn another_severity_is_a_difference() {
        let was = Report::from(&sample::report());
        let mut is = was.clone();
        is.findings[0].severity = match is.findings[0].severity {
            crate::model::finding::Severity::Low => crate::model::finding::Severity::High,
            _ => crate::model::finding::Severity::Low,
        };
        assert_eq!(differences(&was, &is).len(), 1);
    }
}
