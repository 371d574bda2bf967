# METADATA
# title: Deliveries to CloudWatch Logs are recent
# description: |
#   A log group that gets nothing more keeps all alarms silent. The time of the last delivery to CloudWatch Logs
#   counts, not that to S3, against the time of the snapshot. A trail without a log group, and one that started
#   logging within the allowed age and has delivered nothing yet, is not judged; an organization's trail is judged at
#   its owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.4"]
#     cis-aws-foundations-1.5: ["3.4"]
#     cis-aws-foundations-2.0: ["3.4"]
#     nist-800-53-r5: [
#       "AC-2(4)", "AC-3(1)", "AC-3(10)", "AC-4(26)", "AC-6(9)", "AU-2(b)", "AU-3(a)", "AU-3(b)", "AU-3(c)",
#       "AU-3(d)", "AU-3(e)", "AU-3(f)", "AU-4(1)", "AU-6(1)", "AU-6(3)", "AU-6(4)", "AU-6(5)", "AU-6(6)", "AU-6(9)",
#       "AU-7(1)", "AU-8(b)", "AU-9(7)", "AU-12(1)", "AU-12(2)", "AU-12(3)", "AU-12(4)", "AU-12(a)", "AU-12(c)",
#       "AU-14(3)", "AU-14(a)", "AU-14(b)", "CA-7(b)", "CM-5(1)(b)", "CM-6(a)", "CM-9(b)", "IA-3(3)(b)",
#       "MA-4(1)(a)", "PM-14(a)(1)", "PM-14(b)", "SC-7(9)(b)", "SI-1(1)(c)", "SI-3(8)(b)", "SI-4(2)", "SI-4(17)",
#       "SI-4(20)", "SI-7(8)", "SI-10(1)(c)"]
#     pci-dss-4.0: [
#       "5.3.4", "7.3.3", "10.2.1", "10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6",
#       "10.2.1.7", "10.2.2", "10.3.1", "10.4.1.1", "10.6.3", "11.3.1.3", "11.5.2", "11.6.1", "12.10.5", "A1.2.1",
#       "A3.3.1", "A3.5.1"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     soc-2: ["A1.2", "CC7.2", "CC7.3", "PI1.3"]
#     c5: [
#       "AM-01.01AC", "COM-04.01AC", "IAM-07.04B", "OIS-04.01AC", "OIS-05.02B", "OPS-11.02AC", "OPS-13.01B",
#       "OPS-13.02B", "OPS-15.01AC", "OPS-15.01B", "OPS-15.02B", "OPS-15.03B", "OPS-26.01AS", "OPS-26.05B",
#       "PSS-04.01B", "PSS-04.05B", "PSS-12.03AC", "SIM-02.01B", "SIM-03.07B", "SSO-05.01AC"]
#     ccc: [
#       "CCC.AuditLog.CN02.AR01", "CCC.Core.CN04.AR01", "CCC.Core.CN04.AR02", "CCC.Core.CN04.AR03",
#       "CCC.Core.CN09.AR02", "CCC.LB.CN04.AR01", "CCC.Logging.CN01.AR02"]
#     ens-rd2022: ["op.exp.8.r1.aws.ct.7", "op.mon.3.aws.cwl.1"]
#     fedramp-20x-ksi-low: ["ksi-mla"]
#     fedramp-moderate-r4: ["ac-2-4", "ac-2-g", "au-2-a-d", "au-3", "au-6-1-3", "au-7-1", "au-12-a-c", "si-4-a-b-c"]
#     ffiec: [
#       "d2-is-is-b-1", "d2-ma-ma-b-1", "d2-ma-ma-b-2", "d3-dc-an-b-3", "d3-dc-an-b-4", "d3-dc-an-b-5",
#       "d3-dc-ev-b-1", "d3-pc-im-b-3", "d3-pc-im-b-7", "d5-dr-de-b-3"]
#     gdpr: ["article_25", "article_30"]
#     gxp-21-cfr-part-11: ["11.10-e", "11.10-k", "11.300-d"]
#     hipaa: ["164_308_a_1_ii_d", "164_308_a_6_ii", "164_312_b", "164_312_e_2_i"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     nis2: ["3.2.3.c", "3.2.3.g", "3.4.2.c"]
#     nist-800-171-r2: ["3_3_1", "3_3_2", "3_3_3", "3_3_5", "3_6_1", "3_6_2", "3_12_4"]
#     nist-csf-1.1: ["ae_1", "ae_3", "cm_2", "cm_5", "cp_4", "pt_1", "ra_5", "sc_4"]
#     nist-csf-2.0: ["ae_1", "ae_3", "cm_1", "cm_3", "cm_7", "ip_8"]
#     rbi-cyber-security-framework: ["annex_i_7_4"]
#     secnumcloud-3.2: ["12.6"]
#     aws-fsbp: ["CloudTrail.5"]
#   aliases: [
#     "prowler:cloudtrail_cloudwatch_logging_enabled", "steampipe:cloudtrail_trail_integrated_with_logs",
#     "scoutsuite:cloudtrail-no-cloudwatch-integration",
#     "aws-config-managed-rule:CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED"]
#   parameters:
#     max_age_hours:
#       type: integer
#       default: 24
#       minimum: 1
#       description: How long ago the last delivery may be, in hours.
#   remediation:
#     cli: >-
#       aws cloudtrail get-trail-status --name {arn} --region {region}
#       --query "[LatestCloudWatchLogsDeliveryTime,LatestCloudWatchLogsDeliveryError]"
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name                       = "{name}"
#         region                     = "{region}"
#         s3_bucket_name             = "AUDIT_BUCKET"
#         cloud_watch_logs_group_arn = "LOG_GROUP_ARN:*"
#         cloud_watch_logs_role_arn  = "ROLE_ARN"
#       }
#     console: CloudTrail in {region} > Trails > {name} > CloudWatch Logs > the time and error of the last delivery
package assize.cloudtrail.cloudwatch_delivery_fresh

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.elapsed

log_group := object.get(input.resource.configuration, "cloudWatchLogsLogGroupArn", "")

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

not_applicable contains {"reason": "the trail delivers to no log group"} if {
	not cloudtrail.given(log_group)
}

not_applicable contains {"reason": reason} if {
	started_lately
	not delivered_lately
	reason := sprintf(
		"logging started at %s, so the first delivery may still be on its way",
		[input.resource.supplementaryConfiguration.TrailStatus.StartLoggingTime],
	)
}

judged if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	cloudtrail.given(log_group)
	not started_lately
}

delivered_lately if {
	elapsed.within(
		input.resource.supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime,
		input.snapshot.collectedAt,
		input.parameters.max_age_hours,
	)
}

started_lately if {
	elapsed.within(
		input.resource.supplementaryConfiguration.TrailStatus.StartLoggingTime,
		input.snapshot.collectedAt,
		input.parameters.max_age_hours,
	)
}

deny contains {
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime",
} if {
	judged
	last := input.resource.supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime
	not elapsed.within(last, input.snapshot.collectedAt, input.parameters.max_age_hours)
	message := sprintf(
		"the last delivery to CloudWatch Logs was at %s, %d hours before the snapshot; %d are allowed",
		[last, elapsed.whole_hours(last, input.snapshot.collectedAt), input.parameters.max_age_hours],
	)
}

deny contains {
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime",
} if {
	judged
	not input.resource.supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime
	message := sprintf("nothing was ever delivered to %s", [log_group])
}
