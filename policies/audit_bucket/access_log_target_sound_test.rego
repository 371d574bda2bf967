package assize.audit_bucket.access_log_target_sound_test

import rego.v1

import data.assize.audit_bucket.access_log_target_sound

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

logging_to(name, prefix) := bucket({
	"HeadBucket": {"exists": true, "ownerAccountId": "111122223333"},
	"BucketLoggingConfiguration": {"destinationBucketName": name, "logFilePrefix": prefix},
})

seen(scene, targets) := object.union(scene, {"account": {"resources": {"AWS::S3::Bucket": targets}}})

target(changes) := {"arn:aws:s3:::access-logs": object.union(
	{
		"awsRegion": "eu-west-1",
		"configurationItemStatus": "OK",
		"supplementaryConfiguration": {
			"HeadBucket": {"exists": true},
			"BucketPolicy": {"policyText": {"Statement": [admission({})]}},
			"AccessControlList": {"grantList": []},
			"OwnershipControls": {"rules": [{"objectOwnership": "BucketOwnerEnforced"}]},
			"ServerSideEncryptionConfiguration": {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
		},
	},
	changes,
)}

with_target(changes) := seen(logging_to("access-logs", "log-bucket/"), target(changes))

with_parts(parts) := with_target({"supplementaryConfiguration": parts})

with_statements(statements) := with_parts({"BucketPolicy": {"policyText": {"Statement": statements}}})

admission(condition) := {
	"Effect": "Allow",
	"Principal": {"Service": "logging.s3.amazonaws.com"},
	"Action": "s3:PutObject",
	"Resource": "arn:aws:s3:::access-logs/*",
	"Condition": condition,
}

failing(fault) := {{
	"message": sprintf("access logs of bucket log-bucket go to access-logs, which %s", [fault]),
	"path": "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
}}

shut := failing("does not let S3 deliver")

test_sound_target_passes if {
	access_log_target_sound.deny == set() with input as with_target({})
	access_log_target_sound.not_applicable == set() with input as with_target({})
}

test_logging_that_is_off_is_not_applicable if {
	every parts in [{"BucketLoggingConfiguration": {}}, {}] {
		scene := seen(bucket(parts), {})
		access_log_target_sound.deny == set() with input as scene
		access_log_target_sound.not_applicable == {{"reason": "server access logging is off"}} with input as scene
	}
}

test_bucket_that_logs_into_itself_fails if {
	own := object.union(admission({}), {"Resource": "arn:aws:s3:::log-bucket/*"})
	parts := {"BucketPolicy": {"policyText": {"Statement": [own]}}}
	scene := seen(
		logging_to("log-bucket", ""),
		{"arn:aws:s3:::log-bucket": target({"supplementaryConfiguration": parts})["arn:aws:s3:::access-logs"]},
	)
	access_log_target_sound.deny == {{
		"message": "access logs of bucket log-bucket go to log-bucket, which is the bucket itself",
		"path": "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
	}} with input as scene
}

test_target_that_is_gone_fails if {
	access_log_target_sound.deny == failing("does not exist") with input as seen(logging_to("access-logs", ""), {})
	access_log_target_sound.deny == failing("does not exist") with input as with_target({
		"configurationItemStatus": "ResourceDeleted",
	})
	access_log_target_sound.deny == failing("does not exist") with input as with_parts({"HeadBucket": {"exists": false}})
}

test_target_in_another_region_fails if {
	access_log_target_sound.deny == failing("is in us-east-1 instead of eu-west-1") with input as with_target({
		"awsRegion": "us-east-1",
	})
}

test_target_that_s3_cannot_encrypt_for_fails if {
	every algorithm in ["aws:kms", "aws:kms:dsse"] {
		fault := sprintf("is encrypted with %s by default", [algorithm])
		rules := [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}}]
		scene := with_parts({"ServerSideEncryptionConfiguration": {"rules": rules}})
		access_log_target_sound.deny == failing(fault) with input as scene
	}
	access_log_target_sound.deny == set() with input as with_parts({"ServerSideEncryptionConfiguration": {"rules": []}})
}

test_statements_that_let_s3_in_pass if {
	every condition in [
		{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::log-bucket"}},
		{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::log-*"}, "StringEquals": {"aws:SourceAccount": "111122223333"}},
		{"Bool": {"aws:SecureTransport": "true"}},
	] {
		access_log_target_sound.deny == set() with input as with_statements([admission(condition)])
	}
	access_log_target_sound.deny == set() with input as with_statements([object.union(
		admission({}),
		{"Resource": "arn:aws:s3:::access-logs/log-bucket/*"},
	)])
}

test_statements_that_keep_s3_out_fail if {
	every statement in [
		admission({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::other-bucket"}}),
		admission({"StringEquals": {"aws:SourceAccount": "999988887777"}}),
		object.union(admission({}), {"Effect": "Deny"}),
		object.union(admission({}), {"Action": "s3:GetObject"}),
		object.union(admission({}), {"Resource": "arn:aws:s3:::access-logs/other/*"}),
		object.union(admission({}), {"Resource": "arn:aws:s3:::access-logs"}),
		object.union(admission({}), {"Principal": {"Service": "cloudtrail.amazonaws.com"}}),
	] {
		access_log_target_sound.deny == shut with input as with_statements([statement])
	}
	access_log_target_sound.deny == shut with input as with_statements([])
}

granted(permission, group, ownership) := with_parts({
	"BucketPolicy": {"policyText": {"Statement": []}},
	"OwnershipControls": {"rules": ownership},
	"AccessControlList": {"grantList": [{
		"grantee": {"uri": sprintf("http://acs.amazonaws.com/groups/%s", [group])},
		"permission": permission,
	}]},
})

test_grant_passes_where_acls_have_effect if {
	every permission in ["Write", "FullControl"] {
		access_log_target_sound.deny == set() with input as granted(permission, "s3/LogDelivery", [{
			"objectOwnership": "ObjectWriter",
		}])
		access_log_target_sound.deny == set() with input as granted(permission, "s3/LogDelivery", [])
	}
}

test_other_grants_fail if {
	access_log_target_sound.deny == shut with input as granted("Write", "s3/LogDelivery", [{
		"objectOwnership": "BucketOwnerEnforced",
	}])
	access_log_target_sound.deny == shut with input as granted("ReadAcp", "s3/LogDelivery", [])
	access_log_target_sound.deny == shut with input as granted("Write", "global/AllUsers", [])
}

test_statement_that_does_not_say_all_lets_nobody_in if {
	every element in ["Effect", "Principal", "Action", "Resource"] {
		access_log_target_sound.deny == shut with input as with_statements([json.remove(admission({}), [element])])
	}
}

test_grant_fails_where_ownership_is_not_known if {
	access_log_target_sound.deny == shut with input as granted("Write", "s3/LogDelivery", [{}])
	access_log_target_sound.deny == set() with input as granted("Write", "s3/LogDelivery", [{
		"objectOwnership": "BucketOwnerPreferred",
	}])
}
