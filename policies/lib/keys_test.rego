package assize.lib.keys_test

import rego.v1

import data.assize.lib.keys

topic := "arn:aws:sns:eu-west-1:111122223333:alerts"

key(id, configuration, user) := {
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

scene(all) := {
	"resource": {"arn": topic},
	"account": {"resources": {"AWS::KMS::Key": all}},
}

other := key("other", {"keyManager": "AWS", "keyState": "Disabled"}, "arn:aws:sns:eu-west-1:111122223333:other")

test_only_what_the_subject_uses_counts if {
	keys.of_subject == {"k"} with input as scene({"k": key("k", own, topic), "o": other})
	keys.faults == set() with input as scene({"k": key("k", own, topic), "o": other})
}

test_no_key_is_known if {
	every all in [{}, {"o": other}, {"k": json.remove(key("k", own, topic), ["relationships"])}] {
		keys.faults == {"a key of which nothing is known"} with input as scene(all)
	}
}

test_a_key_that_is_gone if {
	gone := object.union(key("alias/audit", own, topic), {"configurationItemStatus": "ResourceDeleted"})
	keys.faults == {"key alias/audit, which does not exist"} with input as scene({"k": gone})
}

test_keys_of_aws_and_keys_that_rest if {
	keys.faults == {"key k, which is not customer managed (key manager: AWS)"} with input as scene({"k": key(
		"k",
		{"keyManager": "AWS", "keyState": "Enabled"},
		topic,
	)})
	keys.faults == {"key k, whose state is PendingDeletion"} with input as scene({"k": key(
		"k",
		{"keyManager": "CUSTOMER", "keyState": "PendingDeletion"},
		topic,
	)})
}

test_what_aws_does_not_say_is_a_fault if {
	keys.faults == {
		"key k, which is not customer managed (key manager: unknown)",
		"key k, whose state is unknown",
	} with input as scene({"k": key("k", {}, topic)})
}
