package assize.audit_key.policy_not_public_test

import rego.v1

import data.assize.audit_key.policy_not_public

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
	"parameters": {},
}

with_statements(statements) := key({"KeyPolicy": {"Version": "2012-10-17", "Statement": statements}})

allow(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["kms:Decrypt", "kms:PutKeyPolicy"],
	"Resource": "*",
	"Condition": condition,
}

public := {{
	"message": "the policy of key 0a1b, used by Trail audit, allows kms:decrypt, kms:putkeypolicy to everyone",
	"path": "supplementaryConfiguration.KeyPolicy",
}}

test_named_principals_pass if {
	policy_not_public.deny == set() with input as with_statements([
		allow({"AWS": "arn:aws:iam::111122223333:root"}, {}),
		allow({"AWS": ["arn:aws:iam::999988887777:root"], "Service": "cloudtrail.amazonaws.com"}, {}),
	])
}

test_every_form_of_everyone_fails if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]}] {
		policy_not_public.deny == public with input as with_statements([allow(principal, {})])
		policy_not_public.deny == public with input as with_statements(allow(principal, {}))
	}
	policy_not_public.deny == public with input as with_statements([object.union(
		json.remove(allow("*", {}), ["Principal"]),
		{"NotPrincipal": {"AWS": "arn:aws:iam::666666666666:root"}},
	)])
}

test_conditions_that_narrow_pass if {
	every condition in [
		{"StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
		{"StringEquals": {"aws:PrincipalOrgID": "o-abc"}},
		{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc/*"}},
		{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}},
		{"StringLike": {"aws:userid": "AROAEXAMPLEID:*"}},
		{"StringEquals": {"aws:SourceVpce": "vpce-0a1b"}},
		{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.7", "2001:db8::/32"]}},
	] {
		policy_not_public.deny == set() with input as with_statements([allow("*", condition)])
	}
}

test_conditions_that_narrow_nothing_fail if {
	every condition in [
		{"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
		{"StringLike": {"kms:CallerAccount": "*"}},
		{"StringEqualsIfExists": {"kms:CallerAccount": "111122223333"}},
		{"StringNotEquals": {"kms:CallerAccount": "666666666666"}},
		{"StringLike": {"aws:PrincipalOrgID": ["o-abc", "o-*"]}},
		{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}},
		{"StringLike": {"aws:userid": "*:session"}},
		{"Null": {"aws:PrincipalOrgID": "false"}},
		{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
		{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]}},
		{"IpAddress": {"aws:SourceIp": "2001::/16"}},
		{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
		{"Bool": {"aws:SecureTransport": "true"}},
	] {
		policy_not_public.deny == public with input as with_statements([allow("*", condition)])
	}
}

refuse(action, condition) := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": action,
	"Resource": "*",
	"Condition": condition,
}

test_refusal_of_everybody_else_passes if {
	policy_not_public.deny == set() with input as with_statements([
		allow("*", {}),
		refuse("kms:*", {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}),
	])
}

test_refusal_of_less_fails if {
	policy_not_public.deny == public with input as with_statements([
		allow("*", {}),
		refuse("kms:Decrypt", {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}),
	])
	policy_not_public.deny == public with input as with_statements([
		allow("*", {}),
		refuse("kms:*", {"StringNotLike": {"aws:PrincipalAccount": "*"}}),
	])
}

test_denial_is_not_public if policy_not_public.deny == set() with input as with_statements([refuse("kms:*", {})])

test_unknown_policy_is_never_a_pass if {
	policy_not_public.deny == {{
		"message": "the policy of key 0a1b is not known",
		"path": "supplementaryConfiguration.KeyPolicy",
	}} with input as key({})
}

test_statement_without_an_effect_is_taken_to_allow if {
	count(policy_not_public.deny) == 1 with input as with_statements([{
		"Principal": "*",
		"Action": "kms:*",
		"Resource": "*",
	}])
}
