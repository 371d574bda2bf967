package assize.eventbridge.bus_not_public_test

import rego.v1

import data.assize.eventbridge.bus_not_public

bus(settings) := {"resource": {
	"resourceType": "AWS::Events::EventBus",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "orders",
	"arn": arn,
	"configurationItemStatus": "OK",
	"configuration": object.union({"Name": "orders", "Arn": arn}, settings),
}}

arn := "arn:aws:events:eu-west-1:111122223333:event-bus/orders"

with_statements(statements) := bus({"Policy": {"Version": "2012-10-17", "Statement": statements}})

allow(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": "events:PutEvents",
	"Resource": arn,
	"Condition": condition,
}

open := {{
	"message": "the policy of bus orders allows events:putevents to everyone",
	"path": "configuration.Policy",
}}

test_no_policy_passes if bus_not_public.deny == set() with input as bus({})

test_named_principals_pass if {
	every principal in [
		{"AWS": "arn:aws:iam::999988887777:root"},
		{"AWS": ["111122223333", "999988887777"]},
		{"Service": "cloudtrail.amazonaws.com"},
	] {
		bus_not_public.deny == set() with input as with_statements([allow(principal, {})])
	}
}

test_a_wildcard_fails if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["111122223333", "*"]}] {
		bus_not_public.deny == open with input as with_statements([allow(principal, {})])
	}
}

test_not_principal_fails if {
	statement := {
		"Effect": "Allow",
		"NotPrincipal": {"AWS": "arn:aws:iam::999988887777:root"},
		"Action": "events:PutEvents",
		"Resource": arn,
	}
	bus_not_public.deny == open with input as with_statements([statement])
}

test_a_condition_that_tells_callers_apart_passes if {
	every condition in [
		{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
		{"StringEquals": {"aws:PrincipalAccount": "999988887777"}},
		{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999988887777:role/sender"}},
		{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
	] {
		bus_not_public.deny == set() with input as with_statements([allow("*", condition)])
	}
}

test_a_condition_that_does_not_fails if {
	every condition in [
		{"StringEquals": {"events:source": "com.example.orders"}},
		{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
		{"StringLike": {"aws:PrincipalOrgID": "*"}},
		{"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
		{"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}},
	] {
		bus_not_public.deny == open with input as with_statements([allow("*", condition)])
	}
}

test_denied_to_others_passes if {
	refusal := {
		"Effect": "Deny",
		"Principal": "*",
		"Action": "events:*",
		"Resource": arn,
		"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
	}
	bus_not_public.deny == set() with input as with_statements([allow("*", {}), refusal])
}

test_a_statement_that_denies_passes if {
	statement := object.union(allow("*", {"StringLike": {"events:source": "com.example.*"}}), {"Effect": "Deny"})
	bus_not_public.deny == set() with input as with_statements([statement])
}

test_a_single_statement_and_a_bus_without_a_name if {
	expected := {{
		"message": "the policy of bus without a name allows events:putevents to everyone",
		"path": "configuration.Policy",
	}}
	nameless := {"resource": {"configuration": {"Policy": {"Statement": allow("*", {})}}}}
	bus_not_public.deny == expected with input as nameless
}
