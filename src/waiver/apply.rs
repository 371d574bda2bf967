//! From waivers and failures to who answers for what.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Entry, WaiverFile};
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Status};
use crate::model::waiver::{Waiver, WaiverNote, WaiverNoteKind, WaiverState, Waivers};

/// A finding as far as waivers look at it: something that is wrong, or on which there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<'a> {
    /// The control's id.
    pub control: &'a str,
    /// The subject, in one string.
    pub subject: String,
    /// The account, where the subject has one.
    pub account: Option<&'a str>,
    /// The region, where the subject has one.
    pub region: Option<&'a str>,
    /// Whether there is no verdict. No waiver answers for such a finding.
    pub is_unknown: bool,
}

impl<'a> Case<'a> {
    /// The case of a finding; none where nothing is wrong.
    pub fn of(finding: &'a Finding) -> Option<Self> {
        let is_unknown = match finding.outcome.status() {
            Status::Fail | Status::Waived => false,
            Status::Error => true,
            Status::Pass | Status::NotApplicable => return None,
        };
        Some(Self {
            control: &finding.control,
            subject: finding.subject.id(),
            account: finding.subject.account(),
            region: finding.subject.region(),
            is_unknown,
        })
    }
}

/// Who answers for which case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// For each case the entry that answers for it.
    pub answers: Vec<Option<usize>>,
    /// How each entry stands.
    pub standings: Vec<Standing>,
}

/// How an entry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it holds.
    pub state: WaiverState,
    /// The failures that it matches, by their index.
    pub matched: Vec<usize>,
    /// Those of them that it answers for.
    pub answered: Vec<usize>,
    /// Whether it matches a finding without a verdict.
    pub is_unknown: bool,
    /// Whether a control that it is about was judged at all.
    pub is_judged: bool,
}

/// Judges waivers as of a day. Where several match one failure, the one that stands first in the file answers for it.
pub fn judge<S: AsRef<str>>(
    file: &WaiverFile,
    controls: &[(S, &[String])],
    cases: &[Case<'_>],
    today: Date,
) -> Judged {
    let mut about: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut standings: Vec<Standing> = file
        .entries
        .iter()
        .map(|entry| Standing {
            state: state(file, entry, today),
            matched: Vec::new(),
            answered: Vec::new(),
            is_unknown: false,
            is_judged: false,
        })
        .collect();
    for (id, aliases) in controls {
        for (index, entry) in file.entries.iter().enumerate() {
            if entry.is_about(id.as_ref(), aliases) {
                standings[index].is_judged = true;
                about.entry(id.as_ref()).or_default().push(index);
            }
        }
    }
    for (at, case) in cases.iter().enumerate() {
        for index in about.get(case.control).into_iter().flatten() {
            let entry = &file.entries[*index];
            if entry.concerns(&case.subject, case.account, case.region) {
                let standing = &mut standings[*index];
                if case.is_unknown {
                    standing.is_unknown = true;
                } else {
                    standing.matched.push(at);
                }
            }
        }
    }
    let mut answers = vec![None; cases.len()];
    for (index, standing) in standings.iter_mut().enumerate() {
        if !standing.state.holds() {
            continue;
        }
        if standing.matched.len() as u64 > file.limits.max_findings {
            standing.state = WaiverState::TooBroad;
            continue;
        }
        for at in &standing.matched {
            if answers[*at].is_none() {
                answers[*at] = Some(index);
                standing.answered.push(*at);
            }
        }
    }
    Judged { answers, standings }
}

/// How an entry stands by its last day.
fn state(file: &WaiverFile, entry: &Entry, today: Date) -> WaiverState {
    if entry.is_over(today) {
        WaiverState::Expired
    } else if entry.days_left(today) <= file.limits.warn_days.into() {
        WaiverState::ExpiresSoon
    } else {
        WaiverState::Active
    }
}

/// Waives the failures that waivers answer for, as of a day, and says how each waiver stands. Nothing else of a finding
/// changes, and no other finding.
pub fn apply(
    file: &WaiverFile,
    controls: &[Control],
    findings: &mut [Finding],
    today: Date,
) -> Waivers {
    let names: Vec<(&str, &[String])> = controls
        .iter()
        .map(|control| (control.id.as_str(), control.aliases.as_slice()))
        .collect();
    let mut cases = Vec::new();
    let mut places = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        if let Some(case) = Case::of(finding) {
            cases.push(case);
            places.push(at);
        }
    }
    let judged = judge(file, &names, &cases, today);
    let notes = judged.notes(file, today);
    drop(cases);
    for (at, answer) in places.into_iter().zip(&judged.answers) {
        let Some(index) = answer else { continue };
        let outcome = &mut findings[at].outcome;
        if let Outcome::Fail(violations) = outcome {
            *outcome = Outcome::Waived {
                violations: violations.clone(),
                waiver: file.entries[*index].id.clone(),
            };
        }
    }
    let entries = file.entries.iter().zip(&judged.standings);
    let entries = entries.map(|(entry, standing)| Waiver {
        id: entry.id.clone(),
        state: standing.state,
        reason: entry.reason.clone(),
        owner: entry.owner.clone(),
        expires: entry.expires,
        ticket: entry.ticket.clone(),
        approvals: entry.approvals.clone(),
        findings: standing.answered.len() as u64,
    });
    Waivers {
        file: file.file.clone(),
        sha256: file.sha256.clone(),
        date: today,
        entries: entries.collect(),
        notes,
    }
}

