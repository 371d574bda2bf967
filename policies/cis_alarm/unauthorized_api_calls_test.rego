package assize.cis_alarm.unauthorized_api_calls_test

import rego.v1

import data.assize.cis_alarm.unauthorized_api_calls
import data.assize.lib.alarm_samples

test_a_whole_chain_passes if count(unauthorized_api_calls.deny) == 0 with input as alarm_samples.sound("unauthorized-api-calls")

test_nothing_there_fails if {
	expected := {{"message": "no multi-region trail of the account is logging and records all such events"}}
	unauthorized_api_calls.deny == expected with input as alarm_samples.empty
}

test_a_filter_for_other_events_fails if {
	group := "arn:aws:logs:us-east-1:111122223333:log-group:trail"
	expected := {{"message": sprintf("no metric filter of %s matches such events", [group])}}
	unauthorized_api_calls.deny == expected with input as alarm_samples.sound("something-else")
}

test_events_that_are_missed_fail if {
	expected := {{"message": "metric filter trail:audit: it does not match Client.UnauthorizedOperation"}}
	missing := alarm_samples.with_coverage("unauthorized-api-calls", {"missed": ["Client.UnauthorizedOperation"]})
	unauthorized_api_calls.deny == expected with input as missing
}

test_a_pattern_that_spares_somebody_fails if {
	sparing := alarm_samples.with_coverage("unauthorized-api-calls", {"leftOut": ["$.userIdentity.arn != x"]})
	count(unauthorized_api_calls.deny) == 1 with input as sparing
}

test_an_alarm_in_another_region_fails if {
	expected := {{"message": "metric filter trail:audit: metric Audit/audit: no alarm in us-east-1 watches it"}}
	unauthorized_api_calls.deny == expected with input as alarm_samples.with_alarm("unauthorized-api-calls", {"awsRegion": "eu-west-1"})
}

test_actions_that_are_switched_off_fail if {
	expected := {{"message": "metric filter trail:audit: alarm audit: its actions are switched off"}}
	mute := alarm_samples.with_alarm("unauthorized-api-calls", {"configuration": {"actionsEnabled": false}})
	unauthorized_api_calls.deny == expected with input as mute
}

test_a_subscription_that_nobody_confirmed_fails if {
	unheard := alarm_samples.with_subscription("unauthorized-api-calls", "PendingConfirmation")
	count(unauthorized_api_calls.deny) == 1 with input as unheard
}

test_as_many_events_as_are_allowed_pass if {
	slow := alarm_samples.with_alarm("unauthorized-api-calls", {"configuration": {"threshold": 5}})
	count(unauthorized_api_calls.deny) == 1 with input as slow
	count(unauthorized_api_calls.deny) == 0 with input as object.union(slow, {"parameters": {"events": 5}})
}

test_an_organizations_trail_is_judged_at_its_owner if {
	count(unauthorized_api_calls.deny) == 0 with input as alarm_samples.member
	count(unauthorized_api_calls.not_applicable) == 1 with input as alarm_samples.member
}

test_rules_of_eventbridge_count_where_they_are_accepted if {
	rules := alarm_samples.with_rules("unauthorized-api-calls")
	count(unauthorized_api_calls.deny) == 0 with input as rules
	count(unauthorized_api_calls.deny) == 1 with input as object.union(rules, {"parameters": {"accept_event_rules": false}})
}

test_rules_count_where_they_tell_somebody_everywhere if {
	lacking := {"message": "no rules of EventBridge tell somebody of all such events in us-east-1"}
	every seen in [
		alarm_samples.with_rule("unauthorized-api-calls", {"configuration": {"State": "DISABLED"}}),
		alarm_samples.with_rule("unauthorized-api-calls", {"awsRegion": "us-west-2"}),
		alarm_samples.with_rule("unauthorized-api-calls", {"supplementaryConfiguration": {"Targets": []}}),
		alarm_samples.with_topic("unauthorized-api-calls", alarm_samples.topic("us-east-1", "PendingConfirmation")),
	] {
		count(unauthorized_api_calls.deny) == 2 with input as seen
		lacking in unauthorized_api_calls.deny with input as seen
	}
}

test_rules_are_given_no_event_that_no_trail_records if {
	rules := alarm_samples.with_rules("unauthorized-api-calls")
	unrecorded := {alarm_samples.trail_arn: {"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}}}
	blind := object.union(rules, {"account": {"resources": {"AWS::CloudTrail::Trail": unrecorded}}})
	count(unauthorized_api_calls.deny) == 1 with input as blind
}
