package assize.audit_bucket.exists_test

import rego.v1

import data.assize.audit_bucket.exists

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

with_status(status, head) := object.union(
	bucket({"HeadBucket": head}),
	{"resource": {"configurationItemStatus": status}},
)

gone := {{
	"message": "bucket log-bucket does not exist, but is used by Trail audit",
	"path": "supplementaryConfiguration.HeadBucket.exists",
}}

test_own_bucket_passes if {
	exists.deny == set() with input as bucket({"HeadBucket": {"exists": true, "ownerAccountId": "111122223333"}})
}

test_bucket_of_another_account_passes if {
	exists.deny == set() with input as bucket({"HeadBucket": {"exists": true}})
}

test_deleted_bucket_fails if exists.deny == gone with input as with_status("ResourceDeleted", {"exists": false})

test_deleted_item_of_config_fails if {
	exists.deny == gone with input as with_status("ResourceDeletedNotRecorded", {"exists": true})
}

test_bucket_that_was_not_found_fails if exists.deny == gone with input as with_status("OK", {"exists": false})

test_nothing_known_is_never_a_pass if exists.deny == gone with input as bucket({})
