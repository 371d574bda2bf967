package assize.audit_bucket.owner_expected_test

import rego.v1

import data.assize.audit_bucket.owner_expected

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

stranger := {{
	"message": concat("", [
		"bucket log-bucket, used by Trail audit, belongs neither to account 111122223333 ",
		"nor to one given with --bucket-owner",
	]),
	"path": "supplementaryConfiguration.HeadBucket.ownerAccountId",
}}

test_own_bucket_passes if {
	owner_expected.deny == set() with input as bucket({"HeadBucket": {
		"exists": true,
		"ownerAccountId": "111122223333",
	}})
}

test_bucket_of_a_given_account_passes if {
	owner_expected.deny == set() with input as bucket({"HeadBucket": {
		"exists": true,
		"ownerAccountId": "444455556666",
	}})
}

test_bucket_of_a_stranger_fails if {
	owner_expected.deny == stranger with input as bucket({"HeadBucket": {"exists": true}})
}

test_nothing_known_is_never_a_pass if owner_expected.deny == stranger with input as bucket({})

test_an_empty_owner_is_none if {
	owner_expected.deny == stranger with input as bucket({"HeadBucket": {"exists": true, "ownerAccountId": ""}})
}
