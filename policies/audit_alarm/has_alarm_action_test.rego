package assize.audit_alarm.has_alarm_action_test

import rego.v1

import data.assize.audit_alarm.has_alarm_action
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
	count(has_alarm_action.deny) == 0 with input as given(alarm_samples.watcher_with({}), [])
	count(has_alarm_action.not_applicable) == 0 with input as given(alarm_samples.watcher_with({}), [])
}

test_other_alarms_are_not_judged if {
	count(has_alarm_action.not_applicable) == 1 with input as other
	count(has_alarm_action.deny) == 0 with input as other
	count(has_alarm_action.not_applicable) == 1 with input as far
}

test_actions_for_other_states_do_not_count if {
	silent := alarm_samples.watcher_with({"configuration": {"alarmActions": [], "oKActions": [alarm_samples.topic_arn]}})
	has_alarm_action.deny == {{
		"message": "nothing happens when the alarm enters the state ALARM (metric Audit/audit)",
		"path": "configuration.alarmActions",
	}} with input as given(silent, [])
	count(has_alarm_action.deny) == 0 with input as given(silent, [alarm_samples.composite("ALARM(audit)", {})])
	count(has_alarm_action.deny) == 1 with input as given(silent, [alarm_samples.composite("ALARM(audit)", {"alarmActions": []})])
}
