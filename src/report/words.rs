//! Phrases that several formats for people share, so that they say the same of the same report.
//!
//! Nothing is escaped here; each format does that for its own medium.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::exceptions;
use crate::model::control::Control;
use crate::model::finding::{Finding, Outcome, Reason, Severity, Status, Subject, Violation};
use crate::model::gap::GapKind;
use crate::model::report::{Report, Verdict};
use crate::model::snapshot::AccountScope;
use crate::model::view::{ControlJudgement, View, ViewKind};

/// The names in a list that is there for orientation; the others are counted.
pub(crate) const NAMED: usize = 6;

/// A number with its noun: `1 finding`, `2 findings`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// A subject with whatever of its account and region the name itself does not say: a bucket's ARN has neither.
pub(crate) fn subject(subject: &Subject) -> String {
    let Subject::Resource {
        account,
        region,
        key,
        ..
    } = subject
    else {
        return subject.to_string();
    };
    let missing: Vec<&str> = [account.as_str(), region.as_str()]
        .into_iter()
        .filter(|place| *place != "global" && !key.contains(place))
        .collect();
    if missing.is_empty() {
        key.clone()
    } else {
        format!("{key} ({})", missing.join(", "))
    }
}

/// A violation on one line, its path in parentheses.
pub(super) fn violation(violation: &Violation) -> String {
    match &violation.path {
        Some(path) => format!("{} ({path})", violation.message),
        None => violation.message.clone(),
    }
}

/// The title of a control, or nothing where the report does not know it.
pub(super) fn title(control: Option<&Control>) -> &str {
    control.map_or("", |control| control.title.as_str())
}

/// What follows the name of a control whose finding does not count.
pub(super) fn mark(report: &Report, finding: &Finding) -> &'static str {
    if report.is_baselined(finding) {
        exceptions::BASELINED
    } else if report.gates(finding) {
        ""
    } else {
        " (only warns)"
    }
}

/// What is in force instead of a control's own parameters, and for which frameworks that is too loose; empty where nothing is.
pub(super) fn customised(control: Option<&Control>) -> Vec<String> {
    let Some(control) = control else {
        return Vec::new();
    };
    control
        .customised_parameters
        .iter()
        .map(|(name, customised)| {
            let mut text = format!(
                "with {name} = {} (default {})",
                value(&customised.value),
                value(&customised.default)
            );
            for demand in &customised.looser_than {
                text.push_str(&format!(", {demand}"));
            }
            text
        })
        .collect()
}

/// A parameter's value as a person writes it.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// What to do about an action that could not be performed.
pub(super) fn help(action: &str, kind: GapKind) -> String {
    match kind {
        GapKind::AccessDenied => {
            format!(
                "allow {action} to the role that collects (assize iam-policy prints the whole policy)"
            )
        }
        GapKind::ScpDenied => {
            format!(
                "a service control policy has to allow {action}: the organization's administrators can do that"
            )
        }
        GapKind::Throttled => {
            "run again, with a lower --max-concurrency if it happens again".to_owned()
        }
        GapKind::RegionDisabled => {
            "enable the region for the account, or leave it out with --regions".to_owned()
        }
        GapKind::Unsupported => {
            "the service does not offer this there: leave the region out with --regions".to_owned()
        }
        GapKind::NotCollected => {
            "where it can be read, take a snapshot with these controls selected and no region left out".to_owned()
        }
        GapKind::Failed => {
            "run again; if it fails again, the message says what AWS made of the call".to_owned()
        }
    }
}

/// Why a run without a FAIL and without an ERROR proves nothing all the same.
pub(super) fn unproven(report: &Report) -> Option<String> {
    if !report.complete {
        return Some(
            "the snapshot is incomplete: its collection was interrupted, so it cannot show compliance".to_owned(),
        );
    }
    let summary = report.summary();
    if report.verdict() == Verdict::Incomplete && !report.has_errors() {
        return Some(if summary.total() == 0 {
            "nothing was judged: there is no finding at all".to_owned()
        } else if report.findings.iter().any(|finding| !report.gates(finding)) {
            "nothing that counts was judged: the controls that concern the snapshot only warn"
                .to_owned()
        } else {
            "nothing was judged: no control concerns anything in the snapshot".to_owned()
        });
    }
    None
}

