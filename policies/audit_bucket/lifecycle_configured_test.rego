package assize.audit_bucket.lifecycle_configured_test

import rego.v1

import data.assize.audit_bucket.lifecycle_configured

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
	"message": "bucket log-bucket has no enabled lifecycle rule",
	"path": "supplementaryConfiguration.BucketLifecycleConfiguration.rules",
}}

with_rules(rules) := bucket({"BucketLifecycleConfiguration": {"rules": rules}})

test_enabled_rule_passes if {
	lifecycle_configured.deny == set() with input as with_rules([{"id": "a", "status": "Enabled"}])
}

test_rule_without_an_id_passes if {
	lifecycle_configured.deny == set() with input as with_rules([{"status": "Disabled"}, {"status": "Enabled"}])
}

test_disabled_rule_alone_fails if {
	lifecycle_configured.deny == none with input as with_rules([{"id": "a", "status": "Disabled"}])
}

test_no_rules_fail if lifecycle_configured.deny == none with input as with_rules([])

test_nothing_known_is_never_a_pass if lifecycle_configured.deny == none with input as bucket({})
