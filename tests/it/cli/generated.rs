//! What is derived and printed: IAM policies, schemas, completions.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::assize::{ONE, assize, snapshot};
use crate::support::{builtin, path};

#[test]
fn the_iam_policy_of_one_control_is_what_it_needs_and_no_more() {
    let actions = json!([
        "account:ListRegions",
        "cloudtrail:DescribeTrails",
        "sts:GetCallerIdentity"
    ]);
    let ran = assize(["iam-policy", "--select", ONE]).run().ends(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        document,
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Sid": "AssizeReadOnly",
                "Effect": "Allow",
                "Action": actions,
                "Resource": "*",
            }],
        })
    );
    let ran = assize(["iam-policy", "--select", ONE, "--actions"])
        .run()
        .ends(0);
    let listed: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(json!(listed), actions);
}

#[test]
fn the_iam_policy_of_all_controls_only_reads() {
    let ran = assize(["iam-policy", "--actions"]).run().ends(0);
    let listed: BTreeSet<&str> = ran.stdout.lines().collect();
    for action in &listed {
        let (_, operation) = action.split_once(':').unwrap();
        // `BatchGet` and `Select` are AWS Config's own reads.
        assert!(
            ["Get", "List", "Describe", "BatchGet", "Select"]
                .iter()
                .any(|verb| operation.starts_with(verb)),
            "{action} is no read"
        );
    }
    for policy in &builtin().policies {
        for action in policy.reads.actions() {
            assert!(listed.contains(action.as_str()), "{}: {action}", policy.id);
        }
    }
}

/// The schema that `assize schema` prints, as a validator.
fn schema(name: &str) -> Validator {
    let ran = assize(["schema", name]).run().ends(0);
    let schema: Value = serde_json::from_str(&ran.stdout).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
fn fits(validator: &Validator, value: &Value, what: &str) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

#[test]
fn every_line_of_a_report_fits_the_schema_of_its_lines() {
    let validator = schema("report-line");
    let ran = assize(["check", &snapshot("denied"), "-f", "jsonl"])
        .run()
        .ends(3);
    let mut kinds = std::collections::BTreeSet::new();
    for line in ran.stdout.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        assert!(validator.is_valid(&value), "{line}");
        kinds.extend(value.as_object().unwrap().keys().cloned());
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["control", "coverage", "finding", "gap", "header", "summary"]
    );
}

#[test]
fn every_line_of_every_fixture_fits_the_schema_of_snapshots() {
    let validator = schema("snapshot");
    let mut kinds = BTreeSet::new();
    for entry in std::fs::read_dir(path("fixtures/snapshots")).unwrap() {
        let file = entry.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let value: Value = serde_json::from_str(line).unwrap();
            fits(
                &validator,
                &value,
                &format!("{}:{}", file.display(), number + 1),
            );
            kinds.extend(value.as_object().unwrap().keys().cloned());
        }
    }
    let all = ["coverage", "gap", "header", "item", "trailer"];
    assert_eq!(kinds, all.map(str::to_owned).into());
    for wrong in [
        json!({"item": {"resourceType": "AWS::S3::Bucket"}}),
        json!({"footer": {}}),
        json!({"gap": {"action": "s3:GetBucketPolicy", "accountId": "111122223333", "kind": "Bored"}}),
        json!([]),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong} fits");
    }
}

#[test]
fn reports_fit_the_schema_of_reports() {
    let validator = schema("report");
    for name in [
        "compliant",
        "noncompliant",
        "denied",
        "organization",
        "empty",
    ] {
        let ran = assize(["check", &snapshot(name), "-f", "json"]).run();
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        fits(&validator, &report, name);
        for (pointer, wrong) in [
            ("/verdict", json!("green")),
            ("/findings/0/status", json!("OK")),
            ("/summary/total", json!("many")),
        ] {
            let mut report = report.clone();
            *report.pointer_mut(pointer).unwrap() = wrong;
            assert!(!validator.is_valid(&report), "{pointer} may be anything");
        }
    }
    assize(["schema", "waivers"]).run().refuses(&["waivers"]);
}

#[test]
fn completions_know_every_verb() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = assize(["completions", shell]).run().ends(0);
        for verb in [
            "audit",
            "collect",
            "check",
            "effective-logging",
            "policy",
            "iam-policy",
            "init",
            "schema",
            "completions",
        ] {
            assert!(ran.stdout.contains(verb), "{shell} does not know {verb}");
        }
        for option in ["fail-on", "allow-errors", "external-id"] {
            assert!(
                ran.stdout.contains(option),
                "{shell} does not know --{option}"
            );
        }
    }
    assize(["completions", "tcsh"]).run().refuses(&["tcsh"]);
}

#[cfg(unix)]
#[test]
fn the_completion_script_is_one_that_bash_takes() {
    let script = assize(["completions", "bash"]).run().ends(0).stdout;
    let status = std::process::Command::new("bash")
        .args(["-n", "-c", &script])
        .status();
    // Not every machine has this shell.
    if let Ok(status) = status {
        assert!(status.success());
    }
}

#[test]
fn collected_items_fit_the_schema_of_what_policies_see() {
    let mut types = BTreeSet::new();
    for known in assize::resource::CATALOGUE {
        let ran = assize(["schema", "resource", known.name]).run().ends(0);
        let schema: Value = serde_json::from_str(&ran.stdout).unwrap();
        jsonschema::meta::validate(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for name in ["compliant", "noncompliant"] {
            for item in &crate::support::fixture(name).items {
                let from_api = item.source == assize::model::item::ItemSource::Api;
                if item.resource_type != known.name
                    || !from_api
                    || item.configuration_item_status.is_deleted()
                    || parts_are_missing(item, known)
                {
                    continue;
                }
                let mut value = serde_json::to_value(item).unwrap();
                drop_nulls(&mut value);
                fits(&validator, &value, known.name);
                value["configuration"]["noSuchField"] = json!(1);
                assert!(!validator.is_valid(&value), "{}", known.name);
                types.insert(known.name);
            }
        }
    }
    assert!(types.len() > 5, "{types:?}");
}

/// Whether an item lacks a part: the collector of another account may not read all of an organization's trail.
fn parts_are_missing(
    item: &assize::model::item::ConfigurationItem,
    known: &assize::resource::ResourceType,
) -> bool {
    known
        .parts
        .iter()
        .filter(|part| !part.optional)
        .any(|part| {
            part.path
                .strip_prefix("supplementaryConfiguration.")
                .is_some_and(|name| !item.supplementary_configuration.contains_key(name))
        })
}

/// What a policy is shown holds no null.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

#[test]
fn schemas_are_listed_and_unknown_types_refused() {
    let ran = assize(["schema", "--list"]).run().ends(0);
    for known in assize::resource::CATALOGUE {
        assert!(ran.stdout.contains(&format!("resource {}", known.name)));
    }
    assert!(ran.stdout.starts_with("snapshot "), "{}", ran.stdout);
    assize(["schema", "resource", "AWS::S3::Buckt"])
        .run()
        .refuses(&[
            "unknown resource type `AWS::S3::Buckt`",
            "did you mean `AWS::S3::Bucket`?",
        ]);
    assize(["schema"]).run().ends(2);
}
