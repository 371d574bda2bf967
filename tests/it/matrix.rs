//! The matrix: what must hold of every control, generated from the controls themselves.
//!
//! A control passes on the compliant account and fails on the non-compliant one; and for each action that it needs, taking the
//! action away turns its findings into ERROR, touches no other control's, and never makes a PASS.

use std::collections::{BTreeMap, BTreeSet};

use assize::evaluate::evaluate;
use assize::model::finding::{Finding, Status, Subject};
use assize::model::gap::{Gap, GapKind};
use assize::model::snapshot::{Snapshot, SnapshotReader};
use assize::policy::PolicySet;

use crate::support::{builtin, fixture};

/// Controls that cannot fail on the non-compliant account, and why.
const NEVER_FAIL: &[(&str, &str)] = &[];

/// Controls that cannot pass on the compliant account without a parameter, and why.
const NEVER_PASS: &[(&str, &str)] = &[
    (
        "cloudtrail-designated-bucket",
        "it is about buckets named in a parameter",
    ),
    (
        "cloudtrail-dynamodb-data-events",
        "it is about tables named in a parameter",
    ),
    (
        "cloudtrail-network-activity-events",
        "it is about services named in a parameter",
    ),
    (
        "config-baseline-rules-present",
        "it is about rules named in a parameter",
    ),
    (
        "config-permitted-services",
        "it is about services named in a parameter",
    ),
    (
        "sns-audit-topic-approved-endpoints",
        "it is about endpoints named in a parameter",
    ),
];

/// What those are told, so that they fail on the non-compliant account.
const WANTED: &[&str] = &[
    "cloudtrail-designated-bucket.buckets=the-designated-bucket",
    "cloudtrail-dynamodb-data-events.tables=arn:aws:dynamodb:us-east-1:111122223333:table/orders",
    "cloudtrail-network-activity-events.event_sources=s3.amazonaws.com",
    "config-baseline-rules-present.rules=MULTI_REGION_CLOUD_TRAIL_ENABLED",
    "config-permitted-services.services=S3",
    "sns-audit-topic-approved-endpoints.endpoints=example.com",
];

/// Controls that need an action for things of which a snapshot has none, so that they judge as before without it.
const NOTHING_MISSED: &[(&str, &str, &str)] = &[
    // The delivery channel that fails names no key; the keys that there are serve trails.
    ("noncompliant", "kms:DescribeKey", "config-delivery-kms"),
];

fn judge(snapshot: &Snapshot, set: &PolicySet) -> Vec<Finding> {
    let bytes = snapshot.write(Vec::new()).unwrap();
    let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
    evaluate(reader, set).unwrap().findings
}

fn by_control(findings: &[Finding]) -> BTreeMap<&str, Vec<&Finding>> {
    let mut controls: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        controls.entry(&finding.control).or_default().push(finding);
    }
    controls
}

#[test]
fn every_control_passes_on_the_compliant_account() {
    let set = builtin();
    let findings = judge(&fixture("compliant"), &set);
    for (control, findings) in by_control(&findings) {
        for finding in &findings {
            let status = finding.outcome.status();
            assert!(
                matches!(status, Status::Pass | Status::NotApplicable),
                "{control} on {}: {:?}",
                finding.subject,
                finding.outcome
            );
        }
        let passes = findings
            .iter()
            .any(|finding| finding.outcome.status() == Status::Pass);
        assert_eq!(
            passes,
            !NEVER_PASS.iter().any(|(name, _)| *name == control),
            "{control} does not pass anywhere: {findings:?}"
        );
    }
}

#[test]
fn every_control_fails_on_the_noncompliant_account() {
    let set = builtin();
    let mut snapshot_set = builtin();
    for wanted in WANTED {
        snapshot_set.set_parameter(wanted).unwrap();
    }
    let findings = judge(&fixture("noncompliant"), &snapshot_set);
    let controls = by_control(&findings);
    let silent: Vec<&str> = set
        .policies
        .iter()
        .map(|policy| policy.id.as_str())
        .filter(|id| !NEVER_FAIL.iter().any(|(name, _)| name == id))
        .filter(|id| {
            !controls.get(id).is_some_and(|findings| {
                findings
                    .iter()
                    .any(|finding| finding.outcome.status() == Status::Fail)
            })
        })
        .collect();
    assert!(silent.is_empty(), "these never fail: {silent:?}");
}

#[test]
fn every_pair_of_control_and_subject_has_one_finding() {
    for name in [
        "compliant",
        "noncompliant",
        "empty",
        "denied",
        "member",
        "one-region-recorder",
        "organization",
    ] {
        let findings = judge(&fixture(name), &builtin());
        let pairs: BTreeSet<(&str, &Subject)> = findings
            .iter()
            .map(|finding| (finding.control.as_str(), &finding.subject))
            .collect();
        assert_eq!(pairs.len(), findings.len(), "{name} has a pair twice");
        let controls: BTreeSet<&str> = findings
            .iter()
            .map(|finding| finding.control.as_str())
            .collect();
        assert_eq!(
            controls.len(),
            builtin().policies.len(),
            "{name}: a control is silent"
        );
    }
}

