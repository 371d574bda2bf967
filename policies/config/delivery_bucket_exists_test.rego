package assize.config.delivery_bucket_exists_test

import rego.v1

import data.assize.config.delivery_bucket_exists

used_by := [{
	"resourceType": "AWS::Config::DeliveryChannel",
	"resourceId": "default",
	"resourceName": "default",
	"relationshipName": "Is used by",
}, {
	"resourceType": "AWS::CloudTrail::Trail",
	"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
	"resourceName": "audit",
	"relationshipName": "Is used by",
}]

bucket(status, head) := {"resource": {
	"resourceType": "AWS::S3::Bucket",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "log-bucket",
	"resourceName": "log-bucket",
	"arn": "arn:aws:s3:::log-bucket",
	"configurationItemStatus": status,
	"source": "api",
	"configuration": {"name": "log-bucket"},
	"supplementaryConfiguration": {"HeadBucket": head},
	"relationships": used_by,
}}

gone := {{
	"message": "bucket log-bucket does not exist, but AWS Config delivers to it through DeliveryChannel default",
	"path": "supplementaryConfiguration.HeadBucket.exists",
}}

test_bucket_passes if {
	delivery_bucket_exists.deny == set() with input as bucket("OK", {
		"exists": true,
		"ownerAccountId": "111122223333",
	})
}

test_bucket_of_another_account_passes if {
	delivery_bucket_exists.deny == set() with input as bucket("OK", {"exists": true})
}

test_deleted_bucket_fails if {
	delivery_bucket_exists.deny == gone with input as bucket("ResourceDeleted", {"exists": false})
}

test_deleted_item_of_config_fails if {
	delivery_bucket_exists.deny == gone with input as bucket("ResourceDeletedNotRecorded", {"exists": true})
}

test_bucket_that_was_not_found_fails if {
	delivery_bucket_exists.deny == gone with input as bucket("OK", {"exists": false})
}

test_nothing_known_is_never_a_pass if delivery_bucket_exists.deny == gone with input as bucket("OK", {})

test_no_relationship_still_fails if {
	delivery_bucket_exists.deny == {{
		"message": "bucket log-bucket does not exist, but AWS Config delivers to it through an unnamed resource",
		"path": "supplementaryConfiguration.HeadBucket.exists",
	}} with input as {"resource": {
		"resourceId": "log-bucket",
		"configurationItemStatus": "ResourceDeleted",
		"supplementaryConfiguration": {"HeadBucket": {"exists": false}},
	}}
}
