//! Exit codes of `check`: what the findings call for, and which leniency forgives what.

use assize::model::snapshot::Snapshot;

use super::assize::{assize, check, snapshot};
use crate::support::fixture;

#[test]
fn every_fixture_ends_with_its_code() {
    for (name, code, verdict) in [
        ("compliant", 0, "compliant"),
        ("config-items", 0, "compliant"),
        ("organization", 1, "non-compliant"),
        ("noncompliant", 1, "non-compliant"),
        ("empty", 1, "non-compliant"),
        ("one-region-recorder", 1, "non-compliant"),
        ("denied", 3, "incomplete"),
        ("member", 3, "incomplete"),
    ] {
        let ran = assize(["check", &snapshot(name)]).run().ends(code);
        let last = ran.stdout.lines().last();
        assert_eq!(
            last,
            Some(format!("Verdict   {verdict}").as_str()),
            "{name}"
        );
        assert_eq!(ran.stderr, "", "{name}");
    }
}

#[test]
fn every_denied_action_is_named_in_every_format() {
    let gaps = fixture("denied").gaps;
    assert!(gaps.len() > 2);
    for format in ["text", "json", "junit", "markdown"] {
        let ran = assize(["check", &snapshot("denied"), "-f", format])
            .run()
            .ends(3);
        for gap in &gaps {
            assert!(
                ran.stdout.contains(&gap.action),
                "{format} says nothing of {}",
                gap.action
            );
        }
    }
}

#[test]
fn failures_below_the_threshold_do_not_count() {
    for (threshold, code) in [("low", 1), ("medium", 1), ("high", 0), ("critical", 0)] {
        let ran = check("noncompliant")
            .with(["--fail-on", threshold])
            .run()
            .ends(code);
        // They are reported all the same.
        ran.says("4 fail").says("FAIL   MEDIUM");
    }
    assize(["check", &snapshot("noncompliant"), "--fail-on", "critical"])
        .run()
        .ends(1);
    check("noncompliant")
        .with(["--fail-on", "grave"])
        .run()
        .refuses(&["low, medium, high or critical"]);
}

#[test]
fn errors_count_whatever_the_threshold_is() {
    assize(["check", &snapshot("denied"), "--fail-on", "critical"])
        .run()
        .ends(3);
}

#[test]
fn exit_zero_forgives_failures_only() {
    check("noncompliant")
        .with(["--exit-zero"])
        .run()
        .ends(0)
        .says("4 fail");
    assize(["check", &snapshot("denied"), "--exit-zero"])
        .run()
        .ends(3);
    assize(["check", "no-such-file.jsonl", "--exit-zero"])
        .run()
        .refuses(&["no-such-file.jsonl"]);
    // Both failures and errors: the failures are forgiven, and the run may not be taken for a complete one.
    assize(["check", "-", "--exit-zero"])
        .input(both())
        .run()
        .ends(3)
        .says("Verdict   non-compliant");
    let ran = assize(["check", "-", "--exit-zero", "--allow-errors"])
        .input(both())
        .run()
        .ends(0);
    ran.says("--exit-zero is set").says("--allow-errors is set");
}

#[test]
fn allow_errors_forgives_errors_only_and_says_so() {
    let arguments = |name| assize(["check", &snapshot(name), "--allow-errors"]);
    let ran = arguments("denied").run().ends(0).says("0 fail");
    assert!(!ran.stdout.contains(" 0 error"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("--allow-errors is set"),
        "{}",
        ran.stdout
    );
    arguments("noncompliant").run().ends(1);
    let without = assize(["check", &snapshot("denied")]).run().ends(3);
    assert!(!without.stdout.contains("--allow-errors"));
}

#[test]
fn a_failure_wins_over_an_error() {
    let ran = assize(["check", "-"]).input(both()).run().ends(1);
    for start in ["FAIL ", "ERROR "] {
        assert!(
            ran.stdout.lines().any(|line| line.starts_with(start)),
            "no {start}in:\n{}",
            ran.stdout
        );
    }
    // Unless it is below the threshold: then what could not be read decides.
    assize(["check", "-", "--fail-on", "critical"])
        .input(both())
        .run()
        .ends(3);
}

#[test]
fn an_interrupted_collection_is_never_compliant() {
    let mut snapshot = fixture("compliant");
    snapshot.complete = false;
    let bytes = snapshot.write(Vec::new()).unwrap();
    check_bytes(bytes).ends(3).says("Verdict   incomplete");
}

#[test]
fn a_snapshot_of_no_account_gives_nothing_to_judge() {
    let nothing = Snapshot {
        items: Vec::new(),
        gaps: Vec::new(),
        coverage: Vec::new(),
        calls: Vec::new(),
        ..fixture("empty")
    };
    let mut no_account = nothing.clone();
    no_account.header.accounts.clear();
    check_bytes(no_account.write(Vec::new()).unwrap()).refuses(&["nothing to judge", "account"]);
    // An account of which nothing was asked is not compliant either.
    check_bytes(nothing.write(Vec::new()).unwrap())
        .ends(3)
        .says("Verdict   incomplete");
}

fn check_bytes(bytes: Vec<u8>) -> super::assize::Ran {
    assize(["check", "-", "--select", super::assize::ONE])
        .input(bytes)
        .run()
}

/// A snapshot with failures, none of them critical, and errors: one trail's log file validation off, operations denied.
fn both() -> Vec<u8> {
    let mut snapshot = fixture("denied");
    let trail = snapshot
        .items
        .iter_mut()
        .find(|item| item.resource_type == "AWS::CloudTrail::Trail")
        .unwrap();
    trail.configuration["logFileValidationEnabled"] = false.into();
    snapshot.write(Vec::new()).unwrap()
}
