# METADATA
# title: Trails encrypt their logs with a KMS key
# description: |
#   With a KMS key, reading the logs takes a permission on the key beside the one on the bucket, and each use of the
#   key is recorded. The bucket's default encryption does not do for that. Whether the key exists and can be used is
#   judged by another control.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.7"]
#     cis-aws-foundations-1.5: ["3.7"]
#     cis-aws-foundations-2.0: ["3.7"]
#     cis-aws-foundations-3.0: ["3.5"]
#     cis-aws-foundations-4.0: ["3.5"]
#     cis-aws-foundations-5.0: ["3.5"]
#     cis-aws-foundations-6.0: ["4.5"]
#     cis-aws-foundations-7.0: ["4.5"]
#     nist-800-53-r5: [
#       "AU-9", "AU-9(3)", "CA-9(1)", "CM-3(6)", "CM-6(a)", "CM-9(b)", "CP-9(d)", "SC-7(10)", "SC-8(3)", "SC-8(4)",
#       "SC-13", "SC-13(a)", "SC-28", "SC-28(1)", "SI-7(6)", "SI-19(4)"]
#     pci-dss-4.0: ["3.5.1", "8.3.2", "10.3.2", "10.3.3", "10.3.4", "A1.2.1"]
#     iso-27001-2022: ["A.8.11", "A.8.15", "A.8.16", "A.8.24"]
#     c5: [
#       "COM-04.01AC", "CRY-01.02AC", "CRY-05.01AC", "CRY-05.02B", "CRY-10.01AC", "CRY-11.01B", "IAM-07.03B",
#       "IAM-08.06B", "OIS-08.02B", "OPS-11.02AC", "OPS-13.03B", "OPS-26.01AS", "OPS-31.01B", "PSS-04.04B",
#       "PSS-12.02B", "PSS-12.03AC", "SIM-03.06B", "SIM-03.07B"]
#     ccc: ["CCC.Core.CN02.AR01", "CCC.Core.CN09.AR01", "CCC.Core.CN09.AR02"]
#     cisa: ["your-data-1", "your-systems-3"]
#     ens-rd2022: ["op.exp.8.r4.aws.ct.4", "op.exp.8.r4.aws.ct.7"]
#     fedramp-20x-ksi-low: ["ksi-mla", "ksi-svc"]
#     fedramp-moderate-r4: ["au-9", "sc-28"]
#     gdpr: ["article_25", "article_30", "article_32"]
#     gxp-21-cfr-part-11: ["11.10-c", "11.30"]
#     hipaa: [
#       "164_308_a_1_ii_b", "164_308_a_1_ii_d", "164_308_a_4_ii_a", "164_312_a_2_iv", "164_312_c_1", "164_312_c_2",
#       "164_312_e_2_ii"]
#     kisa-isms-p-2023: ["2.7.2", "2.10.1", "2.10.2"]
#     nis2: ["9.2.a"]
#     nist-800-171-r2: ["3_3_8", "3_13_11", "3_13_16"]
#     nist-csf-1.1: ["ds_1"]
#     nist-csf-2.0: ["ds_1", "ds_5", "pt_1", "pt_4"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["12.7"]
#     aws-fsbp: ["CloudTrail.2"]
#   aliases: [
#     "prowler:cloudtrail_kms_encryption_enabled", "trivy:AWS-0015",
#     "steampipe:cloudtrail_trail_logs_encrypted_with_kms_cmk", "scoutsuite:cloudtrail-no-encryption-with-kms",
#     "cloudsploit:cloudtrailEncryption", "securityhub:CloudTrail.2",
#     "aws-config-managed-rule:CLOUD_TRAIL_ENCRYPTION_ENABLED",
#     "aws-guard-rules-registry:cloud_trail_encryption_enabled", "checkov:CKV_AWS_35",
#     "cnspec:mondoo-aws-security-cloud-trail-encryption-enabled"]
#   remediation:
#     cli: aws cloudtrail update-trail --name {arn} --kms-key-id KEY_ARN --region {region}
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#         kms_key_id     = "KEY_ARN"
#       }
#     console: CloudTrail in {region} > Trails > {name} > General details > Edit > Log file SSE-KMS encryption > Enabled
package assize.cloudtrail.kms_encryption

import rego.v1

import data.assize.lib.cloudtrail

deny contains {"message": "the trail has no KMS key", "path": "configuration.kmsKeyId"} if {
	not cloudtrail.given(input.resource.configuration.kmsKeyId)
}
