package assize.audit_alarm.pipeline_end_to_end_test

import rego.v1

import data.assize.audit_alarm.pipeline_end_to_end
import data.assize.lib.alarm_samples

log_group := "arn:aws:logs:us-east-1:111122223333:log-group:trail"

delivering := delivered_at("2026-11-20T07:30:00Z")

delivered_at(moment) := with_status(alarm_samples.own[0], {"LatestCloudWatchLogsDeliveryTime": moment})

with_status(trail, changes) := object.union(trail, {"supplementaryConfiguration": {"TrailStatus": changes}})

given(trails, filters, watchers, groups) := {
	"account": object.union(
		alarm_samples.account(trails, filters, watchers, [], [alarm_samples.topic("us-east-1", alarm_samples.confirmed)]),
		{"resources": {"AWS::Logs::LogGroup": {group: {"arn": group} | some group in groups}}},
	),
	"parameters": {"events": 1, "max_age_hours": 24},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

ringing := [alarm_samples.watcher_with({})]

audit := [alarm_samples.filter(alarm_samples.coverage("root-usage", {}))]

messages := {denial.message | some denial in pipeline_end_to_end.deny}

test_a_whole_pipeline_passes if {
	count(pipeline_end_to_end.deny) == 0 with input as given([delivering], audit, ringing, [log_group])
}

test_an_account_without_audit_filters_fails if {
	nothing := {"no metric filter of a trail's log group is about audit events"}
	messages == nothing with input as given([], [], [], [])
	messages == nothing with input as given([delivering], [], [], [log_group])
	idle := object.union(audit[0], {"supplementaryConfiguration": {"FilterPatternMeaning": {"alarms": []}}})
	messages == nothing with input as given([delivering], [idle], [], [log_group])
}

test_each_broken_link_is_told if {
	unwatched := "metric filter trail:audit: metric Audit/audit: no alarm in us-east-1 watches it"
	messages == {unwatched} with input as given([delivering], audit, [], [log_group])
	gone := sprintf("trail %s: its log group %s does not exist", [alarm_samples.trail_arn, log_group])
	messages == {gone} with input as given([delivering], audit, ringing, [])
	loud := [alarm_samples.filter(alarm_samples.coverage("root-usage", {"benign": ["an ordinary call"]}))]
	harmless := "metric filter trail:audit: it matches harmless events too: an ordinary call"
	messages == {harmless} with input as given([delivering], loud, ringing, [log_group])
}

test_a_trail_that_does_not_deliver_fails if {
	every moment, told in {"2026-11-18T07:30:00Z": "2026-11-18T07:30:00Z", "": "no time"} {
		late := sprintf("trail %s: its last delivery to CloudWatch Logs was at %s", [alarm_samples.trail_arn, told])
		messages == {late} with input as given([delivered_at(moment)], audit, ringing, [log_group])
	}
	failing := with_status(delivering, {"LatestCloudWatchLogsDeliveryError": "AccessDenied"})
	failed := sprintf("trail %s: its last delivery to CloudWatch Logs failed: AccessDenied", [alarm_samples.trail_arn])
	messages == {failed} with input as given([failing], audit, ringing, [log_group])
	stopped := with_status(delivering, {"IsLogging": false})
	partial := "it is not a logging multi-region trail that records all management events"
	silent := sprintf("trail %s: %s", [alarm_samples.trail_arn, partial])
	messages == {silent} with input as given([stopped], audit, ringing, [log_group])
}

test_an_organizations_trail_is_judged_at_its_owner if {
	foreign := alarm_samples.trail("arn:aws:cloudtrail:us-east-1:999988887777:trail/org", [])
	member := given([foreign], [], [], [])
	count(pipeline_end_to_end.deny) == 0 with input as member
	count(pipeline_end_to_end.not_applicable) == 1 with input as member
}
