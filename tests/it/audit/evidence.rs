//! Evidence of an audit, with each call that it made.

use assize::model::snapshot::Snapshot;

use super::program::run;
use crate::simulated_aws::SimulatedAws;

#[test]
fn an_audit_leaves_evidence_with_each_call() {
    let aws = SimulatedAws::shared("noncompliant");
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("evidence");
    let place = place.to_str().unwrap();
    run(
        aws,
        &["audit", "--select", "cloudtrail-*", "--evidence", place],
    )
    .ended_with(1);
    let bytes = std::fs::read(format!("{place}/snapshot.jsonl")).unwrap();
    let snapshot = Snapshot::read(bytes.as_slice()).unwrap();
    // The simulated AWS gives a number to some of its answers only.
    let identity = snapshot
        .calls
        .iter()
        .find(|call| call.action == "sts:GetCallerIdentity");
    let began: jiff::Timestamp = identity.unwrap().started_at.parse().unwrap();
    let collected: jiff::Timestamp = snapshot.header.collected_at.parse().unwrap();
    assert!(
        (began - collected).get_seconds().abs() < 60,
        "{began} {collected}"
    );
    // Coverage counts calls by place; each of them is there.
    let covered: u64 = snapshot.coverage.iter().map(|entry| entry.calls).sum();
    assert!(snapshot.calls.len() as u64 >= covered, "{covered}");
    let verified = run(aws, &["verify", place]).ended_with(0);
    assert!(
        verified.stdout.contains("in the same bytes"),
        "{verified:?}"
    );
}