#[test]
fn denying_an_action_makes_errors_of_its_readers_and_nothing_else() {
    let set = builtin();
    let actions: BTreeSet<String> = set
        .policies
        .iter()
        .flat_map(|policy| policy.reads.needs())
        .map(|need| need.action.clone())
        .collect();
    assert!(actions.len() >= 24, "only {actions:?}");
    for name in ["compliant", "noncompliant"] {
        let snapshot = fixture(name);
        let before = judge(&snapshot, &set);
        for action in &actions {
            let denied = denied(&snapshot, action);
            let after = judge(&denied, &set);
            let after = by_control(&after);
            // An account or a region in which there was nothing to ask misses nothing.
            let misses = |subject: &Subject| {
                denied
                    .gaps
                    .iter()
                    .filter(|gap| gap.action == *action && gap.account_id == account(subject))
                    .any(|gap| match (subject, &gap.region) {
                        (Subject::Region { region, .. }, Some(name)) => region == name,
                        _ => true,
                    })
            };
            for policy in &set.policies {
                let reads = policy.reads.needs().any(|need| need.action == *action)
                    && !NOTHING_MISSED.contains(&(name, action, &policy.id));
                let findings = &after[policy.id.as_str()];
                let old: BTreeMap<&Subject, &Finding> = before
                    .iter()
                    .filter(|finding| finding.control == policy.id)
                    .map(|finding| (&finding.subject, finding))
                    .collect();
                if !reads {
                    for finding in findings {
                        // A bucket or key that is only known through what was taken away is gone with it; what is
                        // still there is judged as before.
                        if let Some(old) = old.get(&finding.subject) {
                            assert_eq!(
                                finding.outcome, old.outcome,
                                "{name}: {action} changed {}",
                                policy.id
                            );
                        }
                    }
                    continue;
                }
                // Where the action only finds the subjects, those that are known all the same keep their verdict, and what
                // is not known is a finding of its own.
                let looked_at = [
                    &policy.reads.subject,
                    &policy.reads.account,
                    &policy.reads.region,
                    &policy.reads.world,
                ];
                let finds_only = !looked_at
                    .into_iter()
                    .flat_map(|types| types.values())
                    .flat_map(|reads| &reads.needs)
                    .any(|need| need.action == *action)
                    && !policy.reads.subject.is_empty();
                let mut errors = 0;
                for finding in findings {
                    let was = old
                        .get(&finding.subject)
                        .map(|finding| finding.outcome.status());
                    match finding.outcome.status() {
                        Status::Error => errors += 1,
                        Status::NotApplicable | Status::Waived => {}
                        status if finds_only && was == Some(status) => {}
                        status if !misses(&finding.subject) && was == Some(status) => {}
                        status => panic!(
                            "{name}: without {action}, {} is {status} for {} (was {was:?})",
                            policy.id, finding.subject
                        ),
                    }
                }
                assert!(
                    errors > 0,
                    "{name}: {} does not notice that {action} is denied",
                    policy.id
                );
            }
        }
    }
}

/// Whose a subject is.
fn account(subject: &Subject) -> &str {
    match subject {
        Subject::Resource { account, .. }
        | Subject::Region { account, .. }
        | Subject::Account { account } => account,
        Subject::Organization { id } => id,
    }
}

/// The snapshot as it would be had the action been denied everywhere: the parts that it fills are gone, and gaps in their place.
fn denied(snapshot: &Snapshot, action: &str) -> Snapshot {
    let mut snapshot = snapshot.clone();
    snapshot.gaps.retain(|gap| gap.action != action);
    let places: Vec<(String, Option<String>)> = snapshot
        .coverage
        .iter()
        .filter(|entry| entry.action == action)
        .map(|entry| (entry.account_id.clone(), entry.region.clone()))
        .collect();
    let gap = |account: &str, region: Option<String>, resource: Option<String>| Gap {
        action: action.to_owned(),
        account_id: account.to_owned(),
        region,
        resource_type: None,
        resource,
        kind: GapKind::AccessDenied,
        code: Some("AccessDeniedException".to_owned()),
        message: None,
    };
    let mut gaps = Vec::new();
    let mut listed = false;
    snapshot.items.retain_mut(|item| {
        let Some(known) = assize::resource::find(&item.resource_type) else {
            return true;
        };
        if known.inventory.action() == action
            && !matches!(known.inventory, assize::resource::Inventory::Referenced(_))
        {
            listed = true;
            return false;
        }
        for part in known.parts.iter().filter(|part| part.action == action) {
            let mut names = part.path.split('.');
            match (names.next(), names.next()) {
                (Some("configuration"), None) => item.configuration = serde_json::Value::Null,
                (Some("supplementaryConfiguration"), Some(name)) => {
                    item.supplementary_configuration.remove(name);
                }
                (Some("tags"), None) => item.tags.clear(),
                _ => panic!("{} has no such place", part.path),
            }
            let region = part.regional.then(|| item.aws_region.clone());
            gaps.push(gap(&item.account_id, region, Some(item.key())));
        }
        true
    });
    if listed || gaps.is_empty() {
        gaps.extend(
            places
                .into_iter()
                .map(|(account, region)| gap(&account, region, None)),
        );
    }
    snapshot.gaps.extend(gaps);
    snapshot.sort();
    snapshot
}
