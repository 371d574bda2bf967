//! Ctrl-C: the collection ends at once, what was read until then is kept, and nobody takes it for all there is.

#![cfg(unix)]

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use assize::model::finding::Status;
use assize::model::snapshot::Snapshot;

use super::program::{command, run, text};
use crate::simulated_aws::SimulatedAws;

const HANGS: &str = "cloudtrail:GetTrailStatus";

/// Long enough for a busy machine, and far shorter than the call hangs.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn an_interrupted_collection_is_kept_as_incomplete() {
    let aws = SimulatedAws::with("compliant");
    aws.fault(HANGS, "hang", None);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.jsonl");
    let mut collect = command(&aws.env(), &["collect", "-o", text(&path)])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(|| aws.calls().keys().any(|(action, ..)| action == HANGS));

    interrupt(collect.id());
    wait_for(|| collect.try_wait().unwrap().is_some());
    let output = collect.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("interrupted"), "{stderr}");

    let snapshot = Snapshot::read(std::fs::read(&path).unwrap().as_slice()).unwrap();
    assert!(!snapshot.complete);
    let covered: Vec<&str> = snapshot
        .coverage
        .iter()
        .map(|entry| entry.action.as_str())
        .collect();
    assert!(covered.contains(&"account:ListRegions"), "{covered:?}");
    assert!(!covered.contains(&HANGS), "{covered:?}");

    aws.allow();
    let report = run(&aws, &["check", text(&path), "-f", "json"])
        .ended_with(3)
        .report();
    assert!(!report.snapshot.complete);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.status == Status::Error),
        "nothing is missing"
    );
    // Nor can errors be forgiven one by one until it looks compliant.
    run(
        &aws,
        &["check", text(&path), "--select", "config-recorder-exists"],
    )
    .ended_with(3);
}

#[test]
fn an_audit_that_is_interrupted_before_it_knows_the_caller_says_so() {
    let aws = SimulatedAws::start();
    aws.fault("sts:GetCallerIdentity", "hang", None);
    let mut audit = command(&aws.env(), &["audit"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(|| !aws.calls().is_empty());
    interrupt(audit.id());
    wait_for(|| audit.try_wait().unwrap().is_some());
    let output = audit.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("interrupted"), "{stderr}");
}

fn interrupt(process: u32) {
    let status = Command::new("kill")
        .args(["-INT", &process.to_string()])
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
}

#[track_caller]
fn wait_for(mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < SOON, "nothing for {SOON:?}");
        sleep(Duration::from_millis(20));
    }
}
