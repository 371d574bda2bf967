//! `policy lint`.

use std::fs;

use serde_json::Value;

use super::assize::assize;
use crate::support::path;

fn broken(case: &str) -> String {
    format!("fixtures/broken-policies/{case}")
}

#[test]
fn everything_is_said_at_once_with_its_place() {
    let ran = assize([
        "policy",
        "lint",
        &broken("field"),
        &broken("unused_parameter"),
    ])
    .run()
    .ends(2);
    // Both folders hold one package, which is an error too.
    ran.says("/field/trails/control.rego:14:35: error: unknown field `logFileValidationEnabeld` in `configuration` [loads]\n  help: did you mean `logFileValidationEnabled`?\n")
        .says("is in fixtures/broken-policies/field/trails/control.rego already");
}

#[test]
fn warnings_count_only_where_they_are_denied() {
    let case = broken("unused_parameter");
    let said = "fixtures/broken-policies/unused_parameter/trails/control.rego:9:1: warning: the policy never reads the \
                parameter `minimum_days` [unused-parameter]\n";
    assize(["policy", "lint", &case])
        .run()
        .ends(0)
        .says(said)
        .says("\n1 control: 0 errors, 1 warning\n");
    assize(["policy", "lint", "--deny-warnings", &case])
        .run()
        .ends(1)
        .says(said);
    assize(["policy", "lint", "--deny-warnings", &broken("field")])
        .run()
        .ends(2);
}

#[test]
fn programs_read_the_same() {
    let ran = assize([
        "policy",
        "lint",
        "-f",
        "json",
        &broken("superseded_framework"),
    ])
    .run()
    .ends(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["controls"], 1);
    assert_eq!(document["errors"], 0);
    assert_eq!(document["warnings"], 1);
    let said = &document["diagnostics"][0];
    assert_eq!(said["level"], "warning");
    assert_eq!(said["rule"], "superseded-framework");
    assert_eq!(said["line"], 8);
    assert_eq!(said["column"], 1);
    assert_eq!(
        said["help"],
        "name the sections of `cis-aws-foundations-7.0` beside it"
    );
    let ran = assize(["policy", "lint", "-f", "json", &broken("severity")])
        .run()
        .ends(2);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["diagnostics"][0]["rule"], "loads");
    assert_eq!(document["diagnostics"][0]["level"], "error");
}

#[test]
fn the_current_folder_is_looked_at_where_none_is_named() {
    assize(["policy", "lint"])
        .within(&path(&broken("untested")))
        .run()
        .ends(0)
        .says("trails/control.rego:9:9: warning: the control has no tests [untested]");
    let empty = tempfile::tempdir().unwrap();
    assize(["policy", "lint"])
        .within(empty.path())
        .run()
        .refuses(&["holds no `.rego` file"]);
}

#[test]
fn the_built_in_policies_are_clean_as_a_folder_too() {
    assize(["policy", "lint", "--deny-warnings", "policies"])
        .run()
        .ends(0)
        .says("0 errors, 0 warnings\n");
}

#[test]
fn code_hosts_are_told_in_their_own_formats() {
    let lint = |format| {
        let case = broken("unused_parameter");
        assize(["policy", "lint", "-f", format, &case])
            .run()
            .ends(0)
    };
    assert_eq!(
        lint("github").stdout,
        "::warning file=fixtures/broken-policies/unused_parameter/trails/control.rego,line=9,col=1,\
         title=unused-parameter::the policy never reads the parameter `minimum_days`%0Aread \
         `input.parameters.minimum_days`, or take it out of the metadata\n"
    );
    let log: Value = serde_json::from_str(&lint("sarif").stdout).unwrap();
    let schema = fs::read_to_string(path("tests/schemas/sarif-2.1.0.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(&log)
        .map(|error| error.to_string())
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unused-parameter");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 9);
}
