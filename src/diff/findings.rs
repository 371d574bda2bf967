//! The findings of two reports, joined by fingerprint: each of them is in exactly one class.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::controls::Controls;
use super::{Incomparable, scope};
use crate::model::control::Enforcement;
use crate::model::finding::{Severity, Status};
use crate::report::json::wire::{Finding, Reason, Report, Subject, Violation};

/// What became of a finding.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Class {
    /// FAIL, and was neither FAIL nor WAIVED: it passed, was not known, did not apply or was not there.
    NewFailure,
    /// FAIL, and was WAIVED: the waiver is gone or has expired.
    Unwaived,
    /// ERROR, and was not.
    NowUnknown,
    /// PASS, and was FAIL or WAIVED.
    Fixed,
    /// PASS or NOT_APPLICABLE, and was ERROR.
    KnownAgain,
    /// WAIVED, and was not.
    Waived,
    /// Not there any more, whatever it was: nobody knows that it was mended.
    NoLongerSeen,
    /// NOT_APPLICABLE, and was FAIL, WAIVED or PASS.
    NoLongerApplicable,
    /// PASS, and was NOT_APPLICABLE.
    NowApplicable,
    /// PASS or NOT_APPLICABLE, and was not there.
    NewlySeen,
    /// FAIL, as before.
    StillFailing,
    /// ERROR, as before.
    StillUnknown,
    /// WAIVED, as before.
    StillWaived,
    /// PASS or NOT_APPLICABLE, as before.
    Unchanged,
}

impl Class {
    /// All classes, those that need attention first.
    pub const ALL: [Self; 14] = [
        Self::NewFailure,
        Self::Unwaived,
        Self::NowUnknown,
        Self::Fixed,
        Self::KnownAgain,
        Self::Waived,
        Self::NoLongerSeen,
        Self::NoLongerApplicable,
        Self::NowApplicable,
        Self::NewlySeen,
        Self::StillFailing,
        Self::StillUnknown,
        Self::StillWaived,
        Self::Unchanged,
    ];

    /// The class of a finding that was and is; none of both at once.
    pub fn of(old: Option<Status>, new: Option<Status>) -> Self {
        use Status::{Error, Fail, NotApplicable, Pass, Waived};
        match (old, new) {
            (Some(Fail), Some(Fail)) => Self::StillFailing,
            (Some(Waived), Some(Fail)) => Self::Unwaived,
            (_, Some(Fail)) => Self::NewFailure,
            (Some(Error), Some(Error)) => Self::StillUnknown,
            (_, Some(Error)) => Self::NowUnknown,
            (Some(Waived), Some(Waived)) => Self::StillWaived,
            (_, Some(Waived)) => Self::Waived,
            (Some(Fail | Waived), Some(Pass)) => Self::Fixed,
            (Some(Error), Some(Pass | NotApplicable)) => Self::KnownAgain,
            (Some(Fail | Waived | Pass), Some(NotApplicable)) => Self::NoLongerApplicable,
            (Some(NotApplicable), Some(Pass)) => Self::NowApplicable,
            (Some(Pass), Some(Pass)) | (Some(NotApplicable), Some(NotApplicable)) => {
                Self::Unchanged
            }
            (None, Some(Pass | NotApplicable)) => Self::NewlySeen,
            (_, None) => Self::NoLongerSeen,
        }
    }
}

/// Why a finding is in one of the reports alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Absence {
    /// The control is not part of the other report.
    Control,
    /// The account or region is not in the other report's scope.
    Scope,
    /// The other report has the control and the place, but not the subject.
    Subject,
}

/// In which way a change makes things worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Worse {
    /// It fails.
    Fails,
    /// It had a verdict, or was not there, and now there is none.
    Unknown,
}

/// What became of one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What became of it.
    pub class: Class,
    /// How it counts for the verdict, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worse: Option<Worse>,
    /// The control's id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// How bad a failure is; of a finding that is gone, how bad it was.
    pub severity: Severity,
    /// How bad a failure was, where that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity_before: Option<Severity>,
    /// Whether a failure of the control counts; where it is left out, it does.
    #[serde(default, skip_serializing_if = "Enforcement::is_gate")]
    pub enforcement: Enforcement,
    /// What it is about.
    pub subject: Subject,
    /// The finding's identity in both reports.
    pub fingerprint: String,
    /// The status in the old report; none where it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Status>,
    /// The status in the new report; none where it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Status>,
    /// Why it is in one of the reports alone, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// Whether the control's parameters, or what it reads, are not the same in both reports: then the change may be the
    /// control's own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub judged_otherwise: bool,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// What was wrong, where that is not what is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations_before: Vec<Violation>,
    /// Why there is no verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// The waiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// The waiver that was, where that is not the one that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver_before: Option<String>,
}

