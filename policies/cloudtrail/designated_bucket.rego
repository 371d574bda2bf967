# METADATA
# title: Trails write to a designated bucket
# description: |
#   Logs are protected and searched where they are expected to be; a trail that writes elsewhere escapes both. Name
#   the buckets, with a prefix where that matters too, in the parameter; without it nothing is judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   aliases: [
#     "cloudsploit:cloudtrailS3Bucket", "aws-config-managed-rule:CLOUD_TRAIL_ENABLED",
#     "aws-config-managed-rule:MULTI_REGION_CLOUD_TRAIL_ENABLED", "awslabs-aws-config-rules:CLOUDTRAIL_ENABLED_V2"]
#   parameters:
#     buckets:
#       type: strings
#       default: []
#       description: Buckets that trails may write to, as BUCKET for any prefix or BUCKET/PREFIX.
#   remediation:
#     cli: aws cloudtrail update-trail --name {arn} --s3-bucket-name AUDIT_BUCKET --region {region}
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#       }
#     console: CloudTrail in {region} > Trails > {name} > General details > Edit > the designated bucket
package assize.cloudtrail.designated_bucket

import rego.v1

not_applicable contains {"reason": "no bucket is designated"} if count(input.parameters.buckets) == 0

bucket := object.get(input.resource.configuration, "s3BucketName", "no bucket")

prefix := trim_right(object.get(input.resource.configuration, "s3KeyPrefix", ""), "/")

designated if bucket in input.parameters.buckets

designated if {
	some entry in input.parameters.buckets
	trim_right(entry, "/") == place
}

place := bucket if prefix == ""

place := sprintf("%s/%s", [bucket, prefix]) if prefix != ""

deny contains {"message": message, "path": "configuration.s3BucketName"} if {
	count(input.parameters.buckets) > 0
	not designated
	message := sprintf(
		"the trail writes to %s, which is not designated (%s)",
		[place, concat(", ", sort(input.parameters.buckets))],
	)
}
