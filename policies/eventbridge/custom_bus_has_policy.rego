# METADATA
# title: Custom event buses have a resource policy
# description: |
#   Without a policy of its own, only identity policies say who in the account may put events on a bus or add rules to
#   it; a policy on the bus says it in one place, and can deny. What the policy says is the matter of
#   `eventbridge-bus-not-public` and `eventbridge-bus-cross-account`. The default bus is exempt, and so are the buses of
#   partners.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/eventbridge-controls.html#eventbridge-3
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::Events::EventBus]
#   frameworks:
#     aws-fsbp: ["EventBridge.3"]
#   aliases: ["steampipe:eventbridge_custom_bus_resource_based_policy_attached", "securityhub:EventBridge.3"]
#   remediation:
#     cli: aws events put-permission --event-bus-name {name} --policy file://bus-policy.json --region {region}
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
#       resource "aws_cloudwatch_event_bus_policy" "{label}" {
#         region         = "{region}"
#         event_bus_name = "{name}"
#         policy         = data.aws_iam_policy_document.{label}.json
#       }
#     console: EventBridge in {region} > Event buses > {name} > Permissions > Manage permissions
package assize.eventbridge.custom_bus_has_policy

import rego.v1

import data.assize.lib.policy_document

name := object.get(input.resource.configuration, "Name", "without a name")

is_custom if {
	name != "default"
	not startswith(name, "aws.partner/")
}

not_applicable contains {"reason": sprintf("%s is not a custom bus", [name])} if not is_custom

deny contains {"message": sprintf("bus %s has no policy", [name]), "path": "configuration.Policy"} if {
	is_custom
	not input.resource.configuration.Policy
}

deny contains {"message": message, "path": "configuration.Policy"} if {
	is_custom
	count(policy_document.statements(input.resource.configuration.Policy)) == 0
	message := sprintf("the policy of bus %s has no statement", [name])
}
