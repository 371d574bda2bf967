//! A history of reports: how much passes over time, how long a failure lasts, what comes back.
//!
//! Reports are read back from JSON and put in the order of their snapshots' times, whatever their files are called. Those that
//! share no account are histories of their own. A finding is *fixed* when it passes after it failed; what is no longer known
//! or no longer seen is not.
//!
//! There is no clock: the age of a failure is what it was when the last snapshot was taken.

mod chart;
mod episodes;
mod html;
mod points;
mod text;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use episodes::{Flapping, Open, TimeToFix};
pub use points::{CoverageCount, Point, Rate, ScopeChange};

use crate::model::finding::{Severity, Status};
use crate::report::json::wire::{Report, Subject};
use crate::report::{Style, visible_json};

/// The version of the format that this build writes.
pub const SCHEMA_VERSION: u32 = 1;

/// What became of findings over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Trend {
    /// The format's version.
    pub schema_version: u32,
    /// The program that wrote it, with its version.
    pub tool: String,
    /// The histories: reports that share an account, also by way of others, are one.
    pub histories: Vec<History>,
    /// The reports that are in no history, because another one is of the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// Reports of the same accounts over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// The accounts that any of the reports judges.
    pub accounts: Vec<String>,
    /// Each report in numbers, by time.
    pub points: Vec<Point>,
    /// How long failures lasted until they passed.
    pub time_to_fix: TimeToFix,
    /// The same by the severity of the control.
    pub time_to_fix_by_severity: BTreeMap<Severity, TimeToFix>,
    /// What failed and has not passed since, as far as the last report has it; the worst severity first, then the oldest.
    pub open: Vec<Open>,
    /// How many findings failed, have not passed since, and are not in the last report or do not apply any more: neither open
    /// nor known to be fixed.
    pub lost_from_sight: u64,
    /// What failed again after it had passed, that which did most often first.
    pub flapping: Vec<Flapping>,
}

/// A report that is in no history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Its file.
    pub file: String,
    /// The file of the report of the same time that is in the history instead.
    pub instead: String,
    /// When the snapshots of both were taken.
    pub collected_at: String,
}

/// Why a report has no place in a history.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The time of its snapshot is none.
    #[error("has no time: its snapshot was collected at `{0}`")]
    NoTime(String),
    /// It says of no account that it was judged.
    #[error("names no account")]
    NoAccount,
    /// It gives two answers to one question.
    #[error("has two findings with the fingerprint {0}")]
    TwoAnswers(String),
}

/// Reports on their way into a trend. Of each only what the trend needs is kept.
#[derive(Default)]
pub struct Reports {
    findings: Findings,
    observations: Vec<Observation>,
}

/// A report as a trend needs it.
struct Observation {
    time: Timestamp,
    accounts: BTreeSet<String>,
    regions: BTreeSet<(String, String)>,
    controls: BTreeSet<String>,
    point: Point,
    /// By the number of the finding.
    statuses: BTreeMap<u32, Status>,
}

/// What is known of findings, each under a number: a fingerprint in every report of a year would not fit.
#[derive(Default)]
struct Findings {
    numbers: BTreeMap<String, u32>,
    known: Vec<Known>,
}

/// A finding without its status, as the latest of the reports has it.
struct Known {
    time: Timestamp,
    fingerprint: String,
    control: String,
    title: String,
    severity: Severity,
    subject: Subject,
}

impl Findings {
    fn number(&mut self, known: Known) -> u32 {
        if let Some(number) = self.numbers.get(&known.fingerprint) {
            let before = &mut self.known[*number as usize];
            if before.time <= known.time {
                *before = known;
            }
            return *number;
        }
        let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.numbers.insert(known.fingerprint.clone(), number);
        self.known.push(known);
        number
    }

    fn get(&self, number: u32) -> &Known {
        &self.known[number as usize]
    }
}

impl Reports {
    /// Adds a report, whatever its time; `file` is what it is called.
    ///
    /// # Errors
    /// It has no time or no account, or two answers to one question.
    pub fn add(&mut self, file: &str, report: &Report) -> Result<(), Unusable> {
        let collected_at = &report.snapshot.collected_at;
        let time = collected_at
            .parse()
            .map_err(|_| Unusable::NoTime(collected_at.clone()))?;
        if report.snapshot.accounts.is_empty() {
            return Err(Unusable::NoAccount);
        }
        let titles: BTreeMap<&str, &str> = report
            .controls
            .iter()
            .map(|control| (control.id.as_str(), control.title.as_str()))
            .collect();
        let mut statuses = BTreeMap::new();
        for finding in &report.findings {
            let title = titles.get(finding.control.as_str()).copied();
            let number = self.findings.number(Known {
                time,
                fingerprint: finding.fingerprint.clone(),
                control: finding.control.clone(),
                title: title.unwrap_or_default().to_owned(),
                severity: finding.severity,
                subject: finding.subject.clone(),
            });
            if statuses.insert(number, finding.status).is_some() {
                return Err(Unusable::TwoAnswers(finding.fingerprint.clone()));
            }
        }
        let owned = |(account, region): (&str, &str)| (account.to_owned(), region.to_owned());
        self.observations.push(Observation {
            time,
            accounts: crate::diff::scope::accounts(report)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            regions: crate::diff::scope::regions(report)
                .into_iter()
                .map(owned)
                .collect(),
            controls: titles.into_keys().map(str::to_owned).collect(),
            point: Point::of(file, report),
            statuses,
        });
        Ok(())
    }

