//! Denying the actions of the plan, one after the other: what needed it becomes ERROR, nothing else changes, and nothing
//! gets better.
//!
//! `matrix.rs` asks the same of snapshots that are made up; here AWS refuses, the collectors notice and the report says it.

use std::collections::BTreeMap;

use assize::model::finding::{Finding, Outcome, Reason, Status, Subject};
use assize::model::gap::Gap;
use assize::policy::{Policy, PolicySet};

use super::collection::{REGIONS, as_text, audit};
use super::program::run;
use crate::simulated_aws::SimulatedAws;
use crate::support::builtin;

/// Without this there is no run at all; `refusals` tests it.
const IDENTITY: &str = "sts:GetCallerIdentity";

/// Controls that need an action for things of which a set-up has none, so that nothing is missing without it.
const NOTHING_MISSED: [(&str, &str, &str); 3] = [
    // The delivery channel names no key; those that there are serve trails.
    ("noncompliant", "kms:DescribeKey", "config-delivery-kms"),
    // The list names the stores, and their policies are read by their names.
    (
        "compliant",
        "cloudtrail:GetEventDataStore",
        "eds-resource-policy-restricted",
    ),
    (
        "noncompliant",
        "cloudtrail:GetEventDataStore",
        "eds-resource-policy-restricted",
    ),
];

/// What the set-up `noncompliant` does not encrypt.
const KEYLESS: [&str; 1] = ["arn:aws:sns:us-east-1:123456789012:weak-trail"];

#[test]
fn denied_actions_are_errors_of_a_compliant_account() {
    deny_each("compliant");
}

#[test]
fn denied_actions_are_errors_of_a_noncompliant_account() {
    deny_each("noncompliant");
}

fn deny_each(set_up: &str) {
    let aws = SimulatedAws::with(set_up);
    let set = builtin();
    let before = audit(&aws, &set).findings;
    let mut actions = set.plan().actions;
    assert!(actions.remove(IDENTITY), "{actions:?}");
    assert!(actions.len() >= 24, "only {actions:?}");
    for action in &actions {
        aws.deny(&[action]);
        let evaluation = audit(&aws, &set);
        aws.allow();
        let case = format!("{set_up} without {action}");
        nothing_got_better(&case, &before, &evaluation.findings);
        let mut readers = 0;
        for policy in &set.policies {
            let of_it = |findings: &[Finding]| -> BTreeMap<Subject, Outcome> {
                findings
                    .iter()
                    .filter(|finding| finding.control == policy.id)
                    .map(|finding| (finding.subject.clone(), finding.outcome.clone()))
                    .collect()
            };
            let (was, is) = (of_it(&before), of_it(&evaluation.findings));
            let kind = if NOTHING_MISSED.contains(&(set_up, action, &policy.id)) {
                Use::None
            } else {
                Use::of(policy, action)
            };
            match kind {
                Use::None => assert_eq!(is, was, "{case}: {} changed", policy.id),
                _ => {
                    // What only comes before other calls is noticed by whoever is without those.
                    let noticed = is
                        .values()
                        .any(|outcome| matches!(outcome, Outcome::Error { .. }));
                    readers += usize::from(kind == Use::Read || noticed);
                    check_readers(&case, policy, (action, &evaluation.gaps), kind, &was, &is);
                }
            }
        }
        assert!(readers > 0, "{case}: nobody reads it");
        let text = as_text(evaluation, &set);
        assert!(text.contains(action.as_str()), "{case}:\n{text}");
        assert!(text.contains("access denied"), "{case}:\n{text}");
    }
}

/// What a control needs an action for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// It does not.
    None,
    /// It takes place before other calls; what it says itself is not read.
    Prerequisite,
    /// To find what it judges one by one.
    Find,
    /// To judge.
    Read,
}

impl Use {
    fn of(policy: &Policy, action: &str) -> Self {
        let reads = &policy.reads;
        if !reads.actions().iter().any(|needed| needed == action) {
            return Self::None;
        }
        if !reads.needs().any(|need| need.action == action) {
            return Self::Prerequisite;
        }
        let read = [&reads.subject, &reads.account, &reads.region, &reads.world]
            .into_iter()
            .flat_map(|types| types.values())
            .flat_map(|reads| &reads.needs)
            .any(|need| need.action == action);
        if !read && !reads.subject.is_empty() {
            return Self::Find;
        }
        Self::Read
    }
}