/// What became of every finding of either report, by class, then the worst severity first, then by control and subject.
///
/// # Errors
/// One of the reports has two findings with one fingerprint.
pub(super) fn changes(
    old: &Report,
    new: &Report,
    fail_on: Severity,
) -> Result<Vec<Change>, Incomparable> {
    let before = by_fingerprint(old, "old")?;
    let after = by_fingerprint(new, "new")?;
    let controls = Controls::of(old, new);
    let fingerprints: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let mut changes: Vec<Change> = fingerprints
        .into_iter()
        .filter_map(|fingerprint| {
            let pair = (before.get(fingerprint), after.get(fingerprint));
            let finding = pair.1.or(pair.0)?;
            let elsewhere = |other: &Report, known: bool| {
                if !known {
                    Absence::Control
                } else if !scope::holds(other, &finding.subject) {
                    Absence::Scope
                } else {
                    Absence::Subject
                }
            };
            let absence = match pair {
                (Some(_), Some(_)) => None,
                (None, _) => Some(elsewhere(old, controls.has_old(&finding.control))),
                (_, None) => Some(elsewhere(new, controls.has_new(&finding.control))),
            };
            let mut change = change(pair.0.copied(), pair.1.copied(), finding);
            change.absence = absence;
            change.title = controls.title(&finding.control).to_owned();
            change.judged_otherwise =
                absence.is_none() && controls.judges_otherwise(&finding.control);
            change.worse = worse(&change, fail_on);
            Some(change)
        })
        .collect();
    changes.sort_by(|a, b| {
        let key = |change: &Change| (change.class, Reverse(change.severity));
        key(a)
            .cmp(&key(b))
            .then_with(|| a.control.cmp(&b.control))
            .then_with(|| a.subject.cmp(&b.subject))
    });
    Ok(changes)
}

fn by_fingerprint<'r>(
    report: &'r Report,
    which: &'static str,
) -> Result<BTreeMap<&'r str, &'r Finding>, Incomparable> {
    let mut findings = BTreeMap::new();
    for finding in &report.findings {
        if findings
            .insert(finding.fingerprint.as_str(), finding)
            .is_some()
        {
            return Err(Incomparable::TwoAnswers {
                which,
                fingerprint: finding.fingerprint.clone(),
            });
        }
    }
    Ok(findings)
}

/// The change from one finding to the other, of which `finding` is the later one that is there.
fn change(old: Option<&Finding>, new: Option<&Finding>, finding: &Finding) -> Change {
    let status = |finding: Option<&Finding>| finding.map(|finding| finding.status);
    let violations = |finding: Option<&Finding>| {
        finding.map_or_else(Vec::new, |finding| finding.violations.clone())
    };
    let waiver = |finding: Option<&Finding>| finding.and_then(|finding| finding.waiver.clone());
    Change {
        class: Class::of(status(old), status(new)),
        worse: None,
        control: finding.control.clone(),
        title: String::new(),
        severity: finding.severity,
        severity_before: old
            .map(|old| old.severity)
            .filter(|severity| *severity != finding.severity),
        enforcement: finding.enforcement,
        subject: finding.subject.clone(),
        fingerprint: finding.fingerprint.clone(),
        old: status(old),
        new: status(new),
        absence: None,
        judged_otherwise: false,
        violations: violations(new),
        violations_before: Some(violations(old))
            .filter(|before| *before != violations(new))
            .unwrap_or_default(),
        reasons: new.map_or_else(Vec::new, |new| new.reasons.clone()),
        waiver: waiver(new),
        waiver_before: waiver(old).filter(|before| Some(before) != waiver(new).as_ref()),
    }
}

/// How a change counts. What only warns counts for nothing; a lost verdict counts whatever the severity, since nobody knows
/// what it would be.
fn worse(change: &Change, fail_on: Severity) -> Option<Worse> {
    if !change.enforcement.is_gate() {
        return None;
    }
    match change.class {
        Class::NewFailure | Class::Unwaived => (change.severity >= fail_on).then_some(Worse::Fails),
        Class::NowUnknown => Some(Worse::Unknown),
        // A subject that is gone is known to be gone. One that nobody looks at any more is not.
        Class::NoLongerSeen => {
            let had_verdict = matches!(
                change.old,
                Some(Status::Pass | Status::Fail | Status::Waived)
            );
            let looked_away = matches!(change.absence, Some(Absence::Control | Absence::Scope));
            (had_verdict && looked_away).then_some(Worse::Unknown)
        }
        _ => None,
    }
}
