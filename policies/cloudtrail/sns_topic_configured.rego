# METADATA
# title: The trail notifies an SNS topic
# description: |
#   A notification of each new log file lets whatever processes the logs start at once and notice when they stop
#   coming. Whether the topic exists and admits CloudTrail shows in `cloudtrail-sns-notification-no-error`. Who uses
#   the bucket's own notifications or EventBridge instead, or an organization whose trail belongs to another account,
#   needs no topic here: turn the control off, or waive it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   aliases: [
#     "cloudsploit:cloudtrailNotificationsEnabled", "aws-config-managed-rule:CLOUD_TRAIL_ENABLED",
#     "checkov:CKV_AWS_252"]
#   remediation:
#     cli: aws cloudtrail update-trail --name {arn} --sns-topic-name TOPIC_ARN --region {region}
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#         sns_topic_name = "TOPIC_ARN"
#       }
#     console: CloudTrail in {region} > Trails > {name} > General details > Edit > SNS notification delivery > Enabled
package assize.cloudtrail.sns_topic_configured

import rego.v1

import data.assize.lib.cloudtrail

elsewhere := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

has_topic if cloudtrail.given(input.resource.configuration.snsTopicARN)

has_topic if cloudtrail.given(input.resource.configuration.snsTopicName)

deny contains {"message": "the trail notifies no topic", "path": "configuration.snsTopicARN"} if {
	not elsewhere
	not has_topic
}
