//! The ways in which a Rego engine lets a policy pass that should not, each refused on loading or turned into ERROR.
//!
//! Named after the list in the project's study of the engine. Those that do not apply: 2 and 1 are of the bytecode machine,
//! which is not used (1 is held here all the same, for what is used); 23 is held where coverage is counted, in the runner of
//! tests.

use std::time::Duration;

use assize::evaluate::evaluate;
use assize::model::finding::{Outcome, Status};
use assize::model::snapshot::SnapshotReader;
use assize::policy::test::{Options, TestOutcome, run};
use assize::policy::{Catalogue, LoadError, PolicySet};
use serde_json::json;

use crate::policies::{
    ACCOUNT, load, outcome, outcome_with, reason, refused, snapshot, source, trail, trail_policy,
};

#[test]
fn trap_01_a_finding_survives_an_input_first_named_where_nothing_runs() {
    // The bytecode machine loses this one; the interpreter, which is used, must not.
    let rules = r#"
deny contains {"message": "validation is off"} if {
	exempt := {name | some name in ["other"]; name == input.resource.configuration.name}
	count(exempt) == 0
	not input.resource.configuration.logFileValidationEnabled
}"#;
    let outcome = outcome(
        rules,
        json!({"name": "audit", "logFileValidationEnabled": false}),
    );
    assert_eq!(outcome.status(), Status::Fail);
}

#[test]
fn trap_02_errors_of_built_in_functions_are_errors() {
    let rules = r#"
deny contains {"message": "x"} if to_number(input.resource.resourceId) > 3"#;
    let outcome = outcome(rules, json!({}));
    assert_eq!(outcome.status(), Status::Error);
}

#[test]
fn trap_03_no_document_takes_the_place_of_a_rule() {
    let text = trail_policy("deny contains {\"message\": \"x\"} if false").replace(
        "package acme.test.control",
        "package snapshot.resources.control",
    );
    assert!(refused(text).contains("package `snapshot.resources.control` is no control's"));
}

#[test]
fn trap_04_a_misspelt_field_does_not_load() {
    let rules = "deny contains {\"message\": \"x\"} if not input.resource.configuration.logFileValidationEnable";
    let text = refused(trail_policy(rules));
    assert!(
        text.contains("test/control.rego:13:68: unknown field `logFileValidationEnable`"),
        "{text}"
    );
    assert!(
        text.contains("did you mean `logFileValidationEnabled`?"),
        "{text}"
    );
}

#[test]
fn trap_04_a_misspelt_field_does_not_load_behind_variables_and_functions() {
    for rules in [
        "deny contains {\"message\": \"x\"} if {\n\tconfiguration := input.resource.configuration\n\tnot configuration.kmsKey\n}",
        "deny contains {\"message\": \"x\"} if not on(input.resource.configuration)\n\non(configuration) if configuration.kmsKey != \"\"",
        "deny contains {\"message\": \"x\"} if {\n\tsome field in [\"kmsKey\", \"name\"]\n\tnot input.resource.configuration[field]\n}",
        "deny contains {\"message\": \"x\"} if object.get(input.resource, [\"configuration\", \"kmsKey\"], \"\") == \"\"",
        "deny contains {\"message\": \"x\"} if some_trail\n\nsome_trail if {\n\tsome trail in trails\n\ttrail.configuration.kmsKey\n}\n\ntrails contains trail if some trail in input.account.resources[\"AWS::CloudTrail::Trail\"]",
    ] {
        let text = refused(trail_policy(rules));
        assert!(text.contains("unknown field `kmsKey`"), "{rules}\n{text}");
    }
}

#[test]
fn trap_05_a_package_is_one_file() {
    let text = trail_policy("deny contains {\"message\": \"x\"} if false");
    let sources = vec![
        source(&["control"], text.clone()),
        source(&["test", "control"], text),
    ];
    let Err(LoadError::Broken(found)) = Catalogue::new(sources) else {
        panic!("it loads")
    };
    assert!(
        found[0].message.contains("a package is one file"),
        "{found:?}"
    );
}

