use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::report::escape::is_hidden;
use crate::report::sample;

const SCHEMA: &str = include_str!("../../../tests/schemas/sarif-2.1.0.json");

fn text(report: &Report) -> String {
    sample::rendered(&Sarif, report, Style::default())
}

fn parsed(report: &Report) -> Value {
    serde_json::from_str(&text(report)).unwrap()
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v Vec<Value> {
    let list = value.pointer(pointer).and_then(Value::as_array);
    list.unwrap_or_else(|| panic!("no list at {pointer}"))
}

/// The run of the account of the samples that has the trails.
fn run(value: &Value) -> &Value {
    let mut runs = list(value, "/runs").iter();
    let id = format!("assize/{}/", sample::LOGGING);
    runs.find(|run| run["automationDetails"]["id"] == id.as_str())
        .expect("there is one for the account")
}

fn results(value: &Value) -> impl Iterator<Item = &Value> {
    let runs = list(value, "/runs").iter();
    runs.flat_map(|run| list(run, "/results"))
}

fn notifications(run: &Value) -> &Vec<Value> {
    list(run, "/invocations/0/toolExecutionNotifications")
}

#[test]
fn a_report_with_everything() {
    insta::assert_json_snapshot!(parsed(&sample::report()));
}

#[test]
fn hostile_strings() {
    let text = text(&sample::hostile());
    assert!(!text.contains(|c| is_hidden(c) && c != '\n'), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn files_fit_the_published_schema() {
    for report in [sample::report(), sample::hostile(), sample::empty()] {
        sample::fits(SCHEMA, &parsed(&report));
    }
    let mut value = parsed(&sample::report());
    value["runs"][0]["results"][0]["level"] = "fatal".into();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(!jsonschema::is_valid(&schema, &value));
}

/// The files of a report.
fn files(report: &Report) -> Vec<String> {
    let documents = Sarif.documents(report, Style::default()).unwrap();
    let text = |document: &Document<'_>| {
        let mut bytes = Vec::new();
        document(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    documents.iter().map(text).collect()
}

/// The bytes of a file as GitHub's action uploads it.
fn compressed(text: &str) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}

/// What GitHub demands beyond the schema, and its limits; the files.
fn github_takes(report: &Report) -> Vec<Value> {
    let files: Vec<Value> = files(report)
        .iter()
        .map(|text| {
            let bytes = compressed(text);
            assert!(bytes <= 10_000_000, "{bytes} bytes");
            serde_json::from_str(text).unwrap()
        })
        .collect();
    let mut categories = BTreeSet::new();
    let mut fingerprints = BTreeSet::new();
    for file in &files {
        let runs = list(file, "/runs");
        assert!((1..=20).contains(&runs.len()), "{}", runs.len());
        for run in runs {
            let category = run["automationDetails"]["id"].to_string();
            assert!(
                categories.insert(category.clone()),
                "{category} is there twice"
            );
            github_takes_run(run, &mut fingerprints);
        }
    }
    let summary = report.summary();
    let wanted = summary.count(Status::Fail) + summary.count(Status::Waived);
    assert_eq!(fingerprints.len() as u64, wanted, "nothing is left out");
    files
}

fn github_takes_run(run: &Value, fingerprints: &mut BTreeSet<String>) {
    assert!(run["tool"]["driver"]["version"].is_string());
    let rules = list(run, "/tool/driver/rules");
    let ids: BTreeSet<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), rules.len(), "rules are there once");
    for rule in rules {
        let tags = list(rule, "/properties/tags");
        assert!(
            tags.len() <= 20 && tags.contains(&"security".into()),
            "{tags:?}"
        );
        assert!(rule["properties"]["security-severity"].is_string());
        for text in ["shortDescription", "fullDescription"] {
            // A character of the text may have a backslash before it in the file.
            assert!(rule[text]["text"].as_str().unwrap().len() <= 2 * 1_024);
        }
        for text in ["text", "markdown"] {
            assert!(
                rule["help"][text]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
        }
    }
    let results = list(run, "/results");
    assert!(results.len() <= 25_000);
    for result in results {
        assert_eq!(list(result, "/locations").len(), 1);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(
            place["artifactLocation"]["uri"]
                .as_str()
                .is_some_and(|uri| !uri.is_empty())
        );
        assert!(
            place["region"]["startLine"]
                .as_u64()
                .is_some_and(|line| line >= 1)
        );
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let hash = &result["partialFingerprints"]["primaryLocationLineHash"];
        assert!(
            fingerprints.insert(hash.to_string()),
            "{hash} is there twice"
        );
    }
}

#[test]
fn files_are_what_github_takes() {
    let mut absolute = sample::report();
    absolute.controls[0].file = "./my policies/a b.rego".to_owned();
    absolute.controls[1].line = 0;
    absolute.controls[2].frameworks = sample::frameworks();
    for report in [
        sample::report(),
        sample::hostile(),
        sample::empty(),
        absolute,
    ] {
        github_takes(&report);
    }
}

#[test]
fn paths_are_uris() {
    assert_eq!(uri("policies/a b.rego"), "policies/a%20b.rego");
    assert_eq!(uri("policies\\x.rego"), "policies/x.rego");
    assert_eq!(uri("/srv/p%.rego"), "file:///srv/p%25.rego");
    let control = &mut sample::report().controls[0];
    control.file = "./own/x.rego".to_owned();
    assert_eq!(words::policy_file(Some(control)), "own/x.rego");
}

#[test]
fn failures_are_results_and_waived_ones_are_suppressed() {
    let report = sample::report();
    let value = parsed(&report);
    let summary = report.summary();
    let suppressed: Vec<&Value> = results(&value)
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len() as u64, summary.count(Status::Waived));
    assert_eq!(
        suppressed[0]["suppressions"][0]["justification"],
        "waived by mfa-delete-break-glass"
    );
    assert_eq!(
        (results(&value).count() - suppressed.len()) as u64,
        summary.count(Status::Fail)
    );
    let rules = list(run(&value), "/tool/driver/rules");
    assert_eq!(
        rules.len(),
        report.controls.len(),
        "those that pass are listed too"
    );
}

#[test]
fn what_has_no_verdict_is_a_notification_and_the_run_no_success() {
    let value = parsed(&sample::report());
    let runs = list(&value, "/runs");
    for run in runs {
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    }
    assert_eq!(notifications(run(&value)).len(), 3, "one for each cause");
    assert!(notifications(&runs[1]).is_empty(), "it is another account");
    let first = &notifications(run(&value))[0];
    let text = first["message"]["text"].as_str().unwrap();
    for part in [
        "cloudtrail:GetTrailStatus in 2 regions of 111122223333: access denied",
        "Without a verdict: 3 findings of cloudtrail-logging, cloudtrail-multi-region-trail",
        "the trail's bucket does not exist",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(first["descriptor"]["id"], "AccessDenied");
    let kinds = list(run(&value), "/tool/driver/notifications");
    for notification in notifications(run(&value)) {
        let known = |kind: &&Value| kind["id"] == notification["descriptor"]["id"];
        assert_eq!(kinds.iter().filter(known).count(), 1);
    }

    let mut report = sample::report();
    report
        .findings
        .retain(|finding| finding.outcome.status() == Status::Pass);
    for (complete, notes) in [(true, 0), (false, 1)] {
        report.complete = complete;
        let value = parsed(&report);
        for run in list(&value, "/runs") {
            assert_eq!(run["invocations"][0]["executionSuccessful"], complete);
            assert_eq!(notifications(run).len(), notes);
        }
    }
}

/// The categories of a file, each with the number of its results.
fn categories(file: &Value) -> Vec<(&str, usize)> {
    let runs = list(file, "/runs").iter();
    runs.map(|run| {
        let id = run["automationDetails"]["id"].as_str().unwrap();
        (id, list(run, "/results").len())
    })
    .collect()
}

#[test]
fn each_account_has_a_run_with_results_or_without() {
    let mut report = sample::report();
    let both = ["assize/111122223333/", "assize/444455556666/"];
    let names = |report: &Report| -> Vec<String> {
        let value = parsed(report);
        categories(&value)
            .iter()
            .map(|(id, _)| (*id).to_owned())
            .collect()
    };
    assert_eq!(names(&report), both);
    report.findings.truncate(1);
    assert_eq!(names(&report), both, "or alerts would never be closed");
    // Of an organization there is one of its own.
    let whole = &sample::hostile();
    assert!(names(whole).contains(&"assize/".to_owned()));
    assert_eq!(
        names(&Report {
            snapshot: crate::model::snapshot::Header {
                accounts: Vec::new(),
                ..sample::empty().snapshot
            },
            ..sample::empty()
        }),
        ["assize/"]
    );
}

#[test]
fn of_a_hundred_thousand_failures_none_is_left_out_and_the_worst_come_first() {
    let mut report = sample::failing(100_000);
    let mut critical = report.controls[0].clone();
    critical.id = "zz-critical".to_owned();
    critical.severity = Severity::Critical;
    let subject = sample::resource(sample::LOGGING, "eu-west-1", "arn:aws:s3:::worst");
    let failure = sample::fail(&[("it is public", None)]);
    report
        .findings
        .push(sample::finding(&critical, subject, failure));
    report.controls.push(critical);
    let files = github_takes(&report);
    let first = list(&files[0], "/runs/0/results");
    assert_eq!(first[0]["ruleId"], "zz-critical");
    let all: Vec<(&str, usize)> = files.iter().flat_map(categories).collect();
    assert_eq!(all[0], ("assize/111122223333/", 25_000));
    assert_eq!(all[1], ("assize/111122223333/2/", 25_000));
    assert_eq!(all[5], ("assize/444455556666/", 0));
}

#[test]
fn standard_output_takes_everything_in_one() {
    let mut report = sample::report();
    for number in 0..40 {
        let mut account = report.snapshot.accounts[0].clone();
        account.id = format!("9{number:011}");
        report.snapshot.accounts.push(account);
    }
    assert_eq!(list(&parsed(&report), "/runs").len(), 42);
}

#[test]
fn more_accounts_than_a_file_has_runs_are_in_another() {
    let mut report = sample::report();
    for number in 0..40 {
        let mut account = report.snapshot.accounts[0].clone();
        account.id = format!("9{number:011}");
        report.snapshot.accounts.push(account);
    }
    let files = github_takes(&report);
    let runs: Vec<usize> = files.iter().map(|file| list(file, "/runs").len()).collect();
    assert_eq!(runs, [20, 20, 2]);
}

#[test]
fn of_ten_thousand_causes_some_are_named_and_the_others_are_counted() {
    let report = sample::refused(10_000);
    let files = github_takes(&report);
    let run = run(&files[0]);
    let named = notifications(run).len() - 1;
    assert!((1_000..10_000).contains(&named), "{named}");
    let note = &notifications(run)[named];
    assert_eq!(note["descriptor"]["id"], "LeftOut");
    let text = note["message"]["text"].as_str().unwrap();
    assert!(
        text.starts_with(&format!("{} further causes", 10_000 - named)),
        "{text}"
    );
}

#[test]
fn help_says_everything_there_is_to_know_of_a_control() {
    let value = parsed(&sample::report());
    let help = &list(run(&value), "/tool/driver/rules")[0]["help"];
    for (format, parts) in [
        (
            "text",
            [
                "Remediation:\n  aws cloudtrail",
                "cloudtrail:DescribeTrails",
            ],
        ),
        (
            "markdown",
            ["```sh\naws cloudtrail", "`cloudtrail:DescribeTrails`"],
        ),
    ] {
        let help = help[format].as_str().unwrap();
        for part in parts {
            assert!(help.contains(part), "{help}");
        }
        for part in [
            "cis-aws-foundations-6.0: 4.1",
            "https://docs.aws.amazon.com/",
        ] {
            assert!(help.contains(part), "{help}");
        }
    }
}
