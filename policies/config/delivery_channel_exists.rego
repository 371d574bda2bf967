# METADATA
# title: Every recorder has a delivery channel
# description: |
#   A recorder without a delivery channel cannot be started, and nothing leaves the region. The channel must name a
#   bucket. A channel that is left over in a region without a recorder proves nothing.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
# custom:
#   severity: high
#   subject: region
#   remediation:
#     cli: >-
#       aws configservice put-delivery-channel --region {region} --delivery-channel
#       name=default,s3BucketName=AUDIT_BUCKET
#     terraform: |
#       resource "aws_config_delivery_channel" "default" {
#         region         = "{region}"
#         name           = "default"
#         s3_bucket_name = "AUDIT_BUCKET"
#       }
#     console: AWS Config in {region} > Settings > Edit > Delivery channel
package assize.config.delivery_channel_exists

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

deny contains {"message": sprintf("%s has a recorder but no delivery channel", [input.region.name])} if {
	count(config.recorders) > 0
	not has_channel
}

deny contains {"message": message} if {
	count(config.recorders) > 0
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	object.get(channel.configuration, "S3BucketName", "") == ""
	message := sprintf(
		"delivery channel %s in %s names no bucket",
		[config.called(channel.configuration), input.region.name],
	)
}

has_channel if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	channel.configuration
}
