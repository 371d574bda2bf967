package assize.audit_bucket.tls_only_test

import rego.v1

import data.assize.audit_bucket.tls_only

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

with_policy(statements) := bucket({"BucketPolicy": {"policyText": {"Version": "2012-10-17", "Statement": statements}}})

both := ["arn:aws:s3:::log-bucket", "arn:aws:s3:::log-bucket/*"]

insecure := {"Bool": {"aws:SecureTransport": "false"}}

denial(principal, action, resource, condition) := {
	"Sid": "DenyInsecureTransport",
	"Effect": "Deny",
	"Principal": principal,
	"Action": action,
	"Resource": resource,
	"Condition": condition,
}

refusal := denial("*", "s3:*", both, insecure)

with_condition(condition) := with_policy([denial("*", "s3:*", both, condition)])

path := "supplementaryConfiguration.BucketPolicy.policyText"

open(what) := {{
	"message": sprintf("the policy of bucket log-bucket does not refuse plain HTTP for %s", [what]),
	"path": path,
}}

wide_open := open("the bucket and the objects in it")

cloudtrail := {
	"Sid": "AWSCloudTrailWrite",
	"Effect": "Allow",
	"Principal": {"Service": "cloudtrail.amazonaws.com"},
	"Action": "s3:PutObject",
	"Resource": "arn:aws:s3:::log-bucket/AWSLogs/111122223333/*",
	"Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
}

test_refusal_passes if tls_only.deny == set() with input as with_policy([cloudtrail, refusal])

test_statement_that_is_no_list_passes if tls_only.deny == set() with input as with_policy(refusal)

test_every_form_of_everybody_passes if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["*"]}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]}] {
		tls_only.deny == set() with input as with_policy([denial(principal, "s3:*", both, insecure)])
	}
}

test_every_form_of_all_actions_passes if {
	every action in ["s3:*", "S3:*", "*", ["s3:*"], ["s3:GetObject", "s3:*"]] {
		tls_only.deny == set() with input as with_policy([denial("*", action, both, insecure)])
	}
}

test_every_form_of_false_passes if {
	every condition in [
		{"Bool": {"aws:SecureTransport": "false"}},
		{"Bool": {"aws:SecureTransport": false}},
		{"Bool": {"aws:SecureTransport": ["false"]}},
		{"BoolIfExists": {"aws:SecureTransport": "False"}},
		{"bool": {"AWS:securetransport": "false"}},
	] {
		tls_only.deny == set() with input as with_condition(condition)
	}
}

test_wildcard_resources_pass if {
	every resource in [
		"*",
		"arn:aws:s3:::*",
		"arn:aws:s3:::log-bucket*",
		["arn:*:s3:::log-bucket", "arn:*:s3:::log-bucket/*"],
	] {
		tls_only.deny == set() with input as with_policy([denial("*", "s3:*", resource, insecure)])
	}
}

test_two_statements_together_pass if {
	tls_only.deny == set() with input as with_policy([
		denial("*", "s3:*", "arn:aws:s3:::log-bucket", insecure),
		denial({"AWS": "*"}, "s3:*", "arn:aws:s3:::log-bucket/*", insecure),
	])
}

