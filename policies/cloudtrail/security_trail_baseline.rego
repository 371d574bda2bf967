# METADATA
# title: One trail meets the whole baseline
# description: |
#   Properties spread over several trails do not add up: the events of a trail that is encrypted but not validated can
#   be altered, those of the validated one can be read. One trail must log, record all regions, global services and
#   all read and write management events, validate its log files and encrypt them with a KMS key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/cloudtrail-security-trail-enabled.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: high
#   subject: account
#   frameworks:
#     pci-dss-4.0: ["10.3.2", "10.3.3", "10.3.4", "10.5.1", "A1.2.1"]
#   aliases: [
#     "steampipe:cloudtrail_security_trail_enabled", "aws-config-managed-rule:CLOUDTRAIL_SECURITY_TRAIL_ENABLED"]
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.AdvancedEventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail update-trail --name TRAIL_ARN --region HOME_REGION --is-multi-region-trail
#       --include-global-service-events --enable-log-file-validation --kms-key-id KEY_ARN
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name                          = "TRAIL_NAME"
#         region                        = "HOME_REGION"
#         s3_bucket_name                = "AUDIT_BUCKET"
#         is_multi_region_trail         = true
#         include_global_service_events = true
#         enable_log_file_validation    = true
#         enable_logging                = true
#         kms_key_id                    = "KEY_ARN"
#
#         event_selector {
#           read_write_type           = "All"
#           include_management_events = true
#         }
#       }
#     console: >-
#       CloudTrail in its home region > Trails > the trail > General details > Edit > Multi-region, SSE-KMS
#       encryption, log file validation; Management events > Read and Write
package assize.cloudtrail.security_trail_baseline

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.event_selectors

trails contains arn if some arn, _ in input.account.resources["AWS::CloudTrail::Trail"]

lacking contains {"trail": arn, "lack": "it is not logging"} if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	not trail.supplementaryConfiguration.TrailStatus.IsLogging
}

lacking contains {"trail": arn, "lack": lack} if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	not trail.configuration.isMultiRegionTrail
	lack := sprintf("it records %s only", [trail.awsRegion])
}

lacking contains {"trail": arn, "lack": "it leaves global service events out"} if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	not trail.configuration.includeGlobalServiceEvents
}

lacking contains {"trail": arn, "lack": "log file validation is off"} if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	not trail.configuration.logFileValidationEnabled
}

lacking contains {"trail": arn, "lack": "it has no KMS key"} if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	not cloudtrail.given(trail.configuration.kmsKeyId)
}

lacking contains {"trail": arn, "lack": lack} if {
	some arn, statements in event_selectors.management_by_trail
	missing := {"read", "write"} - event_selectors.recorded_kinds(statements)
	some kind in missing
	lack := sprintf("it does not record %s management events", [kind])
}

lacking contains {"trail": arn, "lack": lack} if {
	some arn, statements in event_selectors.management_by_trail
	some filter in event_selectors.filters(statements)
	lack := sprintf("it filters management events by %s %s %s", [filter.field, filter.operator, filter.value])
}

# The trails with the number of their faults, the nearest to the baseline first.
ranking := sort([[count(faults), arn] |
	some arn in trails
	faults := {fault | some fault in lacking; fault.trail == arn}
])

deny contains {"message": "the account has no trail"} if count(trails) == 0

deny contains {"message": message} if {
	[faults, nearest] := ranking[0]
	faults > 0
	lacks := {fault.lack | some fault in lacking; fault.trail == nearest}
	message := sprintf("no trail meets the baseline; the nearest is %s: %s", [nearest, concat("; ", sort(lacks))])
}