#[test]
fn trap_06_an_unknown_function_does_not_load_although_it_is_never_reached() {
    let text = refused(trail_policy(
        "deny contains {\"message\": \"x\"} if {\n\tfalse\n\tstartwith(\"a\", \"b\")\n}",
    ));
    assert!(
        text.contains("unknown function `startwith`")
            && text.contains("did you mean `startswith`?"),
        "{text}"
    );
    let text = refused(trail_policy(
        "deny contains {\"message\": \"x\"} if {\n\tfalse\n\tstartswith(\"a\")\n}",
    ));
    assert!(
        text.contains("function `startswith` takes 2 arguments, here are 1"),
        "{text}"
    );
}

#[test]
fn trap_07_no_policy_reaches_out_of_the_program() {
    for (call, why) in [
        (
            "http.send({\"url\": \"http://localhost\"}).status_code != 200",
            "network",
        ),
        ("opa.runtime().env.HOME", "environment"),
        ("rand.intn(\"x\", 2) == 1", "chance"),
        ("uuid.rfc4122(\"x\") == \"\"", "chance"),
        ("time.now_ns() > 0", "collectedAt"),
    ] {
        let text = refused(trail_policy(&format!(
            "deny contains {{\"message\": \"x\"}} if {call}"
        )));
        assert!(
            text.contains("may not be used") && text.contains(why),
            "{call}: {text}"
        );
    }
}

#[test]
fn trap_08_an_error_in_a_condition_is_no_pass() {
    for (call, configuration) in [
        ("regex.match(\"(\", input.resource.resourceId)", json!({})),
        (
            "time.parse_rfc3339_ns(input.resource.resourceId) > 0",
            json!({}),
        ),
        (
            "1 / (count(input.resource.configuration.name) - 5) > 0",
            json!({"name": "audit"}),
        ),
    ] {
        let rules = format!("deny contains {{\"message\": \"x\"}} if {call}");
        let loaded = load(trail_policy(&rules));
        match loaded {
            // The engine finds what can never work on loading.
            Err(_) => {}
            Ok(set) => assert_eq!(
                outcome_with(&set, configuration).status(),
                Status::Error,
                "{call}"
            ),
        }
    }
}

#[test]
fn trap_09_a_format_and_its_values_agree() {
    let rules =
        "deny contains {\"message\": sprintf(\"%s of %s\", [input.resource.resourceId])} if true";
    assert!(refused(trail_policy(rules)).contains("the format has 2 verbs and 1 values"));
    let rules = "deny contains {\"message\": sprintf(\"%5d\", [1])} if true";
    assert!(refused(trail_policy(rules)).contains("the verb `%5` is not supported"));
}

#[test]
fn trap_10_a_null_is_read_as_absent_and_spoils_nothing() {
    let rules = r#"
deny contains {"message": sprintf("tag %s", [name])} if some name, _ in input.resource.tags

deny contains {"message": "no key"} if not input.resource.configuration.kmsKeyId"#;
    let outcome = outcome(rules, json!({"kmsKeyId": null, "name": null}));
    assert_eq!(outcome.violations()[0].message, "no key");
}

#[test]
fn trap_11_a_finding_whose_message_is_undefined_is_an_error() {
    let rules = r#"
deny contains {"message": sprintf("%s is wrong", [input.resource.configuration.snsTopicName])} if {
	not input.resource.configuration.logFileValidationEnabled
}"#;
    let lost = outcome(rules, json!({"logFileValidationEnabled": false}));
    assert!(
        reason(&lost).contains("its message is undefined"),
        "{lost:?}"
    );
    let found = outcome(
        rules,
        json!({"logFileValidationEnabled": false, "snsTopicName": "t"}),
    );
    assert_eq!(found.violations()[0].message, "t is wrong");
    let fine = outcome(rules, json!({"logFileValidationEnabled": true}));
    assert_eq!(fine, Outcome::Pass);
}

#[test]
fn trap_11_a_message_put_together_in_the_body_is_watched_too() {
    let rules = r#"
deny contains {"message": message} if {
	not input.resource.configuration.logFileValidationEnabled
	topic := input.resource.configuration.snsTopicName
	message := sprintf("%s is wrong", [topic])
}"#;
    let lost = outcome(rules, json!({"logFileValidationEnabled": false}));
    assert!(
        reason(&lost).contains("its message is undefined"),
        "{lost:?}"
    );
}

