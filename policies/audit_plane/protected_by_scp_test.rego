package assize.audit_plane.protected_by_scp_test

import rego.v1

import data.assize.audit_plane.protected_by_scp

manager := "999988887777"

enabled := [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]

account(id, path) := {"configuration": {"AccountId": id, "State": "ACTIVE", "Path": path}}

# The management account and two members, of which one is two units deep.
tree := {
	"m": account(manager, "o-example/r-1/"),
	"a": account("111122223333", "o-example/r-1/ou-a/ou-b/"),
	"b": account("222233334444", "o-example/r-1/"),
}

policy(content, targets) := {"supplementaryConfiguration": {
	"Content": content,
	"Targets": [{"TargetId": id} | some id in targets],
}}

world(types, accounts, policies, buckets) := {
	"account": {
		"id": "111122223333",
		"partition": "aws",
		"resources": {
			"AWS::Organizations::Organization": {"o": {
				"configuration": {"Id": "o-example", "ManagementAccountId": manager},
				"supplementaryConfiguration": {"Roots": [{"Id": "r-1", "PolicyTypes": types}]},
			}},
			"AWS::Organizations::Account": accounts,
			"AWS::Organizations::Policy": policies,
			"AWS::CloudTrail::Trail": {name: {"configuration": {"s3BucketName": name}} | some name in buckets},
			"AWS::Config::DeliveryChannel": {},
		},
	},
	"parameters": {"break_glass_principals": [], "exempt_accounts": []},
}

with_parameters(case, changes) := object.union(case, {"parameters": changes})

guard := {"Effect": "Deny", "Action": ["cloudtrail:*", "config:*"], "Resource": "*"}

all_but_one := [
	"cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors",
	"cloudtrail:DeleteEventDataStore", "config:Stop*", "config:Delete*",
]

guard_of_bucket := {
	"Effect": "Deny",
	"Action": ["s3:*BucketPolicy", "s3:PutLifecycleConfiguration"],
	"Resource": "arn:aws:s3:::logs",
}

# An organization with one policy of one statement, attached to the root.
under(statement) := world(enabled, tree, {"p": policy({"Statement": statement}, ["r-1"])}, [])

changed(changes) := object.union(guard, changes)

all_actions := concat(", ", [
	"cloudtrail:DeleteEventDataStore", "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors",
	"cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "config:DeleteConfigurationRecorder",
	"config:DeleteDeliveryChannel", "config:StopConfigurationRecorder",
])

open(actions, accounts) := {{"message": concat("", [
	"no service control policy denies ",
	actions, " to everybody in ", accounts,
])}}

both := "account 111122223333, 222233334444"

test_a_policy_at_the_root_passes if {
	every statement in [
		[{"Effect": "Allow", "Action": "*", "Resource": "*"}, guard],
		object.union(json.remove(guard, ["Action"]), {"NotAction": ["sts:*", "s3:Get*"]}),
	] {
		protected_by_scp.deny == set() with input as under(statement)
		protected_by_scp.not_applicable == set() with input as under(statement)
	}
}

test_an_account_in_no_organization_is_not_asked if {
	alone := {
		"account": {"id": "1", "partition": "aws", "resources": {
			"AWS::Organizations::Organization": {},
			"AWS::Organizations::Account": {},
			"AWS::Organizations::Policy": {},
			"AWS::CloudTrail::Trail": {"t": {"configuration": {"s3BucketName": "logs"}}},
			"AWS::Config::DeliveryChannel": {},
		}},
		"parameters": {"break_glass_principals": [], "exempt_accounts": []},
	}
	protected_by_scp.deny == set() with input as alone
	protected_by_scp.not_applicable == {{"reason": "the account is in no organization"}} with input as alone
}

test_a_management_account_alone_cannot_be_protected if {
	one := world(enabled, {"m": account(manager, "o-example/r-1/")}, {}, [])
	protected_by_scp.deny == set() with input as one
	protected_by_scp.not_applicable == {{
		"reason": "organization o-example has no account that a service control policy could protect",
	}} with input as one
}

