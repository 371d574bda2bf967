use std::collections::BTreeSet;

use super::*;
use crate::report::escape::is_hidden;
use crate::report::sample;

const SCHEMA: &str = include_str!("../../../tests/schemas/asff-2018-10-08.json");

fn written(report: &Report) -> String {
    sample::rendered(&Asff, report, Style::default())
}

fn findings(report: &Report) -> Vec<Value> {
    serde_json::from_str(&written(report)).unwrap()
}

#[test]
fn a_report_with_everything() {
    let findings = findings(&sample::report());
    sample::fits(SCHEMA, &json!(findings));
    insta::assert_json_snapshot!(findings);
}

#[test]
fn hostile_strings() {
    let text = written(&sample::hostile());
    assert!(!text.contains(|c| is_hidden(c) && c != '\n'), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn each_finding_is_there_with_its_status() {
    let report = sample::report();
    let findings = findings(&report);
    let summary = report.summary();
    let count = |status: &str| {
        findings
            .iter()
            .filter(|finding| finding["Compliance"]["Status"] == status)
            .count() as u64
    };
    assert_eq!(count("PASSED"), summary.count(Status::Pass));
    assert_eq!(
        count("FAILED"),
        summary.count(Status::Fail) + summary.count(Status::Waived)
    );
    assert_eq!(count("WARNING"), summary.count(Status::Error));
    assert_eq!(count("NOT_AVAILABLE"), summary.count(Status::NotApplicable));
    let noted = findings
        .iter()
        .filter(|finding| finding.get("Note").is_some());
    assert_eq!(noted.count() as u64, summary.count(Status::Waived));
    let ids: BTreeSet<String> = findings
        .iter()
        .map(|finding| finding["Id"].to_string())
        .collect();
    assert_eq!(ids.len(), report.findings.len());
}

#[test]
fn the_findings_of_an_account_and_region_are_together() {
    let findings = findings(&sample::report());
    let places: Vec<&Value> = findings
        .iter()
        .map(|finding| &finding["ProductArn"])
        .collect();
    let mut sorted = places.clone();
    sorted.sort_by_key(|place| place.to_string());
    sorted.dedup();
    let mut runs = places;
    runs.dedup();
    assert_eq!(runs.len(), sorted.len(), "{runs:#?}");
    for finding in &findings {
        let account = finding["AwsAccountId"].as_str().unwrap();
        let arn = finding["ProductArn"].as_str().unwrap();
        assert!(
            arn.contains(&format!(":{account}:product/{account}/default")),
            "{arn}"
        );
    }
}

#[test]
fn an_organization_s_findings_are_the_caller_s() {
    let mut report = sample::report();
    report.findings[0].subject = Subject::Organization {
        id: "o-example1234".to_owned(),
    };
    let findings = findings(&report);
    sample::fits(SCHEMA, &json!(findings));
    let found = findings
        .iter()
        .find(|finding| finding["ProductFields"]["assize/subject"] == "o-example1234")
        .unwrap();
    assert_eq!(found["AwsAccountId"], sample::LOGGING);
    assert_eq!(found["Resources"][0]["Type"], "Other");
}

#[test]
fn partitions_have_their_own_regions() {
    let mut report = sample::report();
    for account in &mut report.snapshot.accounts {
        account.partition = "aws-us-gov".to_owned();
    }
    let found = findings(&report)
        .into_iter()
        .find(|finding| finding["GeneratorId"] == "assize/custom-broken")
        .unwrap();
    assert_eq!(
        found["ProductArn"],
        "arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:product/111122223333/default"
    );
}

#[test]
fn no_finding_is_too_large_whatever_it_says() {
    let report = sample::with_string(&"ü\u{1b}".repeat(100_000));
    let mut findings = findings(&report);
    for finding in &mut findings {
        // The id of an account is AWS's own, and the one text that is not cut.
        finding["AwsAccountId"] = sample::LOGGING.into();
        finding["ProductArn"] = "arn:aws:securityhub:us-east-1:1:product/1/default".into();
        finding["Resources"][0]["Partition"] = "aws".into();
        finding["Resources"][0]["Region"] = "us-east-1".into();
        assert!(finding.to_string().len() < 240_000);
    }
    sample::fits(SCHEMA, &json!(findings));
}

#[test]
fn frameworks_beyond_the_limit_are_product_fields() {
    let mut report = sample::report();
    for control in &mut report.controls {
        control.frameworks = sample::frameworks();
    }
    let findings = findings(&report);
    sample::fits(SCHEMA, &json!(findings));
    let requirements = &findings[0]["Compliance"]["RelatedRequirements"];
    assert_eq!(requirements.as_array().unwrap().len(), REQUIREMENTS);
    let others = findings[0]["ProductFields"]["assize/furtherRequirements"]
        .as_str()
        .unwrap();
    assert!(others.starts_with("framework-16/1.1, "), "{others}");
}

#[test]
fn ten_thousand_findings_are_within_the_limits_of_a_call() {
    let text = written(&sample::failing(10_000));
    assert_eq!(text.lines().count(), 10_002);
    let longest = text.lines().map(str::len).max().unwrap();
    assert!(longest * 100 < 6_000_000, "{longest} bytes");
}
