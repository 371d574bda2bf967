package assize.securityhub.enabled_test

import rego.v1

import data.assize.securityhub.enabled

arn := "arn:aws:securityhub:eu-west-1:111122223333:hub/default"

region(hubs) := {"region": {"name": "eu-west-1", "resources": {"AWS::SecurityHub::Hub": hubs}}}

hub := {arn: {"configuration": {"HubArn": arn, "SubscribedAt": "2024-02-11T10:00:00.000Z"}}}

test_a_hub_passes if enabled.deny == set() with input as region(hub)

test_no_hub_fails if {
	expected := {{"message": "Security Hub is not enabled in eu-west-1"}}
	enabled.deny == expected with input as region({})
}

test_a_hub_without_a_subscription_fails if {
	expected := {{"message": "Security Hub is not enabled in eu-west-1"}}
	enabled.deny == expected with input as region({arn: {"configuration": {"HubArn": arn}}})
}
