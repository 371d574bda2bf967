# METADATA
# title: The log bucket emits event notifications
# description: |
#   Notifications let somebody act on a log that is delivered or removed, and feed log analysis. Any topic, queue,
#   function or EventBridge counts.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["S3.11"]
#     c5: ["OPS-13.01AC", "OPS-13.03AC"]
#     kisa-isms-p-2023: ["2.10.2", "2.11.3"]
#     nist-800-53-r5: ["CA-7", "SI-3(8)", "SI-4", "SI-4(4)"]
#     nist-csf-2.0: ["dp_4"]
#     pci-dss-4.0: ["11.5.2", "11.6.1", "12.10.5", "A3.3.1", "A3.5.1"]
#   aliases: [
#     "prowler:s3_bucket_event_notifications_enabled", "steampipe:s3_bucket_event_notifications_enabled",
#     "securityhub:S3.11", "aws-config-managed-rule:S3_EVENT_NOTIFICATIONS_ENABLED", "checkov:CKV2_AWS_62"]
#   remediation:
#     cli: >-
#       aws s3api put-bucket-notification-configuration --bucket {name} --notification-configuration file://notify.json
#     terraform: |
#       resource "aws_s3_bucket_notification" "{label}" {
#         bucket = "{name}"
#
#         topic {
#           topic_arn = "TOPIC_ARN"
#           events    = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
#         }
#       }
#     console: S3 > {name} > Properties > Event notifications > Create event notification
package assize.audit_bucket.event_notification

import rego.v1

deny contains {"message": message, "path": "supplementaryConfiguration.BucketNotificationConfiguration"} if {
	not notifies
	message := sprintf("bucket %s emits no event notifications", [input.resource.resourceId])
}

notifies if input.resource.supplementaryConfiguration.BucketNotificationConfiguration.eventBridgeEnabled

notifies if {
	some target in input.resource.supplementaryConfiguration.BucketNotificationConfiguration.configurations
	some destination in [
		object.get(target, "topicARN", ""),
		object.get(target, "queueARN", ""),
		object.get(target, "functionARN", ""),
	]
	destination != ""
}
