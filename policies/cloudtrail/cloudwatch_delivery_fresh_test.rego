package assize.cloudtrail.cloudwatch_delivery_fresh_test

import rego.v1

import data.assize.cloudtrail.cloudwatch_delivery_fresh

# A trail as the collector writes it, with changes.
trail(changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"resourceName": "audit",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"configuration": {
			"name": "audit",
			"trailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
			"homeRegion": "us-east-1",
			"cloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:audit:*",
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

at_its_owner := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}

judged(resource) := {
	"resource": resource,
	"parameters": {"max_age_hours": 24},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

reported(status) := trail({"supplementaryConfiguration": {"TrailStatus": object.union(
	{"IsLogging": true, "StartLoggingTime": "2026-01-01T00:00:00Z"},
	status,
)}})

late(message) := {{
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime",
}}

test_a_recent_delivery_passes if {
	resource := reported({"LatestCloudWatchLogsDeliveryTime": "2026-11-20T07:55:00Z"})
	cloudwatch_delivery_fresh.deny == set() with input as judged(resource)
	cloudwatch_delivery_fresh.not_applicable == set() with input as judged(resource)
}

test_a_delivery_of_the_allowed_age_passes if {
	resource := reported({"LatestCloudWatchLogsDeliveryTime": "2026-11-19T08:00:00Z"})
	cloudwatch_delivery_fresh.deny == set() with input as judged(resource)
}

test_an_old_delivery_fails if {
	resource := reported({"LatestCloudWatchLogsDeliveryTime": "2026-11-18T06:30:00Z"})
	expected := late(concat("", [
		"the last delivery to CloudWatch Logs was at 2026-11-18T06:30:00Z, ",
		"49 hours before the snapshot; 24 are allowed",
	]))
	cloudwatch_delivery_fresh.deny == expected with input as judged(resource)
}

test_a_recent_delivery_to_s3_does_not_help if {
	resource := reported({
		"LatestDeliveryTime": "2026-11-20T07:55:00Z",
		"LatestCloudWatchLogsDeliveryTime": "2026-11-18T06:30:00Z",
	})
	count(cloudwatch_delivery_fresh.deny) == 1 with input as judged(resource)
}

test_no_delivery_ever_fails if {
	expected := late("nothing was ever delivered to arn:aws:logs:us-east-1:111122223333:log-group:audit:*")
	resource := reported({"LatestDeliveryTime": "2026-11-20T07:55:00Z"})
	cloudwatch_delivery_fresh.deny == expected with input as judged(resource)
}

test_the_parameter_counts if {
	resource := reported({"LatestCloudWatchLogsDeliveryTime": "2026-11-18T06:30:00Z"})
	cloudwatch_delivery_fresh.deny == set() with input as object.union(
		judged(resource),
		{"parameters": {"max_age_hours": 50}},
	)
}

test_a_trail_just_started_is_not_applicable if {
	resource := reported({"StartLoggingTime": "2026-11-20T07:00:00Z"})
	cloudwatch_delivery_fresh.deny == set() with input as judged(resource)
	cloudwatch_delivery_fresh.not_applicable == {{
		"reason": "logging started at 2026-11-20T07:00:00Z, so the first delivery may still be on its way",
	}} with input as judged(resource)
}

test_no_log_group_is_not_applicable if {
	resource := json.remove(reported({}), ["configuration/cloudWatchLogsLogGroupArn"])
	cloudwatch_delivery_fresh.deny == set() with input as judged(resource)
	cloudwatch_delivery_fresh.not_applicable == {{
		"reason": "the trail delivers to no log group",
	}} with input as judged(resource)
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	resource := object.union(reported({}), elsewhere)
	cloudwatch_delivery_fresh.deny == set() with input as judged(resource)
	cloudwatch_delivery_fresh.not_applicable == at_its_owner with input as judged(resource)
}

test_a_trail_just_started_that_delivered_passes if {
	resource := reported({
		"StartLoggingTime": "2026-11-20T06:00:00Z",
		"LatestCloudWatchLogsDeliveryTime": "2026-11-20T07:00:00Z",
	})
	cloudwatch_delivery_fresh.deny == set() with input as judged(resource)
	cloudwatch_delivery_fresh.not_applicable == set() with input as judged(resource)
}

test_an_old_delivery_is_not_held_against_what_is_not_judged if {
	old := reported({"LatestCloudWatchLogsDeliveryTime": "2026-11-18T06:30:00Z"})
	without_group := json.remove(old, ["configuration/cloudWatchLogsLogGroupArn"])
	restarted := object.union(old, {"supplementaryConfiguration": {"TrailStatus": {
		"StartLoggingTime": "2026-11-20T07:00:00Z",
	}}})
	cloudwatch_delivery_fresh.deny == set() with input as judged(without_group)
	cloudwatch_delivery_fresh.deny == set() with input as judged(restarted)
	cloudwatch_delivery_fresh.deny == set() with input as judged(object.union(old, elsewhere))
}
