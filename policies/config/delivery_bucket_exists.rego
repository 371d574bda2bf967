# METADATA
# title: The bucket of a delivery channel exists
# description: |
#   Deliveries to a bucket that is gone are lost, and anyone may register the name and receive them. A central bucket
#   in another account is the usual design and no failure. Where AWS refuses to tell whether the bucket exists, the
#   result is an error: a refusal proves nothing.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::Config::DeliveryChannel]
#   aliases: ["cloudsploit:configServiceMissingBucket"]
#   remediation:
#     cli: >-
#       aws configservice put-delivery-channel --region {region} --delivery-channel
#       name=default,s3BucketName=AUDIT_BUCKET
#     terraform: |
#       resource "aws_s3_bucket" "{label}" {
#         bucket = "{name}"
#       }
#
#       # The policy that lets AWS Config deliver goes with it.
#       resource "aws_s3_bucket_public_access_block" "{label}" {
#         bucket                  = aws_s3_bucket.{label}.id
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     console: AWS Config > Settings > Edit > Delivery channel > a bucket that exists, instead of {name}
package assize.config.delivery_bucket_exists

import rego.v1

import data.assize.lib.usage

deny contains {"message": message, "path": "supplementaryConfiguration.HeadBucket.exists"} if {
	not exists
	message := sprintf(
		"bucket %s does not exist, but AWS Config delivers to it through %s",
		[input.resource.resourceId, usage.names(channels)],
	)
}

exists if {
	not startswith(input.resource.configurationItemStatus, "ResourceDeleted")
	input.resource.supplementaryConfiguration.HeadBucket.exists
}

channels contains channel if {
	some channel in input.resource.relationships
	channel.resourceType == "AWS::Config::DeliveryChannel"
}
