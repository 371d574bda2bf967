package assize.config.baseline_rules_present_test

import rego.v1

import data.assize.config.baseline_rules_present

rule(identifier, state) := {"configuration": {
	"ConfigRuleName": "whatever",
	"ConfigRuleState": state,
	"Source": {"Owner": "AWS", "SourceIdentifier": identifier},
}}

judged(rules, named) := {
	"region": {"name": "eu-west-1", "resources": {"AWS::Config::ConfigRule": rules}},
	"parameters": {"rules": named},
}

wanted := ["CLOUD_TRAIL_ENABLED"]

test_without_named_rules_nothing_is_judged if {
	baseline_rules_present.deny == set() with input as judged({}, [])
	baseline_rules_present.not_applicable == {{"reason": "no rule is named"}} with input as judged({}, [])
}

test_a_rule_by_what_it_evaluates_passes if {
	every state in ["ACTIVE", "EVALUATING"] {
		one := {"a": rule("CLOUD_TRAIL_ENABLED", state)}
		baseline_rules_present.deny == set() with input as judged(one, wanted)
		baseline_rules_present.not_applicable == set() with input as judged(one, wanted)
	}
}

test_no_rules_fail if {
	expected := {{"message": "eu-west-1 has no rule CLOUD_TRAIL_ENABLED"}}
	baseline_rules_present.deny == expected with input as judged({}, wanted)
}

test_a_rule_of_that_name_is_not_that_rule if {
	named := {"a": {"configuration": {"ConfigRuleName": "CLOUD_TRAIL_ENABLED", "ConfigRuleState": "ACTIVE"}}}
	expected := {{"message": "eu-west-1 has no rule CLOUD_TRAIL_ENABLED"}}
	baseline_rules_present.deny == expected with input as judged(named, wanted)
}

test_a_rule_that_is_being_deleted_fails if {
	expected := {{"message": "rule CLOUD_TRAIL_ENABLED in eu-west-1 is DELETING"}}
	baseline_rules_present.deny == expected with input as judged({"a": rule("CLOUD_TRAIL_ENABLED", "DELETING")}, wanted)
}

test_one_of_two_that_is_active_is_enough if {
	two := {"a": rule("CLOUD_TRAIL_ENABLED", "DELETING"), "b": rule("CLOUD_TRAIL_ENABLED", "ACTIVE")}
	baseline_rules_present.deny == set() with input as judged(two, wanted)
}

test_a_rule_without_a_state_fails if {
	stateless := {"a": {"configuration": {"Source": {"SourceIdentifier": "CLOUD_TRAIL_ENABLED"}}}}
	expected := {{"message": "rule CLOUD_TRAIL_ENABLED in eu-west-1 is OF NO STATE"}}
	baseline_rules_present.deny == expected with input as judged(stateless, wanted)
}
