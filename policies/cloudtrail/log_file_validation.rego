# METADATA
# title: Trails validate their log files
# description: |
#   Without digest files nobody can show that a delivered log file was not altered or deleted. That digests are
#   switched on does not prove that they arrive: another control judges their delivery. An organization's trail is
#   judged at its owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.2"]
#     cis-aws-foundations-1.5: ["3.2"]
#     cis-aws-foundations-2.0: ["3.2"]
#     cis-aws-foundations-3.0: ["3.2"]
#     cis-aws-foundations-4.0: ["3.2"]
#     cis-aws-foundations-5.0: ["3.2"]
#     cis-aws-foundations-6.0: ["4.2"]
#     cis-aws-foundations-7.0: ["4.2"]
#     nist-800-53-r5: [
#       "AU-9", "AU-9(a)", "CM-6(a)", "CM-9(b)", "PM-11(b)", "PM-17(b)", "SA-1(1)", "SA-10(1)", "SC-16(1)",
#       "SI-1(a)(2)", "SI-4", "SI-4(d)", "SI-7(1)", "SI-7(3)", "SI-7(7)", "SI-7(a)"]
#     pci-dss-4.0: ["10.3.2", "10.3.3", "10.3.4", "A1.2.1"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     soc-2: ["CC7.3", "PI1.3"]
#     c5: [
#       "AM-01.01AC", "COM-04.01AC", "DEV-08.02B", "OPS-11.02AC", "OPS-13.01AC", "OPS-15.02AC", "OPS-26.01AS",
#       "OPS-26.05B", "PSS-12.03AC", "SIM-01.02AC", "SIM-03.07B"]
#     ccc: [
#       "CCC.AuditLog.CN01.AR01", "CCC.AuditLog.CN01.AR02", "CCC.Core.CN04.AR01", "CCC.Core.CN09.AR01",
#       "CCC.Core.CN09.AR02", "CCC.Core.CN09.AR03"]
#     cisa: ["your-systems-3"]
#     ens-rd2022: ["op.exp.8.aws.ct.3"]
#     fedramp-20x-ksi-low: ["ksi-cmt", "ksi-mla"]
#     fedramp-moderate-r4: ["au-9", "si-7", "si-7-1"]
#     gdpr: ["article_25", "article_32"]
#     gxp-21-cfr-part-11: ["11.10-a", "11.30"]
#     hipaa: ["164_308_a_1_ii_b", "164_308_a_1_ii_d", "164_312_b", "164_312_c_1", "164_312_c_2"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2"]
#     nis2: ["3.4.2.d"]
#     nist-800-171-r2: ["3_3_8", "3_13_1"]
#     nist-csf-1.1: ["ds_6", "ds_7"]
#     nist-csf-2.0: ["ds_6", "pt_1"]
#     secnumcloud-3.2: ["10.4", "12.7", "16.6"]
#     aws-fsbp: ["CloudTrail.4"]
#   aliases: [
#     "prowler:cloudtrail_log_file_validation_enabled", "trivy:AWS-0016",
#     "steampipe:cloudtrail_trail_validation_enabled", "scoutsuite:cloudtrail-no-log-file-validation",
#     "cloudsploit:cloudtrailFileValidation", "securityhub:CloudTrail.4",
#     "aws-config-managed-rule:CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
#     "aws-guard-rules-registry:cloud_trail_log_file_validation_enabled", "checkov:CKV_AWS_36",
#     "cnspec:mondoo-aws-security-cloud-trail-log-file-validation-enabled"]
#   remediation:
#     cli: aws cloudtrail update-trail --name {arn} --enable-log-file-validation --region {region}
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name                       = "{name}"
#         region                     = "{region}"
#         s3_bucket_name             = "AUDIT_BUCKET"
#         enable_log_file_validation = true
#       }
#     console: CloudTrail in {region} > Trails > {name} > General details > Edit > Log file validation > Enabled
package assize.cloudtrail.log_file_validation

import rego.v1

import data.assize.lib.cloudtrail

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

deny contains {"message": "log file validation is off", "path": "configuration.logFileValidationEnabled"} if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	not input.resource.configuration.logFileValidationEnabled
}
