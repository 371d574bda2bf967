# METADATA
# title: Event data stores collect from all regions
# description: |
#   A store of one region misses what is done in the others, and the region in which nobody works is where an intruder
#   does. Judged are stores of CloudTrail's own events: management, data and network activity. Stores for insights, for
#   configuration items of AWS Config, for evidence or for events from outside of AWS have no regions to choose. A store
#   that takes nothing in, as an archive does, collects from nowhere: that is judged by `eds-ingestion-active`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::EventDataStore]
#   aliases: ["aws-config-managed-rule:CLOUDTRAIL_EVENT_DATA_STORE_MULTI_REGION"]
#   remediation:
#     cli: aws cloudtrail update-event-data-store --event-data-store {arn} --multi-region-enabled --region {region}
#     terraform: |
#       import {
#         to = aws_cloudtrail_event_data_store.{label}
#         id = "{arn}"
#       }
#
#       # Put in the store's present name and its other settings: Terraform sets what is not here to its default.
#       resource "aws_cloudtrail_event_data_store" "{label}" {
#         region               = "{region}"
#         name                 = "STORE_NAME"
#         multi_region_enabled = true
#       }
#     console: CloudTrail in {region} > Lake > Event data stores > the store > Events > Edit > Include all regions
package assize.eds.multi_region

import rego.v1

import data.assize.lib.lake

status := object.get(input.resource.configuration, "Status", "unknown")

not_applicable contains {"reason": reason} if {
	reason := lake.other_purpose(input.resource.configuration.AdvancedEventSelectors)
}

not_applicable contains {"reason": sprintf("the store takes nothing in: it is %s", [status])} if {
	lake.takes_nothing_in(status)
}

deny contains {"message": message, "path": "configuration.MultiRegionEnabled"} if {
	not input.resource.configuration.MultiRegionEnabled
	not lake.other_purpose(input.resource.configuration.AdvancedEventSelectors)
	not lake.takes_nothing_in(status)
	message := sprintf("the store collects events of %s alone", [input.resource.awsRegion])
}
