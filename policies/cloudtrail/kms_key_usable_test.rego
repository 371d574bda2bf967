package assize.cloudtrail.kms_key_usable_test

import rego.v1

import data.assize.cloudtrail.kms_key_usable

key(status, configuration) := {"resource": {
	"resourceType": "AWS::KMS::Key",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "0a1b",
	"configurationItemStatus": status,
	"configuration": configuration,
	"relationships": [{
		"resourceType": "AWS::CloudTrail::Trail",
		"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		"resourceName": "audit",
		"relationshipName": "Is used by",
	}],
}}

made(manager, state) := key("OK", {
	"keyId": "0a1b",
	"arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
	"enabled": state == "Enabled",
	"keyState": state,
	"keyManager": manager,
})

gone := {{
	"message": "key 0a1b, named by Trail audit, does not exist",
	"path": "configurationItemStatus",
}}

test_enabled_customer_key_passes if kms_key_usable.deny == set() with input as made("CUSTOMER", "Enabled")

test_item_of_config_passes if {
	kms_key_usable.deny == set() with input as key("ResourceDiscovered", {
		"keyManager": "CUSTOMER",
		"keyState": "Enabled",
	})
}

test_every_other_state_fails if {
	every state in ["Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable"] {
		kms_key_usable.deny == {{
			"message": sprintf("the state of key 0a1b, used by Trail audit, is %s", [state]),
			"path": "configuration.keyState",
		}} with input as made("CUSTOMER", state)
	}
}

test_key_of_aws_fails if {
	kms_key_usable.deny == {{
		"message": "key 0a1b, used by Trail audit, is not customer managed (key manager: AWS)",
		"path": "configuration.keyManager",
	}} with input as made("AWS", "Enabled")
}

test_deleted_key_fails_once if {
	kms_key_usable.deny == gone with input as key("ResourceDeleted", {})
	kms_key_usable.deny == gone with input as key("ResourceDeletedNotRecorded", {"keyState": "PendingDeletion"})
}

test_unknown_state_and_manager_are_never_a_pass if count(kms_key_usable.deny) == 2 with input as key("OK", {})

test_words_are_compared_in_any_case if kms_key_usable.deny == set() with input as made("Customer", "ENABLED")
