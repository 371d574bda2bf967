package assize.audit_bucket.versioning_test

import rego.v1

import data.assize.audit_bucket.versioning

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

is(word) := {{
	"message": sprintf("versioning of bucket log-bucket is %s", [word]),
	"path": "supplementaryConfiguration.BucketVersioningConfiguration.status",
}}

with_status(status) := bucket({"BucketVersioningConfiguration": {"status": status, "isMfaDeleteEnabled": false}})

test_enabled_passes if versioning.deny == set() with input as with_status("Enabled")

test_enabled_passes_in_any_case if versioning.deny == set() with input as with_status("ENABLED")

test_suspended_fails if versioning.deny == is("suspended") with input as with_status("Suspended")

test_off_fails if versioning.deny == is("off") with input as with_status("Off")

test_never_set_fails if {
	versioning.deny == is("off") with input as bucket({"BucketVersioningConfiguration": {"isMfaDeleteEnabled": false}})
}

test_nothing_known_is_never_a_pass if versioning.deny == is("off") with input as bucket({})
