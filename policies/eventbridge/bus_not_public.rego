# METADATA
# title: Event buses are not open to everyone
# description: |
#   Whoever may put events on a bus can feign events of the account's own applications, and set off what waits for them.
#   A statement that allows something to a wildcard principal or with `NotPrincipal` needs a condition that tells callers
#   apart, by account, ARN, organization, VPC or endpoint, or addresses that are not half the internet, with an operator
#   that requires the key to be there. Conditions on the events (`events:source`, `events:detail-type`) do not: they say
#   what is sent, not who sends it. Statements that deny the same to everybody else count.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::Events::EventBus]
#   frameworks:
#     cis-aws-foundations-7.0: ["2.21"]
#     kisa-isms-p-2023: ["2.6.2", "2.10.2"]
#     nist-csf-2.0: ["ac_4", "dp_4", "ra_5"]
#   aliases: [
#     "prowler:eventbridge_bus_exposed", "cloudsploit:eventBusPublicAccess",
#     "cnspec:mondoo-aws-security-eventbridge-bus-policy-no-public-access"]
#   absent_is_compliant:
#     configuration.Policy: a bus without a policy is open to its own account alone
#     configuration.Policy.Statement: a policy without a statement admits nobody
#     configuration.Policy.Statement.*.Principal.AWS: a statement without it names no account, role or user
#   remediation:
#     cli: aws events remove-permission --event-bus-name {name} --statement-id OPEN_STATEMENT --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "OwnAccount"
#           actions   = ["events:PutEvents"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::{account}:root"]
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
#       EventBridge in {region} > Event buses > {name} > Permissions > Manage permissions > no principal `*` without a
#       condition
package assize.eventbridge.bus_not_public

import rego.v1

import data.assize.lib.policy_document

deny contains {"message": message, "path": "configuration.Policy"} if {
	some statement in statements
	policy_document.is_public(statement, statements)
	message := sprintf(
		"the policy of bus %s allows %s to everyone",
		[
			object.get(input.resource.configuration, "Name", "without a name"),
			policy_document.allowed_in_words(statement),
		],
	)
}

statements contains statement if {
	some statement in policy_document.statements(input.resource.configuration.Policy)
}
