package assize.eventbridge.audit_rule_present_test

import rego.v1

import data.assize.eventbridge.audit_rule_present

covered(alarm, missed, flaws) := object.union(
	{
		"alarm": alarm,
		"sufficient": count(missed) == 0,
		"missed": missed,
		"extended": [],
		"extendedMissed": [],
		"benign": [],
		"leftOut": [],
	},
	flaws,
)

everything := [covered(alarm, [], {}) | some alarm in default_alarms]

default_alarms := [
	"cloudtrail-changes",
	"config-changes",
	"cmk-disable-or-delete",
	"s3-policy-changes",
	"organizations-changes",
]

rule(name, settings, meaning) := {
	"awsRegion": "eu-west-1",
	"configuration": object.union({"Name": name, "EventBusName": "default", "State": "ENABLED"}, settings),
	"supplementaryConfiguration": {
		"Targets": [{"Id": "1", "Arn": "arn:aws:sns:eu-west-1:111122223333:alerts"}],
		"EventPatternMeaning": object.union({"alarms": [], "alarmsWithReadOnlyEvents": []}, meaning),
	},
}

trail(settings, status) := {
	"awsRegion": "us-east-1",
	"configuration": object.union({"isMultiRegionTrail": true}, settings),
	"supplementaryConfiguration": {"TrailStatus": status},
}

logging := {"audit": trail({}, {"IsLogging": true})}

scene(region, rules, trails) := {
	"region": {
		"name": region,
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {"AWS::Events::Rule": rules},
	},
	"account": {"id": "111122223333", "partition": "aws", "resources": {"AWS::CloudTrail::Trail": trails}},
	"parameters": {"alarms": default_alarms},
}

of_trails(rules) := object.union(
	scene("eu-west-1", rules, logging),
	{"parameters": {"alarms": ["cloudtrail-changes"]}},
)

nothing_watches(seen) := {{"message": sprintf("no rule in eu-west-1 watches the events of cloudtrail-changes%s", [seen])}}

test_a_rule_for_all_passes if {
	rules := {"a": rule("audit", {}, {"alarms": everything})}
	audit_rule_present.deny == set() with input as scene("eu-west-1", rules, logging)
	audit_rule_present.deny == set() with input as scene("us-east-1", rules, logging)
}

test_rules_for_one_alarm_each_pass if {
	rules := {one.alarm: rule(one.alarm, {}, {"alarms": [one]}) | some one in everything}
	audit_rule_present.deny == set() with input as scene("eu-west-1", rules, logging)
}

test_no_rule_fails_for_each_alarm_whose_events_happen_there if {
	count(audit_rule_present.deny) == 4 with input as scene("eu-west-1", {}, logging)
	count(audit_rule_present.deny) == 5 with input as scene("us-east-1", {}, logging)
	audit_rule_present.deny == nothing_watches("") with input as of_trails({})
}

test_an_unknown_partition_and_an_unknown_alarm_are_wanted_everywhere if {
	elsewhere := object.union(scene("eu-west-1", {}, logging), {"account": {"partition": "aws-eusc"}})
	count(audit_rule_present.deny) == 5 with input as elsewhere
	misspelt := object.union(scene("eu-west-1", {}, logging), {"parameters": {"alarms": ["trail-changes"]}})
	expected := {{"message": "no rule in eu-west-1 watches the events of trail-changes"}}
	audit_rule_present.deny == expected with input as misspelt
}

test_rules_complete_each_other if {
	first := rule("a", {}, {"alarms": [covered("cloudtrail-changes", ["StopLogging", "DeleteTrail"], {})]})
	second := rule("b", {}, {"alarms": [covered("cloudtrail-changes", ["CreateTrail"], {})]})
	audit_rule_present.deny == set() with input as of_trails({"1": first, "2": second})
	alone := {{"message": "a in eu-west-1 does not match DeleteTrail, StopLogging of cloudtrail-changes"}}
	audit_rule_present.deny == alone with input as of_trails({"1": first})
	third := rule("c", {}, {"alarms": [covered("cloudtrail-changes", ["DeleteTrail"], {})]})
	together := {{"message": "a with c in eu-west-1 does not match DeleteTrail of cloudtrail-changes"}}
	audit_rule_present.deny == together with input as of_trails({"1": first, "2": third})
}

