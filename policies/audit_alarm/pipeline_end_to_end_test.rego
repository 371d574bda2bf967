package assize.audit_alarm.pipeline_end_to_end_test

import rego.v1

import data.assize.audit_alarm.pipeline_end_to_end

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

topic(subscription) := {
	"awsRegion": "us-east-1",
	"arn": topic_arn,
	"supplementaryConfiguration": {"Subscriptions": [{"SubscriptionArn": subscription, "Protocol": "email"}]},
}

confirmed := "arn:aws:sns:us-east-1:111122223333:security-alerts:1"

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

log_group := "arn:aws:logs:us-east-1:111122223333:log-group:trail"

delivering := object.union(trail(trail_arn, []), {"supplementaryConfiguration": {"TrailStatus": {"LatestCloudWatchLogsDeliveryTime": "2026-11-20T07:30:00Z"}}})

given(trails, filters, watchers, groups) := {
	"account": object.union(
		account(trails, filters, watchers, [], [topic(confirmed)]),
		{"resources": {"AWS::Logs::LogGroup": {group: {"arn": group} | some group in groups}}},
	),
	"parameters": {"events": 1, "max_age_hours": 24},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

audit := [filter(coverage("root-usage", {}))]

messages := {denial.message | some denial in pipeline_end_to_end.deny}

test_a_whole_pipeline_passes if {
	count(pipeline_end_to_end.deny) == 0 with input as given([delivering], audit, [watcher_with({})], [log_group])
}

test_an_account_without_audit_filters_fails if {
	nothing := {"no metric filter of a trail's log group is about audit events"}
	messages == nothing with input as given([], [], [], [])
	messages == nothing with input as given([delivering], [], [], [log_group])
	idle := object.union(audit[0], {"supplementaryConfiguration": {"FilterPatternMeaning": {"alarms": []}}})
	messages == nothing with input as given([delivering], [idle], [], [log_group])
}

test_each_broken_link_is_told if {
	messages == {"metric filter trail:audit: metric Audit/audit: no alarm in us-east-1 watches it"} with input as given([delivering], audit, [], [log_group])
	gone := sprintf("trail %s: its log group %s does not exist", [trail_arn, log_group])
	messages == {gone} with input as given([delivering], audit, [watcher_with({})], [])
	messages == {"metric filter trail:audit: it matches harmless events too: an ordinary call"} with input as given([delivering], [filter(coverage("root-usage", {"benign": ["an ordinary call"]}))], [watcher_with({})], [log_group])
}

test_a_trail_that_does_not_deliver_fails if {
	every status, fault in {
		"2026-11-18T07:30:00Z": "its last delivery to CloudWatch Logs was at 2026-11-18T07:30:00Z",
		"": "its last delivery to CloudWatch Logs was at no time",
	} {
		late := object.union(trail(trail_arn, []), {"supplementaryConfiguration": {"TrailStatus": {"LatestCloudWatchLogsDeliveryTime": status}}})
		messages == {sprintf("trail %s: %s", [trail_arn, fault])} with input as given([late], audit, [watcher_with({})], [log_group])
	}
	failing := object.union(delivering, {"supplementaryConfiguration": {"TrailStatus": {"LatestCloudWatchLogsDeliveryError": "AccessDenied"}}})
	messages == {sprintf("trail %s: its last delivery to CloudWatch Logs failed: AccessDenied", [trail_arn])} with input as given([failing], audit, [watcher_with({})], [log_group])
	stopped := object.union(delivering, {"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}})
	messages == {sprintf(
		"trail %s: it is not a logging multi-region trail that records all management events",
		[trail_arn],
	)} with input as given([stopped], audit, [watcher_with({})], [log_group])
}

test_an_organizations_trail_is_judged_at_its_owner if {
	foreign := trail("arn:aws:cloudtrail:us-east-1:999988887777:trail/org", [])
	member := given([foreign], [], [], [])
	count(pipeline_end_to_end.deny) == 0 with input as member
	count(pipeline_end_to_end.not_applicable) == 1 with input as member
}
