package assize.audit_bucket.not_requester_pays_test

import rego.v1

import data.assize.audit_bucket.not_requester_pays

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

failing := {{
	"message": "bucket log-bucket, used by Trail audit, lets the requester pay",
	"path": "supplementaryConfiguration.IsRequesterPaysEnabled",
}}

test_owner_pays_passes if not_requester_pays.deny == set() with input as bucket({"IsRequesterPaysEnabled": false})

test_requester_pays_fails if not_requester_pays.deny == failing with input as bucket({"IsRequesterPaysEnabled": true})

test_unknown_payer_is_never_a_pass if not_requester_pays.deny == failing with input as bucket({})
