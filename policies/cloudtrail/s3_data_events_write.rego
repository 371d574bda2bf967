# METADATA
# title: S3 object write events are recorded for all buckets
# description: |
#   Who put, overwrote or deleted an object shows in data events only, and a trail does not record them unless it is
#   told to. In every region that is judged, some logging trail must record all of them, by classic selectors or
#   advanced ones; several trails may add up. A condition on anything but the event source leaves events out and does
#   not count. Buckets are not listed: what is asked for are all buckets, those to come too. Where only some matter, or
#   some must be left out, such as the bucket that the trail itself writes to, name them in the parameters.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
# custom:
#   severity: medium
#   subject: account
#   frameworks:
#     cis-aws-foundations-1.4: ["3.10"]
#     cis-aws-foundations-1.5: ["3.10"]
#     cis-aws-foundations-2.0: ["3.10"]
#     cis-aws-foundations-3.0: ["3.8"]
#     cis-aws-foundations-4.0: ["3.8"]
#     cis-aws-foundations-5.0: ["3.8"]
#     cis-aws-foundations-6.0: ["4.8"]
#     cis-aws-foundations-7.0: ["4.8"]
#     nist-800-53-r5: [
#       "AC-2(4)", "AC-3(1)", "AC-3(10)", "AC-4(26)", "AC-6(9)", "AU-2(b)", "AU-3(a)", "AU-3(b)", "AU-3(c)", "AU-3(d)",
#       "AU-3(e)", "AU-3(f)", "AU-6(3)", "AU-6(4)", "AU-6(6)", "AU-6(9)", "AU-8(b)", "AU-12(1)", "AU-12(2)", "AU-12(3)",
#       "AU-12(4)", "AU-12(a)", "AU-12(c)", "AU-14(3)", "AU-14(a)", "AU-14(b)", "CA-7(b)", "CM-5(1)(b)", "CM-6(a)",
#       "CM-9(b)", "IA-3(3)(b)", "MA-4(1)(a)", "PM-14(a)(1)", "PM-14(b)", "SC-7(9)(b)", "SI-1(1)(c)", "SI-3(8)(b)",
#       "SI-4(2)", "SI-4(17)", "SI-4(20)", "SI-7(8)", "SI-10(1)(c)"]
#     pci-dss-4.0: [
#       "5.3.4", "7.3.3", "10.2.1", "10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6", "10.2.1.7",
#       "10.2.2", "10.3.1", "10.6.3", "11.3.1.3", "11.5.2", "A1.2.1"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     soc-2: ["CC2.1", "CC7.2", "PI1.2"]
#     c5: [
#       "COM-04.01AC", "IAM-07.04B", "OPS-11.02AC", "OPS-15.01AC", "OPS-15.01B", "OPS-15.02B", "OPS-15.03B",
#       "OPS-26.01AS", "OPS-26.05B", "PSS-04.05B", "PSS-12.03AC", "SIM-03.07B", "SSO-05.01AC"]
#     ccc: ["CCC.AuditLog.CN02.AR01", "CCC.AuditLog.CN05.AR01", "CCC.Core.CN04.AR02"]
#     cisa: ["your-data-2", "your-systems-3"]
#     ens-rd2022: ["op.exp.8.aws.ct.4", "op.exp.8.r1.aws.ct.2", "op.exp.8.r1.aws.ct.3", "op.exp.8.r1.aws.ct.4"]
#     fedramp-20x-ksi-low: ["ksi-cmt", "ksi-mla"]
#     fedramp-moderate-r4: [
#       "ac-2-4", "ac-2-g", "au-2-a-d", "au-3", "au-6-1-3", "au-12-a-c", "ca-7-a-b", "si-4-2", "si-4-4", "si-4-5",
#       "si-4-16"]
#     ffiec: ["d2-ma-ma-b-1", "d2-ma-ma-b-2", "d3-dc-an-b-3", "d3-dc-an-b-4", "d3-dc-ev-b-1", "d5-dr-de-b-3"]
#     gdpr: ["article_30"]
#     gxp-21-cfr-part-11: ["11.10-e", "11.10-k"]
#     hipaa: ["164_308_a_1_ii_d", "164_308_a_3_ii_a", "164_308_a_6_ii", "164_312_a_2_i", "164_312_b", "164_312_e_2_i"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     nis2: ["3.2.3.c", "3.2.3.g"]
#     nist-800-171-r2: ["3_1_12", "3_3_1", "3_3_2", "3_3_3", "3_13_1", "3_14_6", "3_14_7"]
#     nist-csf-1.1: ["ae_3", "ae_4", "cm_1", "cm_3", "cm_6", "cm_7", "ds_5"]
#     rbi-cyber-security-framework: ["annex_i_7_4"]
#     secnumcloud-3.2: ["12.6"]
#   aliases: [
#     "prowler:cloudtrail_s3_dataevents_write_enabled", "trivy:AWS-0171",
#     "steampipe:cloudtrail_s3_object_write_events_audit_enabled", "steampipe:cloudtrail_s3_data_events_enabled",
#     "steampipe:s3_bucket_object_logging_enabled", "scoutsuite:cloudtrail-partial-data-logging",
#     "cloudsploit:objectLevelWriteEventLogging", "aws-config-managed-rule:CLOUDTRAIL_ALL_WRITE_S3_DATA_EVENT_CHECK",
#     "aws-config-managed-rule:CLOUDTRAIL_S3_DATAEVENTS_ENABLED",
#     "awslabs-aws-config-rules:CLOUDTRAIL_S3_DATAEVENTS_ENABLED",
#     "aws-guard-rules-registry:cloudtrail_s3_dataevents_enabled"]
#   parameters:
#     buckets: {type: strings, default: [], description: The buckets that matter; none named means all.}
#     exempt_buckets: {type: strings, default: [], description: Buckets that selectors may leave out.}
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors
#       '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},
#       {"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
#       {"Field":"resources.type","Equals":["AWS::S3::Object"]}]}]'
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name           = "TRAIL_NAME"
#         region         = "HOME_REGION"
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
#           name = "Writes of objects"
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
#
#           field_selector {
#             field  = "readOnly"
#             equals = ["false"]
#           }
#         }
#       }
#     console: >-
#       CloudTrail in its home region > Trails > the trail > Data events > Edit > S3 > Log all events, or writeOnly
#       events
package assize.cloudtrail.s3_data_events_write

import rego.v1

import data.assize.lib.recorded_events

# What must be recorded: how its objects' ARNs start, and what to call it.
scopes contains {"below": sprintf("arn:%s:s3:::", [input.account.partition]), "name": "all buckets"} if {
	count(input.parameters.buckets) == 0
}

scopes contains {"below": objects(bucket), "name": sprintf("bucket %s", [bucket])} if {
	some bucket in input.parameters.buckets
}

objects(bucket) := sprintf("arn:%s:s3:::%s/", [input.account.partition, bucket])

exempt contains objects(bucket) if some bucket in input.parameters.exempt_buckets

deny contains {"message": message} if {
	some scope in scopes
	missing := recorded_events.objects_unrecorded("write", scope.below, exempt)
	count(missing) > 0
	message := sprintf(
		"write events on the objects of %s are not recorded in %s (%s)",
		[scope.name, concat(", ", sort(missing)), recorded_events.trails],
	)
}
