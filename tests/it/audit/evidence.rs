//! Evidence of an audit, with the calls that it made.

use assize::model::snapshot::Snapshot;

use super::program::run;
use crate::simulated_aws::SimulatedAws;

#[test]
fn an_audit_leaves_evidence_with_each_call_and_its_number() {
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
    assert!(!snapshot.calls.is_empty());
    for call in &snapshot.calls {
        assert!(
            call.request_id.is_some() || call.error.is_some(),
            "{call:?}"
        );
    }
    // Coverage counts calls by place; each of them is there.
    let covered: u64 = snapshot.coverage.iter().map(|entry| entry.calls).sum();
    assert!(snapshot.calls.len() as u64 >= covered, "{covered}");
    let verified = run(aws, &["verify", place]).ended_with(0);
    assert!(
        verified.stdout.contains("in the same bytes"),
        "{verified:?}"
    );
}
