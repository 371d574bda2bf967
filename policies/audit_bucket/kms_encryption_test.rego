package assize.audit_bucket.kms_encryption_test

import rego.v1

import data.assize.audit_bucket.kms_encryption

bucket(parts) := {
	"resource": {
		"resourceType": "AWS::S3::Bucket",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "log-bucket",
		"resourceName": "log-bucket",
		"arn": "arn:aws:s3:::log-bucket",
		"configurationItemStatus": "OK",
		"configuration": {"name": "log-bucket"},
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
	"parameters": {},
}

with_rules(rules) := bucket({"ServerSideEncryptionConfiguration": {"rules": rules}})

by_default(settings) := with_rules([{"applyServerSideEncryptionByDefault": settings, "bucketKeyEnabled": true}])

failing(what) := {{
	"message": sprintf("bucket log-bucket encrypts by default with %s", [what]),
	"path": "supplementaryConfiguration.ServerSideEncryptionConfiguration.rules",
}}

key := "arn:aws:kms:eu-west-1:111122223333:key/0a1b"

test_own_key_passes if {
	every algorithm in ["aws:kms", "aws:kms:dsse"] {
		kms_encryption.deny == set() with input as by_default({"sseAlgorithm": algorithm, "kmsMasterKeyID": key})
	}
}

test_own_alias_passes if {
	kms_encryption.deny == set() with input as by_default({
		"sseAlgorithm": "aws:kms",
		"kmsMasterKeyID": "arn:aws:kms:eu-west-1:111122223333:alias/audit",
	})
}

test_key_of_s3_fails if {
	kms_encryption.deny == failing("AES256 and no key of its own") with input as by_default({"sseAlgorithm": "AES256"})
}

test_key_of_aws_fails if {
	kms_encryption.deny == failing("aws:kms and no key of its own") with input as by_default({"sseAlgorithm": "aws:kms"})
	every alias in ["alias/aws/s3", "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"] {
		kms_encryption.deny == failing(concat("", ["aws:kms and ", alias])) with input as by_default({
			"sseAlgorithm": "aws:kms",
			"kmsMasterKeyID": alias,
		})
	}
}

test_key_without_its_algorithm_fails if {
	kms_encryption.deny == failing("AES256 and arn:aws:kms:eu-west-1:111122223333:key/0a1b") with input as by_default({
		"sseAlgorithm": "AES256",
		"kmsMasterKeyID": key,
	})
}

test_no_rule_fails if {
	kms_encryption.deny == failing("nothing") with input as with_rules([])
	kms_encryption.deny == failing("no algorithm and no key of its own") with input as with_rules([{
		"bucketKeyEnabled": false,
	}])
}

test_unknown_encryption_is_never_a_pass if kms_encryption.deny == failing("nothing") with input as bucket({})
