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

fn results(value: &Value) -> &Vec<Value> {
    list(value, "/runs/0/results")
}

fn notifications(value: &Value) -> &Vec<Value> {
    list(value, "/runs/0/invocations/0/toolExecutionNotifications")
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

/// What GitHub demands beyond the schema, and its limits.
fn github_takes(report: &Report) {
    let text = text(report);
    assert!(text.len() <= 10_000_000, "{} bytes", text.len());
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(list(&value, "/runs").len(), 1);
    assert!(value["runs"][0]["tool"]["driver"]["version"].is_string());
    let rules = list(&value, "/runs/0/tool/driver/rules");
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
    assert!(results(&value).len() <= 25_000);
    let mut fingerprints = BTreeSet::new();
    for result in results(&value) {
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
        .iter()
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len() as u64, summary.count(Status::Waived));
    assert_eq!(
        suppressed[0]["suppressions"][0]["justification"],
        "waived by mfa-delete-break-glass"
    );
    assert_eq!(
        (results(&value).len() - suppressed.len()) as u64,
        summary.count(Status::Fail)
    );
    assert_eq!(
        results(&value)[0]["ruleId"],
        "cloudtrail-multi-region-trail",
        "the worst is first"
    );
    let rules = list(&value, "/runs/0/tool/driver/rules");
    assert_eq!(
        rules.len(),
        report.controls.len(),
        "those that pass are listed too"
    );
}

#[test]
fn what_has_no_verdict_is_a_notification_and_the_run_no_success() {
    let value = parsed(&sample::report());
    let invocation = &value["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(notifications(&value).len(), 3, "one for each cause");
    let first = &notifications(&value)[0];
    let text = first["message"]["text"].as_str().unwrap();
    for part in [
        "cloudtrail:GetTrailStatus in 2 regions of 111122223333: access denied",
        "Without a verdict: 3 findings of cloudtrail-logging, cloudtrail-multi-region-trail",
        "the trail's bucket does not exist",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(first["descriptor"]["id"], "AccessDenied");
    let kinds = list(&value, "/runs/0/tool/driver/notifications");
    for notification in notifications(&value) {
        let known = |kind: &&Value| kind["id"] == notification["descriptor"]["id"];
        assert_eq!(kinds.iter().filter(known).count(), 1);
    }

    let mut report = sample::report();
    report
        .findings
        .retain(|finding| finding.outcome.status() == Status::Pass);
    let value = parsed(&report);
    assert_eq!(
        value["runs"][0]["invocations"][0]["executionSuccessful"],
        true
    );
    assert!(notifications(&value).is_empty());
    report.complete = false;
    let value = parsed(&report);
    assert_eq!(
        value["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
    assert_eq!(notifications(&value).len(), 1);
}

#[test]
fn of_a_hundred_thousand_failures_the_worst_are_kept_and_the_others_are_counted() {
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
    github_takes(&report);
    let value = parsed(&report);
    let kept = results(&value).len();
    assert!(kept >= 5_000, "{kept} are fewer than GitHub shows");
    assert_eq!(results(&value)[0]["ruleId"], "zz-critical");
    let note = notifications(&value).last().unwrap();
    assert_eq!(note["descriptor"]["id"], "LeftOut");
    let text = note["message"]["text"].as_str().unwrap();
    let left_out = 100_001 - kept;
    assert!(
        text.starts_with(&format!("{left_out} results left out"))
            && text.contains(&format!("{left_out} MEDIUM")),
        "{text}"
    );
}

#[test]
fn of_ten_thousand_causes_some_are_named_and_the_others_are_counted() {
    let report = sample::refused(10_000);
    github_takes(&report);
    let value = parsed(&report);
    let named = notifications(&value).len() - 1;
    assert!((1_000..10_000).contains(&named), "{named}");
    let note = &notifications(&value)[named];
    assert_eq!(note["descriptor"]["id"], "LeftOut");
    let text = note["message"]["text"].as_str().unwrap();
    assert!(
        text.starts_with(&format!("{} further causes", 10_000 - named)),
        "{text}"
    );
}

#[test]
fn long_strings_do_not_make_a_file_that_is_rejected() {
    let mut report = sample::with_string(&"long \u{1b}".repeat(1_000));
    let more = report.findings.clone();
    for number in 0..600 {
        for mut finding in more.clone() {
            if let Subject::Resource { key, .. } = &mut finding.subject {
                key.truncate(4_998);
                key.push_str(&number.to_string());
            }
            report.findings.push(finding);
        }
    }
    let text = text(&report);
    assert!(text.len() <= 10_000_000, "{} bytes", text.len());
}

#[test]
fn help_says_everything_there_is_to_know_of_a_control() {
    let value = parsed(&sample::report());
    let help = &list(&value, "/runs/0/tool/driver/rules")[0]["help"];
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
