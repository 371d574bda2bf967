package assize.audit_bucket.no_untrusted_cross_account_test

import rego.v1

import data.assize.audit_bucket.no_untrusted_cross_account

bucket(parts) := {
	"resource": {
		"resourceType": "AWS::S3::Bucket",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "log-bucket",
		"resourceName": "log-bucket",
		"arn": "arn:aws:s3:::log-bucket",
		"configurationItemStatus": "OK",
		"configuration": {"name": "log-bucket"},
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

trusting(scene, accounts, organizations, networks) := object.union(scene, {"parameters": {
	"trusted_accounts": accounts,
	"trusted_organizations": organizations,
	"trusted_networks": networks,
}})

with_parts(statements, parts) := trusting(
	bucket(object.union(
		{
			"BucketPolicy": {"policyText": {"Version": "2012-10-17", "Statement": statements}},
			"BucketPolicyStatus": {"isPublic": false},
			"HeadBucket": {"exists": true, "ownerAccountId": "111122223333"},
			"PublicAccessBlockConfiguration": {"restrictPublicBuckets": false},
		},
		parts,
	)),
	["999988887777"],
	["o-trusted123"],
	["vpce-0a1b2c3d"],
)

with_statements(statements) := with_parts(statements, {})

allow(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["s3:PutBucketPolicy", "s3:GetObject"],
	"Resource": ["arn:aws:s3:::log-bucket", "arn:aws:s3:::log-bucket/*"],
	"Condition": condition,
}

failing(who) := {{
	"message": sprintf("the policy of bucket log-bucket allows s3:getobject, s3:putbucketpolicy to %s", [who]),
	"path": "supplementaryConfiguration.BucketPolicy.policyText",
}}

stranger := "arn:aws:iam::666666666666:root"

by_stranger := failing("arn:aws:iam::666666666666:root")

test_own_account_and_trusted_ones_pass if {
	every principal in [
		{"AWS": "arn:aws:iam::111122223333:root"},
		{"AWS": ["111122223333", "arn:aws:iam::999988887777:role/reader"]},
		{"AWS": "arn:aws:sts::999988887777:assumed-role/reader/session"},
		{"Service": "cloudtrail.amazonaws.com"},
		{"AWS": "AIDACKCEVSQ6C2EXAMPLE"},
	] {
		no_untrusted_cross_account.deny == set() with input as with_statements([allow(principal, {})])
	}
}

test_no_policy_passes if {
	scene := object.union(with_statements([]), {"resource": {"supplementaryConfiguration": {"BucketPolicy": {}}}})
	no_untrusted_cross_account.deny == set() with input as json.remove(
		scene,
		["resource/supplementaryConfiguration/BucketPolicy/policyText"],
	)
}

test_every_form_of_a_stranger_fails if {
	every principal in [
		stranger,
		"666666666666",
		"arn:aws:iam::666666666666:user/x",
		"arn:aws:sts::666666666666:assumed-role/reader/session",
		"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE",
	] {
		no_untrusted_cross_account.deny == failing(principal) with input as with_statements([allow({"AWS": principal}, {})])
	}
	no_untrusted_cross_account.deny == failing("79a59df900b949e5") with input as with_statements(allow(
		{"CanonicalUser": "79a59df900b949e5"},
		{},
	))
	no_untrusted_cross_account.deny == failing("accounts.google.com") with input as with_statements(allow(
		{"Federated": "accounts.google.com"},
		{},
	))
}

test_stranger_among_others_fails if {
	no_untrusted_cross_account.deny == by_stranger with input as with_statements([
		allow({"AWS": "111122223333"}, {}),
		allow({"AWS": ["arn:aws:iam::999988887777:root", stranger]}, {}),
	])
}

test_every_form_of_everyone_fails if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["111122223333", "*"]}] {
		no_untrusted_cross_account.deny == failing("everyone") with input as with_statements([allow(principal, {})])
	}
	no_untrusted_cross_account.deny == failing("everyone") with input as with_statements([object.union(
		json.remove(allow("*", {}), ["Principal"]),
		{"NotPrincipal": {"AWS": "arn:aws:iam::666666666666:root"}},
	)])
}

test_all_but_some_actions_fail if {
	no_untrusted_cross_account.deny == {{
		"message": "the policy of bucket log-bucket allows * to arn:aws:iam::666666666666:root",
		"path": "supplementaryConfiguration.BucketPolicy.policyText",
	}} with input as with_statements([{
		"Effect": "Allow",
		"Principal": {"AWS": stranger},
		"NotAction": "s3:DeleteObject",
		"NotResource": "arn:aws:s3:::other",
	}])
}

