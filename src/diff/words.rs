//! Phrases that the formats for people share. Nothing is escaped here; each format does that for its own medium.

use std::collections::BTreeMap;

use super::{Absence, Change, Class, ControlChange, CoverageChange, Diff, Place, Side, Worse};
use crate::model::finding::{Severity, Status};
use crate::report::json::wire::{Reason, Verdict, Violation};
use crate::report::words::{NAMED, counted, some_of, value};

/// A class in words.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::NewFailure => "new failures",
        Class::Unwaived => "no longer waived",
        Class::NowUnknown => "now unknown",
        Class::Fixed => "fixed",
        Class::KnownAgain => "known again",
        Class::Waived => "now waived",
        Class::NoLongerSeen => "no longer seen",
        Class::NoLongerApplicable => "no longer applicable",
        Class::NowApplicable => "now applicable",
        Class::NewlySeen => "newly seen",
        Class::StillFailing => "still failing",
        Class::StillUnknown => "still unknown",
        Class::StillWaived => "still waived",
        Class::Unchanged => "unchanged",
    }
}

/// The number of findings of a class, in words.
pub(super) fn count(diff: &Diff, of: Class) -> String {
    match (of, diff.count(of)) {
        (Class::NewFailure, 1) => "1 new failure".to_owned(),
        (_, number) => format!("{number} {}", class(of)),
    }
}

/// What a class says of its findings, where its name alone could be misread.
pub(super) fn caution(of: Class) -> Option<&'static str> {
    match of {
        Class::NowUnknown => Some("they had a verdict, or were not there; now they have none"),
        Class::NoLongerSeen => Some("not known to be mended: they are not in the new report"),
        _ => None,
    }
}

/// What a finding was, and why it is in one report alone; for its line.
pub(super) fn transition(change: &Change) -> String {
    let mut text = match (change.old, change.new) {
        (None, _) => match change.absence {
            Some(Absence::Control) => "the control is new".to_owned(),
            Some(Absence::Scope) => "the old report did not look there".to_owned(),
            _ => "was not there".to_owned(),
        },
        (Some(old), None) => match change.absence {
            Some(Absence::Control) => {
                format!("was {old}; the control is not part of the new report")
            }
            Some(Absence::Scope) => format!("was {old}; the new report did not look there"),
            _ => format!("was {old}; it is gone"),
        },
        (Some(old), Some(new)) if old == new => String::new(),
        (Some(Status::Error), Some(Status::Fail)) => "was ERROR: not known before".to_owned(),
        (Some(Status::Error), Some(new)) => format!("was ERROR, is {new}"),
        (Some(old), Some(_)) => format!("was {old}"),
    };
    let mut add = |more: String| {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&more);
    };
    if let Some(before) = change.severity_before {
        add(format!("severity was {before}"));
    }
    if change.judged_otherwise {
        add("the control itself changed".to_owned());
    }
    if !change.enforcement.is_gate() {
        add("the control only warns".to_owned());
    }
    text
}

/// A violation on one line, its path in parentheses.
pub(super) fn violation(violation: &Violation) -> String {
    match &violation.path {
        Some(path) => format!("{} ({path})", violation.message),
        None => violation.message.clone(),
    }
}

/// What is to be said of a finding in the order of its lines: what is wrong, what was, why there is no verdict, who waives it.
pub(super) fn details(change: &Change) -> Vec<String> {
    let mut lines: Vec<String> = change.violations.iter().map(violation).collect();
    if change.class != Class::NoLongerSeen {
        let before = change.violations_before.iter();
        lines.extend(before.map(|before| format!("was: {}", violation(before))));
    }
    lines.extend(change.waiver.iter().map(|id| format!("waived by {id}")));
    let before = change.waiver_before.iter();
    lines.extend(before.map(|id| format!("was waived by {id}")));
    lines
}

/// Findings without a verdict by what is missing: one refused action leaves many of them. The causes with the worst
/// findings come first.
pub(super) fn by_cause<'d>(
    changes: impl Iterator<Item = &'d Change>,
) -> Vec<(String, Vec<&'d Change>)> {
    let mut causes: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let mut reasons: Vec<String> = change.reasons.iter().map(reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let cause = some_of(reasons.iter().map(String::as_str), NAMED);
        causes.entry(cause).or_default().push(change);
    }
    let mut causes: Vec<(String, Vec<&Change>)> = causes.into_iter().collect();
    let worst = |changes: &[&Change]| changes.iter().map(|change| change.severity).max();
    causes.sort_by(|(a, in_a), (b, in_b)| {
        (worst(in_b), in_b.len())
            .cmp(&(worst(in_a), in_a.len()))
            .then_with(|| a.cmp(b))
    });
    causes
}

/// A reason without its place: what is missing, and why.
fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Gap(gap) => {
            let of = gap.resource_type.as_ref();
            let of = of.map_or(String::new(), |kind| format!(" for {kind}"));
            format!("{}{of}: {}", gap.action, gap.kind.as_words())
        }
        Reason::Policy(message) => format!("the policy failed: {message}"),
    }
}

/// A report on one line.
pub(super) fn side(side: &Side) -> String {
    let verdict = match side.verdict {
        Verdict::Compliant => "compliant",
        Verdict::NonCompliant => "non-compliant",
        Verdict::Incomplete => "incomplete",
    };
    format!(
        "{}  {}  {verdict}: {} fail, {} error, {} waived, {} pass",
        side.collected_at,
        counted(side.accounts.len() as u64, "account"),
        side.by_status.fail,
        side.by_status.error,
        side.by_status.waived,
        side.by_status.pass,
    )
}

