# METADATA
# title: Configuration snapshots are delivered regularly
# description: |
#   A configuration snapshot shows all recorded resources as they stood at one moment, which an auditor can check
#   against other evidence. Without a delivery frequency AWS Config makes one only when somebody asks.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigSnapshotDeliveryProperties.html
# custom:
#   severity: low
#   subject: region
#   parameters:
#     maximum_hours: {type: integer, default: 24, minimum: 1, description: Hours between two snapshots at most.}
#   remediation:
#     cli: >-
#       aws configservice put-delivery-channel --region {region}
#       --delivery-channel file://channel-with-deliveryFrequency-TwentyFour_Hours.json
#     terraform: |
#       resource "aws_config_delivery_channel" "default" {
#         region         = "{region}"
#         name           = "default"
#         s3_bucket_name = "AUDIT_BUCKET"
#
#         snapshot_delivery_properties {
#           delivery_frequency = "TwentyFour_Hours"
#         }
#       }
#     console: >-
#       none: the CLI, the API and Terraform set the frequency of configuration snapshots
package assize.config.snapshot_frequency

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no delivery channel in %s", [input.region.name])} if not has_channel

has_channel if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	channel.configuration
}

# The hours of AWS's words for them.
hours := {"one_hour": 1, "three_hours": 3, "six_hours": 6, "twelve_hours": 12, "twentyfour_hours": 24}

deny contains {"message": message} if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	frequency(channel.configuration) == ""
	message := sprintf(
		"delivery channel %s in %s delivers snapshots only when asked",
		[config.called(channel.configuration), input.region.name],
	)
}

deny contains {"message": message} if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	word := frequency(channel.configuration)
	word != ""
	not frequent(word)
	message := sprintf(
		"delivery channel %s in %s delivers snapshots every %s, less often than every %d hours",
		[config.called(channel.configuration), input.region.name, word, input.parameters.maximum_hours],
	)
}

# AWS's word for the frequency, empty where none is set.
frequency(configuration) := object.get(configuration, ["ConfigSnapshotDeliveryProperties", "DeliveryFrequency"], "")

frequent(word) if hours[lower(word)] <= input.parameters.maximum_hours
