# METADATA
# title: The log bucket has default encryption
# description: |
#   Since 2023 S3 encrypts every new object, and a bucket without a rule can hardly be found; the control is there for
#   frameworks that ask for it, and for older snapshots. Whether a customer managed key is used is another question.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["2.1.1"]
#     cis-aws-foundations-1.5: ["2.1.1"]
#     aws-security-hub: ["S3.4"]
#     c5: ["CRY-01.02AC", "CRY-05.01AC", "IAM-07.03B", "OPS-31.01B", "PSS-12.02B"]
#     ccc: ["CCC.Core.CN02.AR01"]
#     cisa: ["your-data-1", "your-data-2", "your-systems-3"]
#     ens-rd2022: ["mp.si.2.aws.s3.1"]
#     fedramp-20x-ksi-low: ["ksi-svc"]
#     fedramp-moderate-r4: ["sc-13", "sc-28"]
#     ffiec: ["d3-pc-am-b-12"]
#     gdpr: ["article_32"]
#     gxp-21-cfr-part-11: ["11.10-c", "11.30"]
#     hipaa: [
#       "164_308_a_1_ii_b", "164_308_a_4_ii_a", "164_312_a_2_iv", "164_312_c_1", "164_312_c_2", "164_312_e_2_ii"]
#     iso-27001-2022: ["A.8.11", "A.8.24"]
#     kisa-isms-p-2023: ["2.7.1", "2.10.2"]
#     mitre-attack: ["T1119", "T1530"]
#     nist-800-171-r2: ["3_3_8", "3_5_10", "3_13_11", "3_13_16"]
#     nist-800-53-r5: [
#       "AU-9", "AU-9(2)", "AU-9(3)", "AU-9(7)", "CA-9(1)", "CM-3(6)", "CM-6(a)", "CM-9(b)", "CP-9(8)",
#       "CP-9(d)", "PM-11(b)", "SC-7(10)", "SC-8(3)", "SC-8(4)", "SC-13", "SC-13(a)", "SC-16(1)", "SC-28",
#       "SC-28(1)", "SI-7(6)", "SI-19(4)"]
#     nist-csf-1.1: ["ds_1"]
#     nist-csf-2.0: ["ds_1", "ds_3"]
#     pci-dss-4.0: ["3.5.1", "8.3.2"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["10.1"]
#     soc-2: ["PI1.4"]
#   aliases: [
#     "prowler:s3_bucket_default_encryption", "trivy:AWS-0088", "steampipe:s3_bucket_default_encryption_enabled",
#     "scoutsuite:s3-bucket-no-default-encryption", "cloudsploit:bucketEncryption", "securityhub:S3.4",
#     "aws-config-managed-rule:S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED",
#     "cnspec:mondoo-aws-security-s3-bucket-server-side-encryption-enabled"]
#   remediation:
#     cli: aws s3api put-bucket-encryption --bucket {name} --server-side-encryption-configuration file://sse.json
#     terraform: |
#       resource "aws_s3_bucket_server_side_encryption_configuration" "{label}" {
#         bucket = "{name}"
#
#         rule {
#           apply_server_side_encryption_by_default {
#             sse_algorithm     = "aws:kms"
#             kms_master_key_id = "KEY_ARN"
#           }
#           bucket_key_enabled = true
#         }
#       }
#     console: S3 > {name} > Properties > Default encryption > Edit
package assize.audit_bucket.default_encryption

import rego.v1

deny contains {"message": message, "path": "supplementaryConfiguration.ServerSideEncryptionConfiguration.rules"} if {
	not encrypted
	message := sprintf("bucket %s has no default encryption", [input.resource.resourceId])
}

encrypted if {
	some rule in input.resource.supplementaryConfiguration.ServerSideEncryptionConfiguration.rules
	rule.applyServerSideEncryptionByDefault.sseAlgorithm != ""
}
