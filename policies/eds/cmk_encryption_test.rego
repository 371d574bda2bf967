package assize.eds.cmk_encryption_test

import rego.v1

import data.assize.eds.cmk_encryption

arn := "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/0a1b2c3d"

key_arn := "arn:aws:kms:us-east-1:111122223333:key/1f6a4b0e"

store(settings) := {
	"resourceType": "AWS::CloudTrail::EventDataStore",
	"accountId": "111122223333",
	"awsRegion": "us-east-1",
	"resourceId": "0a1b2c3d",
	"arn": arn,
	"configuration": settings,
}

# A key as the collector writes it, used by a store.
key(status, configuration, user) := {
	"resourceType": "AWS::KMS::Key",
	"accountId": "111122223333",
	"configurationItemStatus": status,
	"configuration": configuration,
	"relationships": [{
		"resourceType": "AWS::CloudTrail::EventDataStore",
		"resourceId": user,
		"resourceName": "audit",
		"relationshipName": "Is used by",
	}],
}

judged(settings, keys, approved) := {
	"resource": store(settings),
	"account": {"id": "111122223333", "resources": {"AWS::KMS::Key": keys}},
	"parameters": {"approved_keys": approved},
}

in_state(state) := judged(
	{"KmsKeyId": key_arn},
	{key_arn: key("OK", {"keyState": state, "keyManager": "CUSTOMER"}, arn)},
	[],
)

sound := key("OK", {"keyState": "Enabled", "keyManager": "CUSTOMER"}, arn)

failure(message) := {{"message": message, "path": "configuration.KmsKeyId"}}

test_an_enabled_key_of_the_customer_passes if {
	cmk_encryption.deny == set() with input as judged({"KmsKeyId": key_arn}, {key_arn: sound}, [])
}

test_a_key_that_is_named_otherwise_passes if {
	alias := "arn:aws:kms:us-east-1:111122223333:alias/audit"
	cmk_encryption.deny == set() with input as judged({"KmsKeyId": alias}, {key_arn: sound}, [])
}

test_no_key_fails if {
	expected := failure("the store has no KMS key of the customer's")
	cmk_encryption.deny == expected with input as judged({}, {}, [])
	cmk_encryption.deny == expected with input as judged({"KmsKeyId": ""}, {}, [])
}

test_an_approved_key_passes_and_another_fails if {
	expected := failure(sprintf("key %s is not approved", [key_arn]))
	cmk_encryption.deny == set() with input as judged({"KmsKeyId": key_arn}, {key_arn: sound}, [key_arn])
	cmk_encryption.deny == expected with input as judged({"KmsKeyId": key_arn}, {key_arn: sound}, ["arn:aws:kms:x"])
}

test_a_key_that_is_gone_fails if {
	expected := failure(sprintf("key %s does not exist", [key_arn]))
	gone := key("ResourceDeleted", {}, arn)
	cmk_encryption.deny == expected with input as judged({"KmsKeyId": key_arn}, {key_arn: gone}, [])
	cmk_encryption.deny == expected with input as judged({"KmsKeyId": key_arn}, {}, [])
}

test_another_store_s_key_is_none if {
	expected := failure(sprintf("key %s does not exist", [key_arn]))
	other := key("OK", {"keyState": "Enabled", "keyManager": "CUSTOMER"}, concat("", [arn, "-other"]))
	cmk_encryption.deny == expected with input as judged({"KmsKeyId": key_arn}, {key_arn: other}, [])
}

test_every_other_state_fails if {
	every state in ["Disabled", "PendingDeletion", "PendingImport", "Unavailable"] {
		expected := failure(sprintf("the state of key %s is %s", [key_arn, state]))
		cmk_encryption.deny == expected with input as in_state(state)
	}
}

test_a_key_of_aws_fails if {
	expected := failure(sprintf("key %s is not customer managed (key manager: AWS)", [key_arn]))
	aws := key("OK", {"keyState": "Enabled", "keyManager": "AWS"}, arn)
	cmk_encryption.deny == expected with input as judged({"KmsKeyId": key_arn}, {key_arn: aws}, [])
}

test_unknown_state_and_manager_are_never_a_pass if {
	bare := key("OK", {}, arn)
	count(cmk_encryption.deny) == 2 with input as judged({"KmsKeyId": key_arn}, {key_arn: bare}, [])
}