#[test]
fn trap_12_every_over_something_that_may_be_absent_is_seen() {
    // What every goes through is a list that is always there once it was read: an absent one is a misspelt one.
    let rules = "deny contains {\"message\": \"x\"} if {\n\tevery selector in input.resource.supplementaryConfiguration.EventSelector {\n\t\tselector\n\t}\n}";
    assert!(refused(trail_policy(rules)).contains("unknown field `EventSelector`"));
}

#[test]
fn trap_13_a_comparison_with_what_may_be_absent_does_not_load() {
    for condition in [
        "input.resource.configuration.kmsKeyId != \"x\"",
        "startswith(input.resource.configuration.kmsKeyId, \"alias/\")",
        "off(input.resource.configuration.kmsKeyId)\n}\n\noff(key) if {\n\tkey != \"x\"",
    ] {
        let rules = format!("deny contains {{\"message\": \"x\"}} if {{\n\t{condition}\n}}");
        let text = refused(trail_policy(&rules));
        assert!(
            text.contains("`configuration.kmsKeyId` may be absent"),
            "{condition}: {text}"
        );
    }
    let rules = "deny contains {\"message\": \"x\"} if {\n\tkey := input.resource.configuration.kmsKeyId\n\tnot key == \"x\"\n}";
    assert!(refused(trail_policy(rules)).contains("`configuration.kmsKeyId` may be absent"));
}

#[test]
fn trap_13_absence_that_was_thought_of_is_fine() {
    for rules in [
        "deny contains {\"message\": \"x\"} if object.get(input.resource.configuration, \"kmsKeyId\", \"\") != \"x\"",
        "deny contains {\"message\": \"x\"} if not input.resource.configuration.kmsKeyId\n\n\
         deny contains {\"message\": \"y\"} if input.resource.configuration.kmsKeyId != \"x\"",
        "deny contains {\"message\": \"x\"} if not good\n\ngood if input.resource.configuration.kmsKeyId == \"x\"",
    ] {
        assert_eq!(outcome(rules, json!({})).status(), Status::Fail, "{rules}");
        assert_eq!(
            outcome(rules, json!({"kmsKeyId": "x"})),
            Outcome::Pass,
            "{rules}"
        );
    }
    let rules =
        "deny contains {\"message\": \"x\"} if input.resource.configuration.kmsKeyId != \"x\"";
    let text = trail_policy(rules).replace(
        "#   remediation: none",
        "#   remediation: none\n#   absent_is_compliant:\n#     configuration.kmsKeyId: no key, no wrong key",
    );
    assert_eq!(
        outcome_with(&load(text).ok().unwrap(), json!({})),
        Outcome::Pass
    );
}

#[test]
fn trap_14_a_string_is_not_compared_with_a_number() {
    let rules = "deny contains {\"message\": \"x\"} if object.get(input.resource.configuration, \"name\", \"\") == \"\"\n\n\
                 deny contains {\"message\": \"y\"} if input.resource.resourceId > 90";
    assert!(refused(trail_policy(rules)).contains("compares a string with a number"));
    let rules = "deny contains {\"message\": \"y\"} if input.resource.configuration.isMultiRegionTrail == \"false\"";
    assert!(
        refused(trail_policy(rules))
            .contains("compares a boolean with a string: they are never equal")
    );
}

#[test]
fn trap_15_deny_must_be_a_set() {
    assert!(
        refused(trail_policy("deny[message] if message := \"x\""))
            .contains("rule `deny` is not a set of objects")
    );
    assert!(refused(trail_policy("deny := true")).contains("rule `deny` is not a set of objects"));
}

#[test]
fn trap_16_a_policy_without_deny_does_not_load() {
    let text = refused(trail_policy("dney contains {\"message\": \"x\"} if true"));
    assert!(text.contains("the policy has no rule `deny`"), "{text}");
    assert!(
        text.contains("rule `dney` is never used") && text.contains("did you mean `deny`?"),
        "{text}"
    );
}

#[test]
fn trap_17_two_defaults_do_not_load() {
    let rules =
        "default on := true\n\ndefault on := false\n\ndeny contains {\"message\": \"x\"} if not on";
    assert!(refused(trail_policy(rules)).contains("rule `on` has two defaults"));
}

