package assize.eventbridge.bus_cross_account_test

import rego.v1

import data.assize.eventbridge.bus_cross_account

bus(settings) := {
	"resource": {
		"resourceType": "AWS::Events::EventBus",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "security",
		"arn": arn,
		"configurationItemStatus": "OK",
		"configuration": object.union({"Name": "security", "Arn": arn}, settings),
	},
	"parameters": {"trusted_accounts": ["999988887777"], "trusted_organizations": ["o-Trusted123"]},
}

arn := "arn:aws:events:eu-west-1:111122223333:event-bus/security"

with_statements(statements) := bus({"Policy": {"Version": "2012-10-17", "Statement": statements}})

allow(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": "events:PutEvents",
	"Resource": arn,
	"Condition": condition,
}

reaching(who) := {{
	"message": sprintf("the policy of bus security allows events:putevents to %s", [who]),
	"path": "configuration.Policy",
}}

test_no_policy_passes if bus_cross_account.deny == set() with input as bus({})

test_own_account_and_trusted_ones_pass if {
	every principal in [
		{"AWS": "arn:aws:iam::111122223333:root"},
		{"AWS": ["111122223333", "arn:aws:iam::999988887777:role/sender"]},
		{"Service": "cloudtrail.amazonaws.com"},
		{"AWS": "AIDACKCEVSQ6C2EXAMPLE"},
	] {
		bus_cross_account.deny == set() with input as with_statements([allow(principal, {})])
	}
}

test_another_account_fails if {
	every principal in ["arn:aws:iam::666666666666:root", "666666666666"] {
		scene := with_statements([allow({"AWS": [principal, "999988887777"]}, {})])
		bus_cross_account.deny == reaching(principal) with input as scene
	}
}

test_nobody_else_is_trusted_by_default if {
	scene := object.union(
		with_statements([allow({"AWS": "999988887777"}, {})]),
		{"parameters": {"trusted_accounts": [], "trusted_organizations": []}},
	)
	bus_cross_account.deny == reaching("999988887777") with input as scene
}

test_everyone_fails_unless_confined_to_whom_is_trusted if {
	every condition in [{}, {"StringEquals": {"aws:PrincipalOrgID": "o-other"}}, {"IpAddress": {"aws:SourceIp": "10.0.0.1"}}] {
		bus_cross_account.deny == reaching("everyone") with input as with_statements([allow("*", condition)])
	}
	every condition in [
		{"StringEquals": {"aws:PrincipalOrgID": "o-trusted123"}},
		{"StringEquals": {"aws:PrincipalAccount": ["111122223333", "999988887777"]}},
	] {
		bus_cross_account.deny == set() with input as with_statements([allow("*", condition)])
	}
}

test_denied_to_others_passes if {
	refusal := {
		"Effect": "Deny",
		"Principal": "*",
		"Action": "events:PutEvents",
		"Resource": arn,
		"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-trusted123"}},
	}
	scene := with_statements([allow({"AWS": "666666666666"}, {}), refusal])
	bus_cross_account.deny == set() with input as scene
}

test_a_statement_that_denies_passes if {
	statement := object.union(allow({"AWS": "666666666666"}, {}), {"Effect": "Deny"})
	bus_cross_account.deny == set() with input as with_statements([statement])
}

test_a_bus_without_a_name if {
	expected := {{
		"message": "the policy of bus without a name allows events:putevents to everyone",
		"path": "configuration.Policy",
	}}
	nameless := {
		"resource": {"accountId": "111122223333", "configuration": {"Policy": {"Statement": allow("*", {})}}},
		"parameters": {"trusted_accounts": [], "trusted_organizations": []},
	}
	bus_cross_account.deny == expected with input as nameless
}
