package assize.log_destinations.restricted_test

import rego.v1

import data.assize.log_destinations.restricted

destination(configuration) := {"resource": {
	"resourceType": "AWS::Logs::Destination",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "central",
	"resourceName": "central",
	"arn": "arn:aws:logs:eu-west-1:111122223333:destination:central",
	"configurationItemStatus": "OK",
	"configuration": configuration,
}}

trusting(scene) := object.union(scene, {"parameters": {
	"trusted_accounts": ["999988887777"],
	"trusted_organizations": ["o-Trusted123"],
	"trusted_networks": ["vpce-0a1b2c3d"],
}})

with_statements(statements) := trusting(destination({"accessPolicy": {
	"Version": "2012-10-17",
	"Statement": statements,
}}))

allow(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": "logs:PutSubscriptionFilter",
	"Resource": "arn:aws:logs:eu-west-1:111122223333:destination:central",
	"Condition": condition,
}

failing(who) := {{
	"message": sprintf(
		"the policy of destination central in eu-west-1 allows logs:putsubscriptionfilter to %s",
		[who],
	),
	"path": "configuration.accessPolicy",
}}

test_no_policy_lets_nobody_else_in if {
	restricted.deny == set() with input as trusting(destination({}))
	restricted.deny == set() with input as with_statements([])
}

test_own_and_trusted_accounts_pass if {
	every principal in [{"AWS": "111122223333"}, {"AWS": ["111122223333", "arn:aws:iam::999988887777:root"]}] {
		restricted.deny == set() with input as with_statements([allow(principal, {})])
	}
	restricted.deny == set()
		with input as with_statements([allow("*", {"StringEquals": {"aws:PrincipalOrgID": "o-trusted123"}})])
	restricted.deny == set()
		with input as with_statements([allow("*", {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}})])
}

test_strangers_fail if {
	restricted.deny == failing("666666666666") with input as with_statements([
		allow({"AWS": "111122223333"}, {}),
		allow({"AWS": ["999988887777", "666666666666"]}, {}),
	])
	every principal in ["*", {"AWS": "*"}] {
		restricted.deny == failing("everyone") with input as with_statements([allow(principal, {})])
	}
	restricted.deny == failing("everyone") with input as with_statements([allow(
		"*",
		{"StringEquals": {"aws:PrincipalOrgID": "o-stranger99"}},
	)])
}

test_a_statement_that_denies_is_no_fault if {
	restricted.deny == set() with input as with_statements([object.union(allow("*", {}), {"Effect": "Deny"})])
}
