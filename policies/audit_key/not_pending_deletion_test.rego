package assize.audit_key.not_pending_deletion_test

import rego.v1

import data.assize.audit_key.not_pending_deletion

key(configuration) := {"resource": {
	"resourceType": "AWS::KMS::Key",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "0a1b",
	"arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"relationships": [{
		"resourceType": "AWS::CloudTrail::Trail",
		"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		"resourceName": "audit",
		"relationshipName": "Is used by",
	}],
}}

test_enabled_key_passes if {
	not_pending_deletion.deny == set() with input as key({"enabled": true, "keyState": "Enabled"})
}

test_disabled_key_passes if {
	not_pending_deletion.deny == set() with input as key({"enabled": false, "keyState": "Disabled"})
}

test_pending_deletion_fails_with_its_date if {
	not_pending_deletion.deny == {{
		"message": "key 0a1b, used by Trail audit, will be deleted at 2026-04-01T00:00:00Z",
		"path": "configuration.keyState",
	}} with input as key({
		"enabled": false,
		"keyState": "PendingDeletion",
		"deletionDate": "2026-04-01T00:00:00Z",
	})
}

test_pending_replica_deletion_fails if {
	not_pending_deletion.deny == {{
		"message": "key 0a1b, used by Trail audit, will be deleted at an unknown date",
		"path": "configuration.keyState",
	}} with input as key({"enabled": false, "keyState": "PendingReplicaDeletion"})
}

test_any_case_fails if count(not_pending_deletion.deny) == 1 with input as key({"keyState": "PENDINGDELETION"})

test_unknown_state_is_never_a_pass if {
	not_pending_deletion.deny == {{
		"message": "the state of key 0a1b is not known",
		"path": "configuration.keyState",
	}} with input as key({"enabled": true})
}

test_an_empty_state_is_unknown if count(not_pending_deletion.deny) == 1 with input as key({"keyState": ""})
