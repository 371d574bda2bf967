# METADATA
# title: A service control policy prevents tampering with the audit plane
# description: |
#   What a service control policy denies, no administrator of an account can do. Every account of the organization must
#   be below one (attached to the account, to an organizational unit above it or to the root) that denies to stop,
#   change or delete trails, event data stores, recorders and delivery channels, all of them, and to change the policy
#   and the lifecycle of each log bucket that this account's trails and delivery channels name. One that is restricted
#   to some trails, as Control Tower's are to its own, does not do. Roles and users that are named in a condition on
#   `aws:PrincipalArn` may be excepted, and must be in the parameter when it is set; any other condition makes a
#   statement count as nothing. Accounts that are suspended or being closed are left out. The management account is
#   never protected, whatever is attached: that risk remains, and so do roles that are linked to services. The
#   management account and delegated administrators can be asked; from other accounts the answer is an error.
# related_resources:
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
# custom:
#   severity: high
#   subject: account
#   parameters:
#     break_glass_principals:
#       type: strings
#       default: []
#       description: ARNs of roles and users to except, as the policies write them; none means any that is named.
#     exempt_accounts: {type: strings, default: [], description: Accounts that need no protection.}
#   absent_is_compliant:
#     configuration.s3BucketName: without a bucket there is none to guard, which is a matter of other controls
#     configuration.S3BucketName: without a bucket there is none to guard, which is a matter of other controls
#   remediation:
#     cli: aws organizations attach-policy --policy-id POLICY_ID --target-id ROOT_ID
#     terraform: |
#       data "aws_iam_policy_document" "audit_plane" {
#         statement {
#           sid    = "AuditPlane"
#           effect = "Deny"
#
#           actions = [
#             "cloudtrail:DeleteEventDataStore",
#             "cloudtrail:DeleteTrail",
#             "cloudtrail:PutEventSelectors",
#             "cloudtrail:StopLogging",
#             "cloudtrail:UpdateTrail",
#             "config:DeleteConfigurationRecorder",
#             "config:DeleteDeliveryChannel",
#             "config:StopConfigurationRecorder",
#           ]
#
#           resources = ["*"]
#
#           condition {
#             test     = "ArnNotLike"
#             variable = "aws:PrincipalArn"
#             values   = ["arn:aws:iam::*:role/BREAK_GLASS_ROLE"]
#           }
#         }
#
#         statement {
#           sid       = "LogBuckets"
#           effect    = "Deny"
#           actions   = ["s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"]
#           resources = ["arn:aws:s3:::AUDIT_BUCKET"]
#
#           condition {
#             test     = "ArnNotLike"
#             variable = "aws:PrincipalArn"
#             values   = ["arn:aws:iam::*:role/BREAK_GLASS_ROLE"]
#           }
#         }
#       }
#
#       resource "aws_organizations_policy" "audit_plane" {
#         name    = "audit-plane"
#         type    = "SERVICE_CONTROL_POLICY"
#         content = data.aws_iam_policy_document.audit_plane.json
#       }
#
#       resource "aws_organizations_policy_attachment" "audit_plane" {
#         policy_id = aws_organizations_policy.audit_plane.id
#         target_id = "ROOT_ID"
#       }
#     console: >-
#       AWS Organizations in the management account > Policies > Service control policies > Create policy; then the
#       policy > Targets > Attach > Root
package assize.audit_plane.protected_by_scp

import rego.v1

import data.assize.lib.organizations
import data.assize.lib.policy_document

not_applicable contains {"reason": organizations.alone}

not_applicable contains {"reason": reason} if {
	not organizations.alone
	count(accounts) == 0
	reason := sprintf(
		"organization %s has no account that a service control policy could protect",
		[organizations.called],
	)
}

deny contains {"message": message} if {
	count(accounts) > 0
	not is_enabled
	message := sprintf("service control policies are not enabled in organization %s", [organizations.called])
}

deny contains {"message": message} if {
	is_enabled
	some open in {entry.open | some entry in exposed}
	named := sort([entry.account | some entry in exposed; entry.open == open])
	message := sprintf(
		"no service control policy denies %s to everybody in %s",
		[concat(", ", sort(open)), described(named)],
	)
}

described(named) := sprintf("account %s", [concat(", ", named)]) if count(named) <= 10

described(named) := sprintf(
	"%d accounts: %s and others",
	[count(named), concat(", ", array.slice(named, 0, 10))],
) if {
	count(named) > 10
}

is_enabled if {
	some organization in input.account.resources["AWS::Organizations::Organization"]
	some root in organization.supplementaryConfiguration.Roots
	some kind in root.PolicyTypes
	object.get(kind, "Type", "") == "SERVICE_CONTROL_POLICY"
	object.get(kind, "Status", "") == "ENABLED"
}

