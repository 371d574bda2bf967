//! `trend`: a history of reports.

use std::path::Path;

use serde_json::Value;

use super::assize::{assize, check, file, names};

/// A folder with the reports of the same account on three days: bad, fine, and blind.
fn history(folder: &Path) {
    for (name, snapshot, day) in [
        ("zzz.json", "noncompliant", "2026-11-01"),
        ("b.json", "compliant", "2026-11-08"),
        ("a.json", "denied", "2026-11-20"),
    ] {
        let ran = check(snapshot)
            .with(["-s", "cloudtrail-logging-active", "-f", "json"])
            .with(["--exit-zero", "--allow-errors"])
            .run();
        let report = ran
            .stdout
            .replace("2026-11-20T08:00:00Z", &format!("{day}T08:00:00Z"));
        file(folder, name, report);
    }
}

#[test]
fn a_folder_is_a_history_in_the_order_of_time() {
    let folder = tempfile::tempdir().unwrap();
    history(folder.path());
    file(folder.path(), "README.md", "not a report");
    let path = folder.path().to_str().unwrap();
    let ran = assize(["trend", path])
        .run()
        .ends(0)
        .says("3 reports, 2026-11-01T08:00:00Z to 2026-11-20T08:00:00Z\n")
        .says("2026-11-08T08:00:00Z  another scope: 2 fewer accounts (222233334444, 333344445555)");
    let days: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("  2026-11-") && line.contains('%'))
        .map(|line| &line[2..12])
        .collect();
    assert_eq!(days, ["2026-11-01", "2026-11-08", "2026-11-20"]);
    assert_eq!(ran.stderr, "");
}

#[test]
fn all_formats_come_from_one_reading() {
    let folder = tempfile::tempdir().unwrap();
    history(folder.path());
    let out = tempfile::tempdir().unwrap();
    let place = |name: &str| out.path().join(name).display().to_string();
    assize(["trend", folder.path().to_str().unwrap()])
        .with(["-f", &format!("json={}", place("trend.json"))])
        .with(["-f", &format!("html={}", place("trend.html"))])
        .run()
        .ends(0);
    assert_eq!(names(out.path()), ["trend.html", "trend.json"]);
    let document: Value =
        serde_json::from_slice(&std::fs::read(place("trend.json")).unwrap()).unwrap();
    let schema = assize(["schema", "trend"]).run().ends(0).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let points = document["histories"][0]["points"].as_array().unwrap();
    assert_eq!(points.len(), 3);
    // The account is fine on the second day; on the third nobody can tell, and that is no pass.
    assert_eq!(points[1]["all"]["passRate"], 1.0);
    assert!(points[2]["all"]["passRate"].as_f64().unwrap() < 1.0);
    assert!(points[2]["all"]["unknownRate"].as_f64().unwrap() > 0.0);
    assert!(points[2]["coverage"]["gaps"].as_u64().unwrap() > 0);
    let page = std::fs::read_to_string(place("trend.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(page.contains("Pass rate of all findings, over time"));
}

#[test]
fn what_is_no_history_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    assize(["trend", &path]).run().refuses(&[
        "holds no report",
        "help: reports of a history are called *.json",
    ]);
    let report = check("compliant").with(["-f", "json"]).run().ends(0).stdout;
    file(folder.path(), "good.json", &report);
    // A broken report in the folder is not passed over.
    file(folder.path(), "cut.json", &report[..report.len() / 2]);
    assize(["trend", &path])
        .run()
        .refuses(&["cut.json` is not JSON: EOF"]);
    file(
        folder.path(),
        "cut.json",
        report.replace("2026-11-20T08:00:00Z", "soon"),
    );
    assize(["trend", &path])
        .run()
        .refuses(&["cut.json` has no time: its snapshot was collected at `soon`"]);
    assize(["trend", "none.json"])
        .run()
        .refuses(&["report `none.json` could not be opened"]);
    assize(["trend"]).run().refuses(&["--help"]);
    assize(["trend", &path, "-f", "csv"]).run().refuses(&[
        "unknown format `csv`",
        "help: the formats are text, json, html",
    ]);
}

#[test]
fn a_file_that_is_named_twice_is_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let report = check("compliant").with(["-f", "json"]).run().ends(0).stdout;
    let good = file(folder.path(), "good.json", &report);
    let good = good.to_str().unwrap();
    let ran = assize(["trend", good, folder.path().to_str().unwrap(), good])
        .run()
        .ends(0)
        .says("1 report, of 2026-11-20T08:00:00Z");
    assert!(!ran.stdout.contains("left out"), "{}", ran.stdout);
}
