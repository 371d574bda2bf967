package assize.cloudtrail.no_broad_iam_admin_test

import rego.v1

import data.assize.cloudtrail.no_broad_iam_admin

iam(name) := sprintf("arn:aws:iam::111122223333:%s", [name])

full := {"Effect": "Allow", "Action": "cloudtrail:*", "Resource": "*"}

document(statements) := {"Version": "2012-10-17", "Statement": statements}

judged(resources, approved, aws_managed) := {
	"account": {
		"id": "111122223333",
		"partition": "aws",
		"resources": object.union(
			{"AWS::IAM::Group": {}, "AWS::IAM::Policy": {}, "AWS::IAM::Role": {}, "AWS::IAM::User": {}},
			resources,
		),
	},
	"parameters": {"approved_principals": approved, "aws_managed_policies": aws_managed},
}

role_with(policies, attached) := {"AWS::IAM::Role": {iam("role/deploy"): {"configuration": {
	"rolePolicyList": [{"policyName": name, "policyDocument": policy} | some name, policy in policies],
	"attachedManagedPolicies": [{"policyArn": arn} | some arn in attached],
}}}}

# A role with an inline policy of these statements.
inline(statements) := judged(role_with({"trails": document(statements)}, []), [], [])

caught := {{"message": sprintf("%s may do anything to any trail by the inline policy trails", [iam("role/deploy")])}}

fails(statements) if no_broad_iam_admin.deny == caught with input as inline(statements)

passes(statements) if no_broad_iam_admin.deny == set() with input as inline(statements)

on_all(actions) := [{"Effect": "Allow", "Action": actions, "Resource": "*"}]

each := ["cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail"]

test_an_account_without_users_and_roles_is_not_judged if {
	expected := {{"reason": "the account has neither users nor roles"}}
	no_broad_iam_admin.deny == set() with input as judged({}, [], [])
	no_broad_iam_admin.not_applicable == expected with input as judged({}, [], [])
	no_broad_iam_admin.not_applicable == set() with input as inline([full])
	no_broad_iam_admin.not_applicable == set() with input as group_with_members(in_group, [])
}

test_all_of_cloudtrail_fails if {
	fails([full])
	fails(full)
	fails(on_all("*"))
	fails(on_all("CloudTrail:*"))
	fails(on_all(["s3:GetObject", "cloudt*"]))
}

test_each_by_name_or_by_wildcard_fails if {
	fails(on_all(each))
	fails(on_all(["cloudtrail:D*", "cloudtrail:Put*", "cloudtrail:?topLogging", "cloudtrail:UpdateTrail"]))
}

test_wildcards_within_the_name_of_the_service_fail if {
	every action in ["?loudtrail:*", "cl?udtrail:*", "cloudtrai*", "c*", "CLOUD*:*", "*trail:*"] {
		fails(on_all(["s3:GetObject", action]))
	}
}

test_other_services_pass if {
	every action in ["cloudwatch:*", "cloudformation:*", "cl*h:*", "cloudtrail-data:*", "cloudtrail:"] {
		passes(on_all(action))
	}
}

test_by_several_statements_fails if {
	fails([{"Effect": "Allow", "Action": action, "Resource": "*"} | some action in each])
}

test_all_but_one_passes if {
	some missing in each
	passes(on_all([action | some action in each; action != missing]))
}

test_reading_passes if passes(on_all(["cloudtrail:Get*", "cloudtrail:Describe*", "cloudtrail:LookupEvents"]))

test_not_action_that_leaves_nothing_out_fails if {
	fails([{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}])
}

test_not_action_that_leaves_some_out_passes if {
	passes([{"Effect": "Allow", "NotAction": ["iam:*", "cloudtrail:Stop*"], "Resource": "*"}])
	passes([{"Effect": "Allow", "NotAction": "cloudtrail:*", "Resource": "*"}])
}

test_every_trail_fails if {
	some trails in ["arn:aws:cloudtrail:*", "arn:aws:cloudtrail:*:*:trail/*", "arn:*:cloudtrail:*:111122223333:*"]
	fails([object.union(full, {"Resource": trails})])
}

test_some_trails_pass if {
	every trails in [
		"arn:aws:cloudtrail:eu-west-1:*",
		"arn:aws:cloudtrail:*:111122223333:trail/dev-*",
		"arn:aws:cloudtrail:*:999988887777:*",
		"arn:aws:s3:::*",
	] {
		passes([object.union(full, {"Resource": trails})])
	}
}