impl Judged {
    /// What is to be said of the entries, in the order of the file.
    pub fn notes(&self, file: &WaiverFile, today: Date) -> Vec<WaiverNote> {
        let mut notes = Vec::new();
        for (index, (entry, standing)) in file.entries.iter().zip(&self.standings).enumerate() {
            let id = &entry.id;
            let mut note = |kind, message: String| {
                notes.push(WaiverNote {
                    waiver: id.clone(),
                    kind,
                    message,
                });
            };
            let matched = standing.matched.len();
            match standing.state {
                WaiverState::Expired => {
                    let open = standing.matched.iter();
                    let open = open.filter(|at| self.answers[**at].is_none()).count();
                    let what = match open {
                        0 => "no failure comes back: remove it".to_owned(),
                        1 => "1 failure counts again".to_owned(),
                        more => format!("{more} failures count again"),
                    };
                    // Of controls that were not judged nothing is known, and it is no news.
                    if standing.is_judged {
                        note(
                            WaiverNoteKind::Expired,
                            format!("waiver `{id}` expired on {}: {what}", entry.expires),
                        );
                    }
                }
                WaiverState::TooBroad => note(
                    WaiverNoteKind::TooBroad,
                    format!(
                        "waiver `{id}` matches {matched} failures, more than the {} that one may: it waives none of them",
                        file.limits.max_findings
                    ),
                ),
                WaiverState::ExpiresSoon if !standing.answered.is_empty() => {
                    let when = match entry.days_left(today) {
                        0 => "today".to_owned(),
                        1 => "tomorrow".to_owned(),
                        days => format!("in {days} days"),
                    };
                    note(
                        WaiverNoteKind::ExpiresSoon,
                        format!(
                            "waiver `{id}` expires {when}, on {}: it answers for {}",
                            entry.expires,
                            failures(standing.answered.len())
                        ),
                    );
                }
                WaiverState::Active | WaiverState::ExpiresSoon => {}
            }
            if !standing.state.holds() {
                continue;
            }
            if matched == 0 && standing.is_judged && !standing.is_unknown {
                note(
                    WaiverNoteKind::Unused,
                    format!("waiver `{id}` matches no failure: nothing of it is needed"),
                );
            }
            let mut others: BTreeMap<usize, usize> = BTreeMap::new();
            for other in standing.matched.iter().filter_map(|at| self.answers[*at]) {
                if other != index {
                    *others.entry(other).or_default() += 1;
                }
            }
            for (other, count) in others {
                let other = &file.entries[other].id;
                note(
                    WaiverNoteKind::Overlaps,
                    format!(
                        "waiver `{id}` matches {} that waiver `{other}`, which stands before it, answers for",
                        failures(count)
                    ),
                );
            }
            let by_owner = |name: &String| name.eq_ignore_ascii_case(&entry.owner);
            if !entry.approvals.is_empty() && entry.approvals.iter().all(by_owner) {
                note(
                    WaiverNoteKind::SelfApproved,
                    format!("waiver `{id}` is approved by nobody but its owner"),
                );
            }
        }
        notes
    }
}

fn failures(count: usize) -> String {
    match count {
        1 => "1 failure".to_owned(),
        more => format!("{more} failures"),
    }
}
