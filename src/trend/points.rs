//! One report in numbers.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::finding::{Severity, Status};
use crate::report::json::wire::{Control, Report, StatusCounts, Verdict};

/// A report in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// When the collection of its snapshot began, RFC 3339 in UTC.
    pub collected_at: String,
    /// Its file.
    pub file: String,
    /// The program that judged, with its version.
    pub tool: String,
    /// The SHA-256 of its snapshot.
    pub sha256: String,
    /// False when the collection was interrupted.
    pub complete: bool,
    /// The report's own verdict.
    pub verdict: Verdict,
    /// All findings.
    pub all: Rate,
    /// Findings by the severity of their control.
    pub by_severity: BTreeMap<Severity, Rate>,
    /// Findings by the frameworks that their control is a part of.
    pub by_framework: BTreeMap<String, Rate>,
    /// What was read.
    pub coverage: CoverageCount,
    /// How what it judges differs from what the report before it judged, where it does: then their numbers are of different
    /// things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_change: Option<ScopeChange>,
}

/// Findings by status, and which share of them passes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// Findings by status.
    pub by_status: StatusCounts,
    /// PASS as a share of PASS, FAIL, WAIVED and ERROR, from 0 to 1; none where there is none of them. What is unknown does
    /// not pass, so losing sight of something never makes the rate better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass_rate: Option<f64>,
    /// ERROR as a share of the same: by so much the pass rate may be better than it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_rate: Option<f64>,
}

/// What was read of what the controls read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageCount {
    /// Operations that were performed, those of each account and region counted apart.
    pub performed: u64,
    /// What could not be read.
    pub gaps: u64,
}

/// How what is judged differs from what was judged before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScopeChange {
    /// Accounts that were not judged before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts_added: Vec<String>,
    /// Accounts that are not judged any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts_removed: Vec<String>,
    /// Regions that were not judged before, as `account/region`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions_added: Vec<String>,
    /// Regions that are not judged any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions_removed: Vec<String>,
    /// Controls that were not evaluated before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls_added: Vec<String>,
    /// Controls that are not evaluated any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls_removed: Vec<String>,
}

const NONE: StatusCounts = StatusCounts {
    fail: 0,
    error: 0,
    waived: 0,
    pass: 0,
    not_applicable: 0,
};

impl Rate {
    fn of(by_status: StatusCounts) -> Self {
        let StatusCounts {
            fail,
            error,
            waived,
            pass,
            not_applicable: _,
        } = by_status;
        let judged = fail + error + waived + pass;
        // Four digits: more would differ from machine to machine for no use.
        let share = |count: u64| {
            (judged > 0).then(|| (count as f64 / judged as f64 * 10_000.0).round() / 10_000.0)
        };
        Self {
            by_status,
            pass_rate: share(pass),
            unknown_rate: share(error),
        }
    }
}

impl Point {
    pub(super) fn of(file: &str, report: &Report) -> Self {
        let controls: BTreeMap<&str, &Control> = report
            .controls
            .iter()
            .map(|control| (control.id.as_str(), control))
            .collect();
        let mut all = NONE;
        let mut by_severity: BTreeMap<Severity, StatusCounts> = BTreeMap::new();
        let mut by_framework: BTreeMap<&str, StatusCounts> = BTreeMap::new();
        for finding in &report.findings {
            count(&mut all, finding.status);
            count(
                by_severity.entry(finding.severity).or_insert(NONE),
                finding.status,
            );
            let frameworks = controls.get(finding.control.as_str());
            for framework in frameworks.into_iter().flat_map(|it| it.frameworks.keys()) {
                count(
                    by_framework.entry(framework).or_insert(NONE),
                    finding.status,
                );
            }
        }
        // A snapshot may hold more than a report is about.
        let needed: BTreeSet<&str> = report
            .controls
            .iter()
            .flat_map(|control| control.actions.iter().map(String::as_str))
            .collect();
        let gaps = report.gaps.iter();
        let gaps = gaps.filter(|gap| needed.contains(gap.action.as_str()));
        let performed: BTreeSet<_> = report
            .coverage
            .iter()
            .filter(|entry| needed.contains(entry.action.as_str()))
            .map(|entry| {
                (
                    &entry.action,
                    &entry.account_id,
                    &entry.region,
                    &entry.resource_type,
                )
            })
            .collect();
        Self {
            collected_at: report.snapshot.collected_at.clone(),
            file: file.to_owned(),
            tool: report.tool.clone(),
            sha256: report.snapshot.sha256.clone(),
            complete: report.snapshot.complete,
            verdict: report.verdict,
            all: Rate::of(all),
            by_severity: by_severity
                .into_iter()
                .map(|(severity, counts)| (severity, Rate::of(counts)))
                .collect(),
            by_framework: by_framework
                .into_iter()
                .map(|(framework, counts)| (framework.to_owned(), Rate::of(counts)))
                .collect(),
            coverage: CoverageCount {
                performed: performed.len() as u64,
                gaps: gaps.count() as u64,
            },
            scope_change: None,
        }
    }
}

fn count(counts: &mut StatusCounts, status: Status) {
    let of = match status {
        Status::Fail => &mut counts.fail,
        Status::Error => &mut counts.error,
        Status::Waived => &mut counts.waived,
        Status::Pass => &mut counts.pass,
        Status::NotApplicable => &mut counts.not_applicable,
    };
    *of += 1;
}
