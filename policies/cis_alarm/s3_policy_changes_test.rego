package assize.cis_alarm.s3_policy_changes_test

import rego.v1

import data.assize.cis_alarm.s3_policy_changes

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

given(trails, covered, watcher, subscription) := {
	"account": {
		"id": "111122223333",
		"resources": {
			"AWS::CloudTrail::Trail": {item.arn: item | some item in trails},
			"AWS::Logs::MetricFilter": {"trail:audit": filter(covered)},
			"AWS::CloudWatch::Alarm": {alarm_arn: watcher},
			"AWS::CloudWatch::CompositeAlarm": {},
			"AWS::SNS::Topic": {topic_arn: topic(subscription)},
		},
	},
	"parameters": {"events": 1},
}

sound := given([trail(trail_arn, [])], coverage("s3-policy-changes", {}), watcher_with({}), confirmed)

test_a_whole_chain_passes if count(s3_policy_changes.deny) == 0 with input as sound

test_nothing_there_fails if {
	s3_policy_changes.deny == {{"message": "no multi-region trail of the account is logging and records all such events"}} with input as {
		"account": {"id": "111122223333", "resources": {"AWS::CloudTrail::Trail": {}}},
		"parameters": {"events": 1},
	}
}

test_a_filter_for_other_events_fails if {
	s3_policy_changes.deny == {{"message": "no metric filter of arn:aws:logs:us-east-1:111122223333:log-group:trail matches such events"}} with input as given([trail(trail_arn, [])], coverage("something-else", {}), watcher_with({}), confirmed)
}

test_events_that_are_missed_fail if {
	s3_policy_changes.deny == {{"message": "metric filter trail:audit: it does not match PutBucketAcl"}} with input as given([trail(trail_arn, [])], coverage("s3-policy-changes", {"missed": ["PutBucketAcl"]}), watcher_with({}), confirmed)
}

test_a_pattern_that_spares_somebody_fails if {
	count(s3_policy_changes.deny) == 1 with input as given([trail(trail_arn, [])], coverage("s3-policy-changes", {"leftOut": ["$.userIdentity.arn != x"]}), watcher_with({}), confirmed)
}

test_an_alarm_in_another_region_fails if {
	s3_policy_changes.deny == {{"message": "metric filter trail:audit: metric Audit/audit: no alarm in us-east-1 watches it"}} with input as given([trail(trail_arn, [])], coverage("s3-policy-changes", {}), watcher_with({"awsRegion": "eu-west-1"}), confirmed)
}

test_actions_that_are_switched_off_fail if {
	s3_policy_changes.deny == {{"message": "metric filter trail:audit: alarm audit: its actions are switched off"}} with input as given([trail(trail_arn, [])], coverage("s3-policy-changes", {}), watcher_with({"configuration": {"actionsEnabled": false}}), confirmed)
}

test_a_subscription_that_nobody_confirmed_fails if {
	count(s3_policy_changes.deny) == 1 with input as given([trail(trail_arn, [])], coverage("s3-policy-changes", {}), watcher_with({}), "PendingConfirmation")
}

test_as_many_events_as_are_allowed_pass if {
	slow := given([trail(trail_arn, [])], coverage("s3-policy-changes", {}), watcher_with({"configuration": {"threshold": 5}}), confirmed)
	count(s3_policy_changes.deny) == 1 with input as slow
	count(s3_policy_changes.deny) == 0 with input as object.union(slow, {"parameters": {"events": 5}})
}

test_a_trail_without_the_service_fails if {
	s3_policy_changes.deny == {{"message": "no multi-region trail of the account is logging and records all such events"}} with input as given([trail(trail_arn, ["s3.amazonaws.com"])], coverage("s3-policy-changes", {}), watcher_with({}), confirmed)
}

test_an_organizations_trail_is_judged_at_its_owner if {
	seen := object.union(trail("arn:aws:cloudtrail:us-east-1:999988887777:trail/org", []), {})
	member := given([seen], coverage("something-else", {}), watcher_with({}), confirmed)
	count(s3_policy_changes.deny) == 0 with input as member
	count(s3_policy_changes.not_applicable) == 1 with input as member
}
