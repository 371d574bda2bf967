package assize.audit_bucket.policy_not_public_test

import rego.v1

import data.assize.audit_bucket.policy_not_public

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

judged(is_public, restricted) := bucket({
	"BucketPolicyStatus": {"isPublic": is_public},
	"PublicAccessBlockConfiguration": {
		"blockPublicAcls": true,
		"ignorePublicAcls": true,
		"blockPublicPolicy": false,
		"restrictPublicBuckets": restricted,
	},
})

public := {{
	"message": "the policy of bucket log-bucket is public",
	"path": "supplementaryConfiguration.BucketPolicyStatus.isPublic",
}}

test_private_policy_passes if policy_not_public.deny == set() with input as judged(false, false)

test_public_policy_fails if policy_not_public.deny == public with input as judged(true, false)

test_restricted_public_policy_passes if policy_not_public.deny == set() with input as judged(true, true)

test_nothing_known_is_never_a_pass if policy_not_public.deny == public with input as bucket({})

test_private_policy_passes_without_a_public_access_block if {
	policy_not_public.deny == set() with input as bucket({"BucketPolicyStatus": {"isPublic": false}})
}
