package assize.cloudtrail.digest_delivery_healthy_test

import rego.v1

import data.assize.cloudtrail.digest_delivery_healthy

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
			"logFileValidationEnabled": true,
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

at_its_owner := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}

judged(resource) := {
	"resource": resource,
	"parameters": {"max_age_hours": 3},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

reported(status) := trail({"supplementaryConfiguration": {"TrailStatus": object.union(
	{"IsLogging": true, "StartLoggingTime": "2026-01-01T00:00:00Z"},
	status,
)}})

late(message) := {{
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestDigestDeliveryTime",
}}

test_a_recent_digest_passes if {
	resource := reported({"LatestDigestDeliveryTime": "2026-11-20T07:10:00Z"})
	digest_delivery_healthy.deny == set() with input as judged(resource)
	digest_delivery_healthy.not_applicable == set() with input as judged(resource)
}

test_a_digest_of_the_allowed_age_passes if {
	resource := reported({"LatestDigestDeliveryTime": "2026-11-20T05:00:00Z"})
	digest_delivery_healthy.deny == set() with input as judged(resource)
}

test_an_old_digest_fails if {
	resource := reported({"LatestDigestDeliveryTime": "2026-11-20T02:30:00Z"})
	expected := late(concat("", [
		"the last digest file was delivered at 2026-11-20T02:30:00Z, ",
		"5 hours before the snapshot; 3 are allowed",
	]))
	digest_delivery_healthy.deny == expected with input as judged(resource)
}

test_the_parameter_counts if {
	resource := reported({"LatestDigestDeliveryTime": "2026-11-20T02:30:00Z"})
	digest_delivery_healthy.deny == set() with input as object.union(
		judged(resource),
		{"parameters": {"max_age_hours": 6}},
	)
}

test_no_digest_ever_fails if {
	expected := late("no digest file was ever delivered")
	digest_delivery_healthy.deny == expected with input as judged(reported({}))
}

test_no_digest_and_no_start_fails if {
	expected := late("no digest file was ever delivered")
	resource := trail({"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}})
	digest_delivery_healthy.deny == expected with input as judged(resource)
}

test_an_error_fails_beside_a_recent_digest if {
	resource := reported({
		"LatestDigestDeliveryTime": "2026-11-20T07:10:00Z",
		"LatestDigestDeliveryError": "AccessDenied",
	})
	digest_delivery_healthy.deny == {{
		"message": "the last delivery of a digest file failed: AccessDenied",
		"path": "supplementaryConfiguration.TrailStatus.LatestDigestDeliveryError",
	}} with input as judged(resource)
}

test_an_empty_error_is_none if {
	resource := reported({
		"LatestDigestDeliveryTime": "2026-11-20T07:10:00Z",
		"LatestDigestDeliveryError": "",
	})
	digest_delivery_healthy.deny == set() with input as judged(resource)
}

test_a_trail_just_started_is_not_applicable if {
	resource := reported({"StartLoggingTime": "2026-11-20T07:00:00Z"})
	digest_delivery_healthy.deny == set() with input as judged(resource)
	digest_delivery_healthy.not_applicable == {{
		"reason": "logging started at 2026-11-20T07:00:00Z, so the first digest may still be on its way",
	}} with input as judged(resource)
}

test_a_trail_just_restarted_is_not_blamed_for_its_old_digest if {
	resource := reported({
		"StartLoggingTime": "2026-11-20T07:00:00Z",
		"LatestDigestDeliveryTime": "2026-11-01T00:00:00Z",
	})
	digest_delivery_healthy.deny == set() with input as judged(resource)
	count(digest_delivery_healthy.not_applicable) == 1 with input as judged(resource)
}

test_a_trail_just_started_with_a_digest_passes if {
	resource := reported({
		"StartLoggingTime": "2026-11-20T06:00:00Z",
		"LatestDigestDeliveryTime": "2026-11-20T07:00:00Z",
	})
	digest_delivery_healthy.deny == set() with input as judged(resource)
	digest_delivery_healthy.not_applicable == set() with input as judged(resource)
}

test_an_error_of_a_trail_just_started_fails if {
	resource := reported({
		"StartLoggingTime": "2026-11-20T07:00:00Z",
		"LatestDigestDeliveryError": "NoSuchBucket",
	})
	count(digest_delivery_healthy.deny) == 1 with input as judged(resource)
}

test_validation_off_is_not_applicable if {
	resource := object.union(reported({}), {"configuration": {"logFileValidationEnabled": false}})
	digest_delivery_healthy.deny == set() with input as judged(resource)
	digest_delivery_healthy.not_applicable == {{
		"reason": "log file validation is off, so there are no digest files",
	}} with input as judged(resource)
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	resource := object.union(reported({"LatestDigestDeliveryError": "AccessDenied"}), elsewhere)
	digest_delivery_healthy.deny == set() with input as judged(resource)
	digest_delivery_healthy.not_applicable == at_its_owner with input as judged(resource)
}

test_an_old_digest_is_not_held_against_what_is_not_judged if {
	old := reported({"LatestDigestDeliveryTime": "2026-11-18T06:30:00Z"})
	off := object.union(old, {"configuration": {"logFileValidationEnabled": false}})
	digest_delivery_healthy.deny == set() with input as judged(off)
	digest_delivery_healthy.deny == set() with input as judged(object.union(old, elsewhere))
}
