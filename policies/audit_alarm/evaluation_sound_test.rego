package assize.audit_alarm.evaluation_sound_test

import rego.v1

import data.assize.audit_alarm.evaluation_sound
import data.assize.lib.alarm_samples

given(watcher, composites) := {
	"account": alarm_samples.account(alarm_samples.own, audit, [], composites, []),
	"resource": watcher,
	"parameters": {"events": 1},
}

audit := [alarm_samples.filter(alarm_samples.coverage("root-usage", {}))]

other := given(alarm_samples.watcher_with({"configuration": {"metricName": "cpu"}}), [])

far := given(alarm_samples.watcher_with({"awsRegion": "eu-west-1"}), [])

test_a_sound_alarm_passes if {
	count(evaluation_sound.deny) == 0 with input as given(alarm_samples.watcher_with({}), [])
	count(evaluation_sound.not_applicable) == 0 with input as given(alarm_samples.watcher_with({}), [])
}

test_other_alarms_are_not_judged if {
	count(evaluation_sound.not_applicable) == 1 with input as other
	count(evaluation_sound.deny) == 0 with input as other
	count(evaluation_sound.not_applicable) == 1 with input as far
}

test_settings_that_miss_an_event_fail if {
	every changes in [
		{"threshold": 5},
		{"comparisonOperator": "LessThanThreshold"},
		{"evaluationPeriods": 3},
		{"treatMissingData": "breaching"},
		{"dimensions": [{"name": "user", "value": "alice"}]},
	] {
		count(evaluation_sound.deny) == 1 with input as given(alarm_samples.watcher_with({"configuration": changes}), [])
	}
	slow := given(alarm_samples.watcher_with({"configuration": {"evaluationPeriods": 3}}), [])
	expected := {{"message": "metric Audit/audit: the threshold must be crossed in 3 periods"}}
	evaluation_sound.deny == expected with input as slow
}

test_more_events_may_be_allowed if {
	slow := given(alarm_samples.watcher_with({"configuration": {"threshold": 5}}), [])
	count(evaluation_sound.deny) == 0 with input as object.union(slow, {"parameters": {"events": 5}})
}