test_rules_that_do_not_count_are_told if {
	sound := {"alarms": [covered("cloudtrail-changes", [], {})]}
	every case in [
		{"settings": {"State": "DISABLED"}, "told": "is not enabled"},
		{"settings": {"EventBusName": "audit"}, "told": "is not on the default bus"},
		{"settings": {"ManagedBy": "controltower.amazonaws.com"}, "told": "is a service's own"},
	] {
		seen := sprintf(" (trails %s)", [case.told])
		audit_rule_present.deny == nothing_watches(seen) with input as of_trails({"1": rule("trails", case.settings, sound)})
	}
	idle := object.union(rule("trails", {}, sound), {"supplementaryConfiguration": {"Targets": []}})
	audit_rule_present.deny == nothing_watches(" (trails has no target)") with input as of_trails({"1": idle})
}

test_patterns_that_do_not_count_are_told if {
	every case in [
		{"flaws": {"benign": ["DescribeTrails", "an ordinary call"]}, "told": "matches DescribeTrails, an ordinary call too"},
		{"flaws": {"leftOut": ["detail.errorCode: {\"exists\":false}"]}, "told": "leaves out detail.errorCode: {\"exists\":false}"},
	] {
		meaning := {"alarms": [covered("cloudtrail-changes", [], case.flaws)]}
		seen := sprintf(" (trails %s)", [case.told])
		audit_rule_present.deny == nothing_watches(seen) with input as of_trails({"1": rule("trails", {}, meaning)})
	}
	every case in [
		{"error": {"path": "detail.eventName", "message": "no"}, "told": "detail.eventName: no"},
		{"error": {"path": "", "message": "no"}, "told": "no"},
	] {
		seen := sprintf(" (trails has a pattern that is not understood: %s)", [case.told])
		rules := {"1": rule("trails", {}, {"error": case.error})}
		audit_rule_present.deny == nothing_watches(seen) with input as of_trails(rules)
	}
	other := {"1": rule("keys", {}, {"alarms": [covered("cmk-disable-or-delete", [], {"benign": ["Decrypt"]})]})}
	audit_rule_present.deny == nothing_watches("") with input as of_trails(other)
	disabled := {"1": rule("trails", {"State": "DISABLED"}, {"error": {"path": "", "message": "no"}})}
	audit_rule_present.deny == nothing_watches("") with input as of_trails(disabled)
}

test_the_state_says_which_events_a_rule_sees if {
	meaning := {"alarms": [covered("root-usage", ["a read by root"], {})], "alarmsWithReadOnlyEvents": [covered("root-usage", [], {})]}
	wanted := {"parameters": {"alarms": ["root-usage"]}}
	plain := scene("eu-west-1", {"1": rule("root", {}, meaning)}, logging)
	expected := {{"message": "root in eu-west-1 does not match a read by root of root-usage"}}
	audit_rule_present.deny == expected with input as object.union(plain, wanted)
	state := {"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}
	all := scene("eu-west-1", {"1": rule("root", state, meaning)}, logging)
	audit_rule_present.deny == set() with input as object.union(all, wanted)
}

test_without_a_logging_trail_there_are_no_events if {
	rules := {"a": rule("audit", {}, {"alarms": everything})}
	expected := {{"message": "no logging trail reaches eu-west-1, so EventBridge is given no calls there"}}
	audit_rule_present.deny == expected with input as scene("eu-west-1", rules, {})
	stopped := {"audit": trail({}, {"IsLogging": false})}
	audit_rule_present.deny == expected with input as scene("eu-west-1", rules, stopped)
	elsewhere := {"audit": trail({"isMultiRegionTrail": false}, {"IsLogging": true})}
	audit_rule_present.deny == expected with input as scene("eu-west-1", rules, elsewhere)
	here := scene("us-east-1", rules, elsewhere)
	audit_rule_present.deny == set() with input as here
}
