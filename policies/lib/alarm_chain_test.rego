package assize.lib.alarm_chain_test

import rego.v1

import data.assize.lib.alarm_chain
import data.assize.lib.alarm_samples

named(name, metric, covered) := object.union(alarm_samples.filter(covered), {
	"resourceId": name,
	"configuration": {"metricTransformations": [{
		"metricName": metric,
		"metricNamespace": "Audit",
		"metricValue": "1",
		"dimensions": {},
	}]},
})

watching(name, metric, changes) := object.union(
	alarm_samples.watcher_with({
		"resourceId": name,
		"arn": sprintf("arn:aws:cloudwatch:us-east-1:111122223333:alarm:%s", [name]),
		"configuration": {"metricName": metric},
	}),
	changes,
)

broken(trails, filters, watchers, composites, topics) := found if {
	found := alarm_chain.broken("root-usage", set(), 1) with input as {"account": alarm_samples.account(
		trails,
		filters,
		watchers,
		composites,
		topics,
	)}
}

here := alarm_samples.own

matching(changes) := alarm_samples.filter(alarm_samples.coverage("root-usage", changes))

audit := matching({})

ringing := [alarm_samples.watcher_with({})]

heard := [alarm_samples.topic("us-east-1", alarm_samples.confirmed)]

test_a_whole_chain_breaks_nowhere if {
	broken(here, [audit], ringing, [], heard) == set()
}

test_filters_add_up if {
	filters := [
		named("trail:a", "a", alarm_samples.coverage("root-usage", {"missed": ["sign-in"]})),
		named("trail:b", "b", alarm_samples.coverage("root-usage", {"missed": ["call"]})),
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
		named("trail:a", "a", alarm_samples.coverage("root-usage", {"missed": ["sign-in"]})),
		named("trail:b", "b", alarm_samples.coverage("root-usage", {"missed": ["sign-in"]})),
	]
	count(broken(here, same, both, [], heard)) == 2
}

test_any_metric_and_any_alarm_will_do if {
	two := object.union(audit, {"configuration": {"metricTransformations": [
		{"metricName": "other", "metricNamespace": "Audit", "metricValue": "1", "dimensions": {}},
		{"metricName": "audit", "metricNamespace": "Audit", "metricValue": "1", "dimensions": {}},
	]}})
	deaf := watching("deaf", "audit", {"configuration": {"actionsEnabled": false}})
	broken(here, [two], [deaf, alarm_samples.watcher_with({})], [], heard) == set()
}

test_a_metric_of_that_name_in_another_namespace_is_another if {
	elsewhere := alarm_samples.watcher_with({"configuration": {"namespace": "Other"}})
	count(broken(here, [audit], [elsewhere], [], heard)) == 1
}

test_no_log_group if {
	mute := object.union(here[0], {"configuration": {"cloudWatchLogsLogGroupArn": ""}})
	broken([mute], [audit], ringing, [], heard) == {sprintf(
		"no log group receives the events of %s",
		[alarm_samples.trail_arn],
	)}
}

test_a_filter_of_another_log_group_or_region_is_not_looked_at if {
	other := object.union(audit, {"configuration": {"logGroupName": "other"}})
	far := object.union(audit, {"awsRegion": "eu-west-1"})
	count(broken(here, [other], ringing, [], heard)) == 1
	count(broken(here, [far], ringing, [], heard)) == 1
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
		blind := object.union(here[0], changes)
		broken([blind], [audit], ringing, [], heard) == {
			"no multi-region trail of the account is logging and records all such events",
		}
	}
}

test_a_pattern_that_matches_harmless_events_does_not_count if {
	broken(here, [matching({"benign": ["an ordinary call"]})], ringing, [], heard) == {
		"metric filter trail:audit: it matches harmless events too: an ordinary call",
	}
}

