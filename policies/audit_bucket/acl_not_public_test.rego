package assize.audit_bucket.acl_not_public_test

import rego.v1

import data.assize.audit_bucket.acl_not_public

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

acl(grant_list, ignored) := bucket({
	"AccessControlList": {"owner": {"id": "abc"}, "grantList": grant_list},
	"PublicAccessBlockConfiguration": {
		"blockPublicAcls": false,
		"ignorePublicAcls": ignored,
		"blockPublicPolicy": true,
		"restrictPublicBuckets": true,
	},
})

owner := {"grantee": {"id": "abc"}, "permission": "FullControl"}

to(group, permission) := {"grantee": {"uri": group}, "permission": permission}

all_users := "http://acs.amazonaws.com/groups/global/AllUsers"

authenticated := "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"

log_delivery := "http://acs.amazonaws.com/groups/s3/LogDelivery"

grants := "supplementaryConfiguration.AccessControlList.grantList"

test_owner_alone_passes if acl_not_public.deny == set() with input as acl([owner], false)

test_no_grants_pass if acl_not_public.deny == set() with input as acl([], false)

test_log_delivery_passes if acl_not_public.deny == set() with input as acl([owner, to(log_delivery, "Write")], false)

test_all_users_fail if {
	acl_not_public.deny == {{
		"message": "the ACL of bucket log-bucket grants Read to everyone (AllUsers)",
		"path": grants,
	}} with input as acl([owner, to(all_users, "Read")], false)
}

test_authenticated_users_fail if {
	acl_not_public.deny == {{
		"message": "the ACL of bucket log-bucket grants WriteAcp to every AWS account (AuthenticatedUsers)",
		"path": grants,
	}} with input as acl([owner, to(authenticated, "WriteAcp")], false)
}

test_grant_without_a_permission_fails if {
	count(acl_not_public.deny) == 1 with input as acl([{"grantee": {"uri": all_users}}], false)
}

test_each_grant_is_told if {
	count(acl_not_public.deny) == 2 with input as acl([to(all_users, "Read"), to(all_users, "Write")], false)
}

test_ignored_grant_passes if acl_not_public.deny == set() with input as acl([to(all_users, "Read")], true)

test_grant_without_a_public_access_block_fails if {
	count(acl_not_public.deny) == 1 with input as bucket({"AccessControlList": {"grantList": [to(all_users, "Read")]}})
}

test_unknown_acl_is_never_a_pass if {
	acl_not_public.deny == {{
		"message": "the ACL of bucket log-bucket is not known",
		"path": "supplementaryConfiguration.AccessControlList",
	}} with input as bucket({})
}
