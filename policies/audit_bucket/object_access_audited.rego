# METADATA
# title: Reads and deletes of log objects leave a record
# description: |
#   Who read or deleted a log object shows in no management event. Either server access logging must be on, or trails
#   of the bucket's own account must record the S3 data events of the bucket, reads and writes. A trail counts when
#   it logs, reaches the bucket's region, and has a selector for `AWS::S3::Object` that takes in all log objects;
#   leaving out `PutObject`, with which CloudTrail itself writes, is fine, and any other choice by event or principal
#   is not. Access logs are delivered on a best effort: data events are the better record. Data events of trails in
#   other accounts are not counted.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/logging-with-S3.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: aws s3api put-bucket-logging --bucket {name} --bucket-logging-status file://logging.json
#     terraform: |
#       resource "aws_cloudtrail" "data_events" {
#         name           = "TRAIL_NAME"
#         s3_bucket_name = "ANOTHER_BUCKET"
#
#         advanced_event_selector {
#           name = "Objects of the log bucket"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Data"]
#           }
#
#           field_selector {
#             field  = "resources.type"
#             equals = ["AWS::S3::Object"]
#           }
#
#           field_selector {
#             field       = "resources.ARN"
#             starts_with = ["arn:aws:s3:::{name}/"]
#           }
#         }
#       }
#     console: >-
#       CloudTrail > Trails > a trail > Data events > Edit > S3 with the ARN of {name}; or S3 > {name} > Properties >
#       Server access logging
package assize.audit_bucket.object_access_audited

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.event_selectors

deny contains {"message": message, "path": path} if {
	path := "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName"
	not logged
	missing := {"read", "write"} - recorded
	count(missing) > 0
	message := sprintf(
		"bucket %s has no server access logging, and no trail records the data events of its objects (%s)",
		[input.resource.resourceId, concat(", ", sort(missing))],
	)
}

logged if input.resource.supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName != ""

# The kinds of data events that trails of the bucket's account record.
recorded contains kind if {
	object.get(input.resource.supplementaryConfiguration.HeadBucket, "ownerAccountId", "") == input.resource.accountId
	some trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
	home_region := object.get(trail.configuration, "homeRegion", "")
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, home_region, input.resource.awsRegion)
	some kind in event_selectors.object_kinds(
		trail.supplementaryConfiguration.EventSelectors,
		trail.supplementaryConfiguration.AdvancedEventSelectors,
		input.resource.arn,
	)
}
