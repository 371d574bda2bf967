package assize.audit_key.decrypt_restricted_test

import rego.v1

import data.assize.audit_key.decrypt_restricted

key(parts) := {
	"resource": {
		"resourceType": "AWS::KMS::Key",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "0a1b",
		"arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
		"configurationItemStatus": "OK",
		"configuration": {"keyId": "0a1b", "arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b"},
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
	"parameters": {"auditors": [], "allow_delegation_to_iam": false},
}

with_statements(statements) := key({"KeyPolicy": {"Version": "2012-10-17", "Statement": statements}})

auditing(scene, auditors) := object.union(scene, {"parameters": {"auditors": auditors}})

delegating(scene) := object.union(scene, {"parameters": {"allow_delegation_to_iam": true}})

allow(principal, action, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": action,
	"Resource": "*",
	"Condition": condition,
}

decrypt(principal) := allow(principal, "kms:Decrypt", {})

root := "arn:aws:iam::111122223333:root"

auditor := "arn:aws:iam::111122223333:role/auditor"

failing(who) := {{
	"message": sprintf("the policy of key 0a1b lets %s decrypt", [who]),
	"path": "supplementaryConfiguration.KeyPolicy",
}}

by_iam := failing("whomever IAM policies of arn:aws:iam::111122223333:root let")

test_named_auditors_pass if {
	decrypt_restricted.deny == set() with input as with_statements([
		decrypt({"AWS": [auditor, "arn:aws:iam::111122223333:user/jane"]}),
		decrypt({"Service": "cloudtrail.amazonaws.com"}),
		allow({"AWS": root}, ["kms:Describe*", "kms:Put*"], {}),
	])
}

test_whole_account_fails if {
	every action in ["kms:*", "kms:Decrypt", "KMS:decrypt", "*", "kms:De*", ["kms:Get*", "kms:Decryp?"]] {
		decrypt_restricted.deny == by_iam with input as with_statements([allow({"AWS": root}, action, {})])
	}
	by_id := failing("whomever IAM policies of 111122223333 let")
	decrypt_restricted.deny == by_id with input as with_statements([decrypt({"AWS": "111122223333"})])
}

test_all_but_some_actions_fail if {
	decrypt_restricted.deny == by_iam with input as with_statements([{
		"Effect": "Allow",
		"Principal": {"AWS": root},
		"NotAction": "kms:ScheduleKeyDeletion",
		"Resource": "*",
	}])
}

test_delegation_can_be_accepted if {
	decrypt_restricted.deny == set() with input as delegating(with_statements([decrypt({"AWS": root})]))
	other := failing("whomever IAM policies of 666666666666 let")
	decrypt_restricted.deny == other with input as delegating(with_statements([decrypt({"AWS": "666666666666"})]))
}

test_other_accounts_must_be_named if {
	other := "arn:aws:iam::999988887777:role/auditor"
	decrypt_restricted.deny == failing(other) with input as with_statements([decrypt({"AWS": other})])
	decrypt_restricted.deny == set() with input as auditing(with_statements([decrypt({"AWS": other})]), [other])
}

test_list_excludes_others if {
	decrypt_restricted.deny == failing("arn:aws:iam::111122223333:user/jane") with input as auditing(
		with_statements([decrypt({"AWS": [auditor, "arn:aws:iam::111122223333:user/jane"]})]),
		[auditor],
	)
}

test_everyone_fails if {
	every principal in ["*", {"AWS": "*"}] {
		decrypt_restricted.deny == failing("everyone") with input as with_statements([decrypt(principal)])
		decrypt_restricted.deny == failing("everyone") with input as delegating(with_statements([allow(
			principal,
			"kms:*",
			{"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
		)]))
	}
}

test_condition_on_the_account_is_delegation if {
	scene := with_statements([allow("*", "kms:Decrypt", {"StringEquals": {"kms:CallerAccount": "111122223333"}})])
	decrypt_restricted.deny == failing("whomever IAM policies of 111122223333 let") with input as scene
	decrypt_restricted.deny == set() with input as delegating(scene)
}

test_condition_on_the_principal_says_who if {
	every principal in ["*", {"AWS": root}] {
		decrypt_restricted.deny == set() with input as with_statements([allow(
			principal,
			"kms:Decrypt",
			{"ArnEquals": {"aws:PrincipalArn": auditor}},
		)])
		decrypt_restricted.deny == failing("arn:aws:iam::111122223333:role/*") with input as with_statements([allow(
			principal,
			"kms:Decrypt",
			{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}},
		)])
	}
	decrypt_restricted.deny == by_iam with input as with_statements([allow(
		{"AWS": root},
		"kms:Decrypt",
		{"ArnLikeIfExists": {"aws:PrincipalArn": auditor}},
	)])
}

refuse(action, condition) := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": action,
	"Resource": "*",
	"Condition": condition,
}

test_refusal_of_everybody_else_passes if {
	every condition in [
		{"ArnNotEquals": {"aws:PrincipalArn": auditor}},
		{"StringNotLike": {"aws:PrincipalArn": [auditor]}, "Bool": {"aws:PrincipalIsAWSService": "false"}},
		{},
	] {
		decrypt_restricted.deny == set() with input as with_statements([
			allow({"AWS": root}, "kms:*", {}),
			refuse(["kms:Decrypt", "kms:ReEncrypt*"], condition),
		])
	}
}

test_refusal_of_some_fails if {
	every condition in [
		{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}},
		{"ArnNotEquals": {"aws:PrincipalArn": [auditor, "arn:aws:iam::666666666666:role/x"]}},
		{"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}},
		{"ArnEquals": {"aws:PrincipalArn": auditor}},
	] {
		decrypt_restricted.deny == by_iam with input as with_statements([
			allow({"AWS": root}, "kms:*", {}),
			refuse("kms:*", condition),
		])
	}
	decrypt_restricted.deny == by_iam with input as with_statements([
		allow({"AWS": root}, "kms:*", {}),
		refuse("kms:Encrypt", {}),
	])
}

test_unknown_policy_is_never_a_pass if {
	decrypt_restricted.deny == {{
		"message": "the policy of key 0a1b is not known",
		"path": "supplementaryConfiguration.KeyPolicy",
	}} with input as key({})
}
