package assize.eds.resource_policy_restricted_test

import rego.v1

import data.assize.eds.resource_policy_restricted

arn := "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/0a1b2c3d"

nobody := {"trusted_accounts": [], "trusted_organizations": [], "trusted_networks": []}

judged(statements, parameters) := {
	"resource": {
		"resourceType": "AWS::CloudTrail::EventDataStore",
		"accountId": "111122223333",
		"resourceName": "audit",
		"arn": arn,
		"supplementaryConfiguration": {"ResourcePolicy": {"Version": "2012-10-17", "Statement": statements}},
	},
	"parameters": object.union(nobody, parameters),
}

channel(name, parts) := {
	"resource": {
		"resourceType": "AWS::CloudTrail::Channel",
		"accountId": "111122223333",
		"resourceName": name,
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:channel/4e5f6a7b",
		"supplementaryConfiguration": parts,
	},
	"parameters": nobody,
}

query(principal, more) := object.union(
	{
		"Effect": "Allow",
		"Principal": principal,
		"Action": ["cloudtrail:StartQuery", "cloudtrail:GetQueryResults"],
		"Resource": arn,
	},
	more,
)

failure(who) := {{
	"message": sprintf("the policy allows cloudtrail:getqueryresults, cloudtrail:startquery to %s", [who]),
	"path": "supplementaryConfiguration.ResourcePolicy",
}}

partner := "arn:aws:iam::444455556666:root"

test_no_policy_passes if {
	resource := {"accountId": "111122223333", "arn": arn, "supplementaryConfiguration": {}}
	resource_policy_restricted.deny == set() with input as {"resource": resource, "parameters": nobody}
	resource_policy_restricted.not_applicable == set() with input as {"resource": resource, "parameters": nobody}
	resource_policy_restricted.deny == set() with input as channel("partner", {})
}

test_the_own_account_passes if {
	own := {"AWS": "arn:aws:iam::111122223333:role/analyst"}
	resource_policy_restricted.deny == set() with input as judged([query(own, {})], {})
}

test_a_wildcard_fails if {
	expected := failure("everyone")
	resource_policy_restricted.deny == expected with input as judged([query("*", {})], {})
	resource_policy_restricted.deny == expected with input as judged([query({"AWS": "*"}, {})], {})
}

test_another_account_fails_unless_it_is_trusted if {
	expected := failure(partner)
	statements := [query({"AWS": partner}, {})]
	resource_policy_restricted.deny == expected with input as judged(statements, {})
	resource_policy_restricted.deny == set() with input as judged(statements, {"trusted_accounts": ["444455556666"]})
}

test_an_external_id_lets_in_whoever_knows_it if {
	expected := failure("everyone")
	condition := {"Condition": {"StringEquals": {"cloudtrail:ExternalId": "abc"}}}
	resource_policy_restricted.deny == expected with input as judged([query("*", condition)], {})
}

test_the_organization_passes_where_it_is_trusted if {
	expected := failure("everyone")
	statements := [query("*", {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}})]
	resource_policy_restricted.deny == expected with input as judged(statements, {})
	resource_policy_restricted.deny == set() with input as judged(statements, {"trusted_organizations": ["o-abc"]})
}

test_dashboards_of_cloudtrail_pass if {
	resource_policy_restricted.deny == set() with input as judged([query({"Service": "cloudtrail.amazonaws.com"}, {})], {})
}

test_the_owner_of_an_organization_s_store_is_no_stranger if {
	seen := object.union(judged([query({"AWS": "999988887777"}, {})], {}), {"resource": {
		"accountId": "111122223333",
		"arn": "arn:aws:cloudtrail:us-east-1:999988887777:eventdatastore/0a1b2c3d",
	}})
	resource_policy_restricted.deny == set() with input as seen
}

test_an_open_channel_fails if {
	open := {"ResourcePolicy": {"Statement": {
		"Effect": "Allow",
		"Principal": "*",
		"Action": "cloudtrail-data:PutAuditEvents",
		"Resource": "*",
	}}}
	resource_policy_restricted.deny == {{
		"message": "the policy allows cloudtrail-data:putauditevents to everyone",
		"path": "supplementaryConfiguration.ResourcePolicy",
	}} with input as channel("partner", open)
}

test_a_service_s_own_channel_is_not_judged if {
	name := "aws-service-channel/application-signals/default"
	resource_policy_restricted.deny == set() with input as channel(name, {})
	resource_policy_restricted.not_applicable == {{
		"reason": sprintf("the channel is the service's own: %s", [name]),
	}} with input as channel(name, {})
}
