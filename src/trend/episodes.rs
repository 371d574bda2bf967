//! Failures from the report in which they were first seen to the one in which they pass.
//!
//! ERROR, WAIVED and NOT_APPLICABLE end no failure, and neither does a report that does not have the finding: only a PASS
//! shows that it was mended.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Findings, Observation};
use crate::model::finding::{Severity, Status};
use crate::report::json::wire::Subject;

/// How long failures lasted until they passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeToFix {
    /// The failures that were followed by a PASS; one finding may have several.
    pub fixed: u64,
    /// Of these, how many failed already when they were first seen: they lasted longer than is known.
    pub at_least: u64,
    /// The mean time from the first FAIL to the first PASS after it, in seconds; none where nothing was fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_seconds: Option<u64>,
    /// The median of the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_seconds: Option<u64>,
    /// The failures that are open.
    pub open: u64,
}

/// A failure that has not passed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// The control's id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// The finding's identity in all reports.
    pub fingerprint: String,
    /// What it is in the last report: FAIL, WAIVED, or ERROR where it is not known any more.
    pub status: Status,
    /// When it was first seen to fail.
    pub failing_since: String,
    /// From then to the last report, in seconds.
    pub age_seconds: u64,
    /// Whether it failed already when it was first seen: then it is older than is known.
    pub at_least: bool,
}

/// A finding that failed again after it had passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Flapping {
    /// The control's id.
    pub control: String,
    /// The control's title.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// The finding's identity in all reports.
    pub fingerprint: String,
    /// How often it failed again after a PASS.
    pub returned: u64,
    /// When it did so last.
    pub last_returned: String,
    /// What it is in the last report; none where it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// What became of all failures.
pub(super) struct Ends {
    pub time_to_fix: TimeToFix,
    pub by_severity: BTreeMap<Severity, TimeToFix>,
    pub open: Vec<Open>,
    pub lost_from_sight: u64,
    pub flapping: Vec<Flapping>,
}

/// What is known of one finding while reports go by.
#[derive(Default)]
struct Course {
    /// The report in which the failure that is not over began, and whether the finding was fine before.
    failing: Option<(usize, bool)>,
    /// Whether a verdict other than a failure was ever seen.
    was_fine: bool,
    /// Whether a failure ended.
    was_fixed: bool,
    returned: u64,
    last_returned: usize,
    /// How long the failures that ended lasted, and whether each began before the eyes of the reports.
    fixes: Vec<(u64, bool)>,
}

/// Follows every finding through reports that are in order.
pub(super) fn follow(findings: &Findings, observations: &[Observation]) -> Ends {
    let mut courses: BTreeMap<u32, Course> = BTreeMap::new();
    for (index, observation) in observations.iter().enumerate() {
        for (number, status) in &observation.statuses {
            let course = courses.entry(*number).or_default();
            match (status, course.failing) {
                (Status::Fail, None) => {
                    if course.was_fixed {
                        course.returned += 1;
                        course.last_returned = index;
                    }
                    course.failing = Some((index, course.was_fine));
                }
                (Status::Pass, Some((since, was_fine))) => {
                    let lasted = seconds(observations[since].time, observation.time);
                    course.fixes.push((lasted, !was_fine));
                    course.failing = None;
                    course.was_fixed = true;
                    course.was_fine = true;
                }
                (Status::Pass | Status::NotApplicable, None) => course.was_fine = true,
                _ => {}
            }
        }
    }
    ends(findings, observations, &courses)
}

fn ends(
    findings: &Findings,
    observations: &[Observation],
    courses: &BTreeMap<u32, Course>,
) -> Ends {
    let mut fixes: BTreeMap<Severity, Vec<(u64, bool)>> = BTreeMap::new();
    let mut open: Vec<Open> = Vec::new();
    let mut flapping: Vec<Flapping> = Vec::new();
    let mut lost_from_sight = 0;
    let collected_at = |index: usize| observations[index].point.collected_at.clone();
    for (number, course) in courses {
        let known = findings.get(*number);
        let last = observations.last();
        let status = last.and_then(|last| last.statuses.get(number)).copied();
        fixes
            .entry(known.severity)
            .or_default()
            .extend(&course.fixes);
        if course.returned > 0 {
            flapping.push(Flapping {
                control: known.control.clone(),
                title: known.title.clone(),
                severity: known.severity,
                subject: known.subject.clone(),
                fingerprint: known.fingerprint.clone(),
                returned: course.returned,
                last_returned: collected_at(course.last_returned),
                status,
            });
        }
        let Some((since, was_fine)) = course.failing else {
            continue;
        };
        match (status, last) {
            (Some(status @ (Status::Fail | Status::Error | Status::Waived)), Some(last)) => {
                open.push(Open {
                    control: known.control.clone(),
                    title: known.title.clone(),
                    severity: known.severity,
                    subject: known.subject.clone(),
                    fingerprint: known.fingerprint.clone(),
                    status,
                    failing_since: collected_at(since),
                    age_seconds: seconds(observations[since].time, last.time),
                    at_least: !was_fine,
                });
            }
            _ => lost_from_sight += 1,
        }
    }
    open.sort_by(|a, b| {
        let key = |open: &Open| (Reverse(open.severity), Reverse(open.age_seconds));
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.control, &a.subject).cmp(&(&b.control, &b.subject)))
    });
    flapping.sort_by(|a, b| {
        let key = |one: &Flapping| (Reverse(one.returned), Reverse(one.severity));
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.control, &a.subject).cmp(&(&b.control, &b.subject)))
    });
    let open_of = |severity: Option<Severity>| {
        let of = open
            .iter()
            .filter(|open| severity.is_none_or(|severity| open.severity == severity));
        of.count() as u64
    };
    let by_severity = fixes
        .iter()
        .map(|(severity, of)| (*severity, time_to_fix(of.clone(), open_of(Some(*severity)))))
        .filter(|(_, time)| time.fixed > 0 || time.open > 0)
        .collect();
    let all = fixes.into_values().flatten().collect();
    Ends {
        time_to_fix: time_to_fix(all, open_of(None)),
        by_severity,
        open,
        lost_from_sight,
        flapping,
    }
}

fn time_to_fix(mut fixes: Vec<(u64, bool)>, open: u64) -> TimeToFix {
    fixes.sort_unstable();
    let fixed = fixes.len() as u64;
    let sum: u128 = fixes.iter().map(|(lasted, _)| u128::from(*lasted)).sum();
    let mean = sum
        .checked_div(u128::from(fixed))
        .and_then(|mean| u64::try_from(mean).ok());
    let at = |index: usize| fixes.get(index).map(|(lasted, _)| *lasted);
    let median = match fixes.len() {
        0 => None,
        odd if odd % 2 == 1 => at(odd / 2),
        even => at(even / 2 - 1)
            .zip(at(even / 2))
            .map(|(low, high)| low + (high - low) / 2),
    };
    TimeToFix {
        fixed,
        at_least: fixes.iter().filter(|(_, at_least)| *at_least).count() as u64,
        mean_seconds: mean,
        median_seconds: median,
        open,
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.as_second() - from.as_second()).unwrap_or(0)
}
