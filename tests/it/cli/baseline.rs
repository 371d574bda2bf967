//! Baselines from the command line: only what is new fails a run.

use std::path::Path;

use serde_json::Value;

use super::assize::{Ran, Run, assize, check, file, snapshot};

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The report of the non-compliant account in a file.
fn report(folder: &Path) -> (String, Value) {
    let ran = check("noncompliant").with(["-f", "json"]).run().ends(1);
    let path = file(folder, "report.json", &ran.stdout);
    (path.to_str().unwrap().to_owned(), json(&ran))
}

fn against(baseline: &str) -> Run {
    check("noncompliant").with(["--baseline", baseline])
}

/// A baseline of the report without its first failure.
fn without_first(folder: &Path, report: &str) -> (String, Value) {
    let ran = assize(["baseline", report]).run().ends(0);
    let mut baseline = json(&ran);
    let first = baseline["failures"].as_array_mut().unwrap().remove(0);
    let path = file(folder, "base.json", baseline.to_string());
    (path.to_str().unwrap().to_owned(), first)
}

#[test]
fn what_is_known_does_not_count_and_what_is_new_does() {
    let folder = tempfile::tempdir().unwrap();
    let (report, whole) = report(folder.path());
    let failures = whole["summary"]["byStatus"]["FAIL"].as_u64().unwrap();
    assert!(failures >= 2);
    // A report is a baseline as it is, and so is the lean file that is made of it.
    let lean = folder.path().join("lean.json");
    let lean = lean.to_str().unwrap();
    let ran = assize(["baseline", &report, "-o", lean]).run().ends(0);
    assert_eq!(ran.stderr, format!("{lean}: {failures} failures\n"));
    for baseline in [report.as_str(), lean] {
        let ran = against(baseline).run().ends(0);
        let ran = ran
            .says(&format!(
                "{failures} failures are in the baseline, and do not count\n"
            ))
            .says("Verdict   compliant\n");
        assert!(ran.stdout.starts_with("Findings  "), "{}", ran.stdout);
        let found = json(&against(baseline).with(["-f", "json"]).run().ends(0));
        assert_eq!(found["summary"]["byStatus"], whole["summary"]["byStatus"]);
        assert_eq!(found["summary"]["baselined"], failures);
    }
    let (base, first) = without_first(folder.path(), &report);
    let ran = against(&base).run().ends(1);
    let ran = ran.says(first["subject"].as_str().unwrap());
    assert_eq!(
        ran.stdout.matches("\nFAIL ").count() + usize::from(ran.stdout.starts_with("FAIL ")),
        1
    );
    // A baseline hides nothing that could not be judged, and does not take it for mended.
    let denied = || {
        let snapshot = snapshot("denied");
        assize([
            "check",
            &snapshot,
            "-s",
            "cloudtrail-logging-active",
            "-f",
            "json",
        ])
    };
    let found = json(&denied().run().ends(3));
    let is_unread = |finding: &&Value| finding["status"] == "ERROR";
    let unread = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(is_unread);
    let mut known = first;
    known["fingerprint"] = unread.unwrap()["fingerprint"].clone();
    known["control"] = "cloudtrail-logging-active".into();
    let mut baseline = json(&assize(["baseline", &report]).run().ends(0));
    baseline["failures"].as_array_mut().unwrap().push(known);
    let base = file(folder.path(), "unread.json", baseline.to_string());
    let held = denied()
        .with(["--baseline", base.to_str().unwrap()])
        .run()
        .ends(3);
    let held = json(&held);
    assert_eq!(held["findings"], found["findings"]);
    assert_eq!(held["baseline"]["absent"].as_array().unwrap().len(), 0);
}

#[test]
fn one_that_has_become_worse_counts_again() {
    let folder = tempfile::tempdir().unwrap();
    let (report, _) = report(folder.path());
    let mut baseline = json(&assize(["baseline", &report]).run().ends(0));
    baseline["failures"][0]["severity"] = "LOW".into();
    let base = file(folder.path(), "base.json", baseline.to_string());
    let found = json(
        &against(base.to_str().unwrap())
            .with(["-f", "json"])
            .run()
            .ends(1),
    );
    let new = found["findings"].as_array().unwrap().iter();
    let new: Vec<&Value> = new
        .filter(|finding| finding["baselineState"] == "new")
        .collect();
    assert_eq!(new.len(), 1);
    assert_eq!(
        new[0]["fingerprint"],
        baseline["failures"][0]["fingerprint"]
    );
}

#[test]
fn what_fails_no_more_is_said_and_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let (report, whole) = report(folder.path());
    let mut baseline = json(&assize(["baseline", &report]).run().ends(0));
    let failures = baseline["failures"].as_array().unwrap().len();
    // One of a finding that passes.
    let is_pass = |finding: &&Value| finding["status"] == "PASS";
    let passes = whole["findings"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(is_pass)
        .unwrap();
    let mut gone = baseline["failures"][0].clone();
    gone["fingerprint"] = passes["fingerprint"].clone();
    gone["subject"] = passes["subject"]["id"].clone();
    baseline["failures"].as_array_mut().unwrap().push(gone);
    let base = file(folder.path(), "base.json", baseline.to_string());
    let base = base.to_str().unwrap();
    let ran = against(base).run().ends(0);
    let subject = passes["subject"]["id"].as_str().unwrap();
    ran.says(&format!(
        "1 entry of the baseline no longer fails, and can be pruned: cloudtrail-log-file-validation {subject}\n"
    ));
    let judged = against(base).with(["-f", "json"]).run().ends(0);
    let judged = file(folder.path(), "judged.json", judged.stdout);
    let judged = judged.to_str().unwrap();
    let ran = assize(["baseline", judged, "--prune", base, "-o", base])
        .run()
        .ends(0);
    assert_eq!(
        ran.stderr,
        format!("{base}: {failures} failures, without 1 that failed no more\n")
    );
    let ran = against(base).run().ends(0);
    assert!(!ran.stdout.contains("can be pruned"), "{}", ran.stdout);
    // The report was judged against the file as it was, not as it is now.
    assize(["baseline", judged, "--prune", base])
        .run()
        .refuses(&[
            &format!("report `{judged}` was not judged against `{base}` as it is now"),
            &format!("help: make it with `--baseline {base} -f json=FILE`"),
        ]);
}

#[test]
fn what_is_no_baseline_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (report, _) = report(folder.path());
    let whole = std::fs::read(&report).unwrap();
    let refused = |bytes: &[u8], message: &str| {
        let path = file(folder.path(), "wrong.json", bytes);
        let path = path.to_str().unwrap();
        against(path)
            .run()
            .refuses(&[&format!("baseline `{path}` {message}"), "help: "]);
    };
    refused(b"", "is not JSON");
    refused(b"{}", "is neither a baseline nor a report in JSON");
    refused(&whole[..whole.len() / 2], "is not JSON");
    refused(b"{\"schemaVersion\": 99}", "has schema version 99");
    refused(b"{\"baselineVersion\": 99}", "has baseline version 99");
    refused(
        b"{\"baselineVersion\": 1}",
        "does not have the form of a baseline",
    );
    against("none.json")
        .run()
        .refuses(&["baseline `none.json` could not be opened"]);
    assize(["baseline", "none.json"])
        .run()
        .refuses(&["report `none.json` could not be opened"]);
}
