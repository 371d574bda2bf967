package assize.cis_alarm.cloudtrail_changes_test

import rego.v1

import data.assize.cis_alarm.cloudtrail_changes
import data.assize.lib.alarm_samples

test_a_whole_chain_passes if count(cloudtrail_changes.deny) == 0 with input as alarm_samples.sound("cloudtrail-changes")

test_nothing_there_fails if {
	expected := {{"message": "no multi-region trail of the account is logging and records all such events"}}
	cloudtrail_changes.deny == expected with input as alarm_samples.empty
}

test_a_filter_for_other_events_fails if {
	group := "arn:aws:logs:us-east-1:111122223333:log-group:trail"
	expected := {{"message": sprintf("no metric filter of %s matches such events", [group])}}
	cloudtrail_changes.deny == expected with input as alarm_samples.sound("something-else")
}

test_events_that_are_missed_fail if {
	expected := {{"message": "metric filter trail:audit: it does not match CreateTrail"}}
	missing := alarm_samples.with_coverage("cloudtrail-changes", {"missed": ["CreateTrail"]})
	cloudtrail_changes.deny == expected with input as missing
}

test_a_pattern_that_spares_somebody_fails if {
	sparing := alarm_samples.with_coverage("cloudtrail-changes", {"leftOut": ["$.userIdentity.arn != x"]})
	count(cloudtrail_changes.deny) == 1 with input as sparing
}

test_an_alarm_in_another_region_fails if {
	expected := {{"message": "metric filter trail:audit: metric Audit/audit: no alarm in us-east-1 watches it"}}
	cloudtrail_changes.deny == expected with input as alarm_samples.with_alarm("cloudtrail-changes", {"awsRegion": "eu-west-1"})
}

test_actions_that_are_switched_off_fail if {
	expected := {{"message": "metric filter trail:audit: alarm audit: its actions are switched off"}}
	mute := alarm_samples.with_alarm("cloudtrail-changes", {"configuration": {"actionsEnabled": false}})
	cloudtrail_changes.deny == expected with input as mute
}

test_a_subscription_that_nobody_confirmed_fails if {
	unheard := alarm_samples.with_subscription("cloudtrail-changes", "PendingConfirmation")
	count(cloudtrail_changes.deny) == 1 with input as unheard
}

test_as_many_events_as_are_allowed_pass if {
	slow := alarm_samples.with_alarm("cloudtrail-changes", {"configuration": {"threshold": 5}})
	count(cloudtrail_changes.deny) == 1 with input as slow
	count(cloudtrail_changes.deny) == 0 with input as object.union(slow, {"parameters": {"events": 5}})
}

test_a_trail_without_the_service_fails if {
	expected := {{"message": "no multi-region trail of the account is logging and records all such events"}}
	cloudtrail_changes.deny == expected with input as alarm_samples.without_service("cloudtrail-changes", "cloudtrail.amazonaws.com")
}

test_an_organizations_trail_is_judged_at_its_owner if {
	count(cloudtrail_changes.deny) == 0 with input as alarm_samples.member
	count(cloudtrail_changes.not_applicable) == 1 with input as alarm_samples.member
}

test_rules_of_eventbridge_count_where_they_are_accepted if {
	rules := alarm_samples.with_rules("cloudtrail-changes")
	count(cloudtrail_changes.deny) == 0 with input as rules
	count(cloudtrail_changes.deny) == 1 with input as object.union(rules, {"parameters": {"accept_event_rules": false}})
}

test_rules_count_where_they_tell_somebody_everywhere if {
	lacking := {"message": "no rules of EventBridge tell somebody of all such events in us-east-1"}
	every seen in [
		alarm_samples.with_rule("cloudtrail-changes", {"configuration": {"State": "DISABLED"}}),
		alarm_samples.with_rule("cloudtrail-changes", {"awsRegion": "us-west-2"}),
		alarm_samples.with_rule("cloudtrail-changes", {"supplementaryConfiguration": {"Targets": []}}),
		alarm_samples.with_topic("cloudtrail-changes", alarm_samples.topic("us-east-1", "PendingConfirmation")),
	] {
		count(cloudtrail_changes.deny) == 2 with input as seen
		lacking in cloudtrail_changes.deny with input as seen
	}
}

test_rules_are_given_no_event_that_no_trail_records if {
	rules := alarm_samples.with_rules("cloudtrail-changes")
	unrecorded := {alarm_samples.trail_arn: {"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}}}
	blind := object.union(rules, {"account": {"resources": {"AWS::CloudTrail::Trail": unrecorded}}})
	count(cloudtrail_changes.deny) == 1 with input as blind
}
