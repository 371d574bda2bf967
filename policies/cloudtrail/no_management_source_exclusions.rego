# METADATA
# title: Multi-region trails leave out no source of management events
# description: |
#   A trail can leave out the management events of AWS KMS or of the RDS Data API and still claim to record all of
#   them. With the reads of KMS its writes go as well, and nobody sees a key being disabled or scheduled for deletion.
#   Selectors are judged together: a source that one leaves out and another of the same trail records is not left out.
#   For sources in the parameter, reads may be left out as long as writes are recorded. Single-region trails are not
#   judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.1"]
#     nist-800-53-r5: [
#       "AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "AU-10", "AU-12", "AU-14(1)", "CA-7",
#       "SA-8(22)", "SC-7(9)", "SI-3(8)", "SI-4(20)", "SI-7(8)"]
#     pci-dss-4.0: ["10.3.2", "10.3.3", "10.3.4", "10.5.1", "A1.2.1"]
#     aws-fsbp: ["CloudTrail.1"]
#   aliases: [
#     "steampipe:cloudtrail_security_trail_enabled", "securityhub:CloudTrail.1",
#     "aws-config-managed-rule:MULTI_REGION_CLOUD_TRAIL_ENABLED",
#     "aws-config-managed-rule:CLOUDTRAIL_SECURITY_TRAIL_ENABLED"]
#   parameters:
#     read_exclusions:
#       type: strings
#       default: []
#       description: Event sources whose read events may be left out, for example kms.amazonaws.com.
#   absent_is_compliant:
#     supplementaryConfiguration.AdvancedEventSelectors: a trail without selectors records all management events
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name {arn} --region {region}
#       --event-selectors ReadWriteType=All,IncludeManagementEvents=true
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#
#         event_selector {
#           read_write_type                  = "All"
#           include_management_events        = true
#           exclude_management_event_sources = []
#         }
#       }
#     console: >-
#       CloudTrail in {region} > Trails > {name} > Management events > Edit > exclude neither AWS KMS nor Amazon RDS
#       Data API events
package assize.cloudtrail.no_management_source_exclusions

import rego.v1

import data.assize.lib.event_selectors

not_applicable contains {"reason": "the trail records one region only"} if {
	not input.resource.configuration.isMultiRegionTrail
}

not_applicable contains {"reason": "the trail records no management events"} if count(event_selectors.management_here) == 0

# The narrowings by event source, without the reads that the parameter allows to leave out.
objections contains filter if {
	some filter in event_selectors.filters(event_selectors.management_here)
	filter.field in {"eventSource", "an unnamed field"}
	not allowed(filter)
}

allowed(filter) if {
	filter.field == "eventSource"
	filter.kind == "read"
	filter.operator == "NotEquals"
	filter.value in input.parameters.read_exclusions
}

deny contains {"message": message, "path": path} if {
	input.resource.configuration.isMultiRegionTrail
	some objection in objections
	kinds := {other.kind |
		some other in objections
		other.field == objection.field
		other.operator == objection.operator
		other.value == objection.value
	}
	message := sprintf(
		"%s management events are filtered: %s %s %s",
		[concat(" and ", sort(kinds)), objection.field, objection.operator, objection.value],
	)
	path := sprintf("supplementaryConfiguration.%s", [objection.part])
}
