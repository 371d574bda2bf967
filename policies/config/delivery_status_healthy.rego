# METADATA
# title: AWS Config's deliveries succeed
# description: |
#   History files, snapshots and notifications fail each on their own: a bucket policy, a key policy or a topic policy
#   is enough. The recorder's status does not show it. A delivery that was never tried is not judged; where nothing
#   was tried at all, the control is not applicable.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeDeliveryChannelStatus.html
# custom:
#   severity: high
#   subject: region
#   absent_is_compliant:
#     supplementaryConfiguration.DeliveryChannelStatus.ConfigHistoryDeliveryInfo.LastStatus: >-
#       what was never delivered did not fail
#     supplementaryConfiguration.DeliveryChannelStatus.ConfigSnapshotDeliveryInfo.LastStatus: >-
#       what was never delivered did not fail
#     supplementaryConfiguration.DeliveryChannelStatus.ConfigStreamDeliveryInfo.LastStatus: >-
#       what was never delivered did not fail
#     supplementaryConfiguration.DeliveryChannelStatus.ConfigHistoryDeliveryInfo: what was never delivered did not fail
#     supplementaryConfiguration.DeliveryChannelStatus.ConfigSnapshotDeliveryInfo: what was never delivered did not fail
#     supplementaryConfiguration.DeliveryChannelStatus.ConfigStreamDeliveryInfo: what was never delivered did not fail
#   remediation:
#     cli: aws configservice describe-delivery-channel-status --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "config_delivery" {
#         statement {
#           actions   = ["s3:GetBucketAcl", "s3:ListBucket"]
#           resources = ["arn:aws:s3:::AUDIT_BUCKET"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["config.amazonaws.com"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceAccount"
#             values   = ["{account}"]
#           }
#         }
#
#         statement {
#           actions   = ["s3:PutObject"]
#           resources = ["arn:aws:s3:::AUDIT_BUCKET/AWSLogs/{account}/Config/*"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["config.amazonaws.com"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceAccount"
#             values   = ["{account}"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "s3:x-amz-acl"
#             values   = ["bucket-owner-full-control"]
#           }
#         }
#       }
#
#       # A bucket has one policy: add the bucket's other statements to the document.
#       resource "aws_s3_bucket_policy" "config_delivery" {
#         bucket = "AUDIT_BUCKET"
#         policy = data.aws_iam_policy_document.config_delivery.json
#       }
#     console: AWS Config in {region} > Settings > Delivery channel; then S3 > its bucket > Permissions > Bucket policy
package assize.config.delivery_status_healthy

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no delivery channel in %s", [input.region.name])} if not has_channel

has_channel if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	channel.configuration
}

not_applicable contains {"reason": reason} if {
	some key, channel in input.region.resources["AWS::Config::DeliveryChannel"]
	not tried(key)
	reason := sprintf(
		"delivery channel %s in %s has not delivered anything yet",
		[config.called(channel.configuration), input.region.name],
	)
}

tried(key) if {
	some delivery in deliveries(key)
	not word(delivery) in {"", "not_applicable"}
}

deny contains {"message": message} if {
	some key, channel in input.region.resources["AWS::Config::DeliveryChannel"]
	some delivery in deliveries(key)
	not word(delivery) in {"", "not_applicable", "success"}
	message := sprintf("delivery channel %s in %s could not deliver %s (%s): %s: %s", [
		config.called(channel.configuration),
		input.region.name,
		delivery.what,
		delivery.info.LastStatus,
		object.get(delivery.info, "LastErrorCode", "no error code"),
		object.get(delivery.info, "LastErrorMessage", "no error message"),
	])
}

word(delivery) := lower(object.get(delivery.info, "LastStatus", ""))

deliveries(key) := {delivery |
	channel := input.region.resources["AWS::Config::DeliveryChannel"][key]
	info := channel.supplementaryConfiguration.DeliveryChannelStatus.ConfigHistoryDeliveryInfo
	delivery := {"what": "history", "info": info}
} | {delivery |
	channel := input.region.resources["AWS::Config::DeliveryChannel"][key]
	info := channel.supplementaryConfiguration.DeliveryChannelStatus.ConfigSnapshotDeliveryInfo
	delivery := {"what": "a snapshot", "info": info}
} | {delivery |
	channel := input.region.resources["AWS::Config::DeliveryChannel"][key]
	info := channel.supplementaryConfiguration.DeliveryChannelStatus.ConfigStreamDeliveryInfo
	delivery := {"what": "notifications", "info": info}
}
