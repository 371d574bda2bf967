# METADATA
# title: CloudWatch cross-account sharing is intended
# description: |
#   The role `CloudWatch-CrossAccountSharingRole` lets the accounts that it trusts see metrics, dashboards and log
#   insights of this one. Each statement of its trust policy is judged by whom it reaches: every principal that it
#   names, and everybody for a wildcard or `NotPrincipal`. Reached must be none but the account itself and what the
#   parameters name; conditions count when they let nothing else in. What the role permits is not judged. Neither are
#   sinks and links of CloudWatch Observability Access Manager, the newer way to share, which are not read.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Cross-Account-Cross-Region.html
# custom:
#   severity: medium
#   subject: account
#   frameworks:
#     soc-2: ["PI1.4"]
#     c5: ["OIS-04.01AC", "PSS-04.01B"]
#     ens-rd2022: ["op.acc.4.aws.iam.1"]
#     kisa-isms-p-2023: ["2.6.2", "2.10.1", "2.10.2"]
#   aliases: ["prowler:cloudwatch_cross_account_sharing_disabled", "steampipe:cloudwatch_cross_account_sharing"]
#   absent_is_compliant:
#     configuration.assumeRolePolicyDocument.Statement: a trust policy without a statement trusts nobody
#     configuration.assumeRolePolicyDocument.Statement.*.Action: a statement of no action allows none
#     configuration.assumeRolePolicyDocument.Statement.*.Principal.AWS: >-
#       a statement without it names no account, role or user
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Monitoring accounts that may see this one.}
#     trusted_organizations: {type: strings, default: [], description: Organizations whose accounts may.}
#   remediation:
#     cli: >-
#       aws iam update-assume-role-policy --role-name CloudWatch-CrossAccountSharingRole --policy-document
#       file://trusted.json
#     terraform: |
#       data "aws_iam_policy_document" "cross_account_sharing" {
#         statement {
#           actions = ["sts:AssumeRole"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::MONITORING_ACCOUNT_ID:root"]
#           }
#         }
#       }
#
#       resource "aws_iam_role" "cross_account_sharing" {
#         name               = "CloudWatch-CrossAccountSharingRole"
#         assume_role_policy = data.aws_iam_policy_document.cross_account_sharing.json
#       }
#     console: IAM > Roles > CloudWatch-CrossAccountSharingRole > Trust relationships > Edit trust policy
package assize.cloudwatch.cross_account_sharing

import rego.v1

import data.assize.lib.policy_document

# The role, whatever its path: a name is there once.
roles contains arn if {
	some arn, _ in input.account.resources["AWS::IAM::Role"]
	endswith(arn, "/CloudWatch-CrossAccountSharingRole")
}

not_applicable contains {"reason": "the account has no CloudWatch-CrossAccountSharingRole"} if count(roles) == 0

deny contains {"message": message} if {
	some arn in roles
	not input.account.resources["AWS::IAM::Role"][arn].configuration.assumeRolePolicyDocument
	message := sprintf("role %s shows no trust policy", [arn])
}

deny contains {"message": message} if {
	some arn in roles
	trust := input.account.resources["AWS::IAM::Role"][arn].configuration.assumeRolePolicyDocument
	some statement in policy_document.statements(trust)
	some who in reached(statement)
	message := sprintf("role %s shares CloudWatch with %s", [arn, who])
}

# Whom a statement reaches that nobody trusts.
reached(statement) := {who | some who in admitted(statement)} if {
	policy_document.allows(statement, "sts:AssumeRole")
	not policy_document.is_confined(statement, trusted)
}

admitted(statement) := {"everyone"} if policy_document.admits_everyone(statement)

admitted(statement) := {principal |
	some principal in policy_document.named_principals(statement)
	not lower(policy_document.account_of(principal)) in trusted
} if {
	not policy_document.admits_everyone(statement)
}

trusted contains input.account.id

trusted contains account if some account in input.parameters.trusted_accounts

trusted contains lower(organization) if some organization in input.parameters.trusted_organizations