#[test]
fn trap_18_no_rule_or_import_hides_a_built_in_function() {
    let rules = "count(x) := 99 if x\n\ndeny contains {\"message\": \"x\"} if count([1]) == 99";
    assert!(refused(trail_policy(rules)).contains("rule `count` hides built-in functions"));
    let rules = "time := 1\n\ndeny contains {\"message\": \"x\"} if time == 1";
    assert!(refused(trail_policy(rules)).contains("rule `time` hides built-in functions"));
}

#[test]
fn trap_19_null_is_no_number_and_broken_json_is_an_error() {
    let rules =
        "deny contains {\"message\": \"x\"} if json.unmarshal(input.resource.resourceId).a == 1";
    assert_eq!(outcome(rules, json!({})).status(), Status::Error);
}

#[test]
fn trap_20_a_variable_bound_only_inside_not_does_not_load() {
    let rules = "deny contains {\"message\": \"x\"} if {\n\tnot input.resource.tags[name] == \"x\"\n\tname\n}";
    assert!(refused(trail_policy(rules)).contains("unknown name `name`"));
    let rules = "deny contains {\"message\": \"x\"} if {\n\tsome name\n\tnot input.resource.tags[name] == \"x\"\n}";
    assert!(
        refused(trail_policy(rules)).contains("`name` is declared, but nothing gives it a value")
    );
}

#[test]
fn trap_21_one_subject_leaves_nothing_behind_for_the_next() {
    let rules = "deny contains {\"message\": \"x\"} if object.get(input.resource.configuration, \"kmsKeyId\", \"\") == \"\"";
    let set = load(trail_policy(rules)).ok().unwrap();
    let mut second = trail(json!({}));
    second.arn = Some(format!(
        "arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/second"
    ));
    let bytes = snapshot(vec![trail(json!({"kmsKeyId": "k"})), second])
        .write(Vec::new())
        .unwrap();
    let findings = evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), &set)
        .unwrap()
        .findings;
    let statuses: Vec<Status> = findings
        .iter()
        .map(|finding| finding.outcome.status())
        .collect();
    assert_eq!(statuses, [Status::Pass, Status::Fail]);
}

#[test]
fn trap_22_a_policy_that_fails_spoils_no_other() {
    let broken = trail_policy(
        "deny contains {\"message\": \"x\"} if to_number(input.resource.resourceId) > 3",
    );
    let good = trail_policy("deny contains {\"message\": \"bad\"} if not input.resource.configuration.logFileValidationEnabled")
        .replace("acme.test.control", "acme.test.good");
    let sources = vec![
        source(&["test", "control"], broken),
        source(&["test", "good"], good),
    ];
    let set = Catalogue::new(sources)
        .ok()
        .unwrap()
        .select(&[], &[])
        .unwrap();
    let bytes = snapshot(vec![trail(json!({}))]).write(Vec::new()).unwrap();
    let findings = evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), &set)
        .unwrap()
        .findings;
    let statuses: Vec<Status> = findings
        .iter()
        .map(|finding| finding.outcome.status())
        .collect();
    assert_eq!(statuses, [Status::Error, Status::Fail]);
}

#[test]
fn trap_24_a_field_that_is_there_twice_is_refused() {
    let bytes = snapshot(vec![trail(json!({"kmsKeyId": "k"}))])
        .write(Vec::new())
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let twice = text.replace("\"kmsKeyId\":\"k\"", "\"kmsKeyId\":\"k\",\"kmsKeyId\":\"\"");
    // The digest would catch it first; a file made this way from the start has a digest that fits.
    let body = &twice[..twice.rfind("{\"trailer\"").unwrap()];
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, body.as_bytes());
    let sha256: String = digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let trailer = json!({"trailer": {"items": 1, "gaps": 0, "coverage": 3, "complete": true, "sha256": sha256}});
    let file = format!("{body}{trailer}\n");
    let set = load(trail_policy(
        "deny contains {\"message\": \"x\"} if not input.resource.configuration.kmsKeyId",
    ))
    .ok()
    .unwrap();
    let error = evaluate(SnapshotReader::new(file.as_bytes()).unwrap(), &set).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the field `kmsKeyId` is there twice"),
        "{error}"
    );
}

