package assize.config.ci_trail_drift_test

import rego.v1

import data.assize.config.ci_trail_drift

settings := {
	"name": "audit",
	"trailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
	"homeRegion": "us-east-1",
	"s3BucketName": "audit-logs",
	"kmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/1",
	"isMultiRegionTrail": true,
	"isOrganizationTrail": false,
	"logFileValidationEnabled": true,
	"includeGlobalServiceEvents": true,
	"hasCustomEventSelectors": false,
	"hasInsightSelectors": false,
}

captured(time, changes) := {
	"configurationItemCaptureTime": time,
	"configurationItemStatus": "OK",
	"recordingFrequency": "CONTINUOUS",
	"configuration": object.union(settings, changes),
}

long_ago := "2026-09-01T08:00:00Z"

minutes_ago := "2026-11-20T07:40:00Z"

asked(live, items) := {
	"resource": {
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"configuration": live,
		"supplementaryConfiguration": {"ConfigurationHistory": items},
	},
	"parameters": {"continuous_minutes": 30, "daily_hours": 26},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

at_its_owner := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}

paths contains finding.path if some finding in ci_trail_drift.deny

says_that_the_key_is_unset if {
	some finding in ci_trail_drift.deny
	startswith(
		finding.message,
		"kmsKeyId is unset, and AWS Config recorded arn:aws:kms:us-east-1:111122223333:key/1 at",
	)
}

test_an_equal_item_passes_however_old if {
	ci_trail_drift.deny == set() with input as asked(settings, [captured(long_ago, {})])
	ci_trail_drift.not_applicable == set() with input as asked(settings, [captured(long_ago, {})])
}

test_a_flag_that_differs_fails_with_both_values_and_the_time if {
	expected := {{
		"message": concat("", [
			"logFileValidationEnabled is false, and AWS Config recorded true at 2026-09-01T08:00:00Z, ",
			"1920 hours before the snapshot",
		]),
		"path": "configuration.logFileValidationEnabled",
	}}
	live := object.union(settings, {"logFileValidationEnabled": false})
	ci_trail_drift.deny == expected with input as asked(live, [captured(long_ago, {})])
}

test_each_setting_is_compared if {
	every field in [
		"kmsKeyId", "s3BucketName", "s3KeyPrefix", "snsTopicARN", "cloudWatchLogsLogGroupArn",
		"cloudWatchLogsRoleArn",
	] {
		live := object.union(settings, {field: "another"})
		paths == {concat(".", ["configuration", field])} with input as asked(live, [captured(long_ago, {})])
	}
	every field in [
		"isMultiRegionTrail", "isOrganizationTrail", "includeGlobalServiceEvents", "hasCustomEventSelectors",
		"hasInsightSelectors",
	] {
		live := object.union(settings, {field: settings[field] == false})
		count(ci_trail_drift.deny) == 1 with input as asked(live, [captured(long_ago, {})])
	}
}

test_a_key_that_was_taken_away_is_named if {
	live := json.remove(settings, ["kmsKeyId"])
	count(ci_trail_drift.deny) == 1 with input as asked(live, [captured(long_ago, {})])
	says_that_the_key_is_unset with input as asked(live, [captured(long_ago, {})])
}

test_unset_and_empty_are_equal if {
	live := object.union(settings, {"s3KeyPrefix": "", "snsTopicARN": ""})
	ci_trail_drift.deny == set() with input as asked(live, [captured(long_ago, {})])
	item := captured(long_ago, {"s3KeyPrefix": "", "snsTopicARN": ""})
	ci_trail_drift.deny == set() with input as asked(settings, [item])
}

test_an_item_that_lacks_a_flag_differs if {
	item := object.union(captured(long_ago, {}), {"configurationItemStatus": "ResourceDiscovered"})
	without := json.remove(item, ["configuration/isMultiRegionTrail"])
	count(ci_trail_drift.deny) == 1 with input as asked(settings, [without])
}

test_only_the_newest_item_counts if {
	items := [captured(long_ago, {}), captured("2026-08-01T08:00:00Z", {"kmsKeyId": "another"})]
	ci_trail_drift.deny == set() with input as asked(settings, items)
}

test_a_difference_to_a_young_item_is_not_judged if {
	seen := asked(settings, [captured(minutes_ago, {"s3BucketName": "another"})])
	ci_trail_drift.deny == set() with input as seen
	expected := {{"reason": concat("", [
		"the trail differs from its item of 2026-11-20T07:40:00Z, ",
		"which is so young that the change may be on its way",
	])}}
	ci_trail_drift.not_applicable == expected with input as seen
}

test_an_equal_young_item_passes if {
	ci_trail_drift.deny == set() with input as asked(settings, [captured(minutes_ago, {})])
	ci_trail_drift.not_applicable == set() with input as asked(settings, [captured(minutes_ago, {})])
}

test_a_daily_item_may_be_a_day_behind if {
	item := object.union(
		captured("2026-11-19T08:00:00Z", {"s3BucketName": "another"}),
		{"recordingFrequency": "DAILY"},
	)
	ci_trail_drift.deny == set() with input as asked(settings, [item])
	older := object.union(item, {"configurationItemCaptureTime": "2026-11-19T05:00:00Z"})
	count(ci_trail_drift.deny) == 1 with input as asked(settings, [older])
}

test_without_an_item_there_is_nothing_to_compare if {
	expected := {{"reason": "AWS Config has no item of the trail in us-east-1 to compare with"}}
	ci_trail_drift.deny == set() with input as asked(settings, [])
	ci_trail_drift.not_applicable == expected with input as asked(settings, [])
}

test_an_item_that_holds_nothing_is_not_compared if {
	every status in ["ResourceDeleted", "ResourceNotRecorded"] {
		items := [{"configurationItemCaptureTime": long_ago, "configurationItemStatus": status}]
		ci_trail_drift.deny == set() with input as asked(settings, items)
		count(ci_trail_drift.not_applicable) == 1 with input as asked(settings, items)
	}
}

test_an_organization_trail_seen_from_a_member_is_not_applicable_whatever_is_recorded if {
	changed := {"s3BucketName": "another"}
	every items in [[captured(long_ago, changed)], [captured(minutes_ago, changed)], []] {
		seen := object.union(
			asked(settings, items),
			{"resource": {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}},
		)
		ci_trail_drift.deny == set() with input as seen
		ci_trail_drift.not_applicable == at_its_owner with input as seen
	}
}
