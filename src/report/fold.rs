//! What is alike, said once.
//!
//! One denied action can leave a hundred findings without a verdict, and one bad default can fail in thirty regions;
//! a person wants to read of each once. Folding changes what stands together, never what is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::finding::{Finding, Outcome, Reason, Severity, Violation};
use crate::model::gap::GapKind;
use crate::model::report::Report;

/// Findings that are in the report's order, divided by control.
pub(super) fn by_control<'f, 'r>(
    findings: &'f [&'r Finding],
) -> impl Iterator<Item = &'f [&'r Finding]> {
    findings.chunk_by(|a, b| a.severity == b.severity && a.control == b.control)
}

/// Neighbouring findings of a control with the same violations, remedy and waiver.
pub(super) struct Alike<'r> {
    pub findings: Vec<&'r Finding>,
    pub violations: &'r [Violation],
    pub fix: String,
    pub waiver: Option<&'r str>,
}

/// Divides a control's findings where violations, remedies or waivers change.
pub(super) fn alike<'r>(report: &Report, findings: &[&'r Finding]) -> Vec<Alike<'r>> {
    let mut parts: Vec<Alike<'r>> = Vec::new();
    for finding in findings {
        let part = Alike {
            findings: vec![finding],
            violations: finding.outcome.violations(),
            fix: report.remediation(finding).cli,
            waiver: match &finding.outcome {
                Outcome::Waived { waiver, .. } => Some(waiver),
                _ => None,
            },
        };
        match parts.last_mut() {
            Some(last)
                if last.violations == part.violations
                    && last.fix == part.fix
                    && last.waiver == part.waiver =>
            {
                last.findings.push(finding);
            }
            _ => parts.push(part),
        }
    }
    parts
}

/// Why findings have no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause<'r> {
    /// An action could not be performed.
    Action {
        action: &'r str,
        kind: GapKind,
        code: Option<&'r str>,
        resource_type: Option<&'r str>,
    },
    /// A policy failed.
    Policy { control: &'r str, message: &'r str },
}

/// Everything that one cause left without a verdict.
pub(super) struct Unread<'r> {
    pub cause: Cause<'r>,
    /// The worst severity among the findings.
    pub worst: Severity,
    /// The regions by account; none stands for an account as a whole.
    pub places: BTreeMap<&'r str, BTreeSet<Option<&'r str>>>,
    /// The resources, where single ones could not be read.
    pub resources: BTreeSet<&'r str>,
    /// What AWS said, each wording once.
    pub messages: BTreeSet<&'r str>,
    /// The controls without a verdict.
    pub controls: BTreeSet<&'r str>,
    /// The findings without a verdict, in the report's order.
    pub findings: Vec<&'r Finding>,
}

impl<'r> Unread<'r> {
    /// The accounts that lack the same regions, together.
    pub(super) fn accounts_by_regions(&self) -> BTreeMap<&BTreeSet<Option<&'r str>>, Vec<&'r str>> {
        let mut alike: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (account, regions) in &self.places {
            alike.entry(regions).or_default().push(*account);
        }
        alike
    }

    /// The one account and region that are concerned, or how many there are.
    pub(super) fn place(&self) -> String {
        let mut accounts = self.places.iter();
        if let (Some((account, regions)), None) = (accounts.next(), accounts.next()) {
            let mut regions_left = regions.iter();
            return match (regions_left.next(), regions_left.next()) {
                (Some(Some(region)), None) => format!("{account}/{region}"),
                (Some(None) | None, None) => (*account).to_owned(),
                _ => format!(
                    "{} of {account}",
                    super::words::counted(regions.len() as u64, "region")
                ),
            };
        }
        super::words::counted(self.places.len() as u64, "account")
    }

    /// True when [`Self::place`] names all that there is to name.
    pub(super) fn is_in_one_place(&self) -> bool {
        self.places.len() <= 1 && self.places.values().all(|regions| regions.len() <= 1)
    }
}

/// The ERROR findings by cause, the worst first. A finding with several causes is under each of them.
pub(super) fn unread<'r>(errors: &[&'r Finding]) -> Vec<Unread<'r>> {
    let mut by_cause: BTreeMap<Cause<'r>, Unread<'r>> = BTreeMap::new();
    for finding in errors {
        let Outcome::Error { reasons, .. } = &finding.outcome else {
            continue;
        };
        for reason in reasons.iter() {
            let cause = match reason {
                Reason::Gap(gap) => Cause::Action {
                    action: &gap.action,
                    kind: gap.kind,
                    code: gap.code.as_deref(),
                    resource_type: gap.resource_type.as_deref(),
                },
                Reason::Policy(message) => Cause::Policy {
                    control: &finding.control,
                    message,
                },
            };
            let unread = by_cause.entry(cause).or_insert_with(|| Unread {
                cause,
                worst: finding.severity,
                places: BTreeMap::new(),
                resources: BTreeSet::new(),
                messages: BTreeSet::new(),
                controls: BTreeSet::new(),
                findings: Vec::new(),
            });
            unread.worst = unread.worst.max(finding.severity);
            unread.controls.insert(&finding.control);
            if !unread
                .findings
                .last()
                .is_some_and(|last| std::ptr::eq(*last, *finding))
            {
                unread.findings.push(finding);
            }
            if let Reason::Gap(gap) = reason {
                let regions = unread.places.entry(&gap.account_id).or_default();
                regions.insert(gap.region.as_deref());
                unread.resources.extend(gap.resource.as_deref());
                unread.messages.extend(gap.message.as_deref());
            }
        }
    }
    let mut folded: Vec<Unread<'r>> = by_cause.into_values().collect();
    folded.sort_by_key(|unread| {
        (
            std::cmp::Reverse(unread.worst),
            std::cmp::Reverse(unread.findings.len()),
            unread.cause,
        )
    });
    folded
}
