# METADATA
# title: No resource policy opens the log group of a trail to strangers
# description: |
#   Who may write to a trail's log group can hide events among false ones. The resource policies of CloudWatch Logs in
#   the log group's region are judged: each `Allow` statement whose resources cover the log group or a stream in it,
#   wildcards and `NotResource` included, must reach none but the account itself and what the parameters name.
#   Conditions count when they let nothing else in, and so do statements that deny the same to everybody else. Services
#   of AWS that are named are not judged. AWS says that it heeds such policies for services only; a statement for others
#   is told all the same. Policies that are attached to a single log group are not read. Judged are the log groups to
#   which trails deliver; another account's log group is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::Logs::LogGroup]
#   used_by: [AWS::CloudTrail::Trail]
#   frameworks:
#     c5: [
#       "AM-01.01AC", "COS-02.01B", "IAM-10.01B", "OPS-11.02AC", "OPS-26.01AS", "OPS-26.05B", "PS-03.02B", "PSS-04.01B"]
#     ccc: ["CCC.AuditLog.CN09.AR01", "CCC.Core.CN09.AR01", "CCC.Logging.CN04.AR01", "CCC.Monitor.CN04.AR01"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     kisa-isms-p-2023: ["2.6.1", "2.10.1", "2.10.2"]
#     nis2: ["3.2.3.c"]
#     nist-csf-2.0: ["ds_5"]
#     secnumcloud-3.2: ["12.7"]
#     soc-2: ["PI1.4"]
#   aliases: ["prowler:cloudwatch_log_group_not_publicly_accessible"]
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Accounts to admit.}
#     trusted_organizations: {type: strings, default: [], description: Organizations to admit.}
#     trusted_networks: {type: strings, default: [], description: VPCs and endpoints to admit anybody from.}
#   absent_is_compliant:
#     AWS::Logs::ResourcePolicy: without a policy nobody else is let in
#     configuration.policyDocument: a policy without a document lets nobody in
#     configuration.policyDocument.Statement: a policy without a statement lets nobody in
#     configuration.policyDocument.Statement.*.Principal.AWS: a statement without it names no account, role or user
#     configuration.policyDocument.Statement.*.Resource: a resource without a name covers nothing
#   remediation:
#     cli: aws logs delete-resource-policy --policy-name POLICY_NAME --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
#           resources = ["{arn}:*"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["SERVICE.amazonaws.com"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceAccount"
#             values   = ["{account}"]
#           }
#         }
#       }
#
#       # Takes the place of the policy of that name; where no service needs one, remove it instead.
#       resource "aws_cloudwatch_log_resource_policy" "{label}" {
#         region          = "{region}"
#         policy_name     = "POLICY_NAME"
#         policy_document = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       none: the CLI, the API and Terraform change resource policies of CloudWatch Logs
package assize.audit_log_group.not_public

import rego.v1

import data.assize.lib.ownership
import data.assize.lib.policy_document

elsewhere := ownership.foreign("log group", input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

deny contains {"message": message} if {
	not elsewhere
	some entry in entries
	reaches_group(policy_document.allowed_resources(entry.statement))
	some who in policy_document.strangers(entry.statement, statements, trusted)
	message := sprintf(
		"the resource policy %s allows %s on log group %s to %s",
		[entry.policy, policy_document.allowed_in_words(entry.statement), input.resource.resourceId, who],
	)
}

# The statements that hold in the log group's region, with the policies that they are from.
entries contains {"policy": name, "statement": statement} if {
	some policy in input.account.resources["AWS::Logs::ResourcePolicy"]
	policy.awsRegion == input.resource.awsRegion
	name := object.get(policy.configuration, "policyName", "without a name")
	some statement in policy_document.statements(object.get(policy.configuration, "policyDocument", {}))
}

statements contains entry.statement if some entry in entries

# A pattern may name the log group, all that is in it, or a stream.
reaches_group(patterns) if {
	some pattern in patterns
	group := regex.replace(pattern, `:(log-stream:.*|\*)$`, "")
	policy_document.covers_resource([pattern, group], input.resource.arn)
}

trusted contains input.resource.accountId

trusted contains lower(account) if some account in input.parameters.trusted_accounts

trusted contains lower(organization) if some organization in input.parameters.trusted_organizations

trusted contains lower(network) if some network in input.parameters.trusted_networks
