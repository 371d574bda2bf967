//! `policy test`.

use std::path::Path;

use super::assize::{Ran, assize, file};

const LIBRARY: &str = "package acme.lib.names

import rego.v1

is_ours(name) if startswith(name, \"acme-\")
";

const TESTS: &str = "package acme.lib.names_test

import rego.v1

import data.acme.lib.names

test_ours if names.is_ours(\"acme-logs\")

test_others if {
	print(\"about others\")
	names.is_ours(\"logs\")
}

test_breaks if {
	to_number(\"one\") == 1
}
";

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    assize(["policy", "test"])
        .with([folder])
        .with(arguments)
        .run()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "lib/names.rego", LIBRARY);
    file(folder.path(), "lib/names_test.rego", TESTS);
    folder
}

#[test]
fn a_failing_test_is_shown_with_its_place() {
    let folder = folder();
    let ran = run(folder.path(), &[]).ends(1);
    let file = folder.path().join("lib/names_test.rego");
    let file = file.display();
    let ran = ran
        .says(&format!("FAIL  test_others  {file}:9\n"))
        .says(&format!("      {file}:10: about others\n"))
        .says(&format!("ERROR test_breaks  {file}:14\n"))
        .says("\n1 passed, 2 failed\n");
    assert!(!ran.stdout.contains("test_ours"));
    // A library has no control whose inputs could be tried.
    assert!(!ran.stdout.contains("tried"));
    run(folder.path(), &["-v"])
        .ends(1)
        .says(&format!("pass  test_ours  {file}:7\n"));
}

#[test]
fn tests_are_chosen_by_a_regular_expression() {
    let folder = folder();
    run(folder.path(), &["--run", "test_ours$"])
        .ends(0)
        .says("1 passed, 0 failed\n");
    run(
        folder.path(),
        &["--run", r"^acme\.lib\.names_test\.test_\w+hers"],
    )
    .ends(1)
    .says("0 passed, 1 failed\n");
    run(folder.path(), &["--run", "[a"])
        .refuses(&["regular expression `[a`: unclosed character class"]);
}

#[test]
fn no_test_is_no_success() {
    let untested = tempfile::tempdir().unwrap();
    file(untested.path(), "lib/names.rego", LIBRARY);
    run(untested.path(), &[]).refuses(&["no tests ran", "_test.rego"]);
    run(folder().path(), &["--run", "test_nothing"]).refuses(&["no tests ran", "`--run`"]);
    run(&untested.path().join("missing"), &[]).refuses(&["missing"]);
}

#[test]
fn a_test_of_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "lib/names_test.rego", TESTS);
    run(folder.path(), &[]).refuses(&["names_test.rego"]);
}

#[test]
fn the_built_in_tests_pass() {
    let ran = assize(["policy", "test", "--builtin", "--no-faults"])
        .run()
        .ends(0);
    let (passed, rest) = ran.stdout.split_once(' ').unwrap();
    assert!(passed.parse::<u32>().unwrap() > 500, "{}", ran.stdout);
    assert_eq!(rest, "passed, 0 failed\n");
}

/// A control with these rules, and its tests, in a folder.
fn control(rules: &str, absent: &str, tests: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let control = format!(
        "# METADATA
# title: A control
# description: For a test.
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
{absent}#   remediation: none
package acme.trail.control

import rego.v1

{rules}"
    );
    let tests = format!(
        "package acme.trail.control_test

import rego.v1

import data.acme.trail.control

{tests}"
    );
    file(folder.path(), "trail/control.rego", control);
    file(folder.path(), "trail/control_test.rego", tests);
    folder
}

/// All that a run printed, with the folder left out.
fn printed(folder: &tempfile::TempDir, arguments: &[&str], code: i32) -> String {
    let ran = run(folder.path(), arguments).ends(code);
    let prefix = format!("{}/", folder.path().display());
    ran.stdout.replace(&prefix, "")
}

/// A seeded omission: what is absent counts as on.
const FORGIVING: &str = "deny contains {\"message\": \"off\"} if {
	object.get(input.resource.configuration, \"logFileValidationEnabled\", true) == false
}
";

const FORGIVING_TESTS: &str = "test_on_passes if {
	control.deny == set() with input as {\"resource\": {\"configuration\": {\"logFileValidationEnabled\": true}}}
}

test_off_fails if {
	count(control.deny) == 1 with input.resource.configuration.logFileValidationEnabled as false
}
";

#[test]
fn a_control_that_passes_by_omission_is_found() {
    let folder = control(FORGIVING, "", FORGIVING_TESTS);
    insta::assert_snapshot!("an_omission", printed(&folder, &[], 1));
    insta::assert_snapshot!("without_faults", printed(&folder, &["--no-faults"], 0));
    // The author says so: then it is no fault.
    let absent = "#   absent_is_compliant:\n#     configuration.logFileValidationEnabled: a test\n";
    let folder = control(FORGIVING, absent, FORGIVING_TESTS);
    insta::assert_snapshot!("an_omission_that_is_compliant", printed(&folder, &[], 0));
    // And where a reason is given, it is none either.
    let reason = "\nnot_applicable contains {\"reason\": \"nothing known\"} if {
	object.get(input.resource.configuration, \"logFileValidationEnabled\", \"unknown\") == \"unknown\"
}
";
    let folder = control(&format!("{FORGIVING}{reason}"), "", FORGIVING_TESTS);
    printed(&folder, &[], 0);
}

#[test]
fn an_input_that_only_a_function_names_is_tried_too() {
    let tests = "passes(configuration) if {
	none := set()
	control.deny == none with input as {\"resource\": {\"configuration\": configuration}}
}

test_on_passes if passes({\"logFileValidationEnabled\": true})
";
    let folder = control(FORGIVING, "", tests);
    let shown = printed(&folder, &[], 1);
    assert!(
        shown.contains("passes by omission: `configuration.logFileValidationEnabled` is absent"),
        "{shown}"
    );
}

#[test]
fn parameters_have_their_defaults_as_in_a_run() {
    let parameters = "#   parameters:
#     wanted: {type: boolean, default: true, description: Whether validation is wanted.}
";
    let rules = "deny contains {\"message\": \"off\"} if {
	input.parameters.wanted
	object.get(input.resource.configuration, \"logFileValidationEnabled\", true) == false
}
";
    let tests = "test_on_passes if {
	control.deny == set() with input as {\"resource\": {\"configuration\": {\"logFileValidationEnabled\": true}}}
}
";
    let shown = printed(&control(rules, parameters, tests), &[], 1);
    assert!(shown.contains("passes by omission"), "{shown}");
}

#[test]
fn empty_values_are_no_evidence() {
    let rules =
        "deny contains {\"message\": \"no key\"} if not input.resource.configuration.kmsKeyId

deny contains {\"message\": \"no tags\"} if {
	some key in [\"Owner\"]
	not input.resource.tags[key]
}

deny contains {\"message\": \"excluded\"} if {
	some selector in input.resource.supplementaryConfiguration.EventSelectors
	not selector.IncludeManagementEvents
}
";
    let tests = "test_passes if control.deny == set() with input as {\"resource\": {
	\"configuration\": {\"kmsKeyId\": \"alias/a\"},
	\"tags\": {\"Owner\": \"x\"},
	\"supplementaryConfiguration\": {\"EventSelectors\": [{\"IncludeManagementEvents\": true}]},
}}
";
    let folder = control(rules, "", tests);
    insta::assert_snapshot!("empty_values_are_no_evidence", printed(&folder, &[], 1));
}

#[test]
fn what_plays_no_part_in_an_input_is_no_omission() {
    // The key decides, so the flag does not matter; where the flag decides, it denies when it is absent.
    let rules = "deny contains {\"message\": \"neither\"} if {
	not keyed
	not input.resource.configuration.logFileValidationEnabled
}

keyed if input.resource.configuration.kmsKeyId != \"\"
";
    let tests = "test_key_passes if {
	control.deny == set() with input as {\"resource\": {\"configuration\": {\"kmsKeyId\": \"alias/a\"}}}
}

test_both_pass if {
	control.deny == set() with input as {\"resource\": {\"configuration\": {
		\"kmsKeyId\": \"alias/a\",
		\"logFileValidationEnabled\": true,
	}}}
}
";
    let folder = control(rules, "", tests);
    printed(&folder, &[], 0);
}

