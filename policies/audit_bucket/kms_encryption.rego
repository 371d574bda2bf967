# METADATA
# title: The log bucket encrypts with a customer managed key
# description: |
#   With a key of one's own, reading logs takes a second permission, and who used it is logged. The default
#   encryption must be `aws:kms` or `aws:kms:dsse` and name a key; without a name, or with the alias `aws/s3`, it is
#   a key of AWS, which everybody in the account may use. A key of AWS that is named by its id is not told apart.
#   CloudTrail and AWS Config can encrypt with a key of their own setting whatever the bucket's default is: see
#   `cloudtrail-kms-encryption` and `config-delivery-kms`. What is judged here is all the rest, digest files among
#   it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["S3.17"]
#     c5: ["CRY-01.02AC", "CRY-05.01AC", "CRY-05.02B", "IAM-07.03B", "OIS-08.02B", "OPS-31.01B", "PSS-12.02B"]
#     ccc: [
#       "CCC.Core.CN02.AR01", "CCC.ObjStor.CN01.AR01", "CCC.ObjStor.CN01.AR02", "CCC.ObjStor.CN01.AR03",
#       "CCC.ObjStor.CN01.AR04"]
#     iso-27001-2022: ["A.8.11", "A.8.24"]
#     kisa-isms-p-2023: ["2.7.2", "2.10.2"]
#     nist-csf-2.0: ["ds_1", "ds_3", "ds_5", "pt_4"]
#     pci-dss-4.0: ["3.5.1", "8.3.2"]
#     secnumcloud-3.2: ["10.1"]
#     soc-2: ["PI1.4"]
#   aliases: [
#     "prowler:s3_bucket_kms_encryption", "trivy:AWS-0132", "steampipe:s3_bucket_default_encryption_enabled_kms",
#     "cloudsploit:s3Encryption", "securityhub:S3.17", "aws-config-managed-rule:S3_DEFAULT_ENCRYPTION_KMS",
#     "cnspec:mondoo-aws-security-s3-bucket-encryption-uses-kms-cmk"]
#   remediation:
#     cli: >-
#       aws s3api put-bucket-encryption --bucket {name} --server-side-encryption-configuration file://kms.json
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
#     console: S3 > {name} > Properties > Default encryption > Edit > SSE-KMS with a customer managed key
package assize.audit_bucket.kms_encryption

import rego.v1

import data.assize.lib.s3

deny contains {"message": message, "path": "supplementaryConfiguration.ServerSideEncryptionConfiguration.rules"} if {
	not with_own_key
	message := sprintf("bucket %s encrypts by default with %s", [input.resource.resourceId, concat(", ", sort(found))])
}

with_own_key if {
	some rule in input.resource.supplementaryConfiguration.ServerSideEncryptionConfiguration.rules
	s3.uses_own_key(rule)
}

default found := {"nothing"}

found := {s3.encryption(rule) |
	some rule in input.resource.supplementaryConfiguration.ServerSideEncryptionConfiguration.rules
} if {
	count(input.resource.supplementaryConfiguration.ServerSideEncryptionConfiguration.rules) > 0
}
