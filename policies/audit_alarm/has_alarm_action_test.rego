package assize.audit_alarm.has_alarm_action_test

import rego.v1

import data.assize.audit_alarm.has_alarm_action

trail_arn := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

topic_arn := "arn:aws:sns:us-east-1:111122223333:security-alerts"

alarm_arn := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:audit"

trail(arn, excluded) := {
	"awsRegion": "us-east-1",
	"arn": arn,
	"configuration": {
		"isMultiRegionTrail": true,
		"cloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:trail:*",
	},
	"supplementaryConfiguration": {
		"TrailStatus": {"IsLogging": true},
		"EventSelectors": [{
			"ReadWriteType": "All",
			"IncludeManagementEvents": true,
			"DataResources": [],
			"ExcludeManagementEventSources": excluded,
		}],
		"AdvancedEventSelectors": [],
	},
}

coverage(what, changes) := object.union(
	{"alarm": what, "missed": [], "extended": [], "extendedMissed": [], "benign": [], "leftOut": []},
	changes,
)

filter(covered) := {
	"awsRegion": "us-east-1",
	"resourceId": "trail:audit",
	"configuration": {
		"filterName": "audit",
		"logGroupName": "trail",
		"applyOnTransformedLogs": false,
		"metricTransformations": [{
			"metricName": "audit",
			"metricNamespace": "Audit",
			"metricValue": "1",
			"dimensions": {},
		}],
	},
	"supplementaryConfiguration": {"FilterPatternMeaning": {"form": "JSON", "alarms": [covered]}},
}

watcher_with(changes) := object.union(
	{
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"arn": alarm_arn,
		"configuration": {
			"metricName": "audit",
			"namespace": "Audit",
			"statistic": "Sum",
			"dimensions": [],
			"metrics": [],
			"evaluationPeriods": 1,
			"threshold": 1,
			"comparisonOperator": "GreaterThanOrEqualToThreshold",
			"actionsEnabled": true,
			"alarmActions": [topic_arn],
		},
	},
	changes,
)


account(trails, filters, watchers, composites, topics) := {
	"id": "111122223333",
	"resources": {
		"AWS::CloudTrail::Trail": {item.arn: item | some item in trails},
		"AWS::Logs::MetricFilter": {item.resourceId: item | some item in filters},
		"AWS::CloudWatch::Alarm": {item.arn: item | some item in watchers},
		"AWS::CloudWatch::CompositeAlarm": {item.arn: item | some item in composites},
		"AWS::SNS::Topic": {item.arn: item | some item in topics},
	},
}

given(watcher, composites) := {
	"account": account([trail(trail_arn, [])], [filter(coverage("root-usage", {}))], [], composites, []),
	"resource": watcher,
	"parameters": {"events": 1},
}

other := given(watcher_with({"configuration": {"metricName": "cpu"}}), [])

far := given(watcher_with({"awsRegion": "eu-west-1"}), [])

composite(changes) := {
	"awsRegion": "us-east-1",
	"resourceId": "all",
	"arn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:all",
	"configuration": object.union({"alarmRule": "ALARM(audit)", "actionsEnabled": true, "alarmActions": [topic_arn]}, changes),
}

test_a_sound_alarm_passes if {
	count(has_alarm_action.deny) == 0 with input as given(watcher_with({}), [])
	count(has_alarm_action.not_applicable) == 0 with input as given(watcher_with({}), [])
}

test_other_alarms_are_not_judged if {
	count(has_alarm_action.not_applicable) == 1 with input as other
	count(has_alarm_action.deny) == 0 with input as other
	count(has_alarm_action.not_applicable) == 1 with input as far
}

test_actions_for_other_states_do_not_count if {
	silent := watcher_with({"configuration": {"alarmActions": [], "oKActions": [topic_arn]}})
	has_alarm_action.deny == {{
		"message": "nothing happens when the alarm enters the state ALARM (metric Audit/audit)",
		"path": "configuration.alarmActions",
	}} with input as given(silent, [])
	count(has_alarm_action.deny) == 0 with input as given(silent, [composite({})])
	count(has_alarm_action.deny) == 1 with input as given(silent, [composite({"alarmActions": []})])
}