    /// The trend of all reports that were added.
    pub fn trend(self, tool: String) -> Trend {
        let Self {
            findings,
            observations,
        } = self;
        let mut left_out = Vec::new();
        let histories = by_accounts(observations)
            .into_iter()
            .map(|group| history(&findings, in_order(group, &mut left_out)))
            .collect();
        Trend {
            schema_version: SCHEMA_VERSION,
            tool,
            histories,
            left_out,
        }
    }
}

/// Divides reports into those that share an account, also by way of others; by their first account.
fn by_accounts(observations: Vec<Observation>) -> Vec<Vec<Observation>> {
    let mut groups: Vec<(BTreeSet<String>, Vec<Observation>)> = Vec::new();
    for observation in observations {
        let mut accounts = observation.accounts.clone();
        let mut group = Vec::new();
        let (joined, apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(known, _)| !known.is_disjoint(&observation.accounts));
        for (known, others) in joined {
            accounts.extend(known);
            group.extend(others);
        }
        group.push(observation);
        groups = apart;
        groups.push((accounts, group));
    }
    groups.sort_by(|(a, _), (b, _)| a.cmp(b));
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Reports by time. Of two reports of one time the one with more findings is kept, or else the one whose file comes last.
fn in_order(mut group: Vec<Observation>, left_out: &mut Vec<LeftOut>) -> Vec<Observation> {
    group.sort_by(|a, b| {
        (a.time, a.statuses.len(), &a.point.file).cmp(&(b.time, b.statuses.len(), &b.point.file))
    });
    let mut kept: Vec<Observation> = Vec::new();
    let mut others: Vec<Observation> = Vec::new();
    for observation in group {
        let is_of_one_time = kept
            .last()
            .is_some_and(|last| last.time == observation.time);
        if is_of_one_time && let Some(other) = kept.pop() {
            others.push(other);
        } else {
            flush(&mut others, kept.last(), left_out);
        }
        kept.push(observation);
    }
    flush(&mut others, kept.last(), left_out);
    kept
}

/// Notes the reports that are left out for another one.
fn flush(
    others: &mut Vec<Observation>,
    instead: Option<&Observation>,
    left_out: &mut Vec<LeftOut>,
) {
    let Some(instead) = instead else { return };
    left_out.extend(others.drain(..).map(|other| LeftOut {
        file: other.point.file,
        instead: instead.point.file.clone(),
        collected_at: other.point.collected_at,
    }));
}

fn history(findings: &Findings, mut observations: Vec<Observation>) -> History {
    for index in 1..observations.len() {
        let (before, after) = observations.split_at_mut(index);
        if let (Some(before), Some(after)) = (before.last(), after.first_mut()) {
            after.point.scope_change = scope_change(before, after);
        }
    }
    let ends = episodes::follow(findings, &observations);
    History {
        accounts: observations
            .iter()
            .flat_map(|observation| observation.accounts.iter().cloned())
            .collect::<BTreeSet<String>>()
            .into_iter()
            .collect(),
        time_to_fix: ends.time_to_fix,
        time_to_fix_by_severity: ends.by_severity,
        open: ends.open,
        lost_from_sight: ends.lost_from_sight,
        flapping: ends.flapping,
        points: observations
            .into_iter()
            .map(|observation| observation.point)
            .collect(),
    }
}

/// How what a report judges differs from what the one before it judged; none where it does not.
fn scope_change(before: &Observation, after: &Observation) -> Option<ScopeChange> {
    let only = |these: &BTreeSet<String>, those: &BTreeSet<String>| -> Vec<String> {
        these.difference(those).cloned().collect()
    };
    let regions = |these: &Observation, those: &Observation| {
        these
            .regions
            .difference(&those.regions)
            .filter(|(account, _)| those.accounts.contains(account))
            .map(|(account, region)| format!("{account}/{region}"))
            .collect()
    };
    let change = ScopeChange {
        accounts_added: only(&after.accounts, &before.accounts),
        accounts_removed: only(&before.accounts, &after.accounts),
        regions_added: regions(after, before),
        regions_removed: regions(before, after),
        controls_added: only(&after.controls, &before.controls),
        controls_removed: only(&before.controls, &after.controls),
    };
    (change != ScopeChange::default()).then_some(change)
}

impl Trend {
    /// How many reports are in the histories.
    pub fn reports(&self) -> usize {
        self.histories
            .iter()
            .map(|history| history.points.len())
            .sum()
    }
}

/// The JSON Schema of a trend.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Trend).to_value()
}

/// How a trend is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    Text,
    /// For programs.
    Json,
    /// For people who share it: a page with charts.
    Html,
}

impl Format {
    /// All formats with their names, the default first.
    pub const ALL: [(&'static str, Self); 3] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("html", Self::Html),
    ];

    /// Writes a trend.
    ///
    /// # Errors
    /// The writer's own.
    pub fn write(self, trend: &Trend, style: Style, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Text => text::write(trend, style, out),
            Self::Html => html::write(trend, out),
            Self::Json => {
                let mut out = io::BufWriter::new(out);
                visible_json::write_pretty(&mut out, trend)?;
                out.flush()
            }
        }
    }
}

#[cfg(test)]
mod tests;
