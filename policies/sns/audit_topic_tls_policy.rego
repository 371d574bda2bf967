# METADATA
# title: Policies of topics that the audit plane notifies refuse plain HTTP
# description: |
#   A statement must deny `sns:Publish` to everybody when `aws:SecureTransport` is false, with no condition beside it.
#   SNS takes requests over plain HTTP; services of AWS send none. Judged are the topics that trails, delivery channels,
#   alarms and audit rules of EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   aliases: ["cloudsploit:snsTopicNoHttpPolicy", "cnspec:mondoo-aws-security-sns-topic-policy-secure-transport"]
#   remediation:
#     cli: >-
#       aws sns set-topic-attributes --topic-arn {arn} --attribute-name Policy --attribute-value file://deny-http.json
#       --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "DenyPlainHttp"
#           effect    = "Deny"
#           actions   = ["sns:Publish"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#
#           condition {
#             test     = "Bool"
#             variable = "aws:SecureTransport"
#             values   = ["false"]
#           }
#         }
#       }
#
#       # A topic has one policy: add the topic's other statements to the document.
#       resource "aws_sns_topic_policy" "{label}" {
#         region = "{region}"
#         arn    = "{arn}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       SNS in {region} > Topics > {name} > Edit > Access policy > a Deny of sns:Publish where aws:SecureTransport is
#       false
package assize.sns.audit_topic_tls_policy

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.policy_document
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

deny contains {"message": message, "path": "configuration.Policy"} if {
	not audit_topics.unjudged
	not refused
	message := sprintf("the policy of topic %s does not refuse plain HTTP", [sns.name(input.resource.arn)])
}

refused if {
	some statement in sns.statements
	policy_document.denies(statement, "sns:Publish")
	policy_document.is_everyone(object.get(statement, "Principal", ""))
	policy_document.covers_resource(policy_document.stated_resources(statement), input.resource.arn)
	conditions := policy_document.conditions_of(statement)
	count(conditions) < 2
	every condition in conditions {
		policy_document.is_plain_http(condition)
	}
}
