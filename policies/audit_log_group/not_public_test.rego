package assize.audit_log_group.not_public_test

import rego.v1

import data.assize.audit_log_group.not_public

log_group(configuration, parts) := {
	"resource": {
		"resourceType": "AWS::Logs::LogGroup",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "/audit/cloudtrail",
		"resourceName": "/audit/cloudtrail",
		"arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail",
		"configurationItemStatus": "OK",
		"configuration": configuration,
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
}

trusting(scene) := object.union(scene, {"parameters": {
	"trusted_accounts": ["999988887777"],
	"trusted_organizations": ["o-Trusted123"],
	"trusted_networks": ["vpce-0a1b2c3d"],
}})

beside(policies) := trusting(object.union(
	log_group({}, {}),
	{"account": {"resources": {"AWS::Logs::ResourcePolicy": policies}}},
))

resource_policy(region, statements) := {
	"awsRegion": region,
	"configuration": {
		"policyName": "writers",
		"policyDocument": {"Version": "2012-10-17", "Statement": statements},
	},
}

with_statements(statements) := beside({"p": resource_policy("eu-west-1", statements)})

allow(principal, resource, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["logs:PutLogEvents", "logs:CreateLogStream"],
	"Resource": resource,
	"Condition": condition,
}

the_group := "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail"

failing(who) := {{"message": sprintf(
	"the resource policy writers allows logs:createlogstream, logs:putlogevents on log group /audit/cloudtrail to %s",
	[who],
)}}

test_no_policy_passes if {
	not_public.deny == set() with input as beside({})
	not_public.not_applicable == set() with input as beside({})
	not_public.deny == set() with input as with_statements([])
	not_public.deny == set()
		with input as beside({"p": {"awsRegion": "eu-west-1", "configuration": {"policyName": "empty"}}})
}

test_services_and_trusted_accounts_pass if {
	every principal in [
		{"Service": "delivery.logs.amazonaws.com"},
		{"AWS": "111122223333"},
		{"AWS": "arn:aws:iam::999988887777:root"},
	] {
		not_public.deny == set() with input as with_statements([allow(principal, "*", {})])
	}
}

test_every_pattern_that_covers_the_group_or_a_stream_counts if {
	every resource in [
		"*",
		"arn:aws:logs:*:*:*",
		"arn:aws:logs:eu-west-1:111122223333:log-group:*",
		"arn:aws:logs:eu-west-1:111122223333:log-group:/audit/*:*",
		the_group,
		concat("", [the_group, ":*"]),
		concat("", [the_group, "*"]),
		concat("", [the_group, ":log-stream:*"]),
		concat("", [the_group, ":log-stream:one"]),
		["arn:aws:logs:eu-west-1:111122223333:log-group:/other", the_group],
	] {
		not_public.deny == failing("everyone") with input as with_statements([allow("*", resource, {})])
	}
	not_public.deny == failing("everyone") with input as with_statements([object.union(
		json.remove(allow("*", "*", {}), ["Resource"]),
		{"NotResource": "arn:aws:logs:eu-west-1:111122223333:log-group:/other"},
	)])
}

test_other_groups_do_not_count if {
	every resource in [
		"arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail-other:*",
		"arn:aws:logs:eu-west-1:111122223333:log-group:/audit:*",
		"arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/*:*",
	] {
		not_public.deny == set() with input as with_statements([allow("*", resource, {})])
	}
}

test_policies_of_other_regions_do_not_count if {
	not_public.deny == set() with input as beside({"p": resource_policy("us-east-1", [allow("*", "*", {})])})
}

test_strangers_fail if {
	not_public.deny == failing("arn:aws:iam::666666666666:root") with input as with_statements([
		allow({"Service": "es.amazonaws.com"}, "*", {}),
		allow({"AWS": "arn:aws:iam::666666666666:root"}, "*", {}),
	])
}

test_conditions if {
	every condition in [
		{"StringEquals": {"aws:SourceAccount": "111122223333"}},
		{"StringEquals": {"aws:PrincipalOrgID": "o-trusted123"}},
		{"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}},
	] {
		not_public.deny == set() with input as with_statements([allow("*", "*", condition)])
	}
	every condition in [
		{"StringEquals": {"aws:SourceAccount": "666666666666"}},
		{"StringLike": {"aws:SourceAccount": "*"}},
	] {
		not_public.deny == failing("everyone") with input as with_statements([allow("*", "*", condition)])
	}
}

test_a_refusal_in_another_policy_counts if {
	refusal := {
		"Effect": "Deny",
		"Principal": "*",
		"Action": "logs:*",
		"Resource": "*",
		"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
	}
	not_public.deny == set() with input as beside({
		"p": resource_policy("eu-west-1", [allow("*", "*", {})]),
		"q": resource_policy("eu-west-1", [refusal]),
	})
}

foreign(scene) := object.union(scene, {"resource": {"accountId": "444455556666"}})

test_another_accounts_log_group_is_judged_there if {
	not_public.deny == set() with input as foreign(with_statements([allow("*", "*", {})]))
	not_public.not_applicable == {{
		"reason": "the log group belongs to account 111122223333 and is to be judged there",
	}} with input as foreign(with_statements([allow("*", "*", {})]))
}
