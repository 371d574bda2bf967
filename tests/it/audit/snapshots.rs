//! Collecting now and judging later is the same as auditing.

use std::fs;
use std::process::Stdio;

use assize::model::snapshot::Snapshot;

use super::program::{MANAGEMENT_ACCOUNT_SERVES, command, run, run_in, text};
use crate::simulated_aws::SimulatedAws;

#[test]
fn a_snapshot_is_judged_as_the_account_was() {
    let aws = SimulatedAws::shared("noncompliant");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.jsonl.zst");
    let audited = run(aws, &["audit", "-f", "json"]).ended_with(1).report();
    let collected = run(aws, &["collect", "-o", text(&path)]).ended_with(0);
    assert_eq!(collected.stdout, "");
    assert!(
        fs::read(&path)
            .unwrap()
            .starts_with(&[0x28, 0xb5, 0x2f, 0xfd]),
        "the ending asks for Zstandard"
    );

    // Whoever judges needs neither AWS nor credentials.
    let nowhere = std::collections::BTreeMap::new();
    let checked = run_in(&nowhere, &["check", text(&path), "-f", "json"])
        .ended_with(1)
        .report();
    assert_eq!(checked.verdict, audited.verdict);
    assert_eq!(checked.summary, audited.summary);
    assert_eq!(checked.findings, audited.findings);
    assert_eq!(checked.controls, audited.controls);
    assert_eq!(checked.gaps, audited.gaps);
    assert_eq!(checked.coverage, audited.coverage);
}

#[test]
fn an_audit_keeps_the_snapshot_that_it_judged() {
    let aws = SimulatedAws::shared("compliant");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.jsonl");
    let json = |arguments: &[&str]| {
        let all = [arguments, &["-f", "json"], &MANAGEMENT_ACCOUNT_SERVES[..]].concat();
        run(aws, &all).ended_with(0).report()
    };
    let audited = json(&["audit", "--snapshot", text(&path)]);
    let checked = json(&["check", text(&path)]);
    assert_eq!(checked, audited);
}

#[test]
fn a_snapshot_goes_through_a_pipe() {
    let aws = SimulatedAws::shared("empty");
    let collected = run(aws, &["collect", "-o", "-"]).ended_with(0);
    assert!(
        collected.stderr.contains("standard output"),
        "{}",
        collected.stderr
    );
    let mut check = command(&aws.env(), &["check", "-", "-f", "json"]);
    let mut check = check
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(
        &mut check.stdin.take().unwrap(),
        collected.stdout.as_bytes(),
    )
    .unwrap();
    let output = check.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_same_state_gives_the_same_bytes() {
    let aws = SimulatedAws::shared("noncompliant");
    let collected = || {
        let ran = run(aws, &["collect", "-o", "-"]).ended_with(0);
        let snapshot = Snapshot::read(ran.stdout.as_bytes()).unwrap();
        assert!(snapshot.items.len() > 5, "{}", ran.stdout);
        // The time of the collection is in the header and on each item, and the trailer's digest covers both. Each call has a time
        // and a number of its own.
        let time = snapshot.header.collected_at;
        let mut lines: Vec<String> = ran
            .stdout
            .lines()
            .filter(|line| !line.starts_with("{\"call\":"))
            .map(|line| line.replace(&time, "NOW"))
            .collect();
        let trailer = lines.pop().unwrap();
        assert!(trailer.contains("sha256"), "{trailer}");
        let calls: Vec<(String, Option<String>)> = snapshot
            .calls
            .iter()
            .map(|call| (call.action.clone(), call.error.clone()))
            .collect();
        (lines, calls)
    };
    assert_eq!(collected(), collected());
}