test_no_policy_fails if {
	expected := open(all_actions, both)
	protected_by_scp.deny == expected with input as world(enabled, tree, {}, [])
	aws := {"p": {"supplementaryConfiguration": {"Content": {"Statement": guard}}}}
	protected_by_scp.deny == expected with input as world(enabled, tree, aws, [])
}

test_policies_that_are_not_enabled_protect_nobody if {
	expected := {{"message": "service control policies are not enabled in organization o-example"}}
	guarded := {"p": policy({"Statement": guard}, ["r-1"])}
	every types in [
		[],
		[{"Type": "TAG_POLICY", "Status": "ENABLED"}],
		[{"Type": "SERVICE_CONTROL_POLICY", "Status": "PENDING_DISABLE"}],
		[{"Type": "SERVICE_CONTROL_POLICY"}],
	] {
		protected_by_scp.deny == expected with input as world(types, tree, guarded, [])
	}
}

test_where_a_policy_is_attached if {
	at := {
		"r-1": set(),
		"ou-a": open(all_actions, "account 222233334444"),
		"ou-b": open(all_actions, "account 222233334444"),
		"111122223333": open(all_actions, "account 222233334444"),
		"222233334444": open(all_actions, "account 111122223333"),
		manager: open(all_actions, both),
		"ou-c": open(all_actions, both),
	}
	every target, expected in at {
		policies := {"p": policy({"Statement": guard}, [target])}
		protected_by_scp.deny == expected with input as world(enabled, tree, policies, [])
	}
}

test_policies_complete_each_other if {
	of_config := changed({"Action": "config:*"})
	of_cloudtrail := changed({"Action": "cloudtrail:*"})
	policies := {
		"p": policy({"Statement": of_config}, ["r-1"]),
		"q": policy({"Statement": of_cloudtrail}, ["ou-a", "222233334444"]),
	}
	protected_by_scp.deny == set() with input as world(enabled, tree, policies, [])
}

test_one_action_that_is_left_out_fails if {
	expected := open("cloudtrail:StopLogging", both)
	every statement in [
		changed({"Action": all_but_one}),
		object.union(json.remove(guard, ["Action"]), {"NotAction": ["cloudtrail:Stop*", "s3:*"]}),
	] {
		protected_by_scp.deny == expected with input as under(statement)
	}
}

test_what_is_allowed_is_not_denied if {
	protected_by_scp.deny == open(all_actions, both) with input as under(changed({"Effect": "Allow"}))
}

test_resources_must_be_all if {
	of_trails := [
		"cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors",
		"cloudtrail:StopLogging", "cloudtrail:UpdateTrail",
	]
	some_trails := changed({"Resource": ["arn:aws:cloudtrail:*:*:trail/aws-controltower-*"]})
	protected_by_scp.deny == open(all_actions, both) with input as under(some_trails)
	all_trails := [changed({"Action": of_trails, "Resource": "arn:aws:cloudtrail:*:*:trail/*"}), changed({"Action": [
		"cloudtrail:DeleteEventDataStore",
		"config:*",
	]})]
	protected_by_scp.deny == set() with input as under(all_trails)
	but_some := object.union(json.remove(guard, ["Resource"]), {"NotResource": "arn:aws:cloudtrail:*:*:trail/x"})
	protected_by_scp.deny == open(all_actions, both) with input as under(but_some)
}

test_a_delivery_channel_has_no_resource if {
	of_config := [changed({"Action": "cloudtrail:*"}), changed({"Action": "config:*", "Resource": "arn:aws:config:*:*:*"})]
	protected_by_scp.deny == open("config:DeleteDeliveryChannel", both) with input as under(of_config)
}

role := "arn:aws:iam::*:role/BreakGlass"

excepting(operator, key, values) := under(changed({"Condition": {operator: {key: values}}}))

test_named_principals_may_be_excepted if {
	every operator in ["ArnNotLike", "StringNotEqualsIfExists"] {
		case := excepting(operator, "aws:PrincipalARN", [role, "arn:aws:iam::111122223333:user/ops/root"])
		protected_by_scp.deny == set() with input as case
	}
	services := excepting("Bool", "aws:PrincipalIsAWSService", "false")
	protected_by_scp.deny == set() with input as services
}