# The accounts that must be protected, with all that policies are attached to above them.
accounts contains {"id": settings.AccountId, "path": settings.Path} if {
	some account in input.account.resources["AWS::Organizations::Account"]
	settings := account.configuration
	not settings.AccountId in organizations.managers
	not settings.AccountId in input.parameters.exempt_accounts
	not object.get(settings, "State", "ACTIVE") in {"CLOSED", "PENDING_CLOSURE", "SUSPENDED"}
}

# What is not denied to an account. There may be thousands of them, and a few hundred places for them.
exposed contains {"account": account.id, "open": open} if {
	some account in accounts
	open := missing[account.path] - object.get(attached, account.id, set())
	count(open) > 0
}

# What is not denied to the accounts of a root or an organizational unit by its policies and by those above it.
missing := {path: open |
	some path in {account.path | some account in accounts}
	denied := {name | some id in split(path, "/"); some name in object.get(attached, id, set())}
	open := names_of_all - denied
}

# What is denied by the policies that are attached to a root, an organizational unit or an account.
attached := {id: denied |
	some id in {target | some guard in guards; some target in guard.targets}
	denied := {name | some guard in guards; id in guard.targets; some name in guard.denied}
}

# What a statement denies, and what its policy is attached to.
guards contains {"denied": denied, "targets": targets} if {
	some policy in input.account.resources["AWS::Organizations::Policy"]
	targets := {id |
		some target in policy.supplementaryConfiguration.Targets
		id := object.get(target, "TargetId", "")
		id != ""
	}
	some statement in policy_document.statements(policy.supplementaryConfiguration.Content)
	every condition in policy_document.conditions_of(statement) {
		excepts_few(condition)
	}
	denied := denied_by(statement)
	count(denied) > 0
}

denied_by(statement) := names if {
	stated := policy_document.surely_denied(statement, actions)
	names := {what.name |
		some what in guarded
		what.action in stated
		policy_document.covers_resource(policy_document.stated_resources(statement), what.resource)
	}
}

actions contains what.action if some what in guarded

excepts_few(condition) if policy_document.excuses_services(condition)

excepts_few(condition) if {
	condition.operator in policy_document.excluding
	condition.key == "aws:principalarn"
	every principal in condition.values {
		may_be_excepted(principal)
	}
}

excepts_few(condition) if {
	condition.operator in policy_document.excluding
	condition.key == "aws:principalaccount"
	every account in condition.values {
		account in input.parameters.exempt_accounts
	}
}

# A role or user by its name, in one account or in each.
may_be_excepted(principal) if {
	count(input.parameters.break_glass_principals) == 0
	regex.match(`^arn:[a-z-]+:iam::(\*|[0-9]{12}):(role|user)/[^*?$]+$`, principal)
}

may_be_excepted(principal) if {
	some named in input.parameters.break_glass_principals
	lower(named) == principal
}

# What must be denied, by a name for messages, and on which resources.
guarded := services | buckets

names_of_all := {what.name | some what in guarded}

services contains {"name": action, "action": action, "resource": resource} if {
	some action, pattern in on_all
	resource := replace(pattern, "PARTITION", input.account.partition)
}

on_all := {
	"cloudtrail:DeleteEventDataStore": "arn:PARTITION:cloudtrail:*:*:eventdatastore/*",
	"cloudtrail:DeleteTrail": "arn:PARTITION:cloudtrail:*:*:trail/*",
	"cloudtrail:PutEventSelectors": "arn:PARTITION:cloudtrail:*:*:trail/*",
	"cloudtrail:StopLogging": "arn:PARTITION:cloudtrail:*:*:trail/*",
	"cloudtrail:UpdateTrail": "arn:PARTITION:cloudtrail:*:*:trail/*",
	"config:DeleteConfigurationRecorder": "arn:PARTITION:config:*:*:configuration-recorder/*",
	# AWS knows no resource of it, so that only a statement about all of them holds.
	"config:DeleteDeliveryChannel": "*",
	"config:StopConfigurationRecorder": "arn:PARTITION:config:*:*:configuration-recorder/*",
}

buckets contains {"name": name, "action": action, "resource": resource} if {
	some action in {"s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"}
	some bucket in log_buckets
	name := sprintf("%s on %s", [action, bucket])
	resource := sprintf("arn:%s:s3:::%s", [input.account.partition, bucket])
}

log_buckets contains bucket if {
	some trail in input.account.resources["AWS::CloudTrail::Trail"]
	bucket := object.get(trail.configuration, "s3BucketName", "")
	bucket != ""
}

log_buckets contains bucket if {
	some channel in input.account.resources["AWS::Config::DeliveryChannel"]
	bucket := object.get(channel.configuration, "S3BucketName", "")
	bucket != ""
}
