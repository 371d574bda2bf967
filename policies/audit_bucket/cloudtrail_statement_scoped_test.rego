package assize.audit_bucket.cloudtrail_statement_scoped_test

import rego.v1

import data.assize.audit_bucket.cloudtrail_statement_scoped

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

trail := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"

seen(scene, settings) := object.union(
	scene,
	{"account": {"resources": {"AWS::CloudTrail::Trail": {trail: {"configuration": object.union(
		{"isOrganizationTrail": false},
		settings,
	)}}}}},
)

of_trail(statements, settings) := seen(
	bucket({"BucketPolicy": {"policyText": {"Version": "2012-10-17", "Statement": statements}}}),
	settings,
)

with_statements(statements) := of_trail(statements, {})

for_config(statements) := object.union(
	with_statements(statements),
	{"resource": {"relationships": [{
		"resourceType": "AWS::Config::DeliveryChannel",
		"resourceId": "arn:aws:config:eu-west-1:111122223333:delivery-channel/default",
		"relationshipName": "Is used by",
	}]}},
)

path := "supplementaryConfiguration.BucketPolicy.policyText"

check(condition) := {
	"Effect": "Allow",
	"Principal": {"Service": "cloudtrail.amazonaws.com"},
	"Action": "s3:GetBucketAcl",
	"Resource": "arn:aws:s3:::log-bucket",
	"Condition": condition,
}

write(resource, condition) := {
	"Effect": "Allow",
	"Principal": {"Service": ["cloudtrail.amazonaws.com"]},
	"Action": ["s3:PutObject"],
	"Resource": resource,
	"Condition": condition,
}

own := "arn:aws:s3:::log-bucket/AWSLogs/111122223333/*"

for_trail := {"StringEquals": {"aws:SourceArn": trail}}

no_check := {
	"message": concat("", [
		"the policy of bucket log-bucket does not let ",
		"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit read the bucket's ACL",
	]),
	"path": path,
}

no_write := {
	"message": concat("", [
		"the policy of bucket log-bucket does not let ",
		"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit write its log files",
	]),
	"path": path,
}

open(actions, service) := {
	"message": sprintf("the policy of bucket log-bucket allows %s to %s on anybody's behalf", [actions, service]),
	"path": path,
}

test_statements_of_the_user_guide_pass if {
	cloudtrail_statement_scoped.deny == set() with input as with_statements([
		check(for_trail),
		write(own, {"StringEquals": {"aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control"}}),
	])
	cloudtrail_statement_scoped.not_applicable == set() with input as with_statements([
		check(for_trail),
		write(own, for_trail),
	])
}

