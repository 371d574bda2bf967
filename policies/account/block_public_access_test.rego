package assize.account.block_public_access_test

import rego.v1

import data.assize.account.block_public_access

account(blocks) := {"account": {
	"id": "111122223333",
	"partition": "aws",
	"resources": {"AWS::S3::AccountPublicAccessBlock": blocks},
}}

block(acls, ignore, policy, restrict) := {"AWS::S3::AccountPublicAccessBlock/111122223333/global/111122223333": {
	"resourceId": "111122223333",
	"awsRegion": "global",
	"configuration": {
		"blockPublicAcls": acls,
		"ignorePublicAcls": ignore,
		"blockPublicPolicy": policy,
		"restrictPublicBuckets": restrict,
	},
}}

lacks(settings) := {{"message": sprintf("account 111122223333 lacks %s", [settings])}}

all_four := "blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets"

test_all_on_passes if block_public_access.deny == set() with input as account(block(true, true, true, true))

test_never_set_fails if {
	block_public_access.deny == lacks(all_four) with input as account(block(false, false, false, false))
}

test_each_missing_setting_fails if {
	block_public_access.deny == lacks("blockPublicAcls") with input as account(block(false, true, true, true))
	block_public_access.deny == lacks("ignorePublicAcls") with input as account(block(true, false, true, true))
	block_public_access.deny == lacks("blockPublicPolicy") with input as account(block(true, true, false, true))
	block_public_access.deny == lacks("restrictPublicBuckets") with input as account(block(true, true, true, false))
}

test_nothing_there_fails if block_public_access.deny == lacks(all_four) with input as account({})

test_empty_block_fails if {
	block_public_access.deny == lacks(all_four) with input as account({"x": {"configuration": {}}})
}
