package assize.audit_bucket.in_log_archive_account_test

import rego.v1

import data.assize.audit_bucket.in_log_archive_account

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

owned_by(owner) := bucket({"HeadBucket": {"exists": true, "ownerAccountId": owner}})

alone(scene, accounts) := object.union(scene, {
	"parameters": {"accounts": accounts},
	"account": {"resources": {"AWS::CloudTrail::Trail": {trail: {"configuration": {"isOrganizationTrail": false}}}}},
})

member(scene, accounts) := object.union(
	alone(scene, accounts),
	{"account": {"resources": {"AWS::CloudTrail::Trail": {trail: {"configuration": {"isOrganizationTrail": true}}}}}},
)

trail := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"

path := "supplementaryConfiguration.HeadBucket.ownerAccountId"

test_archive_account_passes if {
	in_log_archive_account.deny == set() with input as member(owned_by("999988887777"), ["999988887777"])
	in_log_archive_account.not_applicable == set() with input as member(owned_by("999988887777"), ["999988887777"])
}

test_other_account_passes_when_none_is_named if {
	in_log_archive_account.deny == set() with input as alone(owned_by("999988887777"), [])
	in_log_archive_account.not_applicable == set() with input as alone(owned_by("999988887777"), [])
}

test_archive_account_may_keep_its_own_logs if {
	in_log_archive_account.deny == set() with input as member(owned_by("111122223333"), ["111122223333"])
}

test_account_that_is_no_archive_fails if {
	in_log_archive_account.deny == {{
		"message": concat("", [
			"bucket log-bucket, used by Trail audit, belongs to account 111122223333, ",
			"which is no log archive account (777788889999, 999988887777)",
		]),
		"path": path,
	}} with input as alone(owned_by("111122223333"), ["999988887777", "777788889999"])
	count(in_log_archive_account.deny) == 1 with input as alone(owned_by("666666666666"), ["999988887777"])
}

test_own_bucket_of_an_organizations_trail_fails if {
	in_log_archive_account.deny == {{
		"message": concat("", [
			"account 111122223333 stores logs of its organization in its own bucket log-bucket ",
			"(arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit)",
		]),
		"path": path,
	}} with input as member(owned_by("111122223333"), [])
}

test_the_bucket_of_another_accounts_organization_trail_is_the_archive if {
	foreign := "arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization"
	scene := {"account": {"resources": {"AWS::CloudTrail::Trail": {
		trail: {"configuration": {"isOrganizationTrail": false}},
		foreign: {"configuration": {"isOrganizationTrail": true}},
	}}}}
	users := [{"resourceType": "AWS::CloudTrail::Trail", "resourceId": arn} | some arn in [trail, foreign]]
	case := object.union(
		object.union(alone(owned_by("111122223333"), []), {"resource": {"relationships": users}}),
		scene,
	)
	in_log_archive_account.deny == set() with input as case
	in_log_archive_account.not_applicable == set() with input as case
}

test_own_bucket_of_an_account_alone_is_not_applicable if {
	in_log_archive_account.deny == set() with input as alone(owned_by("111122223333"), [])
	count(in_log_archive_account.not_applicable) == 1 with input as alone(owned_by("111122223333"), [])
}

test_unconfirmed_owner_is_never_a_pass if {
	every accounts in [[], ["999988887777"]] {
		in_log_archive_account.deny == {{
			"message": concat("", [
				"nobody knows whose bucket log-bucket is, used by Trail audit: ",
				"name the log archive account with --bucket-owner",
			]),
			"path": path,
		}} with input as alone(bucket({"HeadBucket": {"exists": true}}), accounts)
	}
}

test_empty_owner_is_never_a_pass if {
	every accounts in [[], ["999988887777"]] {
		every parts in [{"HeadBucket": {"exists": true, "ownerAccountId": ""}}, {}] {
			count(in_log_archive_account.deny) == 1 with input as alone(bucket(parts), accounts)
			some finding in in_log_archive_account.deny with input as alone(bucket(parts), accounts)
			startswith(finding.message, "nobody knows whose bucket log-bucket is")
		}
	}
}
