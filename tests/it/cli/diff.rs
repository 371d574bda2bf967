//! `diff`: what changed between two reports.

use std::path::Path;

use serde_json::Value;

use super::assize::{ONE, Run, assize, check, file, names, snapshot};

/// Writes the report of a snapshot into a folder and gives its path.
fn report(folder: &Path, name: &str, select: &str) -> String {
    let path = folder.join(format!("{name}.json"));
    let path = path.to_str().unwrap().to_owned();
    let ran = assize(["check", &snapshot(name), "--select", select])
        .with([
            "--exit-zero",
            "--allow-errors",
            "-f",
            &format!("json={path}"),
        ])
        .run();
    assert!(matches!(ran.code, 0 | 3), "{ran:?}");
    path
}

fn diff(old: &str, new: &str) -> Run {
    assize(["diff", old, new])
}

/// Controls about trails and recorders.
const SOME: &str = "cloudtrail-logging-active,cloudtrail-multi-region-trail,config-recorder-exists";

#[test]
fn exit_codes_say_what_got_worse() {
    let folder = tempfile::tempdir().unwrap();
    let fine = report(folder.path(), "compliant", SOME);
    let bad = report(folder.path(), "noncompliant", SOME);
    let blind = report(folder.path(), "denied", SOME);
    diff(&fine, &fine)
        .run()
        .ends(0)
        .says("Verdict   nothing got worse\n");
    diff(&fine, &bad)
        .run()
        .ends(1)
        .says("NEW FAILURES\n")
        .says("Verdict   new failures");
    diff(&fine, &bad).with(["--exit-zero"]).run().ends(0);
    diff(&fine, &blind)
        .run()
        .ends(3)
        .says("NOW UNKNOWN  they had a verdict")
        .says("Verdict   less is known: ");
    // What became unknown is not forgiven with the failures.
    diff(&fine, &blind).with(["--exit-zero"]).run().ends(3);
    // The other account of the old report is not judged any more.
    diff(&bad, &fine)
        .run()
        .ends(3)
        .says("FIXED\n")
        .says("only the old one has 222233334444");
    diff(&blind, &fine)
        .run()
        .ends(0)
        .says("KNOWN AGAIN\n")
        .says("1 operation gained\n");
    diff(&fine, &bad)
        .with(["--fail-on", "critical"])
        .run()
        .ends(0);
}

#[test]
fn a_control_that_is_left_out_fixes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let both = report(folder.path(), "noncompliant", SOME);
    let other = tempfile::tempdir().unwrap();
    let one = report(other.path(), "noncompliant", "cloudtrail-logging-active");
    let ran = diff(&both, &one).run().ends(3);
    assert!(!ran.stdout.contains("FIXED"), "{}", ran.stdout);
    ran.says("NO LONGER SEEN  not known to be mended")
        .says("the control is not part of the new report")
        .says(
            "Controls  2 removed, 0 added, 0 changed\n          - cloudtrail-multi-region-trail\n",
        );
}

#[test]
fn all_formats_come_from_one_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let old = report(folder.path(), "compliant", SOME);
    let new = report(folder.path(), "noncompliant", SOME);
    let json = folder.path().join("diff.json");
    let markdown = folder.path().join("diff.md");
    diff(&old, &new)
        .with(["-f", "text", "-f", &format!("json={}", json.display())])
        .with(["-f", &format!("markdown={}", markdown.display())])
        .run()
        .ends(1)
        .says("Verdict   new failures");
    assert_eq!(
        names(folder.path()),
        [
            "compliant.json",
            "diff.json",
            "diff.md",
            "noncompliant.json"
        ]
    );
    let document: Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    let schema = assize(["schema", "diff"]).run().ends(0).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let new_failures = document["summary"]["newFailure"].as_u64().unwrap();
    assert!(new_failures > 0);
    let listed = document["findings"].as_array().unwrap();
    let of_class = listed
        .iter()
        .filter(|change| change["class"] == "newFailure");
    assert_eq!(of_class.count() as u64, new_failures);
    let markdown = std::fs::read_to_string(markdown).unwrap();
    assert!(
        markdown.starts_with("## assize diff: new failures\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains(&format!("| new failures | {new_failures} |")),
        "{markdown}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = report(folder.path(), "compliant", ONE);
    let whole = std::fs::read_to_string(&good).unwrap();
    let named = |name: &str, text: &str| {
        let path = file(folder.path(), name, text);
        path.to_str().unwrap().to_owned()
    };
    let cut = named("cut.json", &whole[..whole.len() / 2]);
    let newer = named(
        "newer.json",
        &whole.replacen("\"schemaVersion\": 1", "\"schemaVersion\": 99", 1),
    );
    let other = named("other.json", "{\"rules\": []}");
    let empty = named("empty.json", "");
    let elsewhere = named(
        "elsewhere.json",
        &whole.replace("111122223333", "999900001111"),
    );
    for (bad, messages) in [
        (
            &cut,
            [
                "cut.json` is not JSON: EOF",
                "help: `assize check SNAPSHOT -f json=FILE`",
            ],
        ),
        (
            &newer,
            [
                "newer.json` has schema version 99",
                "help: use a newer assize",
            ],
        ),
        (&other, ["other.json` is not a report in JSON", "help: "]),
        (&empty, ["empty.json` is not JSON", "help: "]),
        (
            &elsewhere,
            [
                "have no account in common: the old one is of ",
                "help: compare two reports of the same accounts",
            ],
        ),
    ] {
        diff(&good, bad).run().refuses(&messages);
        diff(bad, &good).run().refuses(&messages);
    }
    diff(&good, "none.json")
        .run()
        .refuses(&["report `none.json` could not be opened"]);
    diff("-", "-")
        .run()
        .refuses(&["both reports are to come from standard input"]);
    diff(&good, &good).with(["-f", "sarif"]).run().refuses(&[
        "unknown format `sarif`",
        "help: the formats are text, markdown, json",
    ]);
    diff(&good, &good)
        .with(["-f", "text", "-f", "json"])
        .run()
        .refuses(&["two reports go to standard output"]);
    // One of them may come from standard input, and either be compressed.
    let stdin = check("compliant").with(["-f", "json"]).run().ends(0).stdout;
    diff("-", &good).input(stdin).run().ends(0);
}