fn check_readers(
    case: &str,
    policy: &Policy,
    (action, gaps): (&str, &[Gap]),
    kind: Use,
    was: &BTreeMap<Subject, Outcome>,
    is: &BTreeMap<Subject, Outcome>,
) {
    // What names no key or topic, or one that is not there, fails for that, whatever else there is of them.
    let of_named = action.starts_with("kms:") || action.starts_with("sns:");
    let keyless =
        |subject: &Subject| action.starts_with("kms:") && KEYLESS.contains(&subject.id().as_str());
    let mut errors = 0;
    for (subject, outcome) in is {
        match outcome {
            Outcome::Error { reasons, .. } => {
                errors += 1;
                assert!(
                    reasons.iter().any(
                        |reason| matches!(reason, Reason::Gap(gap) if gap.action == action)
                            || kind == Use::Prerequisite
                    ),
                    "{case}: {} on {subject} gives other reasons: {reasons:?}",
                    policy.id
                );
            }
            Outcome::NotApplicable(_) => {}
            // A bucket that is found by another of its users is judged as before, though fewer users are named.
            same if kind != Use::Read
                && was.get(subject).map(Outcome::status) == Some(same.status()) => {}
            same @ Outcome::Fail(_) if of_named && was.get(subject) == Some(same) => {}
            same if keyless(subject) && was.get(subject) == Some(same) => {}
            _ if is_elsewhere(subject) => {}
            // Nobody was refused in a region in which there was nothing to ask.
            same if !is_refused_in(gaps, action, subject)
                && was.get(subject).map(Outcome::status) == Some(same.status()) => {}
            other => panic!("{case}: {} on {subject} is {other:?}", policy.id),
        }
    }
    assert!(
        errors > 0 || kind == Use::Prerequisite || (of_named && is == was),
        "{case}: {} does not notice: {is:?}",
        policy.id
    );
}

/// Whether an action was refused where a region is judged; whatever else is judged is not in one place.
fn is_refused_in(gaps: &[Gap], action: &str, subject: &Subject) -> bool {
    let Subject::Region { region, .. } = subject else {
        return true;
    };
    gaps.iter()
        .any(|gap| gap.action == action && gap.region.as_ref().is_none_or(|name| name == region))
}

/// Whether a resource is in a region that is not enabled. Who may not ask which regions there are asks them all, and finds
/// what nobody looked for before.
fn is_elsewhere(subject: &Subject) -> bool {
    matches!(subject, Subject::Resource { region, .. } if region != "global" && !REGIONS.contains(&region.as_str()))
}

fn nothing_got_better(case: &str, before: &[Finding], after: &[Finding]) {
    let was: BTreeMap<_, _> = before
        .iter()
        .map(|finding| {
            (
                (&finding.control, &finding.subject),
                finding.outcome.status(),
            )
        })
        .collect();
    for finding in after {
        if is_elsewhere(&finding.subject) {
            continue;
        }
        if finding.outcome.status() == Status::Pass {
            assert_eq!(
                was.get(&(&finding.control, &finding.subject)),
                Some(&Status::Pass),
                "{case}: {} passes on {}",
                finding.control,
                finding.subject
            );
        }
    }
}

#[test]
fn a_refusal_by_a_service_control_policy_is_called_so() {
    let aws = SimulatedAws::with("compliant");
    aws.deny_by_scp(&["s3:GetBucketPolicy"]);
    let ran = run(&aws, &["audit", "--select", "audit-bucket-tls-only"]).ended_with(3);
    assert!(ran.stdout.contains("s3:GetBucketPolicy"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("denied by a service control policy"),
        "{}",
        ran.stdout
    );
}

#[test]
fn everything_denied_is_incomplete_and_says_nothing_of_the_account() {
    let aws = SimulatedAws::with("noncompliant");
    let set: PolicySet = builtin();
    let actions = set.plan().actions;
    let others: Vec<&str> = actions
        .iter()
        .map(String::as_str)
        .filter(|action| *action != IDENTITY)
        .collect();
    aws.deny(&others);
    let report = run(&aws, &["audit", "-f", "json"]).ended_with(3).report();
    for finding in &report.findings {
        assert_eq!(finding.status, Status::Error, "{finding:#?}");
    }
    assert_eq!(
        report
            .findings
            .iter()
            .map(|finding| finding.control.as_str())
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        set.policies.len(),
        "each control has its say"
    );
}
