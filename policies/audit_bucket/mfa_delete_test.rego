package assize.audit_bucket.mfa_delete_test

import rego.v1

import data.assize.audit_bucket.mfa_delete

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

off := {{
	"message": "MFA delete of bucket log-bucket is off, and no default retention in COMPLIANCE mode stands in for it",
	"path": "supplementaryConfiguration.BucketVersioningConfiguration.isMfaDeleteEnabled",
}}

scene(mfa, lock) := bucket({
	"BucketVersioningConfiguration": {"status": "Enabled", "isMfaDeleteEnabled": mfa},
	"ObjectLockConfiguration": lock,
})

retained(mode) := {"objectLockEnabled": "Enabled", "rule": {"defaultRetention": {"mode": mode, "days": 365}}}

test_mfa_delete_passes if mfa_delete.deny == set() with input as scene(true, {})

test_no_mfa_delete_fails if mfa_delete.deny == off with input as scene(false, {})

test_compliance_retention_passes if mfa_delete.deny == set() with input as scene(false, retained("COMPLIANCE"))

test_governance_retention_fails if mfa_delete.deny == off with input as scene(false, retained("GOVERNANCE"))

test_object_lock_without_a_rule_fails if {
	mfa_delete.deny == off with input as scene(false, {"objectLockEnabled": "Enabled"})
}

test_retention_without_object_lock_fails if {
	mfa_delete.deny == off with input as scene(false, {"rule": {"defaultRetention": {"mode": "COMPLIANCE"}}})
}

test_nothing_known_is_never_a_pass if mfa_delete.deny == off with input as bucket({})
