package assize.audit_bucket.event_notification_test

import rego.v1

import data.assize.audit_bucket.event_notification

bucket(parts) := {"resource": {
	"resourceType": "AWS::S3::Bucket",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "log-bucket",
	"resourceName": "log-bucket",
	"arn": "arn:aws:s3:::log-bucket",
	"configurationItemStatus": "OK",
	"source": "api",
	"configuration": {"name": "log-bucket"},
	"supplementaryConfiguration": parts,
	"relationships": [{
		"resourceType": "AWS::CloudTrail::Trail",
		"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		"resourceName": "audit",
		"relationshipName": "Is used by",
	}],
}}

none := {{
	"message": "bucket log-bucket emits no event notifications",
	"path": "supplementaryConfiguration.BucketNotificationConfiguration",
}}

notifying(configurations, event_bridge) := bucket({"BucketNotificationConfiguration": {
	"configurations": configurations,
	"eventBridgeEnabled": event_bridge,
}})

to(field, arn) := {"n": {field: arn, "events": ["s3:ObjectCreated:*"]}}

test_every_destination_passes if {
	every field in ["topicARN", "queueARN", "functionARN"] {
		event_notification.deny == set() with input as notifying(to(field, "arn:aws:x:eu-west-1:111122223333:y"), false)
	}
}

test_event_bridge_passes if event_notification.deny == set() with input as notifying({}, true)

test_nothing_fails if event_notification.deny == none with input as notifying({}, false)

test_notification_without_a_destination_fails if {
	event_notification.deny == none with input as notifying({"n": {"events": ["s3:ObjectCreated:*"]}}, false)
}

test_nothing_known_is_never_a_pass if event_notification.deny == none with input as bucket({})
