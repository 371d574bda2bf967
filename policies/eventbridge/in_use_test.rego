package assize.eventbridge.in_use_test

import rego.v1

import data.assize.eventbridge.in_use

region(rules) := {"region": {
	"name": "eu-west-1",
	"optInStatus": "ENABLED_BY_DEFAULT",
	"resources": {"AWS::Events::Rule": rules},
}}

rule(name, state) := {"configuration": {"Name": name, "EventBusName": "default", "State": state}}

test_an_enabled_rule_passes if {
	every state in ["ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"] {
		in_use.deny == set() with input as region({"a": rule("a", state), "b": rule("b", "DISABLED")})
	}
}

test_no_rule_fails if in_use.deny == {{"message": "eu-west-1 has no rule"}} with input as region({})

test_disabled_rules_fail if {
	expected := {{"message": "none of the rules in eu-west-1 is enabled: a, b"}}
	in_use.deny == expected with input as region({"1": rule("b", "DISABLED"), "2": rule("a", "DISABLED")})
}

test_a_rule_without_a_state_fails if {
	expected := {{"message": "none of the rules in eu-west-1 is enabled: a"}}
	in_use.deny == expected with input as region({"1": {"configuration": {"Name": "a"}}})
}
