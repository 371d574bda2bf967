//! What AWS Config recorded of the audit plane beside what it is now, and a trail in the regions beside its home.

use assize::model::finding::Status;
use assize::report::json::wire::Report;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::program::{finding, run};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const DRIFT: &str = "config-ci-trail-drift";
const RECORDED: &str = "config-ci-trail-recorded";
const DELETED: &str = "config-ci-trail-deleted-recently";
const WEAKENED: &str = "config-ci-audit-setting-regression";
const EVERYWHERE: &str = "cloudtrail-shadow-region-status";
const LOGGING: &str = "cloudtrail-logging-active";
const COVERAGE: &str = "cloudtrail-region-coverage";

fn trail() -> String {
    format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit-trail")
}

fn days_ago(days: i64) -> String {
    (Timestamp::now() - SignedDuration::from_hours(24 * days)).to_string()
}

/// A trail as AWS Config captured it so many days ago.
fn item(arn: &str, days: i64, status: &str, settings: &Value) -> Value {
    json!({
        "accountId": ACCOUNT, "awsRegion": "us-east-1", "resourceType": "AWS::CloudTrail::Trail",
        "resourceId": arn, "arn": arn, "configurationItemCaptureTime": days_ago(days),
        "configurationItemStatus": status, "configuration": settings,
    })
}

fn audit(aws: &SimulatedAws, code: i32, controls: &[&str]) -> Report {
    let mut arguments = vec!["audit", "-f", "json"];
    for control in controls {
        arguments.extend(["--select", *control]);
    }
    run(aws, &arguments).ended_with(code).report()
}

fn messages(report: &Report, control: &str, subject: &str) -> Vec<String> {
    let finding = finding(report, control, subject);
    assert_eq!(finding.status, Status::Fail, "{finding:#?}");
    let violations = finding.violations.iter();
    violations
        .map(|violation| violation.message.clone())
        .collect()
}

#[test]
fn a_trail_that_was_changed_behind_aws_config_fails_with_what_differs() {
    let aws = SimulatedAws::with("compliant");
    let before = json!({"s3BucketName": "another", "logFileValidationEnabled": true, "isMultiRegionTrail": true});
    let after = json!({"s3BucketName": "another", "logFileValidationEnabled": false, "isMultiRegionTrail": true});
    aws.post(
        "config-items",
        &json!([
            item(&trail(), 400, "ResourceDiscovered", &before),
            item(&trail(), 10, "OK", &after),
        ]),
    );
    let report = audit(&aws, 1, &[DRIFT, RECORDED, WEAKENED]);
    let differences = messages(&report, DRIFT, &trail());
    for field in [
        "s3BucketName is audit-logs-",
        "logFileValidationEnabled is true",
    ] {
        assert!(
            differences.iter().any(|message| message.starts_with(field)),
            "{field}: {differences:#?}"
        );
    }
    let weakened = messages(&report, WEAKENED, &trail());
    assert_eq!(weakened.len(), 1, "{weakened:#?}");
    assert!(weakened[0].starts_with("log file validation was switched off between"));
    assert_eq!(finding(&report, RECORDED, &trail()).status, Status::Pass);
}

#[test]
fn a_deleted_trail_is_told_of_in_its_region_although_cloudtrail_knows_it_no_more() {
    let aws = SimulatedAws::with("compliant");
    let gone = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/gone");
    let settings = json!({"isMultiRegionTrail": true});
    aws.post(
        "config-items",
        &json!([
            item(&gone, 200, "ResourceDiscovered", &settings),
            item(&gone, 3, "ResourceDeleted", &Value::Null),
        ]),
    );
    let report = audit(&aws, 1, &[DELETED]);
    let told = messages(&report, DELETED, &format!("{ACCOUNT}/us-east-1"));
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].starts_with(&format!("trail {gone} was deleted at ")),
        "{told:#?}"
    );
    let elsewhere = finding(&report, DELETED, &format!("{ACCOUNT}/eu-west-1"));
    assert_eq!(elsewhere.status, Status::Pass);

    let approved = format!("{DELETED}.approved={gone}");
    run(&aws, &["audit", "--select", DELETED, "--param", &approved]).ended_with(0);
}

#[test]
fn a_recorder_that_was_started_lately_proves_nothing() {
    let aws = SimulatedAws::with("compliant");
    let started = Timestamp::now() - SignedDuration::from_hours(24);
    aws.post(
        "override",
        &json!({
            "action": "config:DescribeConfigurationRecorderStatus", "match": {"region": "us-east-1"},
            "response": {"ConfigurationRecordersStatus": [{
                "name": "default", "recording": true, "lastStatus": "SUCCESS",
                "lastStartTime": started.as_second(), "lastStatusChangeTime": started.as_second(),
            }]},
        }),
    );
    let report = audit(&aws, 0, &[DELETED]);
    let at_home = finding(&report, DELETED, &format!("{ACCOUNT}/us-east-1"));
    assert_eq!(at_home.status, Status::NotApplicable);
    let elsewhere = finding(&report, DELETED, &format!("{ACCOUNT}/eu-west-1"));
    assert_eq!(elsewhere.status, Status::Pass);
}

#[test]
fn a_trail_that_nobody_records_fails_and_has_nothing_to_be_compared_with() {
    // Its one recorder records instances only.
    let aws = SimulatedAws::shared("noncompliant");
    let report = audit(aws, 1, &[DRIFT, RECORDED]);
    let stopped = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/stopped-trail");
    assert_eq!(
        messages(&report, RECORDED, &stopped),
        ["AWS Config in us-east-1 has no item of the trail: no recorder there has seen it"]
    );
    assert_eq!(
        finding(&report, DRIFT, &stopped).status,
        Status::NotApplicable
    );
}

#[test]
fn a_region_in_which_the_trail_is_off_is_named() {
    let aws = SimulatedAws::with("compliant");
    aws.post(
        "override",
        &json!({
            "action": "cloudtrail:GetTrailStatus", "match": {"region": "eu-west-1"},
            "response": {"IsLogging": false},
        }),
    );
    let report = audit(&aws, 1, &[EVERYWHERE, LOGGING]);
    assert_eq!(
        messages(&report, EVERYWHERE, &trail()),
        ["logging is off in eu-west-1, unlike us-east-1, where the trail was made"]
    );
    assert_eq!(finding(&report, LOGGING, &trail()).status, Status::Pass);
}

#[test]
fn a_region_that_refuses_is_an_error_of_who_asked_about_all_regions_only() {
    let aws = SimulatedAws::with("compliant");
    aws.post(
        "deny",
        &json!({"actions": ["cloudtrail:GetTrailStatus"], "match": {"region": "eu-west-1"}}),
    );
    let report = audit(&aws, 3, &[EVERYWHERE, LOGGING, COVERAGE]);
    let everywhere = finding(&report, EVERYWHERE, &trail());
    assert_eq!(everywhere.status, Status::Error, "{everywhere:#?}");
    assert_eq!(finding(&report, LOGGING, &trail()).status, Status::Pass);
    for region in ["us-east-1", "eu-west-1"] {
        let region = format!("{ACCOUNT}/{region}");
        assert_eq!(finding(&report, COVERAGE, &region).status, Status::Pass);
    }

    // A region that was left out was not asked either.
    let report = run(
        &aws,
        &[
            "audit",
            "--select",
            EVERYWHERE,
            "--regions",
            "us-east-1",
            "-f",
            "json",
        ],
    )
    .ended_with(3)
    .report();
    assert_eq!(finding(&report, EVERYWHERE, &trail()).status, Status::Error);
}
