# METADATA
# title: Event data stores that should ingest are ingesting
# description: |
#   A store whose ingestion was stopped goes on answering queries, with everything in it but what happens now. Stores
#   that are kept for what they hold, or that events are copied into, are named in the parameter. A store that is about
#   to ingest passes; one that was only made, or is on its way to stop, does not.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-eds-disable-termination.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::EventDataStore]
#   parameters:
#     archives: {type: strings, default: [], description: ARNs of stores that are kept without taking events in.}
#   remediation:
#     cli: aws cloudtrail start-event-data-store-ingestion --event-data-store {arn} --region {region}
#     terraform: |
#       import {
#         to = aws_cloudtrail_event_data_store.{label}
#         id = "{arn}"
#       }
#
#       # Put in the store's present name and its other settings: Terraform sets what is not here to its default.
#       resource "aws_cloudtrail_event_data_store" "{label}" {
#         region  = "{region}"
#         name    = "STORE_NAME"
#         suspend = false
#       }
#     console: CloudTrail in {region} > Lake > Event data stores > the store > Actions > Start ingestion
package assize.eds.ingestion_active

import rego.v1

archived if input.resource.arn in input.parameters.archives

status := object.get(input.resource.configuration, "Status", "unknown")

not_applicable contains {"reason": "the store is named as an archive"} if archived

deny contains {"message": message, "path": "configuration.Status"} if {
	not archived
	not status in {"ENABLED", "STARTING_INGESTION"}
	message := sprintf("the store takes no events in: it is %s", [status])
}
