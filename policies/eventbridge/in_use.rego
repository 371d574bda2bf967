# METADATA
# title: EventBridge rules are in use
# description: |
#   A region in which no rule of EventBridge is enabled reacts to nothing by itself. Any enabled rule counts, whatever it
#   looks at and whoever made it; whether the audit plane is watched is the matter of `eventbridge-audit-rule-present`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
# custom:
#   severity: low
#   subject: region
#   aliases: ["cloudsploit:eventsInUse"]
#   remediation:
#     cli: >-
#       aws events put-rule --name audit-tampering --event-pattern file://audit-pattern.json --state ENABLED --region
#       {region} && aws events put-targets --rule audit-tampering --targets Id=alerts,Arn=TOPIC_ARN --region {region}
#     terraform: |
#       resource "aws_cloudwatch_event_rule" "audit_tampering" {
#         region = "{region}"
#         name   = "audit-tampering"
#         state  = "ENABLED"
#
#         event_pattern = jsonencode({
#           source        = ["aws.cloudtrail"]
#           "detail-type" = ["AWS API Call via CloudTrail"]
#           detail = {
#             eventName = ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"]
#           }
#         })
#       }
#
#       resource "aws_cloudwatch_event_target" "audit_tampering" {
#         region    = "{region}"
#         rule      = aws_cloudwatch_event_rule.audit_tampering.name
#         target_id = "alerts"
#         arn       = "TOPIC_ARN"
#       }
#     console: EventBridge in {region} > Rules > Create rule; or a rule that is there > Enable
package assize.eventbridge.in_use

import rego.v1

import data.assize.lib.event_rules

deny contains {"message": sprintf("%s has no rule", [input.region.name])} if count(rules) == 0

deny contains {"message": message} if {
	count(rules) > 0
	count(enabled) == 0
	message := sprintf("none of the rules in %s is enabled: %s", [input.region.name, concat(", ", sort(rules))])
}

rules contains event_rules.called(rule.configuration) if {
	some rule in input.region.resources["AWS::Events::Rule"]
}

enabled contains event_rules.called(rule.configuration) if {
	some rule in input.region.resources["AWS::Events::Rule"]
	event_rules.is_enabled(rule.configuration)
}
