# METADATA
# title: Read and write management events are recorded
# description: |
#   Write events tell what was changed, read events what was looked at before. The logging multi-region trails
#   together must record both, by classic selectors, advanced ones or AWS's default. A selector that picks out some
#   events, for instance those of one service, does not count; one that leaves some out counts and is judged by the
#   controls on exclusions. The selectors of an organization's trail can be read by its owner only: seen from a member
#   they are unknown.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: high
#   subject: account
#   frameworks:
#     cis-aws-foundations-1.4: ["3.1"]
#     cis-aws-foundations-1.5: ["3.1"]
#     cis-aws-foundations-2.0: ["3.1"]
#     cis-aws-foundations-3.0: ["3.1"]
#     cis-aws-foundations-4.0: ["3.1"]
#     cis-aws-foundations-5.0: ["3.1"]
#     cis-aws-foundations-6.0: ["4.1"]
#     nist-800-53-r5: [
#       "AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "AU-10", "AU-12", "AU-14(1)", "CA-7",
#       "SA-8(22)", "SC-7(9)", "SI-3(8)", "SI-4(20)", "SI-7(8)"]
#     pci-dss-4.0: ["10.3.2", "10.3.3", "10.3.4", "10.5.1", "A1.2.1"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     c5: [
#       "AM-01.01AC", "COM-04.01AC", "DEV-08.02B", "IAM-07.04B", "OIS-05.02B", "OPS-11.02AC", "OPS-12.01B",
#       "OPS-13.01AC", "OPS-13.02B", "OPS-13.03AC", "OPS-15.01AC", "OPS-15.01B", "OPS-15.02B", "OPS-15.03B",
#       "OPS-26.01AS", "OPS-26.05B", "PS-02.01AS", "PS-02.01B", "PS-02.02AS", "PSS-04.05B", "PSS-12.02AC",
#       "PSS-12.03AC", "SIM-03.06B", "SIM-03.07B", "SSO-05.01AC"]
#     ccc: [
#       "CCC.AuditLog.CN02.AR01", "CCC.Core.CN04.AR01", "CCC.Core.CN04.AR02", "CCC.IAM.CN10.AR02",
#       "CCC.Logging.CN01.AR01"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     nis2: ["3.1.2.a", "3.2.3.c", "3.4.2.c"]
#     nist-csf-2.0: ["ae_1", "ae_3", "cm_1", "cm_3", "dp_4", "ov_3", "po_4", "pt_1"]
#     secnumcloud-3.2: ["12.2", "12.6"]
#     aws-fsbp: ["CloudTrail.1"]
#   aliases: [
#     "prowler:cloudtrail_multi_region_enabled_logging_management_events",
#     "steampipe:cloudtrail_multi_region_read_write_enabled", "steampipe:cloudtrail_security_trail_enabled",
#     "cloudsploit:cloudtrailManagementEvents", "securityhub:CloudTrail.1",
#     "aws-config-managed-rule:MULTI_REGION_CLOUD_TRAIL_ENABLED",
#     "aws-config-managed-rule:CLOUDTRAIL_SECURITY_TRAIL_ENABLED", "awslabs-aws-config-rules:CLOUDTRAIL_ENABLED_V2"]
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.AdvancedEventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#       --event-selectors ReadWriteType=All,IncludeManagementEvents=true
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name           = "TRAIL_NAME"
#         region         = "HOME_REGION"
#         s3_bucket_name = "AUDIT_BUCKET"
#
#         event_selector {
#           read_write_type           = "All"
#           include_management_events = true
#         }
#       }
#     console: CloudTrail in its home region > Trails > the trail > Management events > Edit > Read and Write
package assize.cloudtrail.management_events_read_write

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.event_selectors

candidates contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.configuration.isMultiRegionTrail
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

recorded contains kind if {
	some arn in candidates
	some kind in event_selectors.recorded_kinds(event_selectors.management_by_trail[arn])
}

deny contains {"message": "no multi-region trail is logging"} if count(candidates) == 0

deny contains {"message": message} if {
	count(candidates) > 0
	missing := {"read", "write"} - recorded
	count(missing) > 0
	message := sprintf(
		"%s management events are not recorded by the logging multi-region trails: %s",
		[concat(" and ", sort(missing)), cloudtrail.names(candidates)],
	)
}
