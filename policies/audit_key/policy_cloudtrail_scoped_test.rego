package assize.audit_key.policy_cloudtrail_scoped_test

import rego.v1

import data.assize.audit_key.policy_cloudtrail_scoped

key(parts) := {
	"resource": {
		"resourceType": "AWS::KMS::Key",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "0a1b",
		"arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
		"configurationItemStatus": "OK",
		"configuration": {"keyId": "0a1b", "arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b"},
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
	"parameters": {},
}

with_statements(statements) := key({"KeyPolicy": {"Version": "2012-10-17", "Statement": statements}})

trail := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"

path := "supplementaryConfiguration.KeyPolicy"

admit(action, condition) := {
	"Effect": "Allow",
	"Principal": {"Service": "cloudtrail.amazonaws.com"},
	"Action": action,
	"Resource": "*",
	"Condition": condition,
}

for_trail := {"StringEquals": {"aws:SourceArn": trail}}

context := {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}

describe := admit("kms:DescribeKey", for_trail)

missing(action) := {
	"message": sprintf(
		"the policy of key 0a1b does not allow %s for arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		[action],
	),
	"path": path,
}

open := {"message": "the policy of key 0a1b lets CloudTrail encrypt on anybody's behalf", "path": path}

test_statements_of_the_user_guide_pass if {
	policy_cloudtrail_scoped.deny == set() with input as with_statements([
		admit("kms:GenerateDataKey*", object.union(for_trail, context)),
		describe,
	])
}

test_any_one_source_passes if {
	every condition in [
		for_trail,
		context,
		{"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}},
		{"StringEquals": {"aws:SourceAccount": "111122223333"}},
		{"StringEquals": {"aws:SourceOrgID": "o-abc"}},
	] {
		policy_cloudtrail_scoped.deny == set() with input as with_statements([
			admit(["kms:GenerateDataKey"], condition),
			describe,
		])
	}
}

test_description_needs_no_source if {
	policy_cloudtrail_scoped.deny == set() with input as with_statements([
		admit("kms:GenerateDataKey*", for_trail),
		admit("kms:DescribeKey", {}),
	])
}

test_anybodys_behalf_fails if {
	every condition in [
		{},
		{"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:*:trail/*"}},
		{"StringLike": {"aws:SourceArn": "*"}},
		{"StringEqualsIfExists": {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"}},
	] {
		policy_cloudtrail_scoped.deny == {open} with input as with_statements([
			admit("kms:GenerateDataKey*", condition),
			describe,
		])
	}
	policy_cloudtrail_scoped.deny == {open} with input as with_statements([object.union(
		admit("kms:*", {}),
		{"Principal": {"AWS": "*"}},
	)])
}

test_missing_permission_fails if {
	neither := {missing("kms:GenerateDataKey"), missing("kms:DescribeKey")}
	policy_cloudtrail_scoped.deny == neither with input as with_statements([])
	policy_cloudtrail_scoped.deny == neither with input as key({})
	policy_cloudtrail_scoped.deny == {missing("kms:GenerateDataKey")} with input as with_statements([describe])
	policy_cloudtrail_scoped.deny == {missing("kms:DescribeKey")} with input as with_statements([admit(
		"kms:GenerateDataKey*",
		for_trail,
	)])
}

test_account_alone_does_not_admit_a_service if {
	count(policy_cloudtrail_scoped.deny) == 2 with input as with_statements([{
		"Effect": "Allow",
		"Principal": {"AWS": "arn:aws:iam::111122223333:root"},
		"Action": "kms:*",
		"Resource": "*",
	}])
}

test_conditions_that_the_trail_cannot_meet_fail if {
	every condition in [
		{"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/renamed"}},
		{"StringEquals": {"aws:SourceAccount": "999988887777"}},
		{"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:999988887777:trail/*"}},
	] {
		policy_cloudtrail_scoped.deny == {missing("kms:GenerateDataKey")} with input as with_statements([
			admit("kms:GenerateDataKey*", condition),
			describe,
		])
	}
}

test_description_has_no_encryption_context if {
	policy_cloudtrail_scoped.deny == {missing("kms:DescribeKey")} with input as with_statements([admit(
		["kms:GenerateDataKey*", "kms:DescribeKey"],
		object.union(for_trail, context),
	)])
}

test_denial_admits_nobody if {
	policy_cloudtrail_scoped.deny == {missing("kms:DescribeKey")} with input as with_statements([
		admit("kms:GenerateDataKey*", for_trail),
		object.union(describe, {"Effect": "Deny"}),
	])
}

test_another_key_is_not_this_one if {
	count(policy_cloudtrail_scoped.deny) == 2 with input as with_statements([object.union(
		admit("kms:*", for_trail),
		{"Resource": "arn:aws:kms:eu-west-1:111122223333:key/other"},
	)])
}

test_key_without_trails_is_not_applicable if {
	scene := object.union(with_statements([describe]), {"resource": {"relationships": []}})
	policy_cloudtrail_scoped.deny == set() with input as scene
	policy_cloudtrail_scoped.not_applicable == {{"reason": "no trail uses the key"}} with input as scene
}

test_statement_that_does_not_say_all_lets_nobody_encrypt if {
	every element in ["Effect", "Principal", "Action", "Resource"] {
		missing("kms:DescribeKey") in policy_cloudtrail_scoped.deny with input as with_statements([
			admit("kms:GenerateDataKey*", for_trail),
			json.remove(describe, [element]),
		])
	}
}