/// What a reader has to know to trust the verdict and the exit code.
pub(super) fn notes(report: &Report) -> Vec<String> {
    let summary = report.summary();
    let mut notes: Vec<String> = unproven(report).into_iter().collect();
    let below: u64 = summary
        .failures_by_severity
        .iter()
        .filter(|(severity, _)| **severity < report.gate.fail_on)
        .map(|(_, count)| count)
        .sum();
    if report.gate.fail_on > Severity::Low {
        notes.push(format!(
            "failures count from {} upwards (--fail-on); {} below",
            report.gate.fail_on,
            match below {
                0 => "none is".to_owned(),
                1 => "1 is".to_owned(),
                more => format!("{more} are"),
            }
        ));
    }
    if summary.warnings > 0 {
        let findings = counted(summary.warnings, "finding");
        notes.push(if summary.warnings == 1 {
            format!("{findings} is of a control that only warns, and does not count")
        } else {
            format!("{findings} are of controls that only warn, and do not count")
        });
    }
    let fails = report.verdict() == Verdict::NonCompliant;
    if fails && report.gate.exit_zero {
        notes.push(
            "--exit-zero is set: the failures are reported, but do not fail the run".to_owned(),
        );
    }
    if !report.is_whole() && report.forgives_errors() && (!fails || report.gate.exit_zero) {
        notes.push(
            "--allow-errors is set: the run may end as a success although it is incomplete"
                .to_owned(),
        );
    }
    notes.extend(exceptions::notes(report));
    notes
}

/// The regions of an account that were judged.
pub(crate) fn judged_regions(account: &AccountScope) -> Vec<&str> {
    account
        .regions
        .iter()
        .filter(|region| region.selected && region.is_enabled())
        .map(|region| region.name.as_str())
        .collect()
}

/// The scope in numbers, `2 accounts, 5 regions`, and by name what was left out of it. A region that two accounts share
/// counts once.
pub(super) fn scope(report: &Report) -> String {
    let accounts = &report.snapshot.accounts;
    let regions: BTreeSet<&str> = accounts.iter().flat_map(judged_regions).collect();
    let left_out: BTreeSet<&str> = accounts
        .iter()
        .flat_map(|account| &account.regions)
        .filter(|region| !region.selected && region.is_enabled())
        .map(|region| region.name.as_str())
        .collect();
    let mut text = format!(
        "{}, {}",
        counted(accounts.len() as u64, "account"),
        counted(regions.len() as u64, "region")
    );
    if !left_out.is_empty() {
        text.push_str("; left out: ");
        text.push_str(&some_of(left_out.iter().copied(), NAMED));
    }
    text
}

/// At most `most` of the names, and how many others there are.
pub(crate) fn some_of<'a>(names: impl ExactSizeIterator<Item = &'a str>, most: usize) -> String {
    let others = names.len().saturating_sub(most);
    let mut text = names.take(most).collect::<Vec<_>>().join(", ");
    if others > 0 {
        text.push_str(&format!(" and {others} more"));
    }
    text
}

/// What a finding says, on one line: what is wrong, why there is no verdict, or why the control does not concern
/// the subject.
pub(super) fn outcome(finding: &Finding) -> String {
    let violations = joined(finding.outcome.violations().iter().map(violation));
    match &finding.outcome {
        Outcome::Pass => "nothing is wrong".to_owned(),
        Outcome::Fail(_) => violations,
        Outcome::Error { reasons, seen } => {
            let mut text = format!(
                "no verdict: {}",
                joined(reasons.iter().map(Reason::to_string))
            );
            if !seen.is_empty() {
                text.push_str("; seen to be wrong all the same: ");
                text.push_str(&violations);
            }
            text
        }
        Outcome::NotApplicable(reason) => format!("not applicable: {reason}"),
        Outcome::Waived { waiver, .. } => format!("waived by {waiver}: {violations}"),
    }
}

/// How to mend a finding, on one line that a shell takes as well.
pub(super) fn commands(report: &Report, finding: &Finding) -> String {
    let commands = report.remediation(finding).cli;
    let lines = commands.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// Texts of equal rank on one line.
pub(super) fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("; ")
}

/// A text of no more than so many bytes, with how much is missing where it was cut.
///
/// Limits of services are in characters, and bytes are never fewer.
pub(crate) fn within(text: &str, bytes: usize) -> Cow<'_, str> {
    if text.len() <= bytes {
        return Cow::Borrowed(text);
    }
    let mut end = bytes.saturating_sub(" … 18446744073709551615 characters more".len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let missing = counted(text[end..].chars().count() as u64, "character");
    Cow::Owned(format!("{} … {missing} more", &text[..end]))
}

/// The name of a framework or set, with its version.
pub(super) fn view_title(view: &View) -> String {
    match &view.version {
        Some(version) => format!("{} {version}", view.title),
        None => view.title.clone(),
    }
}

