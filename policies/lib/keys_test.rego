package assize.lib.keys_test

import rego.v1

import data.assize.lib.keys

key(id, configuration) := used_by("arn:aws:sns:eu-west-1:111122223333:alerts", id, configuration)

used_by(user, id, configuration) := {
	"resourceId": id,
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"relationships": [{
		"resourceType": "AWS::SNS::Topic",
		"resourceId": user,
		"resourceName": "alerts",
		"relationshipName": "Is used by",
	}],
}

own := {"keyManager": "CUSTOMER", "keyState": "Enabled"}

faults := keys.faults("arn:aws:sns:eu-west-1:111122223333:alerts")

scene(all) := {"account": {"resources": {"AWS::KMS::Key": all}}}

other := used_by(
	"arn:aws:sns:eu-west-1:111122223333:other",
	"other",
	{"keyManager": "AWS", "keyState": "Disabled"},
)

test_only_what_the_resource_uses_counts if {
	keys.of("arn:aws:sns:eu-west-1:111122223333:alerts") == {"k"} with input as scene({"k": key("k", own), "o": other})
	faults == set() with input as scene({"k": key("k", own), "o": other})
}

test_no_key_is_known if {
	every all in [{}, {"o": other}, {"k": json.remove(key("k", own), ["relationships"])}] {
		faults == {"a key of which nothing is known"} with input as scene(all)
	}
}

test_a_key_that_is_gone if {
	gone := object.union(key("alias/audit", own), {"configurationItemStatus": "ResourceDeleted"})
	faults == {"key alias/audit, which does not exist"} with input as scene({"k": gone})
}

test_keys_of_aws_and_keys_that_rest if {
	faults == {"key k, which is not customer managed (key manager: AWS)"} with input as scene({"k": key(
		"k",
		{"keyManager": "AWS", "keyState": "Enabled"},
	)})
	faults == {"key k, whose state is PendingDeletion"} with input as scene({"k": key(
		"k",
		{"keyManager": "CUSTOMER", "keyState": "PendingDeletion"},
	)})
}

test_what_aws_does_not_say_is_a_fault if {
	faults == {
		"key k, which is not customer managed (key manager: unknown)",
		"key k, whose state is unknown",
	} with input as scene({"k": key("k", {})})
}