/// What a reader has to know before believing the numbers.
pub(super) fn notes(diff: &Diff) -> Vec<String> {
    let (old, new) = (&diff.old, &diff.new);
    let mut notes = Vec::new();
    let scope = &diff.scope;
    for (accounts, which) in [
        (&scope.accounts_removed, "old"),
        (&scope.accounts_added, "new"),
    ] {
        if !accounts.is_empty() {
            notes.push(format!(
                "the reports are not of the same accounts: only the {which} one has {}",
                listed(accounts.iter().map(String::as_str))
            ));
        }
    }
    if is_earlier(&new.collected_at, &old.collected_at) {
        notes.push("the new report's snapshot is the older one: are they swapped?".to_owned());
    }
    if old.sha256 == new.sha256 {
        notes.push(
            "both reports judge one snapshot: what differs comes from the policies".to_owned(),
        );
    } else if old.tool != new.tool {
        notes.push(format!(
            "the reports are by {} and by {}: controls may have changed",
            old.tool, new.tool
        ));
    }
    for (side, which) in [(old, "old"), (new, "new")] {
        if !side.complete {
            notes.push(format!(
                "the collection of the {which} report's snapshot was interrupted"
            ));
        }
    }
    if diff.fail_on > Severity::Low {
        let below = diff.findings.iter().filter(|change| {
            matches!(change.class, Class::NewFailure | Class::Unwaived)
                && change.severity < diff.fail_on
        });
        notes.push(format!(
            "new failures count from {} upwards; {} below",
            diff.fail_on,
            match below.count() {
                0 => "none is".to_owned(),
                1 => "1 is".to_owned(),
                more => format!("{more} are"),
            }
        ));
    }
    notes
}

/// What makes less known, in numbers; nothing where nothing does.
pub(super) fn less_known(diff: &Diff) -> Vec<String> {
    let unknown = |class: Class| {
        let of = diff.of_class(class);
        of.filter(|change| change.worse == Some(Worse::Unknown))
            .count() as u64
    };
    let mut reasons = Vec::new();
    match unknown(Class::NowUnknown) {
        0 => {}
        findings => reasons.push(format!("{} unknown", counted(findings, "finding"))),
    }
    match unknown(Class::NoLongerSeen) {
        0 => {}
        findings => reasons.push(format!(
            "{} not looked at any more",
            counted(findings, "finding")
        )),
    }
    match diff.coverage.lost.len() as u64 {
        0 => {}
        lost => reasons.push(format!("{} lost", counted(lost, "operation"))),
    }
    if diff.old.complete && !diff.new.complete {
        reasons.push("the collection was interrupted".to_owned());
    }
    reasons
}

/// Whether a time is before another; not where one of them is none.
fn is_earlier(one: &str, other: &str) -> bool {
    let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
    matches!((time(one), time(other)), (Some(one), Some(other)) if one < other)
}

/// What changed about a control, part by part.
pub(super) fn control_change(change: &ControlChange) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(severity) = &change.severity {
        parts.push(format!("severity {} → {}", severity.old, severity.new));
    }
    if let Some(enforcement) = &change.enforcement {
        parts.push(if enforcement.new.is_gate() {
            "counts now, only warned before".to_owned()
        } else {
            "only warns now, counted before".to_owned()
        });
    }
    let shown = |of: &Option<serde_json::Value>| of.as_ref().map_or("none".to_owned(), value);
    parts.extend(change.parameters.iter().map(|parameter| {
        format!(
            "{} {} → {}",
            parameter.name,
            shown(&parameter.old),
            shown(&parameter.new)
        )
    }));
    for (reads, word) in [
        (&change.reads_added, "reads also"),
        (&change.reads_removed, "does not read any more"),
    ] {
        if !reads.is_empty() {
            parts.push(format!(
                "{word} {}",
                some_of(reads.iter().map(String::as_str), NAMED)
            ));
        }
    }
    parts
}

/// What changed about the scope besides whole accounts, line by line.
pub(super) fn regions(diff: &Diff) -> Vec<String> {
    let scope = &diff.scope;
    [
        (&scope.regions_removed, "not judged any more"),
        (&scope.regions_added, "judged now"),
    ]
    .into_iter()
    .flat_map(|(places, word)| {
        by_account(places)
            .into_iter()
            .map(move |(account, regions)| {
                format!("{account}: {} {word}", some_of(regions.into_iter(), NAMED))
            })
    })
    .collect()
}

fn by_account(places: &[Place]) -> BTreeMap<&str, Vec<&str>> {
    let mut accounts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for place in places {
        accounts
            .entry(&place.account)
            .or_default()
            .push(&place.region);
    }
    accounts
}

/// Coverage that changed: each action and account on a line, with its regions.
pub(super) fn coverage(changes: &[CoverageChange]) -> Vec<String> {
    let mut lines: BTreeMap<(&str, &str, Option<&str>, &str), Vec<&str>> = BTreeMap::new();
    for change in changes {
        let why = change.gap.map_or("not asked", |gap| gap.as_words());
        lines
            .entry((
                &change.action,
                &change.account_id,
                change.resource_type.as_deref(),
                why,
            ))
            .or_default()
            .extend(change.region.as_deref());
    }
    lines
        .into_iter()
        .map(|((action, account, kind, why), regions)| {
            let kind = kind.map_or(String::new(), |kind| format!(" for {kind}"));
            let regions = match regions.len() {
                0 => String::new(),
                _ => format!(": {}", some_of(regions.into_iter(), NAMED)),
            };
            format!("{action}{kind} in {account}{regions} ({why})")
        })
        .collect()
}

/// Names, as many as a line takes.
pub(super) fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    match names.len() {
        0 => "none".to_owned(),
        _ => some_of(names, NAMED),
    }
}