test_a_composite_alarm_may_tell if {
	silent := alarm_samples.watcher_with({"configuration": {"alarmActions": []}})
	filters := [audit]
	broken(here, filters, [silent], [alarm_samples.composite("ALARM(audit)", {})], heard) == set()
	count(broken(here, filters, [silent], [alarm_samples.composite("ALARM(audit) AND ALARM(b)", {})], heard)) == 1
	count(broken(here, filters, [silent], [alarm_samples.composite("ALARM(audit)", {"actionsEnabled": false})], heard)) == 1
}

test_an_alarm_with_a_list_of_metrics_watches_too if {
	listed := object.union(
		object.remove(ringing[0], ["configuration"]),
		{"configuration": object.union(
			object.remove(ringing[0].configuration, ["metricName", "namespace", "statistic"]),
			{"metrics": [{"id": "m", "metricStat": {
				"metricName": ringing[0].configuration.metricName,
				"namespace": ringing[0].configuration.namespace,
				"stat": "Sum",
				"dimensions": [],
			}}]},
		)},
	)
	broken(here, [audit], [listed], [], heard) == set()
	elsewhere := object.union(listed, {"configuration": {"metrics": [{"id": "m", "metricStat": {"metricName": "other"}}]}})
	count(broken(here, [audit], [elsewhere], [], heard)) == 1
}

test_topics_that_tell_nobody if {
	filters := [audit]
	broken(here, filters, ringing, [], [alarm_samples.topic("us-east-1", "PendingConfirmation")]) == {sprintf(
		"metric filter trail:audit: alarm audit: topic %s has no confirmed subscription",
		[alarm_samples.topic_arn],
	)}

	# A topic that is not there.
	count(broken(here, filters, ringing, [], [])) == 1
	function := alarm_samples.watcher_with({"configuration": {"alarmActions": ["arn:aws:lambda:us-east-1:111122223333:function:f"]}})
	broken(here, filters, [function], [], heard) == {
		"metric filter trail:audit: alarm audit: no SNS topic is among its actions for the state ALARM",
	}
}

test_the_alarms_of_a_member_are_those_of_the_trails_owner if {
	foreign := alarm_samples.trail("arn:aws:cloudtrail:us-east-1:999988887777:trail/org", [])
	count(alarm_chain.judged_elsewhere) == 1 with input as {"account": alarm_samples.account([foreign], [], [], [], [])}
	own := alarm_samples.trail(alarm_samples.trail_arn, [])
	count(alarm_chain.judged_elsewhere) == 0 with input as {"account": alarm_samples.account([foreign, own], [], [], [], [])}
	count(alarm_chain.judged_elsewhere) == 0 with input as {"account": alarm_samples.account([], [], [], [], [])}
}

test_a_filter_that_does_not_see_every_event_does_not_count if {
	every changes in [{"applyOnTransformedLogs": true}, {"fieldSelectionCriteria": "@aws.account = 111122223333"}] {
		partial := object.union(audit, {"configuration": changes})
		count(broken(here, [partial], ringing, [], heard)) == 1
	}
}

ruled(rules, by_rules) := found if {
	found := alarm_chain.untold("root-usage", set(), 1, by_rules) with input as rules
}

test_rules_take_the_place_of_the_chain_where_they_are_accepted if {
	rules := alarm_samples.with_rules("root-usage")
	ruled(rules, true) == set()
	chain := alarm_chain.broken("root-usage", set(), 1) with input as rules
	ruled(rules, false) == chain
	count(chain) == 1
}

test_a_chain_that_is_whole_needs_no_rules if ruled(alarm_samples.sound("root-usage"), true) == set()

test_where_rules_are_missing_is_told_beside_the_chain if {
	ruled(alarm_samples.sound("something-else"), true) == {
		"no metric filter of arn:aws:logs:us-east-1:111122223333:log-group:trail matches such events",
		"no rules of EventBridge tell somebody of all such events in eu-west-1, us-east-1",
	}
}