test_tls_version_if_exists_passes if {
	tls_only.deny == set() with input as with_condition({"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}})
	tls_only.deny == set() with input as with_condition({"NumericLessThanIfExists": {"s3:TlsVersion": 1.3}})
}

test_tls_version_alone_lets_plain_http_pass_and_fails if {
	tls_only.deny == wide_open with input as with_condition({"NumericLessThan": {"s3:TlsVersion": "1.2"}})
}

test_no_policy_fails if {
	tls_only.deny == {{
		"message": "bucket log-bucket has no policy that refuses plain HTTP",
		"path": path,
	}} with input as bucket({"BucketPolicy": {}})
}

test_nothing_known_is_never_a_pass if count(tls_only.deny) == 1 with input as bucket({})

test_policy_without_a_refusal_fails if tls_only.deny == wide_open with input as with_policy([cloudtrail])

test_policy_without_statements_fails if {
	tls_only.deny == wide_open with input as bucket({"BucketPolicy": {"policyText": {"Version": "2012-10-17"}}})
	tls_only.deny == wide_open with input as with_policy([])
}

test_allow_over_tls_is_no_refusal if {
	tls_only.deny == wide_open with input as with_policy([{
		"Effect": "Allow",
		"Principal": "*",
		"Action": "s3:*",
		"Resource": both,
		"Condition": {"Bool": {"aws:SecureTransport": "true"}},
	}])
}

test_refusal_of_tls_is_no_refusal_of_http if {
	tls_only.deny == wide_open with input as with_condition({"Bool": {"aws:SecureTransport": "true"}})
}

test_one_principal_fails if {
	tls_only.deny == wide_open with input as with_policy([denial(
		{"AWS": "arn:aws:iam::111122223333:root"},
		"s3:*",
		both,
		insecure,
	)])
}

test_some_actions_fail if {
	every action in ["s3:Get*", ["s3:GetObject", "s3:PutObject"], "s3:GetObject", "sns:*", ""] {
		tls_only.deny == wide_open with input as with_policy([denial("*", action, both, insecure)])
	}
}

test_objects_alone_fail if {
	tls_only.deny == open("the bucket") with input as with_policy([denial(
		"*",
		"s3:*",
		"arn:aws:s3:::log-bucket/*",
		insecure,
	)])
}

test_bucket_alone_fails if {
	tls_only.deny == open("the objects in it") with input as with_policy([denial(
		"*",
		"s3:*",
		"arn:aws:s3:::log-bucket",
		insecure,
	)])
}

test_one_prefix_fails if {
	tls_only.deny == open("the objects in it") with input as with_policy([denial(
		"*",
		"s3:*",
		["arn:aws:s3:::log-bucket", "arn:aws:s3:::log-bucket/AWSLogs/*"],
		insecure,
	)])
}

test_another_bucket_fails if {
	tls_only.deny == wide_open with input as with_policy([denial(
		"*",
		"s3:*",
		["arn:aws:s3:::log-bucket2", "arn:aws:s3:::log-bucket2/*"],
		insecure,
	)])
}

test_second_condition_fails if {
	tls_only.deny == wide_open with input as with_condition({
		"Bool": {"aws:SecureTransport": "false"},
		"StringEquals": {"aws:PrincipalAccount": "111122223333"},
	})
	tls_only.deny == wide_open with input as with_condition({"Bool": {
		"aws:SecureTransport": "false",
		"aws:PrincipalIsAWSService": "false",
	}})
}

test_tls_version_beside_secure_transport_fails if {
	tls_only.deny == wide_open with input as with_condition({
		"Bool": {"aws:SecureTransport": "false"},
		"NumericLessThan": {"s3:TlsVersion": "1.2"},
	})
}

test_other_operators_fail if {
	every operator in ["StringNotEquals", "Null", "ForAllValues:Bool"] {
		tls_only.deny == wide_open with input as with_condition({operator: {"aws:SecureTransport": "false"}})
	}
}

test_not_forms_fail if {
	every statement in [
		{"Effect": "Deny", "NotPrincipal": "*", "Action": "s3:*", "Resource": both, "Condition": insecure},
		{"Effect": "Deny", "Principal": "*", "NotAction": "s3:Get*", "Resource": both, "Condition": insecure},
		{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "NotResource": "arn:aws:s3:::x", "Condition": insecure},
	] {
		tls_only.deny == wide_open with input as with_policy([statement])
	}
}

test_bucket_of_another_partition_passes if {
	scene := object.union(
		with_policy([denial("*", "s3:*", ["arn:aws-cn:s3:::log-bucket", "arn:aws-cn:s3:::log-bucket/*"], insecure)]),
		{"resource": {"arn": "arn:aws-cn:s3:::log-bucket"}},
	)
	tls_only.deny == set() with input as scene
}

test_resource_of_the_wrong_partition_fails if {
	tls_only.deny == wide_open with input as with_policy([denial(
		"*",
		"s3:*",
		["arn:aws-cn:s3:::log-bucket", "arn:aws-cn:s3:::log-bucket/*"],
		insecure,
	)])
}

test_allow_over_plain_http_fails if {
	tls_only.deny == wide_open with input as with_policy([object.union(refusal, {"Effect": "Allow"})])
}

test_conditions_on_other_keys_fail if {
	tls_only.deny == wide_open with input as with_condition({"Bool": {"aws:ViaAWSService": "false"}})
	tls_only.deny == wide_open with input as with_condition({"NumericLessThanIfExists": {"s3:max-keys": "10"}})
}

test_an_empty_tls_version_fails if {
	tls_only.deny == wide_open with input as with_condition({"NumericLessThanIfExists": {"s3:TlsVersion": ""}})
}
