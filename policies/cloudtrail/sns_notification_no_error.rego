# METADATA
# title: Notifications to SNS report no error
# description: |
#   Whatever waits for the topic to learn of new log files misses those whose notification failed, mostly because the
#   topic's policy or its key does not admit CloudTrail. A trail without a topic is not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   absent_is_compliant:
#     configuration.snsTopicARN: a trail without a topic has nobody to notify
#     configuration.snsTopicName: a trail without a topic has nobody to notify
#   remediation:
#     cli: |
#       aws cloudtrail get-trail-status --name {arn} --region {region} --query LatestNotificationError
#       aws sns set-topic-attributes --topic-arn TOPIC_ARN --attribute-name Policy --attribute-value file://cloudtrail-topic-policy.json
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           actions   = ["SNS:Publish"]
#           resources = ["TOPIC_ARN"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["cloudtrail.amazonaws.com"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceArn"
#             values   = ["{arn}"]
#           }
#         }
#       }
#
#       # A topic has one policy: add the topic's other statements to the document.
#       resource "aws_sns_topic_policy" "{label}" {
#         region = "{region}"
#         arn    = "TOPIC_ARN"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       CloudTrail in {region} > Trails > {name} > General details > SNS notification delivery; then SNS > Topics >
#       the topic > Access policy
package assize.cloudtrail.sns_notification_no_error

import rego.v1

import data.assize.lib.cloudtrail

# The topic by its ARN, else by its name.
topic := input.resource.configuration.snsTopicARN if {
	cloudtrail.given(input.resource.configuration.snsTopicARN)
} else := input.resource.configuration.snsTopicName if {
	cloudtrail.given(input.resource.configuration.snsTopicName)
}

not_applicable contains {"reason": "the trail notifies no topic"} if not topic

deny contains {"message": message, "path": "supplementaryConfiguration.TrailStatus.LatestNotificationError"} if {
	topic
	error := object.get(input.resource.supplementaryConfiguration.TrailStatus, "LatestNotificationError", "")
	cloudtrail.given(error)
	message := sprintf("notification of %s fails: %s", [topic, error])
}
