# METADATA
# title: The log group of a trail is encrypted with a customer managed key
# description: |
#   CloudWatch Logs always encrypts. With a key of one's own, reading events takes a second permission, and who used the
#   key is logged. The key must exist, be enabled and be customer managed: a log group whose key cannot be used gives
#   nothing back. That the key's policy admits CloudWatch Logs is checked by AWS when the key is set. Judged are the log
#   groups to which trails deliver; another account's log group is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::Logs::LogGroup]
#   used_by: [AWS::CloudTrail::Trail]
#   frameworks:
#     c5: [
#       "AM-01.01AC", "CRY-01.02AC", "CRY-05.01AC", "CRY-05.02B", "IAM-07.03B", "OIS-04.01AC", "OIS-08.02B",
#       "OPS-11.02AC", "OPS-13.03B", "OPS-14.03B", "OPS-26.01AS", "OPS-26.05B", "OPS-31.01B", "PSS-04.01B",
#       "PSS-04.04B", "PSS-12.02B"]
#     ccc: ["CCC.Core.CN02.AR01"]
#     cisa: ["your-data-2", "your-systems-3"]
#     fedramp-20x-ksi-low: ["ksi-mla"]
#     fedramp-moderate-r4: ["au-9", "sc-28"]
#     gdpr: ["article_32"]
#     gxp-21-cfr-part-11: ["11.30"]
#     hipaa: ["164_308_a_1_ii_b", "164_308_a_4_ii_a", "164_312_a_2_iv", "164_312_e_2_ii"]
#     iso-27001-2022: ["A.8.11", "A.8.15", "A.8.16", "A.8.24"]
#     kisa-isms-p-2023: ["2.7.2", "2.10.1", "2.10.2"]
#     mitre-attack: ["T1040"]
#     nist-800-171-r2: ["3_3_8", "3_13_11", "3_13_16"]
#     nist-800-53-r5: ["AU-9(3)", "CP-9(d)", "SC-8(3)", "SC-8(4)", "SC-13(a)", "SC-28(1)", "SI-19(4)"]
#     nist-csf-1.1: ["ds_1"]
#     nist-csf-2.0: ["ds_1", "ds_5"]
#     pci-dss-4.0: ["3.5.1", "8.3.2", "10.3.2", "10.3.3", "10.3.4", "A1.2.1"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["10.1", "12.7"]
#     soc-2: ["CC7.3", "PI1.4"]
#   aliases: [
#     "prowler:cloudwatch_log_group_kms_encryption_enabled", "trivy:AWS-0017",
#     "steampipe:log_group_encryption_at_rest_enabled", "cloudsploit:logGroupsEncrypted",
#     "aws-config-managed-rule:CLOUDWATCH_LOG_GROUP_ENCRYPTED",
#     "aws-guard-rules-registry:cloudwatch_log_group_encrypted", "checkov:CKV_AWS_158",
#     "cnspec:mondoo-aws-security-cloudwatch-log-group-encrypted"]
#   remediation:
#     cli: aws logs associate-kms-key --log-group-name {name} --kms-key-id KEY_ARN --region {region}
#     terraform: |
#       resource "aws_cloudwatch_log_group" "{label}" {
#         region     = "{region}"
#         name       = "{name}"
#         kms_key_id = "KEY_ARN"
#       }
#     console: >-
#       none: the CLI, the API and Terraform give a log group that is there already its key
package assize.audit_log_group.kms

import rego.v1

import data.assize.lib.keys
import data.assize.lib.ownership
import data.assize.lib.usage

elsewhere := ownership.foreign("log group", input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

named_key := object.get(input.resource.configuration, "kmsKeyId", "")

deny contains {"message": message, "path": "configuration.kmsKeyId"} if {
	not elsewhere
	named_key == ""
	message := sprintf(
		"log group %s, used by %s, is encrypted with a key of CloudWatch Logs",
		[input.resource.resourceId, usage.names(users)],
	)
}

deny contains {"message": message, "path": "configuration.kmsKeyId"} if {
	not elsewhere
	named_key != ""
	some fault in keys.faults(input.resource.arn)
	message := sprintf(
		"log group %s, used by %s, is encrypted with %s",
		[input.resource.resourceId, usage.names(users), fault],
	)
}

users contains user if some user in input.resource.relationships