test_conditions_that_narrow_pass if {
	every condition in [
		{"StringEquals": {"aws:PrincipalOrgID": "o-trusted123"}},
		{"StringEquals": {"AWS:PrincipalOrgId": ["o-trusted123"]}},
		{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-trusted123/r-ab12/ou-ab12-11111111/*"}},
		{"StringEquals": {"aws:PrincipalAccount": ["111122223333", "999988887777"]}},
		{"StringEquals": {"aws:SourceAccount": "111122223333"}},
		{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999988887777:role/log-*"}},
		{"ArnEquals": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}},
		{"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}},
		{"Bool": {"aws:SecureTransport": "true"}, "StringLike": {"aws:PrincipalOrgID": "o-trusted123"}},
	] {
		no_untrusted_cross_account.deny == set() with input as with_statements([allow("*", condition)])
	}
}

test_conditions_that_narrow_nothing_fail if {
	every condition in [
		{"StringEquals": {"aws:PrincipalOrgID": "o-stranger99"}},
		{"StringEquals": {"aws:PrincipalOrgID": ["o-trusted123", "o-stranger99"]}},
		{"StringLike": {"aws:PrincipalOrgID": "o-*"}},
		{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-trusted123"}},
		{"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-trusted123/*"}},
		{"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
		{"Null": {"aws:PrincipalOrgID": "false"}},
		{"StringLike": {"aws:PrincipalAccount": "1111*"}},
		{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/reader"}},
		{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::some-bucket"}},
		{"StringEquals": {"aws:SourceVpc": "vpc-stranger"}},
		{"StringEquals": {"aws:ResourceAccount": "111122223333"}},
		{"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
		{"StringEquals": {"aws:PrincipalAccount": []}},
		{"Bool": {"aws:SecureTransport": "true"}},
		{"IpAddress": {"aws:SourceIp": "203.0.113.7/32"}},
	] {
		no_untrusted_cross_account.deny == failing("everyone") with input as with_statements([allow("*", condition)])
	}
}

refuse(action, resource, condition) := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": action,
	"Resource": resource,
	"Condition": condition,
}

both := ["arn:aws:s3:::log-bucket", "arn:aws:s3:::log-bucket/*"]

perimeter := {
	"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-trusted123"},
	"BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
}

test_refusal_of_everybody_else_passes if {
	every refusal in [
		refuse("s3:*", both, perimeter),
		refuse("*", "*", {"StringNotEquals": {"aws:PrincipalAccount": ["111122223333", "999988887777"]}}),
		refuse(
			["s3:Get*", "s3:Put*"],
			"arn:aws:s3:::log-bucket*",
			{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}},
		),
		refuse("s3:*", both, {}),
	] {
		no_untrusted_cross_account.deny == set() with input as with_statements([allow({"AWS": stranger}, {}), refusal])
	}
}

test_refusal_of_less_fails if {
	every refusal in [
		refuse("s3:Put*", both, perimeter),
		refuse("s3:*", "arn:aws:s3:::log-bucket/*", perimeter),
		refuse("s3:*", both, object.union(perimeter, {"Bool": {"aws:SecureTransport": "false"}})),
		refuse("s3:*", both, {"StringNotEquals": {"aws:PrincipalOrgID": "o-stranger99"}}),
		refuse("s3:*", both, {"StringEquals": {"aws:PrincipalOrgID": "o-trusted123"}}),
		refuse("s3:*", both, {"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-trusted123/*"}}),
		object.union(refuse("s3:*", both, perimeter), {"Principal": {"AWS": "arn:aws:iam::777777777777:root"}}),
	] {
		no_untrusted_cross_account.deny == by_stranger with input as with_statements([
			allow({"AWS": stranger}, {}),
			refusal,
		])
	}
}

test_block_of_a_public_policy_passes if {
	no_untrusted_cross_account.deny == set() with input as with_parts(
		[allow("*", {}), allow({"AWS": stranger}, {})],
		{
			"BucketPolicyStatus": {"isPublic": true},
			"PublicAccessBlockConfiguration": {"restrictPublicBuckets": true},
		},
	)
}

test_block_keeps_nobody_out_of_a_policy_that_is_not_public if {
	no_untrusted_cross_account.deny == by_stranger with input as with_parts(
		[allow({"AWS": stranger}, {})],
		{"PublicAccessBlockConfiguration": {"restrictPublicBuckets": true}},
	)
}

test_trusted_account_is_the_owner_that_was_confirmed if {
	no_untrusted_cross_account.deny == set() with input as with_parts(
		[allow({"AWS": "222222222222"}, {})],
		{"HeadBucket": {"exists": true, "ownerAccountId": "222222222222"}},
	)
	no_untrusted_cross_account.deny == failing("222222222222") with input as with_statements([allow(
		{"AWS": "222222222222"},
		{},
	)])
}

test_unknown_owner_trusts_no_name_without_an_account if {
	scene := json.remove(
		with_statements([allow({"Federated": "accounts.google.com"}, {})]),
		["resource/supplementaryConfiguration/HeadBucket/ownerAccountId", "resource/accountId"],
	)
	no_untrusted_cross_account.deny == failing("accounts.google.com") with input as scene
}
