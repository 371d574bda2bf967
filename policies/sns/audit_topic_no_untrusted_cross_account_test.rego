package assize.sns.audit_topic_no_untrusted_cross_account_test

import rego.v1

import data.assize.sns.audit_topic_no_untrusted_cross_account

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

trusting(scene) := object.union(scene, {"parameters": {
	"trusted_accounts": ["999988887777"],
	"trusted_organizations": ["o-Trusted123"],
	"trusted_networks": ["vpce-0a1b2c3d"],
}})

failing(who) := {{
	"message": sprintf("the policy of topic alerts allows sns:publish, sns:subscribe to %s", [who]),
	"path": "configuration.Policy",
}}

test_own_and_trusted_accounts_pass if {
	every principal in [
		{"AWS": "arn:aws:iam::111122223333:root"},
		{"AWS": ["111122223333", "arn:aws:iam::999988887777:role/reader"]},
		{"Service": "cloudtrail.amazonaws.com"},
	] {
		audit_topic_no_untrusted_cross_account.deny == set()
			with input as trusting(with_statements([allow(principal, {})]))
	}
	audit_topic_no_untrusted_cross_account.deny == set() with input as trusting(with_statements([]))
}

test_strangers_fail if {
	every principal in ["arn:aws:iam::666666666666:root", "666666666666", "arn:aws:iam::666666666666:user/x"] {
		audit_topic_no_untrusted_cross_account.deny == failing(principal) with input as trusting(with_statements([
			allow({"AWS": "999988887777"}, {}),
			allow({"AWS": ["111122223333", principal]}, {}),
		]))
	}
	audit_topic_no_untrusted_cross_account.deny == failing("everyone")
		with input as trusting(with_statements([allow("*", {})]))
}

test_nobody_is_trusted_unless_named if {
	audit_topic_no_untrusted_cross_account.deny == failing("999988887777") with input as object.union(
		with_statements([allow({"AWS": "999988887777"}, {})]),
		{"parameters": {"trusted_accounts": [], "trusted_organizations": [], "trusted_networks": []}},
	)
}

test_conditions_that_narrow_pass if {
	every condition in [
		{"StringEquals": {"AWS:SourceOwner": "111122223333"}},
		{"StringEquals": {"aws:PrincipalOrgID": "o-trusted123"}},
		{"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}},
		{"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:999988887777:alarm:*"}},
	] {
		audit_topic_no_untrusted_cross_account.deny == set()
			with input as trusting(with_statements([allow("*", condition)]))
	}
}

test_conditions_on_strangers_fail if {
	every condition in [
		{"StringEquals": {"AWS:SourceOwner": "666666666666"}},
		{"StringEquals": {"aws:PrincipalOrgID": "o-stranger99"}},
		{"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:*:alarm:*"}},
	] {
		audit_topic_no_untrusted_cross_account.deny == failing("everyone")
			with input as trusting(with_statements([allow("*", condition)]))
	}
}

test_a_policy_that_nobody_read_is_never_a_pass if {
	audit_topic_no_untrusted_cross_account.deny == {{
		"message": "the policy of topic alerts is not known",
		"path": "configuration.Policy",
	}} with input as trusting(topic({}, []))
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_no_untrusted_cross_account.deny == set()
		with input as foreign(trusting(with_statements([allow("*", {})])))
	audit_topic_no_untrusted_cross_account.not_applicable == belongs_elsewhere
		with input as foreign(trusting(with_statements([allow("*", {})])))
}
