# METADATA
# title: Event data store retention meets the minimum
# description: |
#   What a store has let go is gone: there is no bucket behind it. The period counts from the time of the event, so
#   events that were copied into the store may leave it at once; when they happened is not looked at. That the period
#   fits the pricing (at most 3653 days where it can be extended, else 2557) is left to CloudTrail, which refuses
#   anything else.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/lake-cli-update-eds.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::EventDataStore]
#   parameters:
#     minimum_days: {type: integer, default: 365, minimum: 7, maximum: 3653, description: Days to keep events.}
#   remediation:
#     cli: aws cloudtrail update-event-data-store --event-data-store {arn} --retention-period 2557 --region {region}
#     terraform: |
#       import {
#         to = aws_cloudtrail_event_data_store.{label}
#         id = "{arn}"
#       }
#
#       # Put in the store's present name and its other settings: Terraform sets what is not here to its default.
#       resource "aws_cloudtrail_event_data_store" "{label}" {
#         region           = "{region}"
#         name             = "STORE_NAME"
#         retention_period = 2555
#       }
#     console: >-
#       CloudTrail in {region} > Lake > Event data stores > the store > General details > Edit > Retention period
package assize.eds.retention_minimum

import rego.v1

days := object.get(input.resource.configuration, "RetentionPeriod", 0)

deny contains {"message": message, "path": "configuration.RetentionPeriod"} if {
	days < input.parameters.minimum_days
	message := sprintf("the store keeps events for %d days, fewer than %d", [days, input.parameters.minimum_days])
}
