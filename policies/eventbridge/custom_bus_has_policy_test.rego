package assize.eventbridge.custom_bus_has_policy_test

import rego.v1

import data.assize.eventbridge.custom_bus_has_policy

bus(settings) := {"resource": {
	"resourceType": "AWS::Events::EventBus",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"configurationItemStatus": "OK",
	"configuration": settings,
}}

statement := {
	"Effect": "Allow",
	"Principal": {"AWS": "111122223333"},
	"Action": "events:PutEvents",
	"Resource": "arn:aws:events:eu-west-1:111122223333:event-bus/orders",
}

test_a_policy_passes if {
	every statements in [[statement], statement] {
		scene := bus({"Name": "orders", "Policy": {"Version": "2012-10-17", "Statement": statements}})
		custom_bus_has_policy.deny == set() with input as scene
		custom_bus_has_policy.not_applicable == set() with input as scene
	}
}

test_no_policy_fails if {
	expected := {{"message": "bus orders has no policy", "path": "configuration.Policy"}}
	custom_bus_has_policy.deny == expected with input as bus({"Name": "orders"})
}

test_a_policy_that_says_nothing_fails if {
	expected := {{"message": "the policy of bus orders has no statement", "path": "configuration.Policy"}}
	every document in [{"Version": "2012-10-17"}, {"Statement": []}] {
		custom_bus_has_policy.deny == expected with input as bus({"Name": "orders", "Policy": document})
	}
}

test_the_default_bus_and_buses_of_partners_are_exempt if {
	every name in ["default", "aws.partner/example.com/123/orders"] {
		custom_bus_has_policy.deny == set() with input as bus({"Name": name})
		custom_bus_has_policy.deny == set() with input as bus({"Name": name, "Policy": {"Statement": []}})
		expected := {{"reason": sprintf("%s is not a custom bus", [name])}}
		custom_bus_has_policy.not_applicable == expected with input as bus({"Name": name})
	}
}

test_a_bus_without_a_name_is_custom if {
	expected := {{"message": "bus without a name has no policy", "path": "configuration.Policy"}}
	custom_bus_has_policy.deny == expected with input as bus({})
}
