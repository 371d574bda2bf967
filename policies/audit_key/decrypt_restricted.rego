# METADATA
# title: Only auditors can decrypt logs
# description: |
#   Who may read the bucket cannot read the logs as long as the key stays closed. The key's policy must allow
#   `kms:Decrypt` to none but auditors: those that the parameter names, or, where it names nobody, roles and users of
#   the key's own account. A statement for a whole account, which is also the default of every key, leaves the choice
#   to that account's IAM policies, where any policy for all keys opens this one; it fails unless the parameter
#   accepts it for the key's own account. Judged is whom a statement reaches: with a condition on `aws:PrincipalArn`
#   those that it holds, with one on the caller's account that whole account. A statement that denies `kms:Decrypt`
#   to everybody but auditors makes up for the others. Services of AWS are not judged here. Grants and IAM policies
#   are not read.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail-decrypt.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::KMS::Key]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["KMS.1", "KMS.2"]
#     nist-800-53-r5: ["AC-2", "AC-2(1)", "AC-3", "AC-3(7)", "AC-3(15)", "AC-5", "AC-6", "AC-6(3)"]
#   aliases: [
#     "steampipe:kms_key_decryption_restricted_in_iam_customer_managed_policy",
#     "steampipe:kms_key_decryption_restricted_in_iam_inline_policy", "securityhub:KMS.1", "securityhub:KMS.2",
#     "aws-config-managed-rule:IAM_CUSTOMER_POLICY_BLOCKED_KMS_ACTIONS",
#     "aws-config-managed-rule:IAM_INLINE_POLICY_BLOCKED_KMS_ACTIONS"]
#   absent_is_compliant:
#     supplementaryConfiguration.KeyPolicy.Statement: a policy without a statement lets nobody decrypt
#     supplementaryConfiguration.KeyPolicy.Statement.*.Condition.ArnNotEquals.aws:PrincipalArn: >-
#       a denial without it excepts nobody
#     supplementaryConfiguration.KeyPolicy.Statement.*.Condition.Bool.aws:PrincipalIsAWSService: >-
#       a denial without it does not except services
#     supplementaryConfiguration.KeyPolicy.Statement.*.Principal: >-
#       a statement without it is taken for one about everybody whom its conditions let in
#     supplementaryConfiguration.KeyPolicy.Statement.*.Principal.AWS: >-
#       a statement without it names no account, role or user
#   parameters:
#     auditors: {type: strings, default: [], description: ARNs of principals that may decrypt; none means named ones.}
#     allow_delegation_to_iam: {type: boolean, default: false, description: Accept that IAM policies decide.}
#   remediation:
#     cli: >-
#       aws kms put-key-policy --key-id {arn} --policy-name default --policy file://auditors-only.json --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "Administration"
#           resources = ["*"]
#           actions = [
#             "kms:CancelKeyDeletion",
#             "kms:Describe*",
#             "kms:Disable*",
#             "kms:Enable*",
#             "kms:Get*",
#             "kms:List*",
#             "kms:Put*",
#             "kms:ScheduleKeyDeletion",
#             "kms:Update*",
#           ]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["KEY_ADMINISTRATOR_ARN"]
#           }
#         }
#
#         statement {
#           sid       = "DecryptForAuditors"
#           actions   = ["kms:Decrypt"]
#           resources = ["*"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["AUDITOR_ROLE_ARN"]
#           }
#         }
#       }
#
#       # A key has one policy: add the statements of the services that encrypt with it to the document.
#       resource "aws_kms_key_policy" "{label}" {
#         region = "{region}"
#         key_id = "{arn}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: KMS in {region} > Customer managed keys > {name} > Key policy > Edit > kms:Decrypt for auditors only
package assize.audit_key.decrypt_restricted

import rego.v1

import data.assize.lib.policy_document

deny contains {"message": message, "path": "supplementaryConfiguration.KeyPolicy"} if {
	not closed
	some statement in statements
	policy_document.allows(statement, "kms:Decrypt")
	some who in reached(statement)
	not is_auditor(who)
	message := sprintf("the policy of key %s lets %s decrypt", [input.resource.resourceId, described(who)])
}

# Every key has a policy; where it is missing nobody looked.
deny contains {"message": message, "path": "supplementaryConfiguration.KeyPolicy"} if {
	not input.resource.supplementaryConfiguration.KeyPolicy
	message := sprintf("the policy of key %s is not known", [input.resource.resourceId])
}

# Decryption is denied to everybody but auditors.
closed if {
	some statement in statements
	policy_document.denies(statement, "kms:Decrypt")
	policy_document.covers_resource(policy_document.stated_resources(statement), object.get(input.resource, "arn", ""))
	policy_document.is_everyone(object.get(statement, "Principal", ""))
	every condition in policy_document.conditions_of(statement) {
		excepts_auditors(condition)
	}
}

excepts_auditors(condition) if policy_document.excuses_services(condition)

excepts_auditors(condition) if {
	condition.operator in policy_document.excluding
	condition.key == "aws:principalarn"
	every value in condition.values {
		is_auditor(value)
	}
}

# Whom a statement reaches: its principals, or those of them that its conditions let in.
reached(statement) := selected(statement, {"aws:principalarn"}) if count(selected(statement, {"aws:principalarn"})) > 0

reached(statement) := selected(statement, by_account) if {
	policy_document.admits_everyone(statement)
	count(selected(statement, {"aws:principalarn"})) == 0
	count(selected(statement, by_account)) > 0
}

reached(statement) := {"*"} if {
	policy_document.admits_everyone(statement)
	count(selected(statement, by_account | {"aws:principalarn"})) == 0
}

reached(statement) := policy_document.named_principals(statement) if {
	not policy_document.admits_everyone(statement)
	count(selected(statement, {"aws:principalarn"})) == 0
}

by_account := {"aws:principalaccount", "kms:calleraccount"}

selected(statement, keys) := {value |
	some condition in policy_document.conditions_of(statement)
	condition.operator in policy_document.selecting
	condition.key in keys
	some value in condition.values
}

is_auditor(principal) if {
	some auditor in input.parameters.auditors
	lower(auditor) == lower(principal)
}

is_auditor(principal) if {
	count(input.parameters.auditors) == 0
	is_of_the_account(principal)
	not policy_document.is_whole_account(principal)
	regex.match("^[^*?$]+$", principal)
}

is_auditor(principal) if {
	input.parameters.allow_delegation_to_iam
	is_of_the_account(principal)
	policy_document.is_whole_account(principal)
}

is_of_the_account(principal) if policy_document.account_of(principal) == account

# The account that owns the key, as its ARN has it; another account may only have seen it.
account := policy_document.account_of(object.get(input.resource.configuration, "arn", ""))

described(who) := "everyone" if who == "*"

described(who) := sprintf("whomever IAM policies of %s let", [who]) if policy_document.is_whole_account(who)

described(who) := who if {
	who != "*"
	not policy_document.is_whole_account(who)
}

statements contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.KeyPolicy)
}
