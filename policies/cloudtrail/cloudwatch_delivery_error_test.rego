package assize.cloudtrail.cloudwatch_delivery_error_test

import rego.v1

import data.assize.cloudtrail.cloudwatch_delivery_error

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

reported(status) := {"resource": trail({"supplementaryConfiguration": {"TrailStatus": status}})}

group := "arn:aws:logs:us-east-1:111122223333:log-group:audit:*"

failure(code) := {{
	"message": sprintf("delivery to %s fails: %s", [group, code]),
	"path": "supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryError",
}}

test_no_error_passes if {
	cloudwatch_delivery_error.deny == set() with input as reported({"IsLogging": true})
	cloudwatch_delivery_error.not_applicable == set() with input as reported({"IsLogging": true})
}

test_an_empty_error_passes if {
	cloudwatch_delivery_error.deny == set() with input as reported({"LatestCloudWatchLogsDeliveryError": ""})
}

test_an_error_fails if {
	expected := failure("ResourceNotFoundException")
	cloudwatch_delivery_error.deny == expected with input as reported({
		"LatestCloudWatchLogsDeliveryError": "ResourceNotFoundException",
	})
}

test_an_error_fails_beside_a_recent_delivery if {
	expected := failure("AccessDenied")
	cloudwatch_delivery_error.deny == expected with input as reported({
		"LatestCloudWatchLogsDeliveryError": "AccessDenied",
		"LatestCloudWatchLogsDeliveryTime": "2026-11-20T07:55:00Z",
	})
}

test_an_error_of_the_delivery_to_s3_is_another_matter if {
	cloudwatch_delivery_error.deny == set() with input as reported({"LatestDeliveryError": "AccessDenied"})
}

test_no_log_group_is_not_applicable if {
	resource := json.remove(
		reported({"LatestCloudWatchLogsDeliveryError": "AccessDenied"}),
		["resource/configuration/cloudWatchLogsLogGroupArn"],
	)
	cloudwatch_delivery_error.deny == set() with input as resource
	cloudwatch_delivery_error.not_applicable == {{
		"reason": "the trail delivers to no log group",
	}} with input as resource
}

test_an_error_of_an_organization_trail_seen_from_a_member_fails if {
	expected := failure("AccessDenied")
	seen := object.union(reported({"LatestCloudWatchLogsDeliveryError": "AccessDenied"}), {"resource": elsewhere})
	cloudwatch_delivery_error.deny == expected with input as seen
}

test_an_empty_log_group_is_none if {
	seen := object.union(
		reported({"LatestCloudWatchLogsDeliveryError": "AccessDenied"}),
		{"resource": {"configuration": {"cloudWatchLogsLogGroupArn": ""}}},
	)
	cloudwatch_delivery_error.deny == set() with input as seen
	count(cloudwatch_delivery_error.not_applicable) == 1 with input as seen
}
