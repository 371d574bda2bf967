# METADATA
# title: AWS Config delivered its history recently
# description: |
#   A channel whose last delivery is old is broken, even if its last status still reads well. AWS Config writes
#   history files about every six hours, but only when something changed, so an old delivery is accepted where the
#   recorder has not processed anything since. A region that wakes after a long silence can fail until its next file
#   is written. A recorder that was started within the window has time to make its first delivery.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigExportDeliveryInfo.html
# custom:
#   severity: medium
#   subject: region
#   parameters:
#     maximum_hours: {type: integer, default: 24, minimum: 6, description: Hours since the last delivery at most.}
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
#     console: >-
#       AWS Config in {region} > Settings > Delivery channel and recorder; then S3 > its bucket > Permissions > Bucket
#       policy
package assize.config.delivery_fresh

import rego.v1

import data.assize.lib.config
import data.assize.lib.elapsed

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

not_applicable contains {"reason": sprintf("no delivery channel in %s", [input.region.name])} if {
	count(config.recorders) > 0
	not has_channel
}

not_applicable contains {"reason": reason} if {
	some key, channel in input.region.resources["AWS::Config::DeliveryChannel"]
	not delivered(key)
	just_started
	reason := sprintf(
		"delivery channel %s in %s has not delivered yet; the recorder was started less than %d hours ago",
		[config.called(channel.configuration), input.region.name, input.parameters.maximum_hours],
	)
}

deny contains {"message": message} if {
	count(config.recorders) > 0
	some key, channel in input.region.resources["AWS::Config::DeliveryChannel"]
	not delivered(key)
	not just_started
	message := sprintf(
		"delivery channel %s in %s has never delivered history",
		[config.called(channel.configuration), input.region.name],
	)
}

deny contains {"message": message} if {
	count(config.recorders) > 0
	some key, channel in input.region.resources["AWS::Config::DeliveryChannel"]
	moment := last_delivery(key)
	delivered(key)
	not recent(moment)
	not nothing_since(moment)
	message := sprintf(
		"delivery channel %s in %s last delivered history at %s, more than %d hours ago",
		[config.called(channel.configuration), input.region.name, moment, input.parameters.maximum_hours],
	)
}

has_channel if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	channel.configuration
}

# When a channel last delivered a history file, empty where it never did.
last_delivery(key) := object.get(status, ["ConfigHistoryDeliveryInfo", "LastSuccessfulTime"], "") if {
	channel := input.region.resources["AWS::Config::DeliveryChannel"][key]
	status := channel.supplementaryConfiguration.DeliveryChannelStatus
}

delivered(key) if last_delivery(key) != ""

recent(moment) if elapsed.within(moment, input.snapshot.collectedAt, input.parameters.maximum_hours)

# Whether all recorders are known to have processed their last event before a delivery.
nothing_since(moment) if {
	every key in config.recorders {
		recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
		status := recorder.supplementaryConfiguration.ConfigurationRecorderStatus
		elapsed.not_after(status.LastStatusChangeTime, moment)
	}
}

just_started if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	status := recorder.supplementaryConfiguration.ConfigurationRecorderStatus
	status.Recording
	recent(status.LastStartTime)
}