#[test]
fn what_aws_leaves_out_is_evidence_only_where_an_input_holds_it() {
    let rules = "deny contains {\"message\": error} if {
	status := object.get(input.resource.supplementaryConfiguration, \"TrailStatus\", {})
	error := object.get(status, \"LatestDeliveryError\", \"\")
	not error in {\"\", \"none\"}
}
";
    let with = |status: &str| {
        let tests = format!(
            "test_passes if control.deny == set() with input as {{\"resource\": {{
	\"supplementaryConfiguration\": {{\"TrailStatus\": {{{status}}}}},
}}}}
"
        );
        control(rules, "", &tests)
    };
    printed(&with(""), &[], 0);
    printed(&with("\"LatestDeliveryError\": \"\""), &[], 0);
    let shown = printed(&with("\"LatestDeliveryError\": \"none\""), &[], 1);
    let path = "supplementaryConfiguration.TrailStatus.LatestDeliveryError";
    let expected = format!("passes by omission: `{path}` is absent");
    assert!(shown.contains(&expected), "{shown}");
}

#[test]
fn a_dead_control_is_found() {
    let rules = "deny contains {\"message\": sprintf(\"%s is off\", [name])} if {
	name := object.get(input.resource.configuration, \"name\", \"unnamed\")
	name == \"a\"
	name == \"b\"
}
";
    let tests = "test_passes if {
	control.deny == set() with input as {\"resource\": {\"configuration\": {\"name\": \"a\"}}}
}

test_passes_too if {
	control.deny == set() with input as {\"resource\": {\"configuration\": {\"name\": \"b\"}}}
}
";
    let folder = control(rules, "", tests);
    insta::assert_snapshot!("a_dead_control_is_found", printed(&folder, &[], 1));
    // Some of the tests do not tell.
    printed(&folder, &["--run", "too"], 0);
    let folder = control(
        rules,
        "",
        "test_nothing if control.deny != 1\n\ntest_something if true\n",
    );
    printed(&folder, &[], 1);
}

#[test]
fn a_control_that_no_test_asks_is_found() {
    let folder = control(FORGIVING, "", "test_something if true\n");
    insta::assert_snapshot!(
        "a_control_that_no_test_asks_is_found",
        printed(&folder, &[], 1)
    );
}

#[test]
fn resources_that_are_not_there_are_tried() {
    let folder = tempfile::tempdir().unwrap();
    let control = "# METADATA
# title: A control
# description: For a test.
# custom:
#   severity: low
#   subject: account
#   remediation: none
package acme.trail.control

import rego.v1

deny contains {\"message\": \"off\"} if {
	some trail in data.snapshot.resources[\"AWS::CloudTrail::Trail\"]
	not trail.configuration.logFileValidationEnabled
}
";
    let tests = "package acme.trail.control_test

import rego.v1

import data.acme.trail.control

world(on) := {\"resources\": {\"AWS::CloudTrail::Trail\": {\"a\": {\"configuration\": {\"logFileValidationEnabled\": on}}}}}

test_on_passes if {
	control.deny == set() with input as {\"account\": {\"id\": \"111122223333\"}} with data.snapshot as world(true)
}
";
    file(folder.path(), "trail/control.rego", control);
    file(folder.path(), "trail/control_test.rego", tests);
    insta::assert_snapshot!(
        "resources_that_are_not_there_are_tried",
        printed(&folder, &[], 1)
    );
}

#[test]
fn a_failed_test_is_explained() {
    let tests = "expected := {{\"message\": \"off\"}}

trails := [{\"logFileValidationEnabled\": true}, {\"logFileValidationEnabled\": false}]

test_comparison if {
	configuration := {\"logFileValidationEnabled\": true}
	control.deny == expected with input as {\"resource\": {\"configuration\": configuration}}
}

test_out_of_order if {
	wanted == count(control.deny) with input as {\"resource\": {\"configuration\": trails[1]}}
	wanted = 3
}

test_iteration if {
	some number, trail in trails
	trail.logFileValidationEnabled
	number == 1
}

test_negation if {
	not control.deny with input as {\"resource\": {\"configuration\": trails[0]}}
}

test_undefined if startswith(trails[0].name, \"a\")

test_value := count(control.deny) > 0

test_two if trails[0].x

test_two if {
	every trail in trails {
		trail.logFileValidationEnabled
	}
}

test_error if to_number(\"x\") == 1
";
    let folder = control(FORGIVING, "", tests);
    insta::assert_snapshot!(
        "a_failed_test_is_explained",
        printed(&folder, &["--no-faults"], 1)
    );
}

#[test]
fn lines_that_no_test_reaches_are_shown() {
    let rules = format!(
        "{FORGIVING}
deny contains {{\"message\": message}} if {{
	name := object.get(input.resource.configuration, \"name\", \"\")
	name == \"legacy\"
	message := sprintf(
		\"%s is old\",
		[name],
	)
}}
"
    );
    let folder = control(&rules, "", FORGIVING_TESTS);
    file(folder.path(), "lib/names.rego", LIBRARY);
    let arguments = ["--no-faults", "--coverage"];
    insta::assert_snapshot!(
        "lines_that_no_test_reaches_are_shown",
        printed(&folder, &arguments, 0)
    );
    let with = |threshold: &'static str| [&arguments[..], &["--threshold", threshold]].concat();
    printed(&folder, &with("50"), 0);
    let shown = printed(&folder, &with("70.5"), 1);
    assert!(
        shown.ends_with("\ncoverage is below the threshold of 70.5%\n"),
        "{shown}"
    );
    run(folder.path(), &["--threshold", "50"]).refuses(&["--coverage"]);
    run(folder.path(), &with("101")).refuses(&["from 0 to 100"]);
}
