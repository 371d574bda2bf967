//! Waivers from the command line: what they hide, for how long, and what of them is refused.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::assize::{ONE, Ran, Run, assize, check, file, names, snapshot};
use crate::support::path;

const DAY: &str = "2026-11-26";

/// A control that has no verdict where trails may not be asked for their status.
const UNREAD: &str = "cloudtrail-logging-active";

/// A control that passes everywhere.
const OWN: &str = "# METADATA
# title: Trails are trails
# description: Nothing is wrong with any trail.
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   remediation: aws cloudtrail describe-trails
package acme.trails.own

import rego.v1

deny contains {\"message\": \"it has no name\"} if {
\tinput.resource.arn == \"\"
}
";

/// The subjects that fail [`ONE`] in the non-compliant account.
fn failing() -> Vec<String> {
    let report = json(&check("noncompliant").with(["-f", "json"]).run().ends(1));
    statuses(&report, "FAIL")
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

fn statuses(report: &Value, status: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["status"] == status)
        .map(|finding| finding["subject"]["id"].as_str().unwrap().to_owned())
        .collect()
}

/// A file with a waiver for each of these subjects, called `w0`, `w1` and so on.
fn waivers(folder: &Path, subjects: &[&str], more: &str) -> String {
    let entries: String = subjects
        .iter()
        .enumerate()
        .map(|(at, subject)| {
            format!(
                "[[waiver]]\nid = \"w{at}\"\ncontrols = \"{ONE}\"\nsubjects = \"{subject}\"\nreason = \"The vendor signs them\"\nowner = \"platform\"\nexpires = 2027-03-31\n{more}\n"
            )
        })
        .collect();
    let path = file(folder, "waivers.toml", entries);
    path.to_str().unwrap().to_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn judged(file: &str, date: &str) -> Run {
    check("noncompliant").with(["--waivers", file, "--date", date])
}

#[test]
fn a_failure_that_somebody_answers_for_does_not_count() {
    let folder = folder();
    let failing = failing();
    let all: Vec<&str> = failing.iter().map(String::as_str).collect();
    assert!(all.len() >= 2, "{all:?}");
    let file = waivers(folder.path(), &all, "");
    let ran = judged(&file, DAY).run().ends(0);
    let first = "until 2027-03-31 (platform: The vendor signs them)";
    ran.says(&format!(
        "Waived    1 by w0 {first}\n          1 by w1 {first}\n"
    ))
    .says(&format!("Waivers   {file} as of {DAY}  sha256 "))
    .says("Verdict   compliant\n");
    judged(&file, DAY)
        .with(["-v"])
        .run()
        .ends(0)
        .says(&format!("waived by w0 {first}\n"));
    let report = json(&judged(&file, DAY).with(["-f", "json"]).run().ends(0));
    assert_eq!(statuses(&report, "WAIVED"), failing);
    assert_eq!(report["waivers"]["date"], DAY);
    assert_eq!(report["waivers"]["entries"][0]["owner"], "platform");
    assert_eq!(report["waivers"]["entries"][0]["findings"], 1);
    // One is left.
    let file = waivers(folder.path(), &all[1..], "");
    let report = json(&judged(&file, DAY).with(["-f", "json"]).run().ends(1));
    assert_eq!(statuses(&report, "FAIL"), failing[..1]);
    // Nothing else changes, and what could not be judged stays so.
    let all = std::fs::read_to_string(waivers(folder.path(), &["arn:*"], "")).unwrap();
    let all = self::file(folder.path(), "all.toml", all.replace(ONE, UNREAD));
    let denied = snapshot("denied");
    let run = || assize(["check", &denied, "-s", UNREAD, "-f", "json"]);
    let plain = json(&run().run().ends(3));
    let with = run().with(["--waivers", all.to_str().unwrap(), "--date", DAY]);
    let with = json(&with.run().ends(3));
    assert_eq!(statuses(&plain, "ERROR").len(), 1);
    assert_eq!(with["findings"], plain["findings"]);
    assert_eq!(with["waivers"]["notes"].as_array().unwrap().len(), 0);
}

#[test]
fn after_its_last_day_a_failure_counts_again_and_the_report_says_so() {
    let folder = folder();
    let failing = failing();
    let all: Vec<&str> = failing.iter().map(String::as_str).collect();
    let file = waivers(folder.path(), &all, "");
    judged(&file, "2027-03-31")
        .run()
        .ends(0)
        .says("expires today");
    judged(&file, "2027-03-20")
        .run()
        .ends(0)
        .says("waiver `w0` expires in 11 days, on 2027-03-31: it answers for 1 failure\n");
    let ran = judged(&file, "2027-04-01").run().ends(1);
    let ran = ran.says("waiver `w0` expired on 2027-03-31: 1 failure counts again\n");
    assert!(
        ran.stdout.contains(&format!("{} fail", all.len())),
        "{}",
        ran.stdout
    );
    // Without a day it is today.
    let report = json(
        &check("noncompliant")
            .with(["--waivers", &file, "-f", "json"])
            .run(),
    );
    let today = report["waivers"]["date"].as_str().unwrap();
    assert!(today >= "2026-11-26" && today.len() == 10, "{today}");
}

#[test]
fn what_is_wrong_with_the_file_ends_the_run() {
    let folder = folder();
    let named = |text: &str| {
        file(folder.path(), "w.toml", text)
            .to_str()
            .unwrap()
            .to_owned()
    };
    let refused = |text: &str, messages: &[&str]| {
        judged(&named(text), DAY).run().refuses(messages);
    };
    check("noncompliant")
        .with(["--waivers", "none.toml"])
        .run()
        .refuses(&["waivers `none.toml` could not be opened"]);
    refused(
        "[[waiver]]\nid = \"a\"\nreson = \"x\"\n",
        &[
            "w.toml:3:1: unknown key `reson`\n  help: did you mean `reason`?",
            "errors in ",
            "nothing was judged",
        ],
    );
    let whole = std::fs::read_to_string(waivers(folder.path(), &["arn:*"], "")).unwrap();
    refused(
        &whole.replace(ONE, "cloudtrail-log-file-validatoin"),
        &[
            "there is no control `cloudtrail-log-file-validatoin`\n  help: did you mean `cloudtrail-log-file-validation`?",
        ],
    );
    refused(
        &whole.replace("arn:*", "*"),
        &["`*` begins with a wildcard", "name `accounts` instead"],
    );
    refused(
        &whole.replace("2027-03-31", "2029-03-31"),
        &["more than 365 days after 2026-11-26"],
    );
    refused(&whole[..whole.len() - 20], &["w.toml:"]);
    refused(&"#".repeat(1024 * 1024 + 1), &["is larger than 1024 KiB"]);
    let path = file(folder.path(), "w.toml", b"\xff\xfe");
    judged(path.to_str().unwrap(), DAY)
        .run()
        .refuses(&["is no text in UTF-8"]);
    check("noncompliant")
        .with(["--date", DAY])
        .run()
        .refuses(&["`--date` says as of which day waivers are judged"]);
    check("noncompliant")
        .with(["--date", "26.11.2026"])
        .run()
        .refuses(&["a day is written as 2027-03-31"]);
    // A control that is there and not selected does no harm, nor one that ships with assize and is left out.
    let other = named(&whole.replace(ONE, "prowler:config_recorder_all_regions_enabled"));
    judged(&other, DAY).run().ends(1);
    file(folder.path(), "policies/trails/own.rego", OWN);
    let own = folder.path().join("policies");
    assize(["check", &snapshot("noncompliant"), "--no-builtin", "-p"])
        .with([own.to_str().unwrap()])
        .with(["--waivers", &other, "--date", DAY])
        .run()
        .ends(0);
}

#[test]
fn the_file_of_settings_names_waivers_and_the_baseline() {
    let folder = folder();
    let failing = failing();
    let all: Vec<&str> = failing.iter().map(String::as_str).collect();
    waivers(folder.path(), &all, "");
    file(
        folder.path(),
        "assize.toml",
        format!("select = \"{ONE}\"\nwaivers = \"waivers.toml\"\n"),
    );
    let snapshot = path(&snapshot("noncompliant"));
    let run = || assize(["check", snapshot.to_str().unwrap(), "--date", DAY]).within(folder.path());
    run().run().ends(0).says("Waivers   waivers.toml as of ");
    let other = waivers(&folder.path().join("other"), &all[1..], "");
    run().with(["--waivers", &other]).run().ends(1);
    file(folder.path(), "assize.toml", "waivers = 3\nbaseline = []\n");
    run().run().refuses(&[
        "assize.toml:1:11: `waivers` takes a string that is not empty, not 3",
        "assize.toml:2:12: `baseline` takes a string that is not empty, not a list",
    ]);
}

#[test]
fn a_list_says_how_each_stands() {
    let folder = folder();
    let file = waivers(folder.path(), &["arn:a", "arn:b"], "");
    let list = |date: &str| assize(["waiver", "list", &file, "--date", date]);
    assert_eq!(
        list(DAY).run().ends(0).stdout,
        "active        2027-03-31  w0  platform  The vendor signs them\n\
         active        2027-03-31  w1  platform  The vendor signs them\n\
         2 waivers as of 2026-11-26: 2 active, 0 expires soon, 0 expired\n"
    );
    list("2027-04-01")
        .run()
        .ends(0)
        .says("expired       2027-03-31  w0")
        .says("2 expired\n");
    let ran = json(&list("2027-03-30").with(["-f", "json"]).run().ends(0));
    assert_eq!(
        (ran[0]["state"].as_str(), ran[0]["daysLeft"].as_i64()),
        (Some("expires-soon"), Some(1))
    );
    assize(["waiver", "list", "none.toml"])
        .run()
        .refuses(&["waivers `none.toml` could not be opened"]);
}

/// A report of the non-compliant account in a file.
fn report(folder: &Path) -> String {
    let ran = check("noncompliant").with(["-f", "json"]).run().ends(1);
    file(folder, "report.json", ran.stdout)
        .to_str()
        .unwrap()
        .to_owned()
}

#[test]
fn an_explanation_names_everything_that_is_hidden() {
    let folder = folder();
    let report = report(folder.path());
    let failing = failing();
    let file = waivers(folder.path(), &[&failing[0], "arn:*"], "");
    let ran = assize(["waiver", "explain", &file, &report, "--date", DAY])
        .run()
        .ends(0);
    let count = failing.len();
    let ran = ran
        .says("w0  active, last day 2027-03-31, platform\n  The vendor signs them\n")
        .says(&format!(
            "2 waivers as of {DAY}: {count} of {count} failures waived\n"
        ))
        .says("  matches, and others answer for 1 failure\n")
        .says("  by w0\n");
    for subject in &failing {
        assert!(ran.stdout.contains(subject.as_str()), "{}", ran.stdout);
    }
    let explained = json(
        &assize([
            "waiver", "explain", &file, &report, "--date", DAY, "-f", "json",
        ])
        .run()
        .ends(0),
    );
    assert_eq!(
        explained[0]["answersFor"][0]["subject"],
        failing[0].as_str()
    );
    assert_eq!(
        explained[1]["answersFor"].as_array().unwrap().len(),
        count - 1
    );
    assert_eq!(explained[1]["answeredByOthers"][0]["waiver"], "w0");
    assize(["waiver", "explain", &file, &file])
        .run()
        .refuses(&["is not a report in JSON"]);
}

#[test]
fn a_preview_says_what_comes_back() {
    let folder = folder();
    let report = report(folder.path());
    let failing = failing();
    let file = waivers(folder.path(), &[&failing[0], &failing[1]], "");
    let preview = |date: &str| {
        assize([
            "waiver", "preview", &file, &report, "--from", DAY, "--date", date,
        ])
    };
    preview("2027-03-31").run().ends(0).says(&format!(
        "0 of 2 failures that are waived on {DAY} count again by 2027-03-31\n"
    ));
    preview("2027-04-01")
        .run()
        .ends(0)
        .says(&failing[0])
        .says(&failing[1])
        .says("2 of 2 failures");
    let back = json(&preview("2027-04-01").with(["-f", "json"]).run().ends(0));
    assert_eq!(back[0]["subject"], failing[0].as_str());
    assert_eq!(back[0]["expires"], "2027-03-31");
    preview("2026-11-25")
        .run()
        .refuses(&["2026-11-25 is over: it is before 2026-11-26"]);
}

/// A day that is within a year, whenever this runs.
fn next_month() -> String {
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    today
        .checked_add(jiff::ToSpan::days(30_i64))
        .unwrap()
        .to_string()
}

#[test]
fn a_waiver_is_added_and_nothing_else_is_changed() {
    let folder = folder();
    let path = folder.path().join("w.toml");
    let name = path.to_str().unwrap();
    let add = |id: &str, control: &str, expires: &str| {
        assize(["waiver", "add", name, "--id", id, "--control", control])
            .with([
                "--subject",
                "arn:aws:s3:::logs",
                "--reason",
                "a \"quoted\" reason",
            ])
            .with(["--owner", "platform", "--expires", expires])
    };
    let day = next_month();
    let ran = add("one", ONE, &day).run().ends(0);
    assert_eq!(ran.stdout, "");
    assert_eq!(
        ran.stderr,
        format!("waiver `one` added to {name}, line 2\n")
    );
    let first = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# Ours.\n{first}# The end.")).unwrap();
    add("two", "prowler:config_recorder_all_regions_enabled", &day)
        .run()
        .ends(0);
    let both = std::fs::read_to_string(&path).unwrap();
    assert!(
        both.starts_with(&format!(
            "# Ours.\n{first}# The end.\n\n[[waiver]]\nid = \"two\"\n"
        )),
        "{both}"
    );
    assize(["waiver", "list", name])
        .run()
        .ends(0)
        .says("2 waivers as of ");
    // What is refused leaves the file as it is.
    for (ran, message) in [
        (
            add("one", "config-recorder-*", &day),
            "waiver `one` is on line 3 already",
        ),
        (
            add("three", ONE, &day),
            "waiver `one` is about the same already",
        ),
        (
            add("three", "no-such-control", &day),
            "there is no control `no-such-control`",
        ),
        (
            add("three", "s3-*", "2099-01-01"),
            "more than 365 days after",
        ),
        (add("th ree", "s3-*", &day), "`id` takes a name of letters"),
    ] {
        ran.run().refuses(&[message]);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), both);
    }
    assert_eq!(names(folder.path()), ["w.toml"]);
}
