package assize.audit_bucket.default_encryption_test

import rego.v1

import data.assize.audit_bucket.default_encryption

bucket(parts) := {"resource": {
	"resourceType": "AWS::S3::Bucket",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "log-bucket",
	"resourceName": "log-bucket",
	"arn": "arn:aws:s3:::log-bucket",
	"configurationItemStatus": "OK",
	"source": "api",
	"configuration": {"name": "log-bucket"},
	"supplementaryConfiguration": parts,
	"relationships": [{
		"resourceType": "AWS::CloudTrail::Trail",
		"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		"resourceName": "audit",
		"relationshipName": "Is used by",
	}],
}}

none := {{
	"message": "bucket log-bucket has no default encryption",
	"path": "supplementaryConfiguration.ServerSideEncryptionConfiguration.rules",
}}

with_rules(rules) := bucket({"ServerSideEncryptionConfiguration": {"rules": rules}})

by(algorithm) := {
	"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm},
	"bucketKeyEnabled": false,
}

test_every_algorithm_passes if {
	every algorithm in ["AES256", "aws:kms", "aws:kms:dsse"] {
		default_encryption.deny == set() with input as with_rules([by(algorithm)])
	}
}

test_no_rules_fail if default_encryption.deny == none with input as with_rules([])

test_rule_without_an_algorithm_fails if {
	default_encryption.deny == none with input as with_rules([{"bucketKeyEnabled": true}])
	default_encryption.deny == none with input as with_rules([by("")])
}

test_nothing_known_is_never_a_pass if default_encryption.deny == none with input as bucket({})