test_not_resource_that_leaves_no_trail_out_fails if {
	fails([{"Effect": "Allow", "Action": "*", "NotResource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]}])
}

test_not_resource_that_leaves_trails_out_passes if {
	every trails in [
		"arn:aws:cloudtrail:*",
		"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		"*",
		"arn:*",
		"arn:aws:cloud?rail:*",
	] {
		passes([{"Effect": "Allow", "Action": "*", "NotResource": trails}])
	}
}

test_what_the_policy_itself_denies_passes if {
	passes([full, {"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}])
	passes([full, {"Effect": "Deny", "NotAction": "cloudtrail:Get*", "Resource": "*"}])
	passes([full, {"Effect": "Deny", "Action": "cloudtrail:StopLogging", "NotResource": "arn:aws:s3:::logs"}])
}

test_a_denial_that_leaves_a_way_fails if {
	fails([full, {"Effect": "Deny", "Action": "cloudtrail:LookupEvents", "Resource": "*"}])
	fails([full, {"Effect": "Deny", "NotAction": "cloudtrail:*", "Resource": "*"}])
	fails([full, {"Effect": "Deny", "Action": "cloudtrail:*", "Resource": "arn:aws:cloudtrail:*:*:trail/audit"}])
	fails([full, {"Effect": "Deny", "Action": "cloudtrail:*", "NotResource": "arn:aws:cloudtrail:*:*:trail/dev"}])
	fails([full, {"Effect": "Deny", "Action": "cloudtrail:*", "NotResource": "arn:aws:cloudtrail:us-east-1:*"}])
	fails([full, {
		"Effect": "Deny",
		"Action": "cloudtrail:*",
		"Resource": "*",
		"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
	}])
}

test_a_condition_excuses_nothing if {
	fails([object.union(full, {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}})])
}

own(name, statements, versions) := {iam(sprintf("policy/%s", [name])): {"configuration": {"policyVersionList": array.concat(
	[{"versionId": "v2", "isDefaultVersion": true, "document": document(statements)}],
	versions,
)}}}

attached_to_role(policies, arn) := judged(
	object.union(role_with({}, [arn]), {"AWS::IAM::Policy": policies}),
	[],
	[],
)

test_a_managed_policy_that_is_attached_fails if {
	arn := iam("policy/trails")
	expected := {{"message": sprintf("%s may do anything to any trail by the policy %s", [iam("role/deploy"), arn])}}
	no_broad_iam_admin.deny == expected with input as attached_to_role(own("trails", [full], []), arn)
}

test_a_managed_policy_that_nobody_has_passes if {
	no_broad_iam_admin.deny == set() with input as attached_to_role(own("trails", [full], []), iam("policy/other"))
	no_broad_iam_admin.deny == set() with input as judged({"AWS::IAM::Policy": own("trails", [full], [])}, [], [])
}

test_only_the_version_in_force_counts if {
	old := [{"versionId": "v1", "isDefaultVersion": false, "document": document([full])}]
	policies := own("trails", on_all("cloudtrail:Get*"), old)
	no_broad_iam_admin.deny == set() with input as attached_to_role(policies, iam("policy/trails"))
}

test_approved_principals_may if {
	every pattern in [iam("role/deploy"), "arn:aws:iam::*:role/dep*", "*"] {
		approved := judged(role_with({"trails": document([full])}, []), [pattern], [])
		no_broad_iam_admin.deny == set() with input as approved
	}
	some pattern in [iam("role/other"), iam("user/deploy"), "role/deploy"]
	another := judged(role_with({"trails": document([full])}, []), [pattern], [])
	no_broad_iam_admin.deny == caught with input as another
}

administrator := "arn:aws:iam::aws:policy/AdministratorAccess"

test_policies_of_aws_count_where_they_are_named if {
	with_it := role_with({}, [administrator])
	no_broad_iam_admin.deny == set() with input as judged(with_it, [], [])
	expected := {{"message": sprintf("%s may do anything to any trail by the policy %s", [iam("role/deploy"), administrator])}}
	no_broad_iam_admin.deny == expected with input as judged(with_it, [], ["AdministratorAccess"])
	no_broad_iam_admin.deny == set() with input as judged(with_it, [], ["Access", "PowerUserAccess"])
}

test_a_policy_of_ones_own_is_not_one_of_aws_by_its_name if {
	named_alike := attached_to_role(own("AdministratorAccess", on_all("s3:*"), []), iam("policy/AdministratorAccess"))
	case := object.union(named_alike, {"parameters": {"aws_managed_policies": ["AdministratorAccess"]}})
	no_broad_iam_admin.deny == set() with input as case
}

user(groups, policies) := {"configuration": {
	"userPolicyList": [{"policyName": name, "policyDocument": policy} | some name, policy in policies],
	"attachedManagedPolicies": [],
	"groupList": groups,
}}

group_with_members(users, approved) := judged(
	{
		"AWS::IAM::Group": {iam("group/ops/admins"): {"configuration": {
			"groupPolicyList": [{"policyName": "trails", "policyDocument": document([full])}],
			"attachedManagedPolicies": [],
		}}},
		"AWS::IAM::User": users,
	},
	approved,
	[],
)

test_a_user_with_an_inline_policy_fails if {
	users := {"AWS::IAM::User": {iam("user/ann"): user([], {"mine": document([full])})}}
	expected := {{"message": sprintf("%s may do anything to any trail by the inline policy mine", [iam("user/ann")])}}
	no_broad_iam_admin.deny == expected with input as judged(users, [], [])
}

in_group := {iam("user/ann"): user(["admins"], {}), iam("user/bob"): user(["admins", "x"], {}), iam("user/eve"): user([], {})}

test_the_users_in_a_group_fail if {
	expected := {{"message": sprintf(
		"2 users in %s may do anything to any trail by the inline policy trails: %s, %s",
		[iam("group/ops/admins"), iam("user/ann"), iam("user/bob")],
	)}}
	no_broad_iam_admin.deny == expected with input as group_with_members(in_group, [])
}

test_an_approved_group_and_approved_users_may if {
	no_broad_iam_admin.deny == set() with input as group_with_members(in_group, [iam("group/ops/admins")])
	no_broad_iam_admin.deny == set() with input as group_with_members(in_group, [iam("user/ann"), iam("user/bob")])
	count(no_broad_iam_admin.deny) == 1 with input as group_with_members(in_group, [iam("user/ann")])
}

test_an_empty_group_gives_nobody_anything if {
	no_broad_iam_admin.deny == set() with input as group_with_members({iam("user/eve"): user([], {})}, [])
	no_broad_iam_admin.deny == set() with input as group_with_members({}, [])
}

test_a_policy_without_a_document_grants_nothing if {
	nothing := {"AWS::IAM::Role": {iam("role/deploy"): {"configuration": {
		"rolePolicyList": [{"policyName": "trails"}],
		"attachedManagedPolicies": [],
	}}}}
	no_broad_iam_admin.deny == set() with input as judged(nothing, [], [])
}
