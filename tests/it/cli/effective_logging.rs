//! `effective-logging`: what is recorded where, by which trail, and what is not known.

use serde_json::Value;

use super::assize::{Ran, assize, snapshot};

fn told(name: &str) -> Ran {
    assize(["effective-logging", &snapshot(name)]).run().ends(0)
}

/// The same in JSON, which fits its schema.
fn document(name: &str) -> Value {
    let ran = assize(["effective-logging", &snapshot(name), "--format", "json"])
        .run()
        .ends(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let schema = assize(["schema", "effective-logging"]).run().ends(0).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let mut wrong = document.clone();
    wrong["effectiveLogging"] = Value::from("all");
    assert!(!validator.is_valid(&wrong));
    document
}

#[test]
fn regions_that_are_alike_are_one_table() {
    let ran = told("compliant");
    assert_eq!(
        ran.stdout,
        "\
111122223333  eu-central-1, eu-west-1, us-east-1
  EVENTS                           READ  WRITE  BY
  management                       all   all    audit, organization-audit
    with those of global services               audit, organization-audit
  data of AWS::Lambda::Function    all   all    audit, organization-audit
  data of AWS::S3::Object          all   all    audit, organization-audit

  not recorded
    data events of all other types of resources
    network activity events

  trails
    audit is arn:aws:cloudtrail:us-east-1:111122223333:trail/audit
    organization-audit is arn:aws:cloudtrail:us-east-1:999988887777:trail/organization-audit

collected at 2026-11-20T08:00:00Z
"
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_is_narrowed_stands_below_its_class() {
    told("noncompliant")
        .says("    with those of global services               audit-eu\n  data of AWS::S3::Object")
        .says("222233334444  eu-central-1, eu-west-1, us-east-1\n")
        .says("  management  none  none\n")
        .says("    management events that read\n")
        .says("    management events of global services such as IAM\n")
        .says("    data events of any resource\n")
        .says("    insight events of the kind ApiErrorRateInsight\n")
        .says("      write: userIdentity.arn NotStartsWith arn:aws:sts::111122223333:assumed-role/deployer\n");
}

#[test]
fn json_says_the_same_in_full() {
    let document = document("compliant");
    assert_eq!(document["schemaVersion"], 1);
    assert_eq!(document["snapshot"]["complete"], true);
    let places = document["effectiveLogging"].as_array().unwrap();
    let regions: Vec<&str> = places
        .iter()
        .map(|place| place["awsRegion"].as_str().unwrap())
        .collect();
    assert_eq!(regions, ["eu-central-1", "eu-west-1", "us-east-1"]);
    for place in places {
        assert_eq!(place["events"]["management"]["read"]["recorded"], "ALL");
        assert_eq!(
            place["events"]["management"]["write"]["trails"],
            place["trails"]
        );
        assert_eq!(place["unknown"], Value::Array(Vec::new()));
    }
}

#[test]
fn what_is_not_known_is_named_and_never_taken_for_nothing() {
    let arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit";
    told("denied").says(&format!(
        "  unknown\n    {arn}: whether it logs (cloudtrail:GetTrailStatus: access denied)\n"
    ));
    // An organization's trail, seen from a member.
    let member = document("member");
    let unknown = member["effectiveLogging"][0]["unknown"][0]
        .as_str()
        .unwrap();
    assert!(
        unknown.contains("what it records (cloudtrail:GetEventSelectors: access denied; the trail belongs to account"),
        "{unknown}"
    );
    // With the owner in the snapshot, nothing of it is.
    let both = document("organization");
    for place in both["effectiveLogging"].as_array().unwrap() {
        assert_eq!(place["unknown"], Value::Array(Vec::new()), "{place}");
        assert_eq!(place["events"]["management"]["write"]["recorded"], "ALL");
    }
}

#[test]
fn an_account_without_trails_records_nothing() {
    told("empty")
        .says("  management  none  none\n")
        .says("    management events that write\n");
}

#[test]
fn what_is_no_snapshot_says_nothing() {
    assize(["effective-logging", "README.md"])
        .run()
        .refuses(&["`README.md` is not a snapshot"]);
    assize(["effective-logging", "gone.jsonl"])
        .run()
        .refuses(&["`gone.jsonl` could not be opened"]);
}
