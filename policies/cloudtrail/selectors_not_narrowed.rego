# METADATA
# title: Event selectors have no hidden carve-outs
# description: |
#   Advanced event selectors can blind a trail to one principal, one event name or one bucket while everything else
#   looks complete. Each condition that leaves events out, and each choice by event name, event type, principal or
#   console session, must be on the approved list. Choosing which resources' data events to record is scope, not a
#   carve-out, and the sources of management events are judged by another control.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   parameters:
#     approved:
#       type: strings
#       default: []
#       description: Approved carve-outs as FIELD OPERATOR VALUE, for example "eventName NotEquals Decrypt".
#   absent_is_compliant:
#     supplementaryConfiguration.AdvancedEventSelectors: a trail without advanced selectors carves nothing out
#     supplementaryConfiguration.AdvancedEventSelectors.*.FieldSelectors: >-
#       a selector without conditions leaves nothing out
#   remediation:
#     cli: aws cloudtrail get-event-selectors --trail-name {arn} --region {region} --query AdvancedEventSelectors
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#
#         advanced_event_selector {
#           name = "Management events"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Management"]
#           }
#         }
#
#         advanced_event_selector {
#           name = "All objects in S3"
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
#         }
#       }
#     console: >-
#       CloudTrail in {region} > Trails > {name} > Data events and Management events > Edit > no field that leaves
#       events out
package assize.cloudtrail.selectors_not_narrowed

import rego.v1

import data.assize.lib.event_selectors

deny contains {"message": message, "path": "supplementaryConfiguration.AdvancedEventSelectors"} if {
	some carve_out in event_selectors.carve_outs(input.resource.supplementaryConfiguration.AdvancedEventSelectors)
	text := sprintf("%s %s %s", [carve_out.field, carve_out.operator, carve_out.value])
	not text in input.parameters.approved
	message := sprintf("carve-out that is not approved: %s", [text])
}
