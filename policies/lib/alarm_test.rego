package assize.lib.alarm_test

import rego.v1

import data.assize.lib.alarm

metric(changes) := object.union(
	{"metricName": "root", "metricNamespace": "Audit", "metricValue": "1", "dimensions": {}},
	changes,
)

settings(changes) := object.union(
	{
		"alarmName": "root",
		"metricName": "root",
		"namespace": "Audit",
		"statistic": "Sum",
		"dimensions": [],
		"period": 300,
		"evaluationPeriods": 1,
		"threshold": 1,
		"comparisonOperator": "GreaterThanOrEqualToThreshold",
		"treatMissingData": "notBreaching",
		"metrics": [],
	},
	changes,
)

in_a_list := {
	"alarmName": "root",
	"dimensions": [],
	"evaluationPeriods": 1,
	"threshold": 1,
	"comparisonOperator": "GreaterThanOrEqualToThreshold",
	"metrics": [{"id": "m1", "metricStat": {"metricName": "root", "namespace": "Audit", "stat": "Sum", "dimensions": []}}],
}

test_name_and_namespace_must_both_match if {
	count(alarm.matching(settings({}), metric({}))) == 1
	count(alarm.matching(settings({"namespace": "Other"}), metric({}))) == 0
	count(alarm.matching(settings({"metricName": "Root"}), metric({}))) == 0
	count(alarm.matching(in_a_list, metric({}))) == 1
	count(alarm.matching({"alarmName": "x", "dimensions": [], "metrics": []}, metric({}))) == 0
}

test_sound_settings if {
	every sound in [
		settings({}),
		settings({"statistic": "Maximum"}),
		settings({"statistic": "SampleCount"}),
		settings({"statistic": "Average"}),
		settings({"threshold": 0, "comparisonOperator": "GreaterThanThreshold"}),
		settings({"evaluationPeriods": 5, "datapointsToAlarm": 1}),
		settings({"treatMissingData": "missing"}),
		in_a_list,
	] {
		alarm.faults(sound, metric({}), 1) == set()
	}
}

test_settings_that_miss_an_event if {
	every changes in [
		{"statistic": "p99"},
		{"threshold": 2},
		{"threshold": 1, "comparisonOperator": "GreaterThanThreshold"},
		{"comparisonOperator": "LessThanThreshold"},
		{"comparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold"},
		{"evaluationPeriods": 3},
		{"evaluationPeriods": 3, "datapointsToAlarm": 2},
		{"treatMissingData": "breaching"},
		{"dimensions": [{"name": "user", "value": "alice"}]},
		{"metrics": [{"id": "e1", "expression": "m1 * 0"}]},
	] {
		count(alarm.faults(settings(changes), metric({}), 1)) > 0
	}
}

test_what_the_filter_publishes_counts if {
	every changes in [
		{"metricValue": "0"},
		{"metricValue": "$.bytes"},
		{"metricValue": "0.1"},
		{"dimensions": {"user": "$.userIdentity.arn"}},
		{"defaultValue": 1},
	] {
		count(alarm.faults(settings({}), metric(changes), 1)) > 0
	}
	alarm.faults(settings({}), metric({"defaultValue": 0}), 1) == set()
	alarm.faults(settings({"treatMissingData": "breaching"}), metric({"defaultValue": 0}), 1) == set()
	count(alarm.faults(settings({"statistic": "Average"}), metric({"defaultValue": 0}), 1)) > 0
	count(alarm.faults(settings({"threshold": 0}), metric({"defaultValue": 0}), 1)) > 0
}

test_more_events_may_be_allowed if {
	alarm.faults(settings({"threshold": 5}), metric({}), 5) == set()
	alarm.faults(settings({"threshold": 5, "statistic": "SampleCount"}), metric({}), 5) == set()
	count(alarm.faults(settings({"threshold": 6}), metric({}), 5)) > 0
	count(alarm.faults(settings({"threshold": 5, "statistic": "Maximum"}), metric({}), 5)) > 0
}

test_a_threshold_that_is_not_said_is_never_crossed if {
	count(alarm.faults(object.remove(settings({}), ["threshold"]), metric({}), 1)) > 0
	count(alarm.faults(object.remove(settings({}), ["dimensions"]), metric({}), 1)) > 0
	count(alarm.faults(object.remove(settings({}), ["comparisonOperator"]), metric({}), 1)) > 0
	count(alarm.faults(object.remove(settings({}), ["statistic"]), metric({}), 1)) > 0
}

arn := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:root"

test_composite_alarms_that_go_off_with_an_alarm if {
	every rule in [
		"ALARM(\"root\")",
		"ALARM(root)",
		"alarm( root )",
		"(ALARM('other') OR ALARM(\"root\"))",
		sprintf("ALARM(\"%s\")", [arn]),
	] {
		alarm.goes_off_with({"alarmRule": rule}, "root", arn)
	}
}

test_composite_alarms_that_need_more if {
	every rule in [
		"ALARM(\"root\") AND ALARM(\"other\")",
		"NOT ALARM(\"root\")",
		"OK(\"root\")",
		"ALARM(\"root-usage\")",
		"TRUE",
		"",
	] {
		not alarm.goes_off_with({"alarmRule": rule}, "root", arn)
	}
	not alarm.goes_off_with({"alarmRule": "ALARM(root)", "actionsSuppressor": "maintenance"}, "root", arn)
	not alarm.goes_off_with({}, "root", arn)
}

test_a_metric_that_is_not_compared_is_not_watched if {
	query := in_a_list.metrics[0]
	aside := object.union(in_a_list, {"metrics": [object.union(query, {"returnData": false})]})
	count(alarm.matching(aside, metric({}))) == 0
	foreign := object.union(in_a_list, {"alarmArn": arn, "metrics": [object.union(query, {"accountId": "999988887777"})]})
	count(alarm.matching(foreign, metric({}))) == 0
	own := object.union(in_a_list, {"alarmArn": arn, "metrics": [object.union(query, {"accountId": "111122223333"})]})
	count(alarm.matching(own, metric({}))) == 1
}

test_settings_that_cannot_be_judged_are_no_sound_ones if {
	count(alarm.faults(settings({"evaluationPeriods": null}), metric({}), 1)) > 0
}

test_a_composite_alarm_that_is_always_on_tells_nothing if {
	every rule in ["OK(other) OR ALARM(root)", "TRUE OR ALARM(root)"] {
		not alarm.goes_off_with({"alarmRule": rule}, "root", arn)
	}
}

# An alarm on one metric need not have a list.
test_without_a_list_of_metrics_the_settings_are_judged_all_the_same if {
	alarm.faults(object.remove(settings({}), ["metrics"]), metric({}), 1) == set()
	count(alarm.faults(object.remove(settings({"threshold": 2}), ["metrics"]), metric({}), 1)) > 0
}

test_what_cannot_be_counted_is_not_understood if {
	alarm.insensitive([{}], 1) == {"its settings are not understood"}
}
