# METADATA
# title: Topics that the audit plane notifies log failed deliveries
# description: |
#   A role for failures makes SNS write each delivery that failed to CloudWatch Logs. Each protocol has a role of its
#   own, and each one over which a confirmed subscription is served must have it. Email and SMS have none, so a topic
#   that sends nothing else is not judged. Judged are the topics that trails, delivery channels, alarms and audit rules
#   of EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   frameworks:
#     aws-fsbp: ["SNS.2"]
#     nist-800-53-r5: ["AU-2", "AU-12"]
#     pci-dss-4.0: [
#       "10.2.1.1", "10.4.1", "10.4.1.1", "10.4.2", "10.6.3", "10.7.1", "10.7.2", "11.5.2", "11.6.1", "12.10.5",
#       "A3.3.1", "A3.5.1"]
#   aliases: [
#     "steampipe:sns_topic_notification_delivery_status_enabled", "securityhub:SNS.2",
#     "aws-config-managed-rule:SNS_TOPIC_MESSAGE_DELIVERY_NOTIFICATION_ENABLED"]
#   remediation:
#     cli: >-
#       for protocol in Application Firehose HTTP Lambda SQS; do aws sns set-topic-attributes --topic-arn {arn}
#       --attribute-name ${protocol}FailureFeedbackRoleArn --attribute-value ROLE_ARN --region {region}; done
#     terraform: |
#       import {
#         to = aws_sns_topic.{label}
#         id = "{arn}"
#       }
#
#       # Put in the topic's other settings: Terraform takes away what is not here.
#       resource "aws_sns_topic" "{label}" {
#         region                                = "{region}"
#         name                                  = "{name}"
#         application_failure_feedback_role_arn = "ROLE_ARN"
#         firehose_failure_feedback_role_arn    = "ROLE_ARN"
#         http_failure_feedback_role_arn        = "ROLE_ARN"
#         lambda_failure_feedback_role_arn      = "ROLE_ARN"
#         sqs_failure_feedback_role_arn         = "ROLE_ARN"
#       }
#     console: >-
#       SNS in {region} > Topics > {name} > Edit > Delivery status logging > the protocols > IAM role for failed
#       deliveries
package assize.sns.audit_topic_delivery_status

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

not_applicable contains {"reason": "no confirmed subscription has a protocol of which failures are logged"} if {
	count(logged) == 0
}

deny contains {"message": message, "path": "configuration.FailureFeedbackRoleArns"} if {
	not audit_topics.unjudged
	some kind in logged
	object.get(object.get(input.resource.configuration, "FailureFeedbackRoleArns", {}), kind, "") == ""
	message := sprintf("topic %s does not log failed deliveries by %s", [sns.name(input.resource.arn), kind])
}

# The kinds of delivery that are used and can be logged, as the attributes call them.
logged contains object.get(kinds, protocol, protocol) if {
	some subscription in sns.served(input.resource.supplementaryConfiguration.Subscriptions)
	protocol := lower(sns.protocol(subscription))
	not protocol in {"email", "email-json", "sms"}
}

kinds := {
	"application": "Application",
	"firehose": "Firehose",
	"http": "HTTP",
	"https": "HTTP",
	"lambda": "Lambda",
	"sqs": "SQS",
}
