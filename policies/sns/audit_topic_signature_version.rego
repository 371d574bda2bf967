# METADATA
# title: Topics that the audit plane notifies sign with SHA-256
# description: |
#   Whoever gets a message over HTTP or as JSON by mail can tell by its signature that it is from SNS. Without a
#   setting, SNS signs with SHA-1. Judged are the topics that trails, delivery channels, alarms and audit rules of
#   EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   aliases: ["cnspec:mondoo-aws-security-sns-topic-signature-version"]
#   remediation:
#     cli: >-
#       aws sns set-topic-attributes --topic-arn {arn} --attribute-name SignatureVersion --attribute-value 2 --region
#       {region}
#     terraform: |
#       import {
#         to = aws_sns_topic.{label}
#         id = "{arn}"
#       }
#
#       # Put in the topic's other settings: Terraform takes away what is not here.
#       resource "aws_sns_topic" "{label}" {
#         region            = "{region}"
#         name              = "{name}"
#         signature_version = 2
#       }
#     console: >-
#       none: the CLI, the API and Terraform set the signature version of a topic
package assize.sns.audit_topic_signature_version

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

deny contains {"message": message, "path": "configuration.SignatureVersion"} if {
	not audit_topics.unjudged
	version := object.get(input.resource.configuration, "SignatureVersion", "1")
	version != "2"
	message := sprintf("topic %s signs with version %s, which is SHA-1", [sns.name(input.resource.arn), version])
}
