# METADATA
# title: EventBridge audit rules have working targets
# description: |
#   A rule that matches and cannot deliver alerts nobody, and nothing shows it. An audit rule is an enabled rule of the
#   account's own on the default bus whose pattern matches events of an alarm of the CIS AWS Foundations Benchmark. It
#   needs a target that may be invoked. A topic must be there, its policy must let EventBridge publish for the rule under
#   conditions that it can meet, and it must not be encrypted with the key that AWS manages for SNS, which admits no
#   other service. A log group needs a resource policy of CloudWatch Logs that lets EventBridge write. Of other targets
#   (queues, functions, streams, other buses), and of those that are invoked with a role, nothing is read, and they are
#   taken to work. Key policies are the matter of `sns-audit-topic-publishers-admitted`; statements that deny are not
#   judged. By parameter each target needs a dead-letter queue.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
# custom:
#   severity: medium
#   subject: region
#   used_by: [AWS::Events::Rule]
#   absent_is_compliant:
#     configuration.KmsMasterKeyId: a topic that is not encrypted needs no key
#     configuration.Policy.Statement.*.Condition.ArnEquals.aws:SourceArn: without it a statement is for any rule
#     configuration.Policy.Statement.*.Condition.StringEquals.aws:SourceAccount: without it a statement is for any rule
#   parameters:
#     dead_letter_queue: {type: boolean, default: false, description: Whether each target needs a dead-letter queue.}
#   remediation:
#     cli: aws events put-targets --rule RULE --targets Id=alerts,Arn=TOPIC_ARN --region {region}
#     terraform: |
#       resource "aws_cloudwatch_event_target" "alerts" {
#         region    = "{region}"
#         rule      = "RULE"
#         target_id = "alerts"
#         arn       = "TOPIC_ARN"
#       }
#
#       data "aws_iam_policy_document" "alerts" {
#         statement {
#           sid       = "PublishForRule"
#           actions   = ["sns:Publish"]
#           resources = ["TOPIC_ARN"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["events.amazonaws.com"]
#           }
#
#           condition {
#             test     = "ArnEquals"
#             variable = "aws:SourceArn"
#             values   = ["arn:aws:events:{region}:{account}:rule/RULE"]
#           }
#         }
#       }
#
#       # A topic has one policy: add the topic's other statements to the document.
#       resource "aws_sns_topic_policy" "alerts" {
#         region = "{region}"
#         arn    = "TOPIC_ARN"
#         policy = data.aws_iam_policy_document.alerts.json
#       }
#     console: >-
#       EventBridge in {region} > Rules > the rule > Targets > Edit; then SNS in {region} > Topics > the topic > Edit >
#       Access policy
package assize.eventbridge.audit_rule_deliverable

import rego.v1

import data.assize.lib.event_rules
import data.assize.lib.policy_document

not_applicable contains {"reason": sprintf("%s has no audit rule", [input.region.name])} if count(audit_rules) == 0

deny contains {"message": sprintf("rule %s has no target", [named(key)])} if {
	some key in audit_rules
	count(targets(key)) == 0
}

deny contains {"message": message} if {
	some key in audit_rules
	count(targets(key)) > 0
	faulty := {fault.target | some fault in faults; fault.rule == key}
	count(faulty) == count(targets(key))
	told := {fault.told | some fault in faults; fault.rule == key}
	message := sprintf("rule %s has no target that works: %s", [named(key), concat("; ", sort(told))])
}

deny contains {"message": message} if {
	input.parameters.dead_letter_queue
	some key in audit_rules
	without := {target.Arn | some target in targets(key); object.get(target, "DeadLetterArn", "") == ""}
	count(without) > 0
	message := sprintf("rule %s has no dead-letter queue for %s", [named(key), concat(", ", sort(without))])
}

