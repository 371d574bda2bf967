package assize.lib.event_rules_test

import rego.v1

import data.assize.lib.event_rules

covered(alarm, missed) := {
	"alarm": alarm,
	"sufficient": count(missed) == 0,
	"missed": missed,
	"extended": [],
	"extendedMissed": [],
	"benign": [],
	"leftOut": [],
}

rule(name, region, settings, alarms) := {
	"awsRegion": region,
	"configuration": object.union({"Name": name, "EventBusName": "default", "State": "ENABLED"}, settings),
	"supplementaryConfiguration": {
		"Targets": [{"Id": "1", "Arn": "arn:aws:sns:us-east-1:111122223333:alerts"}],
		"EventPatternMeaning": {
			"alarms": alarms,
			"alarmsWithReadOnlyEvents": [covered("root-usage", [])],
		},
	},
}

account(rules) := {"account": {
	"id": "111122223333",
	"partition": "aws",
	"regions": [
		{"name": "eu-west-1", "selected": true},
		{"name": "us-east-1", "selected": true},
		{"name": "us-west-2", "selected": false},
	],
	"resources": {
		"AWS::Events::Rule": {sprintf("%d", [index]): item | some index, item in rules},
		"AWS::SNS::Topic": {
			"arn:aws:sns:us-east-1:111122223333:alerts": subscribed("arn:aws:sns:us-east-1:111122223333:alerts:1"),
			"arn:aws:sns:us-east-1:111122223333:unheard": subscribed("PendingConfirmation"),
		},
	},
}}

subscribed(arn) := {"supplementaryConfiguration": {"Subscriptions": [{"Protocol": "email", "SubscriptionArn": arn}]}}

trails := [covered("cloudtrail-changes", [])]

test_the_rules_that_match_are_named if {
	rules := account([rule("trails", "us-east-1", {}, trails), rule("keys", "us-east-1", {}, [])])
	expected := {{"alarm": "cloudtrail-changes", "region": "us-east-1", "rule": "trails", "missed": []}}
	event_rules.about(event_rules.telling, "cloudtrail-changes") == expected with input as rules
	event_rules.about(event_rules.telling, "config-changes") == set() with input as rules
	event_rules.about(event_rules.telling, "root-usage") == set() with input as rules
}

test_without_rules_there_are_none if {
	event_rules.about(event_rules.telling, "cloudtrail-changes") == set() with input as account([])
	event_rules.watched_regions("cloudtrail-changes") == set() with input as account([])
}

