//! An organization's own policies: what is wrong with them is said at its place, and then nothing is judged.

use std::fs;
use std::path::Path;

use super::assize::{Ran, assize, file, names, snapshot};

/// A policy over trails, with what follows its package.
fn policy(name: &str, rules: &str) -> String {
    format!(
        "# METADATA
# title: Trails deliver to the central bucket
# description: The security team reads one bucket.
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   remediation: aws cloudtrail update-trail --name {{arn}} --s3-bucket-name central
package acme.trails.{name}

{rules}"
    )
}

/// A folder of policies that load.
fn sound(folder: &Path) {
    let rules = "import rego.v1

deny contains {\"message\": \"the trail delivers elsewhere\", \"path\": \"configuration.s3BucketName\"} if {
\tnot input.resource.configuration.s3BucketName == \"acme-central\"
}
";
    file(folder, "trails/central.rego", policy("central", rules));
}

fn check(folder: &Path, snapshot_name: &str, arguments: &[&str]) -> Ran {
    assize(["check", &snapshot(snapshot_name), "--policy"])
        .with([folder])
        .with(arguments)
        .run()
}

#[test]
fn an_own_policy_is_judged_beside_the_built_in_ones() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let ran = check(
        folder.path(),
        "noncompliant",
        &[
            "-s",
            "acme-trails-central",
            "-s",
            "cloudtrail-log-file-validation",
        ],
    )
    .ends(1);
    ran.says("acme-trails-central  Trails deliver to the central bucket")
        .says("the trail delivers elsewhere  configuration.s3BucketName")
        .says("FAIL   MEDIUM    cloudtrail-log-file-validation");
    // And alone, where the built-in ones are left out.
    let ran = check(
        folder.path(),
        "noncompliant",
        &["--no-builtin", "-f", "json"],
    )
    .ends(1);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["controls"].as_array().unwrap().len(), 1);
    assert_eq!(report["controls"][0]["id"], "acme-trails-central");
    // A file is as good as its folder.
    let alone = assize(["policy", "list", "--no-builtin", "--policy"])
        .with([folder.path().join("trails/central.rego")])
        .run()
        .ends(0);
    assert_eq!(alone.stdout.lines().last(), Some("1 control"));
}

/// What the project promises: three mistakes that other engines judge as "nothing wrong" are three errors.
#[test]
fn three_mistakes_in_three_files_are_three_errors_and_nothing_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let field = "import rego.v1

deny contains {\"message\": \"validation is off\"} if {
\tnot input.resource.configuration.logFileValidationEnabeld
}
";
    let function = "import rego.v1

