package assize.audit_bucket.object_lock_test

import rego.v1

import data.assize.audit_bucket.object_lock

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
	"message": "Object Lock of bucket log-bucket is off",
	"path": "supplementaryConfiguration.ObjectLockConfiguration.objectLockEnabled",
}}

test_enabled_passes if {
	object_lock.deny == set() with input as bucket({"ObjectLockConfiguration": {"objectLockEnabled": "Enabled"}})
}

test_off_fails if object_lock.deny == off with input as bucket({"ObjectLockConfiguration": {}})

test_another_word_fails if {
	object_lock.deny == off with input as bucket({"ObjectLockConfiguration": {"objectLockEnabled": "Disabled"}})
}

test_nothing_known_is_never_a_pass if object_lock.deny == off with input as bucket({})