test_a_state_that_asks_for_reads_has_its_own_coverage if {
	all := {"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}
	rules := account([rule("root", "us-east-1", all, trails)])
	event_rules.watched_regions("root-usage") == {"us-east-1"} with input as rules
	event_rules.about(event_rules.telling, "cloudtrail-changes") == set() with input as rules
}

test_rules_that_tell_nobody_do_not_count if {
	every settings in [
		{"State": "DISABLED"},
		{"State": ""},
		{"EventBusName": "audit"},
		{"ManagedBy": "controltower.amazonaws.com"},
	] {
		rules := account([rule("trails", "us-east-1", settings, trails)])
		event_rules.about(event_rules.telling, "cloudtrail-changes") == set() with input as rules
	}
	idle := object.union(
		rule("trails", "us-east-1", {}, trails),
		{"supplementaryConfiguration": {"Targets": []}},
	)
	event_rules.about(event_rules.telling, "cloudtrail-changes") == set() with input as account([idle])
}

test_a_rule_without_a_state_does_not_count if {
	parts := rule("trails", "us-east-1", {}, trails).supplementaryConfiguration
	bare := {"awsRegion": "us-east-1", "configuration": {"EventBusName": "default"}, "supplementaryConfiguration": parts}
	event_rules.about(event_rules.telling, "cloudtrail-changes") == set() with input as account([bare])
}

test_rules_that_match_too_much_or_leave_out_do_not_count if {
	every flaw in [{"benign": ["an ordinary call"]}, {"leftOut": ["detail.errorCode: {\"exists\":false}"]}] {
		flawed := [object.union(covered("cloudtrail-changes", []), flaw)]
		rules := account([rule("trails", "us-east-1", {}, flawed)])
		event_rules.about(event_rules.telling, "cloudtrail-changes") == set() with input as rules
	}
}

test_rules_complete_each_other_within_a_region if {
	first := rule("a", "us-east-1", {}, [covered("cloudtrail-changes", ["StopLogging", "DeleteTrail"])])
	second := rule("b", "us-east-1", {}, [covered("cloudtrail-changes", ["CreateTrail"])])
	elsewhere := rule("c", "eu-west-1", {}, [covered("cloudtrail-changes", ["CreateTrail"])])
	event_rules.watched_regions("cloudtrail-changes") == {"us-east-1"} with input as account([first, second])
	event_rules.watched_regions("cloudtrail-changes") == set() with input as account([first, elsewhere])
	event_rules.missed({{"missed": ["A", "B"]}, {"missed": ["B", "C"]}}) == {"B"}
	not event_rules.missed(set())
}

test_rules_of_the_region_that_is_judged if {
	rules := {"region": {"resources": account([rule("trails", "us-east-1", {}, trails)]).account.resources}}
	expected := {{"alarm": "cloudtrail-changes", "region": "us-east-1", "rule": "trails", "missed": []}}
	event_rules.about(event_rules.covering_here, "cloudtrail-changes") == expected with input as rules
}

test_a_rule_without_a_name if event_rules.called({}) == "without a name"

with_target(arn) := object.union(
	rule("trails", "us-east-1", {}, trails),
	{"supplementaryConfiguration": {"Targets": [{"Id": "1", "Arn": arn}]}},
)

test_rules_that_nobody_hears_do_not_count if {
	every arn in [
		"arn:aws:sns:us-east-1:111122223333:unheard",
		"arn:aws:sns:us-east-1:111122223333:missing",
		"arn:aws:sns:us-east-1:999988887777:alerts",
		"arn:aws:lambda:us-east-1:111122223333:function:f",
		"",
	] {
		event_rules.about(event_rules.telling, "cloudtrail-changes") == set() with input as account([with_target(arn)])
	}
	count(event_rules.about(event_rules.telling, "cloudtrail-changes")) == 1 with input as account([
		with_target("arn:aws:sns:us-east-1:111122223333:alerts"),
	])
}

test_every_region_that_is_looked_at_needs_its_rules if {
	here := rule("a", "us-east-1", {}, trails)
	there := rule("b", "eu-west-1", {}, trails)
	event_rules.watched_everywhere("cloudtrail-changes") with input as account([here, there])
	not event_rules.watched_everywhere("cloudtrail-changes") with input as account([here])
	event_rules.unwatched_regions("cloudtrail-changes") == {"eu-west-1"} with input as account([here])
	event_rules.unwatched_regions("cloudtrail-changes") == {"eu-west-1", "us-east-1"} with input as account([])
}

test_the_events_of_global_services_are_wanted_in_one_region if {
	iam := rule("iam", "us-east-1", {}, [covered("iam-policy-changes", [])])
	event_rules.watched_everywhere("iam-policy-changes") with input as account([iam])
	elsewhere := object.union(account([iam]), {"account": {"regions": [{"name": "eu-west-1", "selected": true}]}})
	not event_rules.watched_everywhere("iam-policy-changes") with input as elsewhere
	event_rules.happens_elsewhere("organizations-changes", "aws-cn", "us-east-1")
	not event_rules.happens_elsewhere("organizations-changes", "aws-cn", "cn-north-1")
	not event_rules.happens_elsewhere("organizations-changes", "aws-unknown", "us-east-1")
	not event_rules.happens_elsewhere("vpc-changes", "aws", "eu-west-1")
}

test_a_region_may_send_its_events_to_one_that_tells_somebody if {
	home := rule("home", "us-east-1", {}, trails)
	event_rules.watched_everywhere("cloudtrail-changes") with input as account([home, sent_to(home_bus)])

	# Nobody is told there, or it is a bus of somebody else, or one that the account's rules do not look at.
	deaf := rule("home", "us-east-1", {}, [])
	event_rules.watched_regions("cloudtrail-changes") == set() with input as account([deaf, sent_to(home_bus)])
	every bus in [
		"arn:aws:events:us-east-1:999988887777:event-bus/default",
		"arn:aws:events:us-east-1:111122223333:event-bus/audit",
	] {
		event_rules.watched_regions("cloudtrail-changes") == {"us-east-1"} with input as account([home, sent_to(bus)])
	}
}

home_bus := "arn:aws:events:us-east-1:111122223333:event-bus/default"

sent_to(bus) := object.union(
	rule("abroad", "eu-west-1", {}, trails),
	{"supplementaryConfiguration": {"Targets": [{"Id": "1", "Arn": bus}]}},
)
