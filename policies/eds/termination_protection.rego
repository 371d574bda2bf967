# METADATA
# title: Event data stores have termination protection
# description: |
#   Without protection one call deletes the store with all that it holds; with it, taking the protection off is a second
#   call, which is recorded and can be watched for. A store that was deleted waits for seven days, in which it takes
#   nothing in and can be restored. CloudTrail does not say when they began; the last change to the store is the
#   closest there is. Whether the store takes events in is judged by `eds-ingestion-active`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-eds-disable-termination.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::EventDataStore]
#   absent_is_compliant:
#     configuration.Status: CloudTrail deletes no store that is protected
#   remediation:
#     cli: >-
#       aws cloudtrail update-event-data-store --event-data-store {arn} --termination-protection-enabled --region
#       {region}
#     terraform: |
#       # Terraform does not restore a store that waits for its deletion: do that first.
#       import {
#         to = aws_cloudtrail_event_data_store.{label}
#         id = "{arn}"
#       }
#
#       # Put in the store's present name and its other settings: Terraform sets what is not here to its default.
#       resource "aws_cloudtrail_event_data_store" "{label}" {
#         region                         = "{region}"
#         name                           = "STORE_NAME"
#         termination_protection_enabled = true
#       }
#     console: >-
#       CloudTrail in {region} > Lake > Event data stores > the store > Actions > Change termination protection >
#       Enabled
package assize.eds.termination_protection

import rego.v1

dying if object.get(input.resource.configuration, "Status", "unknown") == "PENDING_DELETION"

deny contains {"message": message, "path": "configuration.Status"} if {
	dying
	changed := object.get(input.resource.configuration, "UpdatedTimestamp", "a time that is not known")
	message := sprintf("the store was deleted and can be restored for seven days; it was last changed at %s", [changed])
}

deny contains {"message": message, "path": "configuration.TerminationProtectionEnabled"} if {
	not dying
	not input.resource.configuration.TerminationProtectionEnabled
	message := sprintf("the store %s can be deleted", [object.get(input.resource, "resourceName", input.resource.arn)])
}
