package assize.lib.alarm_chain_test

import rego.v1

import data.assize.lib.alarm_chain

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

named(name, metric, covered) := object.union(filter(covered), {
	"resourceId": name,
	"configuration": {"metricTransformations": [{
		"metricName": metric,
		"metricNamespace": "Audit",
		"metricValue": "1",
		"dimensions": {},
	}]},
})

watching(name, metric, changes) := object.union(
	watcher_with({
		"resourceId": name,
		"arn": sprintf("arn:aws:cloudwatch:us-east-1:111122223333:alarm:%s", [name]),
		"configuration": {"metricName": metric},
	}),
	changes,
)

composite(rule, changes) := {
	"awsRegion": "us-east-1",
	"resourceId": "all",
	"arn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:all",
	"configuration": object.union({"alarmRule": rule, "actionsEnabled": true, "alarmActions": [topic_arn]}, changes),
}

broken(trails, filters, watchers, composites, topics) := found if {
	found := alarm_chain.broken("root-usage", set(), 1) with input as {"account": account(
		trails,
		filters,
		watchers,
		composites,
		topics,
	)}
}

here := [trail(trail_arn, [])]

heard := [topic(confirmed)]

test_a_whole_chain_breaks_nowhere if {
	broken(here, [filter(coverage("root-usage", {}))], [watcher_with({})], [], heard) == set()
}

test_filters_add_up if {
	filters := [
		named("trail:a", "a", coverage("root-usage", {"missed": ["sign-in"]})),
		named("trail:b", "b", coverage("root-usage", {"missed": ["call"]})),
	]
	both := [watching("a", "a", {}), watching("b", "b", {})]
	broken(here, filters, both, [], heard) == set()

	# The events of a filter whose chain breaks are told to nobody.
	broken(here, filters, [both[0]], [], heard) == {
		"metric filter trail:a: it does not match sign-in",
		"metric filter trail:b: it does not match call",
		"metric filter trail:b: metric Audit/b: no alarm in us-east-1 watches it",
	}
	same := [
		named("trail:a", "a", coverage("root-usage", {"missed": ["sign-in"]})),
		named("trail:b", "b", coverage("root-usage", {"missed": ["sign-in"]})),
	]
	count(broken(here, same, both, [], heard)) == 2
}

test_any_metric_and_any_alarm_will_do if {
	two := object.union(filter(coverage("root-usage", {})), {"configuration": {"metricTransformations": [
		{"metricName": "other", "metricNamespace": "Audit", "metricValue": "1", "dimensions": {}},
		{"metricName": "audit", "metricNamespace": "Audit", "metricValue": "1", "dimensions": {}},
	]}})
	deaf := watching("deaf", "audit", {"configuration": {"actionsEnabled": false}})
	broken(here, [two], [deaf, watcher_with({})], [], heard) == set()
}

test_a_metric_of_that_name_in_another_namespace_is_another if {
	elsewhere := watcher_with({"configuration": {"namespace": "Other"}})
	count(broken(here, [filter(coverage("root-usage", {}))], [elsewhere], [], heard)) == 1
}

test_no_log_group if {
	mute := object.union(trail(trail_arn, []), {"configuration": {"cloudWatchLogsLogGroupArn": ""}})
	broken([mute], [filter(coverage("root-usage", {}))], [watcher_with({})], [], heard) == {sprintf(
		"no log group receives the events of %s",
		[trail_arn],
	)}
}

test_a_filter_of_another_log_group_or_region_is_not_looked_at if {
	other := object.union(filter(coverage("root-usage", {})), {"configuration": {"logGroupName": "other"}})
	far := object.union(filter(coverage("root-usage", {})), {"awsRegion": "eu-west-1"})
	count(broken(here, [other], [watcher_with({})], [], heard)) == 1
	count(broken(here, [far], [watcher_with({})], [], heard)) == 1
}

test_trails_that_do_not_see_everything_do_not_count if {
	every changes in [
		{"configuration": {"isMultiRegionTrail": false}},
		{"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}},
		{"supplementaryConfiguration": {"EventSelectors": [{
			"ReadWriteType": "WriteOnly",
			"IncludeManagementEvents": true,
			"DataResources": [],
			"ExcludeManagementEventSources": [],
		}]}},
	] {
		blind := object.union(trail(trail_arn, []), changes)
		broken([blind], [filter(coverage("root-usage", {}))], [watcher_with({})], [], heard) == {
			"no multi-region trail of the account is logging and records all such events",
		}
	}
}

test_a_pattern_that_matches_harmless_events_does_not_count if {
	broken(here, [filter(coverage("root-usage", {"benign": ["an ordinary call"]}))], [watcher_with({})], [], heard) == {
		"metric filter trail:audit: it matches harmless events too: an ordinary call",
	}
}

test_a_composite_alarm_may_tell if {
	silent := watcher_with({"configuration": {"alarmActions": []}})
	filters := [filter(coverage("root-usage", {}))]
	broken(here, filters, [silent], [composite("ALARM(audit)", {})], heard) == set()
	count(broken(here, filters, [silent], [composite("ALARM(audit) AND ALARM(b)", {})], heard)) == 1
	count(broken(here, filters, [silent], [composite("ALARM(audit)", {"actionsEnabled": false})], heard)) == 1
}

test_topics_that_tell_nobody if {
	filters := [filter(coverage("root-usage", {}))]
	broken(here, filters, [watcher_with({})], [], [topic("PendingConfirmation")]) == {sprintf(
		"metric filter trail:audit: alarm audit: topic %s has no confirmed subscription",
		[topic_arn],
	)}

	# A topic that is not there.
	count(broken(here, filters, [watcher_with({})], [], [])) == 1
	function := watcher_with({"configuration": {"alarmActions": ["arn:aws:lambda:us-east-1:111122223333:function:f"]}})
	broken(here, filters, [function], [], heard) == {
		"metric filter trail:audit: alarm audit: no SNS topic is among its actions for the state ALARM",
	}
}

test_the_alarms_of_a_member_are_those_of_the_trails_owner if {
	foreign := trail("arn:aws:cloudtrail:us-east-1:999988887777:trail/org", [])
	count(alarm_chain.judged_elsewhere) == 1 with input as {"account": account([foreign], [], [], [], [])}
	own := trail(trail_arn, [])
	count(alarm_chain.judged_elsewhere) == 0 with input as {"account": account([foreign, own], [], [], [], [])}
	count(alarm_chain.judged_elsewhere) == 0 with input as {"account": account([], [], [], [], [])}
}

test_a_filter_that_does_not_see_every_event_does_not_count if {
	every changes in [{"applyOnTransformedLogs": true}, {"fieldSelectionCriteria": "@aws.account = 111122223333"}] {
		partial := object.union(filter(coverage("root-usage", {})), {"configuration": changes})
		count(broken(here, [partial], [watcher_with({})], [], heard)) == 1
	}
}
