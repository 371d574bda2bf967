package assize.audit_bucket.access_logging_test

import rego.v1

import data.assize.audit_bucket.access_logging

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

off := {{
	"message": "server access logging of bucket log-bucket is off",
	"path": "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
}}

test_logging_passes if {
	access_logging.deny == set() with input as bucket({"BucketLoggingConfiguration": {
		"destinationBucketName": "access-logs",
		"logFilePrefix": "log-bucket/",
	}})
}

test_no_logging_fails if access_logging.deny == off with input as bucket({"BucketLoggingConfiguration": {}})

test_empty_target_fails if {
	access_logging.deny == off with input as bucket({"BucketLoggingConfiguration": {"destinationBucketName": ""}})
}

test_nothing_known_is_never_a_pass if access_logging.deny == off with input as bucket({})