test_other_conditions_protect_nobody if {
	expected := open(all_actions, both)
	every case in [
		excepting("ArnNotLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/*"]),
		excepting("ArnNotLike", "aws:PrincipalArn", [role, "arn:aws:iam::*:role/Admin?"]),
		excepting("ArnNotLike", "aws:PrincipalArn", ["*"]),
		excepting("ArnLike", "aws:PrincipalArn", [role]),
		excepting("StringNotEquals", "aws:PrincipalTag/team", ["security"]),
		excepting("StringNotEquals", "aws:PrincipalAccount", ["111122223333"]),
		excepting("StringEquals", "aws:RequestedRegion", ["us-east-1"]),
	] {
		protected_by_scp.deny == expected with input as case
	}
}

test_the_parameter_names_who_may_be_excepted if {
	case := excepting("ArnNotLike", "aws:PrincipalArn", [role])
	named := {"break_glass_principals": [role]}
	protected_by_scp.deny == set() with input as with_parameters(case, named)
	others := {"break_glass_principals": ["arn:aws:iam::*:role/Other"]}
	protected_by_scp.deny == open(all_actions, both) with input as with_parameters(case, others)
	wild := excepting("ArnNotLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/aws-reserved/*"])
	patterns := {"break_glass_principals": ["arn:aws:iam::*:role/aws-reserved/*"]}
	protected_by_scp.deny == set() with input as with_parameters(wild, patterns)
}

test_exempt_accounts_need_no_protection if {
	exempt := {"exempt_accounts": ["222233334444"]}
	none := with_parameters(world(enabled, tree, {}, []), exempt)
	protected_by_scp.deny == open(all_actions, "account 111122223333") with input as none
	case := with_parameters(excepting("StringNotEquals", "aws:PrincipalAccount", ["222233334444"]), exempt)
	protected_by_scp.deny == set() with input as case
}

test_accounts_that_are_closed_need_no_protection if {
	every state in ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"] {
		closed := object.union(tree, {"b": {"configuration": {"State": state}}})
		case := world(enabled, closed, {"p": policy({"Statement": guard}, ["ou-a"])}, [])
		protected_by_scp.deny == set() with input as case
	}
	unknown := object.union(
		json.remove(tree, ["b"]),
		{"b": {"configuration": {"AccountId": "222233334444", "Path": "o-example/r-1/"}}},
	)
	case := world(enabled, unknown, {"p": policy({"Statement": guard}, ["ou-a"])}, [])
	protected_by_scp.deny == open(all_actions, "account 222233334444") with input as case
}

test_each_log_bucket_is_guarded if {
	named := world(enabled, tree, {"p": policy({"Statement": [guard, guard_of_bucket]}, ["r-1"])}, ["logs"])
	protected_by_scp.deny == set() with input as named
	another := world(enabled, tree, {"p": policy({"Statement": [guard, guard_of_bucket]}, ["r-1"])}, ["more", "logs"])
	actions := "s3:DeleteBucketPolicy on more, s3:PutBucketPolicy on more, s3:PutLifecycleConfiguration on more"
	protected_by_scp.deny == open(actions, both) with input as another
	of_config := object.union(named, {"account": {"resources": {"AWS::Config::DeliveryChannel": {"c": {
		"configuration": {"S3BucketName": "more"},
	}}}}})
	protected_by_scp.deny == open(actions, both) with input as of_config
}

test_many_accounts_are_counted if {
	many := {id: account(id, "o-example/r-1/") | some number in numbers.range(10, 20); id := sprintf("1111222233%d", [number])}
	named := "11 accounts: 111122223310, 111122223311, 111122223312, 111122223313, 111122223314, 111122223315, "
	rest := "111122223316, 111122223317, 111122223318, 111122223319 and others"
	expected := open(all_actions, concat("", [named, rest]))
	protected_by_scp.deny == expected with input as world(enabled, many, {}, [])
}
