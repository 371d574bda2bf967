//! `remediation`: what a report proposes, each line of it a comment.

use std::process::Command;

use serde_json::Value;

use super::assize::{assize, check, file};

/// The report of the non-compliant account.
fn report() -> String {
    check("noncompliant")
        .with(["-f", "json"])
        .run()
        .ends(1)
        .stdout
}

#[test]
fn the_script_has_every_failure_and_does_nothing() {
    let report = report();
    let ran = assize(["remediation", "-"])
        .input(report.clone())
        .run()
        .ends(0);
    let parsed: Value = serde_json::from_str(&report).unwrap();
    let failures = parsed["summary"]["byStatus"]["FAIL"].as_u64().unwrap();
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let shown = lines.iter().filter(|line| line.starts_with("## FAIL "));
    assert_eq!(shown.count() as u64, failures);
    assert_eq!(lines[0], "#!/usr/bin/env bash");
    let running: Vec<&&str> = lines
        .iter()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    assert_eq!(running, [&"set -euo pipefail"]);
    // Uncommented, it is still something that a shell reads.
    let commands: String = lines
        .iter()
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n");
    assert!(commands.contains("\naws cloudtrail "), "{commands}");
    let folder = tempfile::tempdir().unwrap();
    let script = file(folder.path(), "mend.sh", commands);
    let read = Command::new("bash")
        .arg("-n")
        .arg(&script)
        .output()
        .unwrap();
    assert!(read.status.success(), "{read:?}");
}

#[test]
fn findings_stand_by_account_and_region() {
    let ran = assize(["remediation", "-"]).input(report()).run().ends(0);
    let places: Vec<&str> = ran
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("## ==== "))
        .collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(places, sorted);
    assert!(
        places.iter().all(|place| place.starts_with("account ")),
        "{places:?}"
    );
}

#[test]
fn terraform_is_another_form_of_the_same() {
    let ran = assize(["remediation", "-", "--format", "terraform"])
        .input(report())
        .run()
        .ends(0)
        .says("\n# resource \"aws_cloudtrail\" \"");
    assert!(!ran.stdout.contains("pipefail"));
    assert!(
        ran.stdout
            .lines()
            .all(|line| line.is_empty() || line.starts_with('#'))
    );
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let other = file(folder.path(), "x.json", "{}");
    let other = other.to_str().unwrap();
    assize(["remediation", other]).run().refuses(&[
        &format!("report `{other}` is not a report in JSON"),
        "help: `assize check SNAPSHOT -f json=FILE` writes such a report",
    ]);
    assize(["remediation", "none.json"])
        .run()
        .refuses(&["report `none.json` could not be opened"]);
    assize(["remediation", "-"])
        .input("{\"schemaVersion\": 99}")
        .run()
        .refuses(&[
            "standard input has schema version 99",
            "help: use a newer assize",
        ]);
}
