package assize.cloudtrail.s3_delivery_no_error_test

import rego.v1

import data.assize.cloudtrail.s3_delivery_no_error

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

reported(status) := {"resource": trail({"supplementaryConfiguration": {"TrailStatus": status}})}

failure(message) := {{"message": message, "path": "supplementaryConfiguration.TrailStatus.LatestDeliveryError"}}

test_no_error_passes if {
	s3_delivery_no_error.deny == set() with input as reported({"IsLogging": true})
}

test_an_empty_error_passes if {
	s3_delivery_no_error.deny == set() with input as reported({"LatestDeliveryError": ""})
}

test_a_refusal_points_at_the_policy if {
	expected := failure("delivery to audit-logs fails: AccessDenied (does the bucket's policy admit CloudTrail?)")
	s3_delivery_no_error.deny == expected with input as reported({"LatestDeliveryError": "AccessDenied"})
}

test_a_missing_bucket_is_told if {
	expected := failure("delivery to audit-logs fails: NoSuchBucket (the bucket does not exist)")
	s3_delivery_no_error.deny == expected with input as reported({"LatestDeliveryError": "NoSuchBucket"})
}

test_a_key_is_pointed_at if {
	expected := failure(concat("", [
		"delivery to audit-logs fails: KMS.DisabledException ",
		"(can the key be used, and does its policy admit CloudTrail?)",
	]))
	s3_delivery_no_error.deny == expected with input as reported({"LatestDeliveryError": "KMS.DisabledException"})
}

test_any_other_error_is_quoted if {
	expected := failure("delivery to audit-logs fails: SlowDown")
	s3_delivery_no_error.deny == expected with input as reported({"LatestDeliveryError": "SlowDown"})
}

test_a_trail_without_bucket_name_still_fails if {
	expected := failure("delivery to an unnamed bucket fails: SlowDown")
	s3_delivery_no_error.deny == expected with input as json.remove(
		reported({"LatestDeliveryError": "SlowDown"}),
		["resource/configuration/s3BucketName"],
	)
}

test_an_error_of_cloudwatch_is_another_matter if {
	s3_delivery_no_error.deny == set() with input as reported({"LatestCloudWatchLogsDeliveryError": "AccessDenied"})
}

test_an_error_of_an_organization_trail_seen_from_a_member_fails if {
	seen := object.union(reported({"LatestDeliveryError": "SlowDown"}), {"resource": elsewhere})
	count(s3_delivery_no_error.deny) == 1 with input as seen
}