fn test_outcomes(tests: &str) -> Result<Vec<(String, TestOutcome)>, String> {
    let control = trail_policy(
        "deny contains {\"message\": \"x\"} if not input.resource.configuration.kmsKeyId",
    );
    let test = format!(
        "package acme.test.control_test\n\nimport rego.v1\n\nimport data.acme.test.control\n\n{tests}\n"
    );
    let sources = vec![
        source(&["test", "control"], control),
        source(&["test", "control_test"], test),
    ];
    let catalogue = Catalogue::new(sources).map_err(|error| error.to_string())?;
    let tests = catalogue.tests().map_err(|error| match error {
        LoadError::Broken(found) => found.iter().map(|one| format!("{one}\n")).collect(),
        other => other.to_string(),
    })?;
    Ok(run(&tests, Options::default(), &|_| true)
        .into_iter()
        .flat_map(|result| result.tests)
        .map(|test| (test.name, test.outcome))
        .collect())
}

#[test]
fn trap_25_a_test_that_errs_or_is_undefined_fails_and_a_misspelt_one_does_not_load() {
    let outcomes = test_outcomes(
        "test_true if count(control.deny) == 1 with input as {\"resource\": {\"configuration\": {}}}\n\n\
         test_undefined if control.deny == {1} with input as {}\n\n\
         test_error if to_number(\"x\") == 1",
    )
    .unwrap();
    assert_eq!(outcomes[0].1, TestOutcome::Passed);
    assert!(matches!(outcomes[1].1, TestOutcome::Failed(_)));
    assert!(matches!(outcomes[2].1, TestOutcome::Error(_)));
    let error = test_outcomes("tset_true if true").unwrap_err();
    assert!(
        error.contains("rule `tset_true` is neither a test nor used by one"),
        "{error}"
    );
    let error = test_outcomes("todo_test_true if true").unwrap_err();
    assert!(error.contains("neither a test"), "{error}");
}

#[test]
fn trap_26_a_time_out_is_an_error_inside_functions_too() {
    let rules = r#"
deny contains {"message": "x"} if slow(input.resource.resourceId) == 1

slow(_) := count([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); a * b == 0])"#;
    let text = trail_policy(rules);
    let mut set = load(text).ok().unwrap();
    set.policies[0]
        .engine
        .set_time_limit(Duration::from_millis(50));
    let outcome = outcome_with(&set, json!({}));
    assert_eq!(outcome.status(), Status::Error, "{outcome:?}");
}

#[test]
fn trap_27_a_malformed_answer_is_an_error() {
    for (element, configuration) in [
        ("\"a message alone\"", json!({})),
        ("{\"msg\": \"x\"}", json!({})),
        ("{\"message\": 1}", json!({})),
        ("{\"message\": \"\"}", json!({})),
        ("{\"message\": \"x\", \"path\": 1}", json!({})),
        ("{\"message\": \"x\", \"severity\": \"low\"}", json!({})),
    ] {
        // Written out it does not load, so it comes from where nothing is known of it.
        let rules = format!(
            "deny contains element if {{\n\tnot input.resource.configuration.kmsKeyId\n\telement := json.unmarshal(`{element}`)\n}}"
        );
        let text = reason(&outcome(&rules, configuration));
        assert!(text.contains("`deny` holds"), "{element}: {text}");
    }
}

#[test]
fn trap_27_a_malformed_element_that_is_written_out_does_not_load() {
    for (element, message) in [
        ("\"a message alone\"", "an element of `deny` is a string"),
        ("[\"x\"]", "an element of `deny` is a list"),
        ("{\"msg\": \"x\"}", "an element of `deny` has no `message`"),
        (
            "{\"message\": 1}",
            "`message` of an element of `deny` is no string",
        ),
        (
            "{\"message\": \"\"}",
            "`message` of an element of `deny` is empty",
        ),
        (
            "{\"message\": \"x\", \"severity\": \"low\"}",
            "an element of `deny` has an unknown key `severity`",
        ),
    ] {
        let rules = format!("deny contains {element} if not input.resource.configuration.kmsKeyId");
        let text = refused(trail_policy(&rules));
        assert!(text.contains(message), "{element}: {text}");
    }
    // Followed through variables and functions, and no more than is known.
    for (rules, loads) in [
        (
            "deny contains made(\"x\") if true\n\nmade(text) := {\"text\": text}",
            false,
        ),
        (
            "deny contains made(\"x\") if true\n\nmade(text) := {\"message\": text}",
            true,
        ),
        (
            "deny contains element if {\n\tsome element in [{\"message\": \"x\"}, {\"message\": \"y\", \"path\": \"z\"}]\n}",
            true,
        ),
        (
            "deny contains object.union({\"message\": \"x\"}, {}) if true",
            true,
        ),
    ] {
        assert_eq!(load(trail_policy(rules)).is_ok(), loads, "{rules}");
    }
}

