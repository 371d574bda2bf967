package assize.audit_bucket.destructive_actions_denied_test

import rego.v1

import data.assize.audit_bucket.destructive_actions_denied

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

excepting(scene, principals) := object.union(scene, {"parameters": {"break_glass_principals": principals}})

with_statements(statements) := excepting(
	bucket({
		"BucketPolicy": {"policyText": {"Version": "2012-10-17", "Statement": statements}},
		"ObjectLockConfiguration": {},
	}),
	[],
)

both := ["arn:aws:s3:::log-bucket", "arn:aws:s3:::log-bucket/*"]

refuse(action, resource, condition) := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": action,
	"Resource": resource,
	"Condition": condition,
}

actions := [
	"s3:BypassGovernanceRetention",
	"s3:DeleteBucket",
	"s3:DeleteBucketPolicy",
	"s3:DeleteObject",
	"s3:DeleteObjectVersion",
	"s3:PutBucketVersioning",
	"s3:PutLifecycleConfiguration",
]

open(left) := {{
	"message": sprintf("the policy of bucket log-bucket does not deny %s to everybody", [concat(", ", left)]),
	"path": "supplementaryConfiguration.BucketPolicy.policyText",
}}

all_open := open([
	"s3:BypassGovernanceRetention",
	"s3:DeleteBucket",
	"s3:DeleteBucketPolicy",
	"s3:DeleteObject",
	"s3:DeleteObjectVersion",
	"s3:PutBucketVersioning",
	"s3:PutLifecycleConfiguration",
])

break_glass := "arn:aws:iam::111122223333:role/break-glass"

test_refusal_passes if {
	destructive_actions_denied.deny == set() with input as with_statements([refuse(actions, both, {})])
	destructive_actions_denied.deny == set() with input as with_statements(refuse("s3:*", "*", {}))
	destructive_actions_denied.deny == set() with input as with_statements([
		refuse(["S3:delete*", "s3:Bypass*"], both, {}),
		refuse("s3:Put*", "arn:aws:s3:::log-bucket", {}),
	])
}

test_named_exceptions_pass if {
	every condition in [
		{"ArnNotEquals": {"aws:PrincipalArn": break_glass}},
		{"StringNotLike": {"aws:PrincipalArn": [break_glass]}},
		{"ArnNotLikeIfExists": {"AWS:PrincipalARN": break_glass}, "Bool": {"aws:PrincipalIsAWSService": "false"}},
		{"StringNotLike": {"aws:userid": ["AROAEXAMPLEID:*", "111122223333"]}},
	] {
		destructive_actions_denied.deny == set() with input as with_statements([refuse(actions, both, condition)])
	}
	destructive_actions_denied.deny == set() with input as with_statements([object.union(
		json.remove(refuse(actions, both, {}), ["Principal"]),
		{"NotPrincipal": {"AWS": [break_glass, "arn:aws:iam::111122223333:root"]}},
	)])
}

test_exceptions_that_are_not_named_fail if {
	every condition in [
		{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}},
		{"ArnNotLike": {"aws:PrincipalArn": [break_glass, "*"]}},
		{"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}},
		{"StringNotLike": {"aws:userid": "*"}},
		{"ArnEquals": {"aws:PrincipalArn": break_glass}},
		{"Bool": {"aws:SecureTransport": "false"}},
		{"Bool": {"aws:PrincipalIsAWSService": "true"}},
		{"Bool": {"aws:MultiFactorAuthPresent": "false"}},
	] {
		destructive_actions_denied.deny == all_open with input as with_statements([refuse(actions, both, condition)])
	}
	every principals in ["*", {"AWS": "*"}, {"AWS": break_glass, "Service": "x.amazonaws.com"}] {
		destructive_actions_denied.deny == all_open with input as with_statements([object.union(
			json.remove(refuse(actions, both, {}), ["Principal"]),
			{"NotPrincipal": principals},
		)])
	}
}

test_parameter_names_the_exceptions if {
	scene := with_statements([refuse(actions, both, {"ArnNotEquals": {"aws:PrincipalArn": break_glass}})])
	destructive_actions_denied.deny == set() with input as excepting(scene, [break_glass])
	destructive_actions_denied.deny == all_open with input as excepting(scene, ["arn:aws:iam::111122223333:role/other"])
}

test_what_is_left_open_is_told if {
	destructive_actions_denied.deny == open(["s3:PutBucketVersioning"]) with input as with_statements([refuse(
		[action | some action in actions; action != "s3:PutBucketVersioning"],
		both,
		{},
	)])
}

test_actions_count_where_they_act if {
	destructive_actions_denied.deny == open([
		"s3:DeleteBucket",
		"s3:DeleteBucketPolicy",
		"s3:PutBucketVersioning",
		"s3:PutLifecycleConfiguration",
	]) with input as with_statements([refuse(actions, "arn:aws:s3:::log-bucket/*", {})])
	destructive_actions_denied.deny == open([
		"s3:BypassGovernanceRetention",
		"s3:DeleteObject",
		"s3:DeleteObjectVersion",
	]) with input as with_statements([refuse(actions, "arn:aws:s3:::log-bucket", {})])
	count(destructive_actions_denied.deny) == 1 with input as with_statements([refuse(
		actions,
		["arn:aws:s3:::log-bucket", "arn:aws:s3:::log-bucket/AWSLogs/*"],
		{},
	)])
}

test_what_refuses_nobody_fails if {
	every statement in [
		object.union(refuse(actions, both, {}), {"Effect": "Allow"}),
		object.union(refuse(actions, both, {}), {"Principal": {"AWS": "111122223333"}}),
		{"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": both},
		{"Effect": "Deny", "Principal": "*", "Action": actions, "NotResource": "arn:aws:s3:::other"},
	] {
		destructive_actions_denied.deny == all_open with input as with_statements([statement])
	}
}

test_no_policy_fails if {
	destructive_actions_denied.deny == all_open with input as excepting(bucket({"BucketPolicy": {}}), [])
	destructive_actions_denied.deny == all_open with input as excepting(bucket({}), [])
}

locked(mode) := excepting(
	bucket({"BucketPolicy": {}, "ObjectLockConfiguration": {
		"objectLockEnabled": "Enabled",
		"rule": {"defaultRetention": {"mode": mode, "days": 400}},
	}}),
	[],
)

test_compliance_mode_passes if destructive_actions_denied.deny == set() with input as locked("COMPLIANCE")

test_other_locks_fail if {
	destructive_actions_denied.deny == all_open with input as locked("GOVERNANCE")
	destructive_actions_denied.deny == all_open with input as excepting(
		bucket({"ObjectLockConfiguration": {"objectLockEnabled": "Enabled"}}),
		[],
	)
}
