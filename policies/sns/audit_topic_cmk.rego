# METADATA
# title: Topics that the audit plane notifies use a customer managed key
# description: |
#   The policy of the key that AWS manages, `alias/aws/sns`, lets no service publish, and nobody can change it: an alarm
#   that notifies such a topic is lost. So this is about being told as much as about secrecy. The key must exist, be
#   enabled and be customer managed; an alias counts as the key that it stands for. A topic that AWS Config notifies may
#   be without a key, because AWS Config does not publish to encrypted topics. Judged are the topics that trails,
#   delivery channels, alarms and audit rules of EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
#   - ref: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   aliases: ["trivy:AWS-0136", "cloudsploit:topicCmkEncrypted", "cnspec:mondoo-aws-security-sns-topic-cmk-encryption"]
#   remediation:
#     cli: >-
#       aws sns set-topic-attributes --topic-arn {arn} --attribute-name KmsMasterKeyId --attribute-value KEY_ARN
#       --region {region}
#     terraform: |
#       import {
#         to = aws_sns_topic.{label}
#         id = "{arn}"
#       }
#
#       # The key's policy must let each service that publishes use kms:Decrypt and kms:GenerateDataKey*.
#       # Put in the topic's other settings: Terraform takes away what is not here.
#       resource "aws_sns_topic" "{label}" {
#         region            = "{region}"
#         name              = "{name}"
#         kms_master_key_id = "KEY_ARN"
#       }
#     console: SNS in {region} > Topics > {name} > Edit > Encryption > a customer managed key
package assize.sns.audit_topic_cmk

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.keys
import data.assize.lib.sns

excused := audit_topics.unjudged

excused := "AWS Config does not publish to encrypted topics" if {
	not audit_topics.unjudged
	named_key == ""
	sns.is_for_config(input.resource.relationships)
}

not_applicable contains {"reason": excused}

named_key := object.get(input.resource.configuration, "KmsMasterKeyId", "")

deny contains {"message": message, "path": "configuration.KmsMasterKeyId"} if {
	not excused
	named_key == ""
	message := sprintf("topic %s is not encrypted", [sns.name(input.resource.arn)])
}

deny contains {"message": message, "path": "configuration.KmsMasterKeyId"} if {
	not excused
	named_key != ""
	some fault in keys.faults(input.resource.arn)
	message := sprintf("topic %s is encrypted with %s", [sns.name(input.resource.arn), fault])
}
