package assize.sns.audit_topic_policy_not_public_test

import rego.v1

import data.assize.sns.audit_topic_policy_not_public

topic(configuration, subscriptions) := {"resource": {
	"resourceType": "AWS::SNS::Topic",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"resourceName": "alerts",
	"arn": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"supplementaryConfiguration": {"Subscriptions": subscriptions},
	"relationships": [{
		"resourceType": "AWS::CloudWatch::Alarm",
		"resourceId": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:root-usage",
		"resourceName": "root-usage",
		"relationshipName": "Is used by",
	}],
}}

with_statements(statements) := topic({"Policy": {"Version": "2012-10-17", "Statement": statements}}, [])

allow(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["SNS:Publish", "SNS:Subscribe"],
	"Resource": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"Condition": condition,
}

public := {{
	"message": "the policy of topic alerts allows sns:publish, sns:subscribe to everyone",
	"path": "configuration.Policy",
}}

test_the_default_policy_passes if {
	audit_topic_policy_not_public.deny == set() with input as with_statements([allow(
		{"AWS": "*"},
		{"StringEquals": {"AWS:SourceOwner": "111122223333"}},
	)])
}

test_named_principals_and_services_pass if {
	audit_topic_policy_not_public.deny == set() with input as with_statements([
		allow({"AWS": ["arn:aws:iam::999988887777:root"]}, {}),
		allow({"Service": "cloudtrail.amazonaws.com"}, {}),
	])
	audit_topic_policy_not_public.deny == set() with input as with_statements([])
}

test_every_form_of_everyone_fails if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]}] {
		audit_topic_policy_not_public.deny == public with input as with_statements([allow(principal, {})])
		audit_topic_policy_not_public.deny == public with input as with_statements(allow(principal, {}))
	}
	audit_topic_policy_not_public.deny == public with input as with_statements([object.union(
		json.remove(allow("*", {}), ["Principal"]),
		{"NotPrincipal": {"AWS": "arn:aws:iam::666666666666:root"}},
	)])
}

test_one_narrow_statement_does_not_excuse_the_next if {
	audit_topic_policy_not_public.deny == public with input as with_statements([
		allow("*", {"StringEquals": {"AWS:SourceOwner": "111122223333"}}),
		allow("*", {}),
	])
}

test_conditions_that_narrow_nothing_fail if {
	every condition in [
		{"StringLike": {"AWS:SourceOwner": "*"}},
		{"StringEqualsIfExists": {"AWS:SourceOwner": "111122223333"}},
		{"StringLike": {"sns:Endpoint": "*@example.com"}},
		{"StringEquals": {"sns:Protocol": "https"}},
		{"Bool": {"aws:SecureTransport": "true"}},
	] {
		audit_topic_policy_not_public.deny == public with input as with_statements([allow("*", condition)])
	}
}

test_refusal_of_everybody_else_passes if {
	audit_topic_policy_not_public.deny == set() with input as with_statements([
		allow("*", {}),
		{
			"Effect": "Deny",
			"Principal": "*",
			"Action": "SNS:*",
			"Resource": "*",
			"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-acme"}},
		},
	])
}

test_a_policy_that_nobody_read_is_never_a_pass if {
	audit_topic_policy_not_public.deny == {{
		"message": "the policy of topic alerts is not known",
		"path": "configuration.Policy",
	}} with input as topic({}, [])
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_policy_not_public.deny == set() with input as foreign(with_statements([allow("*", {})]))
	audit_topic_policy_not_public.not_applicable == belongs_elsewhere
		with input as foreign(with_statements([allow("*", {})]))
}
