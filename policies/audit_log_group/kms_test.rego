package assize.audit_log_group.kms_test

import rego.v1

import data.assize.audit_log_group.kms

log_group(configuration, parts) := {
	"resource": {
		"resourceType": "AWS::Logs::LogGroup",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "/audit/cloudtrail",
		"resourceName": "/audit/cloudtrail",
		"arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail",
		"configurationItemStatus": "OK",
		"configuration": configuration,
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
}

key(configuration) := {
	"resourceId": "0a1b",
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"relationships": [{
		"resourceType": "AWS::Logs::LogGroup",
		"resourceId": "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail",
		"resourceName": "/audit/cloudtrail",
		"relationshipName": "Is used by",
	}],
}

own := {"keyManager": "CUSTOMER", "keyState": "Enabled"}

beside(configuration, keys) := object.union(
	log_group(configuration, {}),
	{"account": {"resources": {"AWS::KMS::Key": keys}}},
)

named := {"kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/0a1b"}

with_key(settings) := beside(named, {"arn:aws:kms:eu-west-1:111122223333:key/0a1b": settings})

failing(what) := {{
	"message": concat(" ", ["log group /audit/cloudtrail, used by Trail audit, is encrypted with", what]),
	"path": "configuration.kmsKeyId",
}}

test_a_key_of_ones_own_passes if {
	kms.deny == set() with input as with_key(key(own))
	kms.not_applicable == set() with input as with_key(key(own))
}

test_no_key_fails if {
	kms.deny == failing("a key of CloudWatch Logs") with input as beside({}, {})
	kms.deny == failing("a key of CloudWatch Logs") with input as beside({"kmsKeyId": ""}, {"k": key(own)})
}

test_a_key_that_cannot_be_used_fails if {
	pending := key({"keyManager": "CUSTOMER", "keyState": "PendingDeletion"})
	gone := object.union(key(own), {"configurationItemStatus": "ResourceDeleted"})
	kms.deny == failing("key 0a1b, whose state is PendingDeletion") with input as with_key(pending)
	kms.deny == failing("key 0a1b, which does not exist") with input as with_key(gone)
}

test_a_key_of_aws_fails if {
	managed := key({"keyManager": "AWS", "keyState": "Enabled"})
	kms.deny == failing("key 0a1b, which is not customer managed (key manager: AWS)") with input as with_key(managed)
}

test_a_key_that_nobody_read_is_never_a_pass if {
	kms.deny == failing("a key of which nothing is known") with input as beside(named, {})
	kms.deny == failing("a key of which nothing is known") with input as with_key(object.union(
		key(own),
		{"relationships": []},
	))
}

foreign(scene) := object.union(scene, {"resource": {"accountId": "444455556666"}})

test_another_accounts_log_group_is_judged_there if {
	kms.deny == set() with input as foreign(beside({}, {}))
	kms.not_applicable == {{
		"reason": "the log group belongs to account 111122223333 and is to be judged there",
	}} with input as foreign(beside({}, {}))
}