/// A section's status, or that it has none.
pub(super) fn section_status(status: Option<Status>) -> &'static str {
    status.map_or("open", Status::as_str)
}

/// What a control says within a section.
pub(super) fn in_section(control: &ControlJudgement) -> String {
    let mut text = match control.status {
        None => "was not part of the run".to_owned(),
        Some(_) => {
            let counts = control.findings.iter().map(|(status, count)| {
                let word = status.as_str().to_lowercase().replace('_', " ");
                format!("{count} {word}")
            });
            counts.collect::<Vec<_>>().join(", ")
        }
    };
    if control.is_looser {
        text.push_str(", with a parameter that is looser than the framework asks");
    }
    text
}

/// How many sections came out how, and how far that is all of it.
pub(super) fn view_counts(view: &View) -> Vec<String> {
    let (one, several) = view.kind.parts();
    let counted = |number: u64| format!("{number} {}", if number == 1 { one } else { several });
    let counts = view.counts().into_iter().filter(|(_, count)| *count > 0);
    let mut counts: Vec<String> = counts
        .map(|(status, count)| {
            format!(
                "{count} {}",
                status.as_str().to_lowercase().replace('_', " ")
            )
        })
        .collect();
    if view.open() > 0 {
        counts.push(format!("{} open", view.open()));
    }
    let judged = counted(view.sections.len() as u64);
    let mut lines = vec![if counts.is_empty() {
        format!("{judged} judged")
    } else {
        format!("{judged} judged: {}", counts.join(", "))
    }];
    if view.open() > 0 {
        lines.push(format!(
            "{} {} open: not all of their controls were part of the run",
            counted(view.open()),
            if view.open() == 1 { "is" } else { "are" }
        ));
    }
    if !view.complete {
        lines.push(format!(
            "{judged} of it {} covered by controls; assize does not know the complete list",
            if view.sections.len() == 1 {
                "is"
            } else {
                "are"
            }
        ));
    }
    lines
}

/// What follows the sections: those that no control judges.
pub(super) fn not_judged(view: &View) -> String {
    let noun = match (view.kind, view.complete) {
        (ViewKind::Set, _) => "step",
        (ViewKind::Framework, true) => "section",
        (ViewKind::Framework, false) => "chapter or section",
    };
    let count = view.not_judged.len() as u64;
    if noun.contains(' ') && count != 1 {
        return format!("not judged by assize: {count} chapters and sections");
    }
    format!("not judged by assize: {}", counted(count, noun))
}

/// The file of a control's policy, as it would be named in a repository.
pub(super) fn policy_file(control: Option<&Control>) -> &str {
    let file = control.map_or("", |control| control.file.as_str());
    match file.trim_start_matches("./") {
        "" => "policies",
        file => file,
    }
}

/// The line of a control's policy, the first where none is known.
pub(super) fn policy_line(control: Option<&Control>) -> u32 {
    control.map_or(1, |control| control.line.max(1))
}

/// The partition of an account, `aws` where the snapshot does not say.
pub(super) fn partition<'r>(report: &'r Report, account: Option<&str>) -> &'r str {
    let accounts = report.snapshot.accounts.iter();
    let mut of = accounts.filter(|scope| account.is_none_or(|account| account == scope.id));
    of.next().map_or("aws", |scope| scope.partition.as_str())
}

/// The account in whose name the run was made, which also asks about the organization as a whole: the caller's.
pub(crate) fn home(report: &Report) -> &str {
    let caller = report.snapshot.caller.as_deref().unwrap_or_default();
    let account = caller.split(':').nth(4).filter(|id| !id.is_empty());
    let first = || report.snapshot.accounts.first();
    account
        .or_else(|| first().map(|account| account.id.as_str()))
        .unwrap_or("000000000000")
}

/// The name and the version of the program that made a report.
pub(super) fn program(report: &Report) -> (&str, &str) {
    report
        .tool
        .rsplit_once(' ')
        .unwrap_or((report.tool.as_str(), "0"))
}

/// When the snapshot was taken; the epoch where it does not say so.
pub(crate) fn collected(report: &Report) -> Timestamp {
    report
        .snapshot
        .collected_at
        .parse::<Timestamp>()
        .ok()
        .filter(|time| *time >= Timestamp::UNIX_EPOCH)
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters_and_say_so() {
        assert_eq!(within("short", 5), "short");
        let text = "ü".repeat(100);
        let cut = within(&text, 64);
        assert!(cut.len() <= 64, "{cut}");
        assert_eq!(cut, format!("{} … 89 characters more", "ü".repeat(11)));
    }
}
