package assize.cloudtrail.sns_notification_no_error_test

import rego.v1

import data.assize.cloudtrail.sns_notification_no_error

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

reported(configuration, status) := {"resource": trail({
	"configuration": configuration,
	"supplementaryConfiguration": {"TrailStatus": status},
})}

by_arn := {"snsTopicARN": "arn:aws:sns:us-east-1:111122223333:audit", "snsTopicName": "audit"}

refused := {"LatestNotificationError": "AuthorizationError"}

failure(topic) := {{
	"message": sprintf("notification of %s fails: AuthorizationError", [topic]),
	"path": "supplementaryConfiguration.TrailStatus.LatestNotificationError",
}}

test_no_error_passes if {
	sns_notification_no_error.deny == set() with input as reported(by_arn, {"IsLogging": true})
	sns_notification_no_error.not_applicable == set() with input as reported(by_arn, {"IsLogging": true})
}

test_an_empty_error_passes if {
	sns_notification_no_error.deny == set() with input as reported(by_arn, {"LatestNotificationError": ""})
}

test_an_error_fails if {
	expected := failure("arn:aws:sns:us-east-1:111122223333:audit")
	sns_notification_no_error.deny == expected with input as reported(by_arn, refused)
}

test_a_topic_known_by_name_is_named if {
	expected := failure("audit")
	sns_notification_no_error.deny == expected with input as reported({"snsTopicName": "audit"}, refused)
}

test_no_topic_is_not_applicable if {
	sns_notification_no_error.deny == set() with input as reported({}, refused)
	sns_notification_no_error.not_applicable == {{
		"reason": "the trail notifies no topic",
	}} with input as reported({}, refused)
}

test_an_empty_topic_is_none if {
	empty := {"snsTopicARN": "", "snsTopicName": ""}
	sns_notification_no_error.deny == set() with input as reported(empty, refused)
	count(sns_notification_no_error.not_applicable) == 1 with input as reported(empty, refused)
}
