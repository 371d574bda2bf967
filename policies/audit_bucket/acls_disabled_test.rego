package assize.audit_bucket.acls_disabled_test

import rego.v1

import data.assize.audit_bucket.acls_disabled

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

owned(rules) := bucket({"OwnershipControls": {"rules": rules}})

failing(ownership) := {{
	"message": sprintf("ACLs of bucket log-bucket have effect (object ownership: %s)", [ownership]),
	"path": "supplementaryConfiguration.OwnershipControls.rules",
}}

test_enforced_ownership_passes if {
	acls_disabled.deny == set() with input as owned([{"objectOwnership": "BucketOwnerEnforced"}])
}

test_other_ownership_fails if {
	every ownership in ["BucketOwnerPreferred", "ObjectWriter"] {
		acls_disabled.deny == failing(ownership) with input as owned([{"objectOwnership": ownership}])
	}
}

test_no_ownership_fails if {
	acls_disabled.deny == failing("not set") with input as owned([])
	acls_disabled.deny == failing("not set") with input as bucket({})
	acls_disabled.deny == failing("unknown") with input as owned([{}])
}
