# METADATA
# title: Destinations of CloudWatch Logs are not open to strangers
# description: |
#   Whoever may send log events to a destination can flood what collects the logs, or plant false ones. Each `Allow`
#   statement of the destination's policy must reach none but its own account and what the parameters name; conditions
#   count when they let nothing else in. Delivery destinations, which are another thing, are not read.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Logs::Destination]
#   aliases: ["cnspec:mondoo-aws-security-cloudwatch-log-destination-restrict-access"]
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Accounts to admit.}
#     trusted_organizations: {type: strings, default: [], description: Organizations to admit.}
#     trusted_networks: {type: strings, default: [], description: VPCs and endpoints to admit anybody from.}
#   absent_is_compliant:
#     configuration.accessPolicy: without a policy only the account itself may send
#     configuration.accessPolicy.Statement: a policy without a statement lets nobody else in
#     configuration.accessPolicy.Statement.*.Principal.AWS: a statement without it names no account, role or user
#   remediation:
#     cli: >-
#       aws logs put-destination-policy --destination-name {name} --access-policy file://trusted.json --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "TrustedAccounts"
#           actions   = ["logs:PutSubscriptionFilter"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["TRUSTED_ACCOUNT_ID"]
#           }
#         }
#       }
#
#       resource "aws_cloudwatch_log_destination_policy" "{label}" {
#         region           = "{region}"
#         destination_name = "{name}"
#         access_policy    = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       none: the CLI, the API and Terraform set the policy of a destination
package assize.log_destinations.restricted

import rego.v1

import data.assize.lib.policy_document

deny contains {"message": message, "path": "configuration.accessPolicy"} if {
	some statement in statements
	some who in policy_document.strangers(statement, statements, trusted)
	message := sprintf(
		"the policy of destination %s in %s allows %s to %s",
		[
			input.resource.resourceId,
			input.resource.awsRegion,
			policy_document.allowed_in_words(statement),
			who,
		],
	)
}

statements contains statement if {
	some statement in policy_document.statements(object.get(input.resource.configuration, "accessPolicy", {}))
}

trusted contains input.resource.accountId

trusted contains lower(account) if some account in input.parameters.trusted_accounts

trusted contains lower(organization) if some organization in input.parameters.trusted_organizations

trusted contains lower(network) if some network in input.parameters.trusted_networks
