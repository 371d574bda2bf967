package assize.cloudtrail.s3_delivery_fresh_test

import rego.v1

import data.assize.cloudtrail.s3_delivery_fresh

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
			"s3BucketName": "audit-logs",
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

late(message) := {{"message": message, "path": "supplementaryConfiguration.TrailStatus.LatestDeliveryTime"}}

test_a_recent_delivery_passes if {
	resource := reported({"LatestDeliveryTime": "2026-11-20T07:55:00Z"})
	s3_delivery_fresh.deny == set() with input as judged(resource)
	s3_delivery_fresh.not_applicable == set() with input as judged(resource)
}

test_a_delivery_of_the_allowed_age_passes if {
	resource := reported({"LatestDeliveryTime": "2026-11-19T08:00:00Z"})
	s3_delivery_fresh.deny == set() with input as judged(resource)
}

test_an_old_delivery_fails if {
	resource := reported({"LatestDeliveryTime": "2026-11-18T06:30:00Z"})
	expected := late(concat("", [
		"the last delivery to S3 was at 2026-11-18T06:30:00Z, ",
		"49 hours before the snapshot; 24 are allowed",
	]))
	s3_delivery_fresh.deny == expected with input as judged(resource)
}

test_a_stopped_trail_that_delivered_long_ago_fails if {
	resource := reported({"IsLogging": false, "LatestDeliveryTime": "2026-11-01T00:00:00Z"})
	count(s3_delivery_fresh.deny) == 1 with input as judged(resource)
}

test_the_parameter_counts if {
	resource := reported({"LatestDeliveryTime": "2026-11-18T06:30:00Z"})
	s3_delivery_fresh.deny == set() with input as object.union(judged(resource), {"parameters": {"max_age_hours": 50}})
}

test_no_delivery_ever_fails if {
	expected := late("no log file was ever delivered")
	s3_delivery_fresh.deny == expected with input as judged(reported({}))
}

test_a_trail_never_started_fails if {
	expected := late("no log file was ever delivered")
	resource := trail({"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}})
	s3_delivery_fresh.deny == expected with input as judged(resource)
}

test_a_trail_just_started_is_not_applicable if {
	resource := reported({"StartLoggingTime": "2026-11-20T07:00:00Z"})
	s3_delivery_fresh.deny == set() with input as judged(resource)
	s3_delivery_fresh.not_applicable == {{
		"reason": "logging started at 2026-11-20T07:00:00Z, so the first delivery may still be on its way",
	}} with input as judged(resource)
}

test_a_trail_just_restarted_is_not_blamed_for_its_old_delivery if {
	resource := reported({
		"StartLoggingTime": "2026-11-20T07:00:00Z",
		"LatestDeliveryTime": "2026-11-01T00:00:00Z",
	})
	s3_delivery_fresh.deny == set() with input as judged(resource)
	count(s3_delivery_fresh.not_applicable) == 1 with input as judged(resource)
}

test_a_trail_just_started_that_delivered_passes if {
	resource := reported({
		"StartLoggingTime": "2026-11-20T06:00:00Z",
		"LatestDeliveryTime": "2026-11-20T07:00:00Z",
	})
	s3_delivery_fresh.deny == set() with input as judged(resource)
	s3_delivery_fresh.not_applicable == set() with input as judged(resource)
}

test_an_old_delivery_of_an_organization_trail_seen_from_a_member_fails if {
	resource := object.union(reported({"LatestDeliveryTime": "2026-11-18T06:30:00Z"}), elsewhere)
	count(s3_delivery_fresh.deny) == 1 with input as judged(resource)
	s3_delivery_fresh.not_applicable == set() with input as judged(resource)
}

test_an_organization_trail_without_times_is_not_applicable if {
	resource := object.union(reported({}), elsewhere)
	s3_delivery_fresh.deny == set() with input as judged(resource)
	s3_delivery_fresh.not_applicable == at_its_owner with input as judged(resource)
}
