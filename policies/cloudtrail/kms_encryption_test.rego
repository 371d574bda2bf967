package assize.cloudtrail.kms_encryption_test

import rego.v1

import data.assize.cloudtrail.kms_encryption

# A trail as the collector writes it, with changes.
trail(changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"resourceName": "audit",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"configuration": {
			"name": "audit",
			"trailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
			"homeRegion": "us-east-1",
			"s3BucketName": "audit-logs",
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

with_key(id) := {"resource": trail({"configuration": {"kmsKeyId": id}})}

expected_failure := {{"message": "the trail has no KMS key", "path": "configuration.kmsKeyId"}}

test_a_key_in_any_form_passes if {
	kms_encryption.deny == set() with input as with_key("arn:aws:kms:us-east-1:111122223333:key/1f6a4b0e")
	kms_encryption.deny == set() with input as with_key("1f6a4b0e-8c1d-4d3a-9a59-0c8f8c3b2a11")
	kms_encryption.deny == set() with input as with_key("alias/audit")
	kms_encryption.deny == set() with input as with_key("arn:aws:kms:us-east-1:111122223333:alias/audit")
}

test_an_absent_key_fails if {
	expected := expected_failure
	kms_encryption.deny == expected with input as {"resource": trail({})}
}

test_an_empty_key_fails if {
	expected := expected_failure
	kms_encryption.deny == expected with input as with_key("")
}

test_an_organization_trail_seen_from_a_member_is_judged if {
	expected := expected_failure
	kms_encryption.deny == expected with input as {"resource": trail(elsewhere)}
}