test_every_sound_source_passes if {
	every condition in [
		{"ArnLike": {"AWS:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}},
		{"StringLike": {"aws:SourceArn": ["arn:aws:cloudtrail:eu-west-1:999988887777:trail/x", trail]}},
		{"StringEquals": {"aws:SourceAccount": ["111122223333", "999988887777"]}},
		{"StringEquals": {"aws:SourceOrgID": "o-abc"}},
	] {
		cloudtrail_statement_scoped.deny == set() with input as with_statements([check(condition), write(own, condition)])
	}
}

test_statement_on_anybodys_behalf_fails if {
	every condition in [
		{},
		{"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
		{"StringLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}},
		{"StringEqualsIfExists": {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"}},
		{"StringNotEquals": {"aws:SourceAccount": "666666666666"}},
	] {
		cloudtrail_statement_scoped.deny == {open("s3:putobject", "cloudtrail.amazonaws.com")} with input as with_statements([
			check(for_trail),
			write(own, condition),
		])
	}
}

test_trail_that_is_not_admitted_fails if {
	cloudtrail_statement_scoped.deny == {no_check, no_write} with input as with_statements([])
	cloudtrail_statement_scoped.deny == {no_check, no_write} with input as seen(bucket({"BucketPolicy": {}}), {})
	cloudtrail_statement_scoped.deny == {no_check} with input as with_statements([write(own, for_trail)])
	cloudtrail_statement_scoped.deny == {no_write} with input as with_statements([check(for_trail)])
}

test_conditions_that_the_trail_cannot_meet_fail if {
	every condition in [
		{"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/renamed"}},
		{"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}},
		{"StringEquals": {"aws:SourceAccount": "999988887777"}},
		{"StringEquals": {"aws:SourceAccount": "111122223333", "s3:x-amz-acl": "private"}},
	] {
		cloudtrail_statement_scoped.deny == {no_write} with input as with_statements([
			check(for_trail),
			write(own, condition),
		])
	}
}

test_path_of_another_account_fails if {
	every resource in [
		"arn:aws:s3:::log-bucket/AWSLogs/999988887777/*",
		"arn:aws:s3:::log-bucket/prefix/AWSLogs/111122223333/*",
		"arn:aws:s3:::other-bucket/*",
		"arn:aws:s3:::log-bucket",
		"arn:aws:s3:::log-bucket/AWSLogs/o-abc/*",
	] {
		cloudtrail_statement_scoped.deny == {no_write} with input as with_statements([
			check(for_trail),
			write(resource, for_trail),
		])
	}
}

test_prefix_belongs_to_the_path if {
	cloudtrail_statement_scoped.deny == set() with input as of_trail(
		[check(for_trail), write("arn:aws:s3:::log-bucket/prefix/AWSLogs/111122223333/*", for_trail)],
		{"s3KeyPrefix": "prefix"},
	)
	cloudtrail_statement_scoped.deny == {no_write} with input as of_trail(
		[check(for_trail), write(own, for_trail)],
		{"s3KeyPrefix": "prefix"},
	)
}

test_trail_of_an_organization_needs_its_id_in_the_path if {
	cloudtrail_statement_scoped.deny == set() with input as of_trail(
		[check(for_trail), write([own, "arn:aws:s3:::log-bucket/AWSLogs/o-abc123/*"], for_trail)],
		{"isOrganizationTrail": true},
	)
	cloudtrail_statement_scoped.deny == {no_write} with input as of_trail(
		[check(for_trail), write(own, for_trail)],
		{"isOrganizationTrail": true},
	)
}

config_statement(condition) := {
	"Effect": "Allow",
	"Principal": {"Service": "Config.amazonaws.com"},
	"Action": "s3:PutObject",
	"Resource": "arn:aws:s3:::log-bucket/*",
	"Condition": condition,
}

test_aws_config_must_be_scoped_too if {
	cloudtrail_statement_scoped.deny == set() with input as for_config([config_statement({"StringEquals": {
		"AWS:SourceAccount": "111122223333",
	}})])
	expected := {open("s3:putobject", "config.amazonaws.com")}
	cloudtrail_statement_scoped.deny == expected with input as for_config([config_statement({})])
}

test_nothing_to_judge_is_not_applicable if {
	cloudtrail_statement_scoped.deny == set() with input as for_config([])
	count(cloudtrail_statement_scoped.not_applicable) == 1 with input as for_config([])
}

test_denials_are_not_judged if {
	cloudtrail_statement_scoped.deny == set() with input as with_statements([
		check(for_trail),
		write(own, for_trail),
		object.union(write(own, {}), {"Effect": "Deny"}),
	])
}

unknown(arn) := {
	"message": sprintf("where in bucket log-bucket trail %s writes is not known", [arn]),
	"path": path,
}

test_trail_of_which_too_little_is_known_fails if {
	document := {"Statement": [check(for_trail), write(own, for_trail)]}
	every known in [{}, {trail: {"configuration": {}}}] {
		scene := object.union(
			bucket({"BucketPolicy": {"policyText": document}}),
			{"account": {"resources": {"AWS::CloudTrail::Trail": known}}},
		)
		cloudtrail_statement_scoped.deny == {unknown(trail)} with input as scene
		cloudtrail_statement_scoped.not_applicable == set() with input as scene
	}
}

test_user_of_no_type_may_be_a_trail if {
	scene := object.union(
		for_config([config_statement({"StringEquals": {"aws:SourceAccount": "111122223333"}})]),
		{"resource": {"relationships": [{"resourceId": "x"}]}},
	)
	cloudtrail_statement_scoped.deny == {unknown("x")} with input as scene
}

test_bucket_without_users_is_not_applicable if {
	scene := object.union(
		with_statements([check(for_trail), write(own, for_trail)]),
		{"resource": {"relationships": []}},
	)
	cloudtrail_statement_scoped.deny == set() with input as scene
	cloudtrail_statement_scoped.not_applicable == {{"reason": "nothing is known to use the bucket"}} with input as scene
}

test_statement_that_does_not_say_all_lets_nobody_in if {
	every element in ["Effect", "Principal", "Action", "Resource"] {
		no_write in cloudtrail_statement_scoped.deny with input as with_statements([
			check(for_trail),
			json.remove(write(own, for_trail), [element]),
		])
		no_check in cloudtrail_statement_scoped.deny with input as with_statements([
			json.remove(check(for_trail), [element]),
			write(own, for_trail),
		])
	}
}

test_statement_without_an_effect_is_judged if {
	cloudtrail_statement_scoped.deny == {open("s3:putobject", "cloudtrail.amazonaws.com")} with input as with_statements([
		check(for_trail),
		write(own, for_trail),
		json.remove(write(own, {}), ["Effect"]),
	])
}
