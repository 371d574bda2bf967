# METADATA
# title: The bucket that logs are delivered to exists
# description: |
#   Logs for a bucket that is gone are lost, and anyone may register its name and receive them. A central bucket in
#   another account is the usual design and no failure. Where AWS refuses to tell whether the bucket exists, the
#   result is an error: a refusal proves nothing.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: critical
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   aliases: ["cloudsploit:configServiceMissingBucket", "cloudsploit:cloudtrailBucketAccessLogging"]
#   remediation:
#     cli: |
#       aws cloudtrail describe-trails --query "trailList[?S3BucketName=='"{name}"'].TrailARN"
#       aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name AUDIT_BUCKET
#     terraform: |
#       resource "aws_s3_bucket" "{label}" {
#         bucket = "{name}"
#       }
#
#       # The policy that lets CloudTrail and AWS Config deliver goes with it.
#       resource "aws_s3_bucket_public_access_block" "{label}" {
#         bucket                  = aws_s3_bucket.{label}.id
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     console: CloudTrail > Trails > the trail that delivers to {name} > General details > Edit > a bucket of your own
package assize.audit_bucket.exists

import rego.v1

import data.assize.lib.usage

deny contains {"message": message, "path": "supplementaryConfiguration.HeadBucket.exists"} if {
	not exists
	message := sprintf("bucket %s does not exist, but is used by %s", [input.resource.resourceId, usage.names(users)])
}

exists if {
	not startswith(input.resource.configurationItemStatus, "ResourceDeleted")
	input.resource.supplementaryConfiguration.HeadBucket.exists
}

users contains user if some user in input.resource.relationships
