package assize.audit_alarm.evaluation_sound_test

import rego.v1

import data.assize.audit_alarm.evaluation_sound

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

test_a_sound_alarm_passes if {
	count(evaluation_sound.deny) == 0 with input as given(watcher_with({}), [])
	count(evaluation_sound.not_applicable) == 0 with input as given(watcher_with({}), [])
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
		count(evaluation_sound.deny) == 1 with input as given(watcher_with({"configuration": changes}), [])
	}
	evaluation_sound.deny == {{"message": "metric Audit/audit: the threshold must be crossed in 3 periods"}} with input as given(watcher_with({"configuration": {"evaluationPeriods": 3}}), [])
}

test_more_events_may_be_allowed if {
	slow := given(watcher_with({"configuration": {"threshold": 5}}), [])
	count(evaluation_sound.deny) == 0 with input as object.union(slow, {"parameters": {"events": 5}})
}
