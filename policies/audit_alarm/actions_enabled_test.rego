package assize.audit_alarm.actions_enabled_test

import rego.v1

import data.assize.audit_alarm.actions_enabled
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
	count(actions_enabled.deny) == 0 with input as given(alarm_samples.watcher_with({}), [])
	count(actions_enabled.not_applicable) == 0 with input as given(alarm_samples.watcher_with({}), [])
}

test_other_alarms_are_not_judged if {
	count(actions_enabled.not_applicable) == 1 with input as other
	count(actions_enabled.deny) == 0 with input as other
	count(actions_enabled.not_applicable) == 1 with input as far
}

test_actions_that_are_switched_off_fail if {
	off := alarm_samples.watcher_with({"configuration": {"actionsEnabled": false}})
	actions_enabled.deny == {{
		"message": "the alarm's actions are switched off (metric Audit/audit)",
		"path": "configuration.actionsEnabled",
	}} with input as given(off, [])
	count(actions_enabled.deny) == 0 with input as given(off, [alarm_samples.composite("ALARM(audit)", {})])
	count(actions_enabled.deny) == 1 with input as given(off, [alarm_samples.composite("ALARM(audit)", {"actionsEnabled": false})])
}