#[test]
fn nothing_is_looked_for_in_what_holds_nothing() {
    let rules = "deny contains {\"message\": \"x\"} if not \"audit\" in input.resource.resourceId";
    let text = refused(trail_policy(rules));
    assert!(
        text.contains("looks for something in a string: nothing is in it")
            && text.contains("use `contains`"),
        "{text}"
    );
    let rules =
        "deny contains {\"message\": \"x\"} if not \"audit\" in object.keys(input.resource.tags)";
    assert!(load(trail_policy(rules)).is_ok());
}

#[test]
fn denial_of_service_deep_literals_recursion_and_long_ranges_are_refused() {
    let deep = format!(
        "deny contains {{\"message\": \"x\"}} if x == {}1{}",
        "[".repeat(20),
        "]".repeat(20)
    );
    assert!(refused(trail_policy(&deep)).contains("brackets are nested more than"));
    let rules = "deny contains {\"message\": \"x\"} if loop(1) == 2\n\nloop(n) := loop(n + 1)";
    assert!(refused(trail_policy(rules)).contains("rule `loop` needs itself"));
    let rules = "deny contains {\"message\": \"x\"} if count(numbers.range(1, count(input.resource.resourceId) * 100000000)) == 1";
    assert!(reason(&outcome(rules, json!({}))).contains("at most 100000 numbers"));
}

/// A library whose function names a rule of another one, and a control that calls it after a rule of that library.
fn called_through_libraries(rule: &str) -> Result<PolicySet, LoadError> {
    let words = "package acme.lib.words\n\nimport rego.v1\n\n\
                 forbidden := {name | some name in [\"audit\"]; is_word(name)}\n\n\
                 is_word(name) if name != \"\"\n";
    let names = format!(
        "package acme.lib.names\n\nimport rego.v1\n\nimport data.acme.lib.words\n\n\
         plain contains name if {{\n\tsome name in [\"audit\"]\n\twords.is_word(name)\n}}\n\n\
         is_forbidden(name) if name in {rule}\n"
    );
    let control = "deny contains {\"message\": \"x\"} if {\n\tcount(names.plain) == 1\n\t\
                   names.is_forbidden(object.get(input.resource.configuration, \"name\", \"\"))\n}";
    let control = trail_policy(control).replace(
        "import rego.v1\n",
        "import rego.v1\n\nimport data.acme.lib.names\n",
    );
    let sources = vec![
        source(&["lib", "words"], words.to_owned()),
        source(&["lib", "names"], names),
        source(&["test", "control"], control),
    ];
    Catalogue::new(sources)?.select(&[], &[])
}

#[test]
fn a_function_of_a_library_sees_the_rules_of_another() {
    // By the import it would see nothing, since all rules of its own library were evaluated before.
    let Err(LoadError::Broken(found)) = called_through_libraries("words.forbidden") else {
        panic!("it loads");
    };
    let found = found[0].to_string();
    assert!(
        found.contains("write `data.acme.lib.words.forbidden`"),
        "{found}"
    );
    let set = match called_through_libraries("data.acme.lib.words.forbidden") {
        Ok(set) => set,
        Err(LoadError::Broken(found)) => panic!("{found:?}"),
        Err(other) => panic!("{other}"),
    };
    assert_eq!(
        outcome_with(&set, json!({"name": "audit"})).status(),
        Status::Fail
    );
    assert_eq!(
        outcome_with(&set, json!({"name": "other"})).status(),
        Status::Pass
    );
}
