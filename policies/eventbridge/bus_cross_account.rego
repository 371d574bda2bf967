# METADATA
# title: Event bus cross-account access is intended
# description: |
#   Another account that may put events on a bus decides what the rules there react to. Each `Allow` statement is judged
#   by whom it reaches: every principal that it names, and everybody for a wildcard or `NotPrincipal`. Reached must be
#   none but the bus's own account and what the parameters name; a central security bus is expected to admit its
#   organization. Conditions count when they let nothing else in, with an operator that requires the key to be there. So
#   do statements that deny the same to everybody else. Services of AWS are not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Events::EventBus]
#   frameworks:
#     c5: ["COS-04.01B", "IAM-10.01B", "OPS-13.03AC"]
#     ccc: ["CCC.Core.CN05.AR03"]
#     kisa-isms-p-2023: ["2.5.6", "2.6.2", "2.10.2"]
#     nist-csf-2.0: ["ac_4", "dp_4", "ra_5"]
#   aliases: [
#     "prowler:eventbridge_bus_cross_account_access", "cloudsploit:eventBusCrossAccountAccess"]
#   absent_is_compliant:
#     configuration.Policy: a bus without a policy is open to its own account alone
#     configuration.Policy.Statement: a policy without a statement admits nobody
#     configuration.Policy.Statement.*.Principal.AWS: a statement without it names no account, role or user
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Accounts to admit.}
#     trusted_organizations: {type: strings, default: [], description: Organizations to admit.}
#   remediation:
#     cli: aws events remove-permission --event-bus-name {name} --statement-id UNINTENDED_STATEMENT --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "TrustedAccounts"
#           actions   = ["events:PutEvents"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::TRUSTED_ACCOUNT_ID:root"]
#           }
#         }
#       }
#
#       # A bus has one policy: add the bus's other statements to the document.
#       resource "aws_cloudwatch_event_bus_policy" "{label}" {
#         region         = "{region}"
#         event_bus_name = "{name}"
#         policy         = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       EventBridge in {region} > Event buses > {name} > Permissions > Manage permissions > take out the accounts that
#       are not trusted
package assize.eventbridge.bus_cross_account

import rego.v1

import data.assize.lib.policy_document

deny contains {"message": message, "path": "configuration.Policy"} if {
	some statement in statements
	some who in policy_document.strangers(statement, statements, trusted)
	message := sprintf(
		"the policy of bus %s allows %s to %s",
		[
			object.get(input.resource.configuration, "Name", "without a name"),
			policy_document.allowed_in_words(statement),
			who,
		],
	)
}

statements contains statement if {
	some statement in policy_document.statements(input.resource.configuration.Policy)
}

trusted contains input.resource.accountId

trusted contains lower(account) if some account in input.parameters.trusted_accounts

trusted contains lower(organization) if some organization in input.parameters.trusted_organizations
