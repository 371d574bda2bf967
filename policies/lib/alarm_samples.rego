# Accounts to test controls about alarms with: one in which an alarm tells somebody of its events, link by link, and what
# can be wrong with each link. Its functions make inputs; `what` is the alarm that a control is about.
package assize.lib.alarm_samples

import rego.v1

trail_arn := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

alarm_arn := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:audit"

topic_arn := topic_in("us-east-1")

topic_in(region) := sprintf("arn:aws:sns:%s:111122223333:security-alerts", [region])

confirmed := "arn:aws:sns:us-east-1:111122223333:security-alerts:1"

# A trail that records all management events but those of some services.
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

# What a pattern is good for.
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

# The topic of a region, with one subscription.
topic(region, subscription) := {
	"awsRegion": region,
	"arn": topic_in(region),
	"supplementaryConfiguration": {"Subscriptions": [{"SubscriptionArn": subscription, "Protocol": "email"}]},
}

# A composite alarm that goes off by a rule.
composite(alarm_rule, changes) := {
	"awsRegion": "us-east-1",
	"resourceId": "all",
	"arn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:all",
	"configuration": object.union(
		{"alarmRule": alarm_rule, "actionsEnabled": true, "alarmActions": [topic_arn]},
		changes,
	),
}

account(trails, filters, watchers, composites, topics) := {
	"id": "111122223333",
	"partition": "aws",
	"regions": [{"name": "eu-west-1", "selected": true}, {"name": "us-east-1", "selected": true}],
	"resources": {
		"AWS::CloudTrail::Trail": {item.arn: item | some item in trails},
		"AWS::Logs::MetricFilter": {item.resourceId: item | some item in filters},
		"AWS::CloudWatch::Alarm": {item.arn: item | some item in watchers},
		"AWS::CloudWatch::CompositeAlarm": {item.arn: item | some item in composites},
		"AWS::SNS::Topic": {item.arn: item | some item in topics},
		"AWS::Events::Rule": {},
	},
}

given(trails, covered, watcher, subscription) := {
	"account": account(trails, [filter(covered)], [watcher], [], [topic("us-east-1", subscription)]),
	"parameters": {"events": 1, "accept_event_rules": false},
}

own := [trail(trail_arn, [])]

sound(what) := given(own, coverage(what, {}), watcher_with({}), confirmed)

empty := {
	"account": {"id": "111122223333", "resources": {"AWS::CloudTrail::Trail": {}}},
	"parameters": {"events": 1, "accept_event_rules": false},
}

with_coverage(what, changes) := given(own, coverage(what, changes), watcher_with({}), confirmed)

with_alarm(what, changes) := given(own, coverage(what, {}), watcher_with(changes), confirmed)

with_subscription(what, subscription) := given(own, coverage(what, {}), watcher_with({}), subscription)

without_service(what, service) := given([trail(trail_arn, [service])], coverage(what, {}), watcher_with({}), confirmed)

# A member of an organization, who sees its trail.
member := given(
	[trail("arn:aws:cloudtrail:us-east-1:999988887777:trail/org", [])],
	coverage("something-else", {}),
	watcher_with({}),
	confirmed,
)

# A rule of EventBridge that matches the events of an alarm and sends them to the topic of its region.
rule(what, region) := {
	"awsRegion": region,
	"configuration": {"Name": what, "EventBusName": "default", "State": "ENABLED"},
	"supplementaryConfiguration": {
		"Targets": [{"Id": "alerts", "Arn": topic_in(region)}],
		"EventPatternMeaning": {"alarms": [coverage(what, {})], "alarmsWithReadOnlyEvents": [coverage(what, {})]},
	},
}

# An account without the alarm, in which rules in both regions tell somebody of its events; where they are accepted.
with_rules(what) := object.union(given(own, coverage("something-else", {}), watcher_with({}), confirmed), {
	"account": {"resources": {
		"AWS::Events::Rule": {region: rule(what, region) | some region in ["eu-west-1", "us-east-1"]},
		"AWS::SNS::Topic": {topic_in(region): topic(region, confirmed) | some region in ["eu-west-1", "us-east-1"]},
	}},
	"parameters": {"accept_event_rules": true},
})

# The same, with the rule or the topic of one of the regions changed.
with_rule(what, changes) := object.union(
	with_rules(what),
	{"account": {"resources": {"AWS::Events::Rule": {"us-east-1": changes}}}},
)

with_topic(what, changes) := object.union(
	with_rules(what),
	{"account": {"resources": {"AWS::SNS::Topic": {topic_arn: changes}}}},
)
