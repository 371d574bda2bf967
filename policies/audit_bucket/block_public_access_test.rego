package assize.audit_bucket.block_public_access_test

import rego.v1

import data.assize.audit_bucket.block_public_access

bucket_with(parts, parameters) := {"parameters": parameters, "resource": {
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

all_four := ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"]

block(acls, ignore, policy, restrict) := {
	"blockPublicAcls": acls,
	"ignorePublicAcls": ignore,
	"blockPublicPolicy": policy,
	"restrictPublicBuckets": restrict,
}

on := block(true, true, true, true)

off := block(false, false, false, false)

both(own, account) := bucket_with(
	{"PublicAccessBlockConfiguration": own, "AccountPublicAccessBlockConfiguration": account},
	{"settings": all_four},
)

lacks(settings) := {{
	"message": sprintf("bucket log-bucket lacks %s, on itself and on the account", [settings]),
	"path": "supplementaryConfiguration.PublicAccessBlockConfiguration",
}}

lacks_all := lacks("blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets")

test_all_on_the_bucket_passes if {
	block_public_access.deny == set() with input as both(on, off)
	block_public_access.not_applicable == set() with input as both(on, off)
}

test_all_on_the_account_passes if block_public_access.deny == set() with input as both(off, on)

test_bucket_and_account_together_pass if {
	block_public_access.deny == set() with input as both(
		block(true, false, true, false),
		block(false, true, false, true),
	)
}

test_none_fails if {
	block_public_access.deny == lacks_all with input as both(off, off)
}

test_one_missing_fails if {
	block_public_access.deny == lacks("blockPublicPolicy") with input as both(block(true, true, false, true), off)
}

test_unknown_blocks_are_never_a_pass if {
	block_public_access.deny == lacks_all with input as bucket_with({}, {"settings": all_four})
}

test_fewer_settings_can_be_asked_for if {
	block_public_access.deny == set() with input as bucket_with(
		{"PublicAccessBlockConfiguration": block(false, true, false, true)},
		{"settings": ["ignorePublicAcls", "restrictPublicBuckets"]},
	)
}

test_misspelt_setting_fails if {
	block_public_access.deny == lacks("BlockPublicAcls") with input as bucket_with(
		{"PublicAccessBlockConfiguration": on},
		{"settings": ["BlockPublicAcls"]},
	)
}

test_no_setting_asked_for_is_not_a_pass if {
	block_public_access.not_applicable == {{"reason": "no setting is asked for"}} with input as bucket_with(
		{"PublicAccessBlockConfiguration": on},
		{"settings": []},
	)
}
