# METADATA
# title: Deliveries to S3 report no error
# description: |
#   A trail that cannot write to its bucket logs into the void; CloudTrail gives up on log files that it could not
#   deliver for 30 days. The error is the one that the trail's home region reports, and its code tells what to mend:
#   the bucket's policy, the bucket itself or the key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   aliases: ["cloudsploit:cloudtrailDeliveryFailing", "awslabs-aws-config-rules:CLOUDTRAIL_ENABLED_V2"]
#   remediation:
#     cli: |
#       aws cloudtrail get-trail-status --name {arn} --region {region} --query LatestDeliveryError
#       aws s3api put-bucket-policy --bucket AUDIT_BUCKET --policy file://cloudtrail-bucket-policy.json
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
#     console: >-
#       CloudTrail in {region} > Trails > {name} > General details > the error; then S3 > its bucket > Permissions >
#       Bucket policy
package assize.cloudtrail.s3_delivery_no_error

import rego.v1

import data.assize.lib.cloudtrail

deny contains {"message": message, "path": "supplementaryConfiguration.TrailStatus.LatestDeliveryError"} if {
	error := object.get(input.resource.supplementaryConfiguration.TrailStatus, "LatestDeliveryError", "")
	cloudtrail.given(error)
	bucket := object.get(input.resource.configuration, "s3BucketName", "an unnamed bucket")
	message := sprintf("delivery to %s fails: %s%s", [bucket, error, hint(error)])
}

hint(error) := " (does the bucket's policy admit CloudTrail?)" if {
	contains(lower(error), "accessdenied")
} else := " (the bucket does not exist)" if {
	contains(lower(error), "nosuchbucket")
} else := " (can the key be used, and does its policy admit CloudTrail?)" if {
	contains(lower(error), "kms")
} else := ""
