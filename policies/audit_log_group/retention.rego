# METADATA
# title: The log group of a trail keeps events long enough
# description: |
#   What expired can be searched no more, and raises no alarm when a filter is added later. A log group without a
#   retention period keeps its events for ever, which is accepted unless `accept_never_expiring` is false. Any number of
#   days from `minimum_days` on will do. Judged are the log groups to which trails deliver; another account's log group
#   is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Logs::LogGroup]
#   used_by: [AWS::CloudTrail::Trail]
#   frameworks:
#     aws-security-hub: ["CloudWatch.16"]
#     c5: [
#       "AM-01.01AC", "OPS-11.02AC", "OPS-14.01B", "OPS-14.02B", "OPS-26.01AS", "OPS-26.05B", "PI-03.02B", "PSS-04.01B"]
#     ccc: ["CCC.Logging.CN02.AR01", "CCC.Logging.CN02.AR02"]
#     ens-rd2022: ["op.exp.8.r3.aws.cw.1"]
#     fedramp-20x-ksi-low: ["ksi-mla", "ksi-mla-07"]
#     fedramp-moderate-r4: ["au-6-1-3", "au-11", "si-12"]
#     ffiec: ["d2-ma-ma-b-1"]
#     gxp-21-cfr-part-11: ["11.10-c", "11.10-e"]
#     hipaa: ["164_312_b"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2"]
#     nis2: ["1.1.1.h", "3.2.3.c", "3.2.5", "4.2.2.f"]
#     nist-800-171-r2: ["3_3_1", "3_6_1", "3_6_2"]
#     nist-800-53-r5: [
#       "AC-16(b)", "AU-6(3)", "AU-6(4)", "AU-6(6)", "AU-6(9)", "AU-10", "AU-11", "AU-11(1)", "AU-12(1)", "AU-12(2)",
#       "AU-12(3)", "AU-14(a)", "AU-14(b)", "CA-7", "CA-7(b)", "PM-14(a)(1)", "PM-14(b)", "PM-21(b)", "SC-28(2)",
#       "SI-4(17)", "SI-12"]
#     pci-dss-4.0: ["3.2.1", "3.3.1.1", "3.3.1.3", "3.3.2", "3.3.3", "5.3.4", "10.5.1"]
#     rbi-cyber-security-framework: ["annex_i_7_4"]
#     secnumcloud-3.2: ["12.6"]
#     soc-2: ["C1.2", "CC7.2", "CC7.3"]
#   aliases: [
#     "prowler:cloudwatch_log_group_retention_policy_specific_days_enabled",
#     "steampipe:cloudwatch_log_group_retention_period_365", "cloudsploit:logRetentionPeriod",
#     "securityhub:CloudWatch.16", "aws-config-managed-rule:CW_LOGGROUP_RETENTION_PERIOD_CHECK",
#     "aws-guard-rules-registry:cw_loggroup_retention_period_check", "checkov:CKV_AWS_66", "checkov:CKV_AWS_338",
#     "cnspec:mondoo-aws-security-cloudwatch-log-group-retention-set"]
#   parameters:
#     minimum_days:
#       type: integer
#       default: 365
#       minimum: 1
#       floors: {pci-dss-4.0: 365}
#       description: Days that events must be kept.
#     accept_never_expiring: {type: boolean, default: true, description: Whether events may be kept for ever.}
#   absent_is_compliant:
#     configuration.retentionInDays: without a retention period CloudWatch Logs keeps events for ever
#   remediation:
#     cli: aws logs put-retention-policy --log-group-name {name} --retention-in-days 365 --region {region}
#     terraform: |
#       resource "aws_cloudwatch_log_group" "{label}" {
#         region            = "{region}"
#         name              = "{name}"
#         retention_in_days = 365
#       }
#     console: CloudWatch in {region} > Log groups > {name} > Actions > Edit retention setting > 12 months (365 days)
package assize.audit_log_group.retention

import rego.v1

import data.assize.lib.ownership
import data.assize.lib.usage

elsewhere := ownership.foreign("log group", input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

days := object.get(input.resource.configuration, "retentionInDays", 0)

deny contains {"message": message, "path": "configuration.retentionInDays"} if {
	not elsewhere
	days > 0
	days < input.parameters.minimum_days
	message := sprintf(
		"log group %s, used by %s, keeps events for %d days, fewer than %d",
		[input.resource.resourceId, usage.names(users), days, input.parameters.minimum_days],
	)
}

deny contains {"message": message, "path": "configuration.retentionInDays"} if {
	not elsewhere
	days == 0
	not input.parameters.accept_never_expiring
	message := sprintf(
		"log group %s, used by %s, keeps events for ever",
		[input.resource.resourceId, usage.names(users)],
	)
}

users contains user if some user in input.resource.relationships
