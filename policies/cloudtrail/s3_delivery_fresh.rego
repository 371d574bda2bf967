# METADATA
# title: Deliveries to S3 are recent
# description: |
#   A trail can say that it is logging while nothing arrives. The last delivery that the home region reports must be
#   recent at the time of the snapshot. Not judged are a trail that started logging within the allowed age and has
#   delivered nothing yet, and an organization's trail of which a member is told no time. Other regions may have
#   nothing to deliver.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   parameters:
#     max_age_hours:
#       type: integer
#       default: 24
#       minimum: 1
#       description: How long ago the last delivery may be, in hours.
#   remediation:
#     cli: >-
#       aws cloudtrail get-trail-status --name {arn} --region {region}
#       --query "[IsLogging,LatestDeliveryTime,LatestDeliveryError]"
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           actions   = ["s3:GetBucketAcl"]
#           resources = ["arn:aws:s3:::AUDIT_BUCKET"]
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
#
#         statement {
#           actions   = ["s3:PutObject"]
#           resources = ["arn:aws:s3:::AUDIT_BUCKET/AWSLogs/{account}/*"]
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
#       resource "aws_s3_bucket_policy" "{label}" {
#         bucket = "AUDIT_BUCKET"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: CloudTrail in {region} > Trails > {name} > General details > the time and error of the last log file
package assize.cloudtrail.s3_delivery_fresh

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.elapsed

not_applicable contains {"reason": reason} if {
	not input.resource.supplementaryConfiguration.TrailStatus.LatestDeliveryTime
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

not_applicable contains {"reason": reason} if {
	started_lately
	not delivered_lately
	reason := sprintf(
		"logging started at %s, so the first delivery may still be on its way",
		[input.resource.supplementaryConfiguration.TrailStatus.StartLoggingTime],
	)
}

delivered_lately if {
	elapsed.within(
		input.resource.supplementaryConfiguration.TrailStatus.LatestDeliveryTime,
		input.snapshot.collectedAt,
		input.parameters.max_age_hours,
	)
}

started_lately if {
	elapsed.within(
		input.resource.supplementaryConfiguration.TrailStatus.StartLoggingTime,
		input.snapshot.collectedAt,
		input.parameters.max_age_hours,
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.TrailStatus.LatestDeliveryTime"} if {
	not started_lately
	last := input.resource.supplementaryConfiguration.TrailStatus.LatestDeliveryTime
	not elapsed.within(last, input.snapshot.collectedAt, input.parameters.max_age_hours)
	message := sprintf(
		"the last delivery to S3 was at %s, %d hours before the snapshot; %d are allowed",
		[last, elapsed.whole_hours(last, input.snapshot.collectedAt), input.parameters.max_age_hours],
	)
}

deny contains {
	"message": "no log file was ever delivered",
	"path": "supplementaryConfiguration.TrailStatus.LatestDeliveryTime",
} if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	not started_lately
	not input.resource.supplementaryConfiguration.TrailStatus.LatestDeliveryTime
}
