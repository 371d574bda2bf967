# METADATA
# title: The log bucket belongs to the expected account
# description: |
#   Bucket names are global: a typo, or a name that was freed and taken by somebody else, sends logs to a stranger.
#   The owner is confirmed by S3 itself, which is asked for the caller's own account and for each account given with
#   `--bucket-owner`; a bucket that belongs to none of them fails. Give the log archive account there.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   remediation:
#     cli: aws s3api head-bucket --bucket {name} --expected-bucket-owner LOG_ARCHIVE_ACCOUNT_ID
#     terraform: |
#       # Fails while another account owns the bucket.
#       data "aws_s3_bucket" "{label}" {
#         bucket = "{name}"
#       }
#
#       resource "aws_cloudtrail" "{label}" {
#         name           = "TRAIL_NAME"
#         s3_bucket_name = "BUCKET_OF_THE_LOG_ARCHIVE_ACCOUNT"
#       }
#     console: >-
#       CloudTrail > Trails > the trail that delivers to {name} > General details > Edit > a bucket of the expected
#       account
package assize.audit_bucket.owner_expected

import rego.v1

import data.assize.lib.usage

deny contains {"message": message, "path": "supplementaryConfiguration.HeadBucket.ownerAccountId"} if {
	not owned
	message := sprintf(
		"bucket %s, used by %s, belongs neither to account %s nor to one given with --bucket-owner",
		[input.resource.resourceId, usage.names(users), input.resource.accountId],
	)
}

owned if input.resource.supplementaryConfiguration.HeadBucket.ownerAccountId != ""

users contains user if some user in input.resource.relationships