deny contains {\"message\": \"the bucket's name is odd\"} if {
\tnot startwith(input.resource.configuration.s3BucketName, \"acme-\")
}
";
    let import = "import rego.v1

import data.assize.lib.cloudtrial

deny contains {\"message\": \"the trail does not record management events\"} if {
\tnot cloudtrial.judged_elsewhere(input.resource.arn, input.resource.accountId)
}
";
    file(folder.path(), "trails/field.rego", policy("field", field));
    file(
        folder.path(),
        "trails/function.rego",
        policy("function", function),
    );
    file(
        folder.path(),
        "trails/import.rego",
        policy("import", import).replace("trails.import", "trails.imported"),
    );
    fs::rename(
        folder.path().join("trails/import.rego"),
        folder.path().join("trails/imported.rego"),
    )
    .unwrap();
    let report = folder.path().join("report.json");
    let ran = check(
        folder.path(),
        "noncompliant",
        &["-f", "text", "-f", &format!("json={}", report.display())],
    )
    .refuses(&["3 errors in the policies", "nothing was judged"]);
    let root = folder.path().display();
    let found: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|line| line.contains(".rego:"))
        .collect();
    let expected = [
        (
            format!("{root}/trails/field.rego:14:35: "),
            "logFileValidationEnabeld",
        ),
        (format!("{root}/trails/function.rego:14:6: "), "startwith"),
        (
            format!("{root}/trails/imported.rego:13:8: "),
            "data.assize.lib.cloudtrial",
        ),
    ];
    assert_eq!(found.len(), expected.len(), "{}", ran.stderr);
    for (line, (place, name)) in found.iter().zip(&expected) {
        assert!(line.starts_with(place.as_str()), "{line} is not at {place}");
        assert!(line.contains(name), "{line} does not name {name}");
    }
    for meant in [
        "help: did you mean `logFileValidationEnabled`?",
        "help: did you mean `startswith`?",
        "help: did you mean `data.assize.lib.cloudtrail`?",
    ] {
        assert!(ran.stderr.contains(meant), "no {meant} in:\n{}", ran.stderr);
    }
    assert!(!report.exists(), "a report was written");
    assert_eq!(names(folder.path()), ["trails"]);
    // Nor does selecting something else get round it, in any verb.
    for verb in [
        vec!["check", "fixtures/snapshots/compliant.jsonl"],
        vec!["policy", "list"],
        vec!["policy", "show", "acme-trails-central"],
        vec!["iam-policy"],
        vec!["collect", "-o", "-"],
        vec!["audit"],
    ] {
        let selects = verb.get(1) != Some(&"show");
        assize(&verb)
            .with(
                selects
                    .then_some(["-s", "acme-trails-central"])
                    .into_iter()
                    .flatten(),
            )
            .with(["--policy"])
            .with([folder.path()])
            .run()
            .refuses(&["3 errors in the policies"]);
    }
    assize(["policy", "test"])
        .with([folder.path()])
        .run()
        .refuses(&["3 errors in the policies"]);
}

#[test]
fn what_identifies_a_policy_is_checked() {
    let sound = "import rego.v1\n\ndeny contains {\"message\": \"no\"} if input.resource.configuration.kmsKeyId == \"\"\n";
    for (name, text, messages) in [
        (
            "trails/keyed.rego",
            policy("keyed", "import rego.v1\n\nnope := 1\n"),
            &["deny"][..],
        ),
        (
            "trails/keyed.rego",
            policy("keyed", sound).replace("severity: high", "severty: high"),
            &["keyed.rego:5:1", "severty", "did you mean `severity`?"],
        ),
        (
            "trails/keyed.rego",
            policy("keyed", sound).replace("severity: high", "severity: hihg"),
            &["keyed.rego:5:1", "hihg", "did you mean `high`?"],
        ),
        (
            "trails/keyed.rego",
            policy("keyed", sound).replace("CloudTrail::Trail", "CloudTrail::Trial"),
            &["AWS::CloudTrail::Trial", "AWS::CloudTrail::Trail"],
        ),
        (
            "trails/keyed.rego",
            policy("other", sound),
            &["keyed.rego", "acme.trails.other"],
        ),
        (
            "trails/keyed.rego",
            policy("keyed", "import rego.v1\n\ndeny contains {\n"),
            &["keyed.rego:"],
        ),
        (
            "trails/keyed.rego",
            "import rego.v1\n".to_owned(),
            &["no package"],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        file(folder.path(), name, text);
        check(folder.path(), "compliant", &[]).refuses(messages);
    }
}

#[test]
fn a_path_without_policies_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    check(folder.path(), "compliant", &[]).refuses(&["holds no `.rego` file"]);
    let missing = folder.path().join("missing");
    check(&missing, "compliant", &[]).refuses(&["missing"]);
    file(folder.path(), "trails/binary.rego", [0xff, 0xfe]);
    check(folder.path(), "compliant", &[]).refuses(&["binary.rego", "not UTF-8"]);
}

#[test]
fn a_second_control_of_one_id_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let other = tempfile::tempdir().unwrap();
    sound(other.path());
    assize(["check", &snapshot("compliant"), "--policy"])
        .with([folder.path()])
        .with(["--policy"])
        .with([other.path()])
        .run()
        .refuses(&["acme.trails.central", "already"]);
}
