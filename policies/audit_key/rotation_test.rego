package assize.audit_key.rotation_test

import rego.v1

import data.assize.audit_key.rotation

key(changes, parts) := {"resource": {
	"resourceType": "AWS::KMS::Key",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "0a1b",
	"arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
	"configurationItemStatus": "OK",
	"configuration": object.union(
		{
			"keyId": "0a1b",
			"arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
			"enabled": true,
			"keyState": "Enabled",
			"keyManager": "CUSTOMER",
			"origin": "AWS_KMS",
			"keySpec": "SYMMETRIC_DEFAULT",
			"keyUsage": "ENCRYPT_DECRYPT",
			"multiRegion": false,
		},
		changes,
	),
	"supplementaryConfiguration": parts,
}}

off := {"KeyRotationStatus": false}

failing := {{
	"message": "automatic rotation of key 0a1b is off",
	"path": "supplementaryConfiguration.KeyRotationStatus",
}}

test_rotating_key_passes if {
	rotation.deny == set() with input as key({}, {"KeyRotationStatus": true})
	rotation.not_applicable == set() with input as key({}, {"KeyRotationStatus": true})
}

test_key_without_rotation_fails if {
	rotation.deny == failing with input as key({}, off)
	rotation.not_applicable == set() with input as key({}, off)
}

test_unknown_rotation_is_never_a_pass if rotation.deny == failing with input as key({}, {})

test_primary_of_a_multi_region_key_fails if {
	rotation.deny == failing with input as key({"multiRegion": true, "multiRegionKeyType": "PRIMARY"}, off)
}

test_key_that_is_being_made_is_judged if rotation.deny == failing with input as key({"keyState": "Creating"}, off)

test_key_of_aws_is_not_applicable if {
	rotation.deny == set() with input as key({"keyManager": "AWS"}, off)
	rotation.not_applicable == {{"reason": "the key is managed by AWS"}} with input as key({"keyManager": "AWS"}, off)
}

test_other_specs_are_not_applicable if {
	every spec in ["RSA_2048", "ECC_NIST_P256", "HMAC_256"] {
		rotation.deny == set() with input as key({"keySpec": spec}, {})
		rotation.not_applicable == {{
			"reason": sprintf("keys of spec %s do not rotate automatically", [spec]),
		}} with input as key({"keySpec": spec}, {})
	}
}

test_other_origins_are_not_applicable if {
	every origin in ["EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"] {
		rotation.deny == set() with input as key({"origin": origin}, off)
		rotation.not_applicable == {{
			"reason": sprintf("key material of origin %s does not rotate automatically", [origin]),
		}} with input as key({"origin": origin}, off)
	}
}

test_replica_is_not_applicable if {
	rotation.deny == set() with input as key({"multiRegion": true, "multiRegionKeyType": "REPLICA"}, off)
	rotation.not_applicable == {{
		"reason": "the key is a replica, which rotates with its primary",
	}} with input as key({"multiRegion": true, "multiRegionKeyType": "REPLICA"}, off)
}

test_unusable_keys_are_not_applicable if {
	every state in ["Disabled", "PendingDeletion", "PendingReplicaDeletion"] {
		rotation.deny == set() with input as key({"keyState": state}, off)
		rotation.not_applicable == {{
			"reason": sprintf("the state of the key is %s", [state]),
		}} with input as key({"keyState": state}, off)
	}
}

test_words_are_compared_in_any_case if {
	rotation.deny == failing with input as key({"keySpec": "symmetric_default", "origin": "aws_kms"}, off)
	count(rotation.not_applicable) == 2 with input as key({"keyManager": "aws", "multiRegionKeyType": "replica"}, off)
}

test_key_that_says_nothing_is_judged if {
	rotation.deny == failing with input as {"resource": {
		"resourceId": "0a1b",
		"configuration": {},
		"supplementaryConfiguration": off,
	}}
}