audit_rules contains key if {
	some key, rule in input.region.resources["AWS::Events::Rule"]
	event_rules.is_about_audit(rule.configuration, rule.supplementaryConfiguration.EventPatternMeaning)
}

named(key) := event_rules.called(input.region.resources["AWS::Events::Rule"][key].configuration)

rule_arn(key) := object.get(input.region.resources["AWS::Events::Rule"][key].configuration, "Arn", "")

targets(key) := input.region.resources["AWS::Events::Rule"][key].supplementaryConfiguration.Targets

# Why a target cannot be invoked for its rule; targets are counted.
faults contains {"rule": key, "target": index, "told": "a target names nothing"} if {
	some key in audit_rules
	some index, target in targets(key)
	object.get(target, "Arn", "") == ""
}

faults contains {"rule": topic.rule, "target": topic.target, "told": told} if {
	some topic in topics
	not input.region.resources["AWS::SNS::Topic"][topic.arn].configurationItemStatus
	told := sprintf("topic %s is not known", [topic.arn])
}

faults contains {"rule": topic.rule, "target": topic.target, "told": told} if {
	some topic in topics
	is_gone(topic.arn)
	told := sprintf("topic %s does not exist", [topic.arn])
}

faults contains {"rule": topic.rule, "target": topic.target, "told": told} if {
	some topic in topics
	is_there(topic.arn)
	not has_role(topic.rule, topic.target)
	not may_publish(topic.arn, topic.rule)
	told := sprintf("the policy of topic %s does not let EventBridge publish", [topic.arn])
}

faults contains {"rule": topic.rule, "target": topic.target, "told": told} if {
	some topic in topics
	is_there(topic.arn)
	endswith(input.region.resources["AWS::SNS::Topic"][topic.arn].configuration.KmsMasterKeyId, "alias/aws/sns")
	told := sprintf("topic %s is encrypted with the key that AWS manages for SNS", [topic.arn])
}

faults contains {"rule": key, "target": index, "told": told} if {
	some key in audit_rules
	some index, target in targets(key)
	is_of("logs", target.Arn)
	not has_role(key, index)
	not may_write(target.Arn, key)
	told := sprintf("no resource policy lets EventBridge write to %s", [target.Arn])
}

# The topics that rules name.
topics contains {"rule": key, "target": index, "arn": target.Arn} if {
	some key in audit_rules
	some index, target in targets(key)
	is_of("sns", target.Arn)
}

is_of(service, arn) if {
	parts := split(arn, ":")
	parts[2] == service
}

is_there(topic) if {
	input.region.resources["AWS::SNS::Topic"][topic].configurationItemStatus
	not is_gone(topic)
}

is_gone(topic) if {
	startswith(input.region.resources["AWS::SNS::Topic"][topic].configurationItemStatus, "ResourceDeleted")
}

has_role(key, index) if object.get(targets(key)[index], "RoleArn", "") != ""

may_publish(topic, key) if {
	document := input.region.resources["AWS::SNS::Topic"][topic].configuration.Policy
	some statement in policy_document.statements(document)
	policy_document.surely_allows(statement, "events.amazonaws.com", "sns:Publish", topic)
	policy_document.can_meet(statement, facts(rule_arn(key)))
}

may_write(group, key) if {
	some policy in input.region.resources["AWS::Logs::ResourcePolicy"]
	some statement in policy_document.statements(policy.configuration.policyDocument)
	some writer in {"events.amazonaws.com", "delivery.logs.amazonaws.com"}
	stream := concat("", [trim_suffix(group, ":*"), ":log-stream:events"])
	policy_document.surely_allows(statement, writer, "logs:PutLogEvents", stream)
	policy_document.can_meet(statement, facts(rule_arn(key)))
}

# What is known of a request of EventBridge's, by condition key, in lower case.
facts(rule) := {
	"aws:sourcearn": lower(rule),
	"aws:sourceaccount": policy_document.account_of(rule),
	"aws:sourceowner": "",
}
