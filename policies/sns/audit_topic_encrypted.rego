# METADATA
# title: Topics that the audit plane notifies are encrypted
# description: |
#   Messages tell what happens in the account. With a key they are encrypted while SNS holds them; which key, is the
#   matter of `sns-audit-topic-cmk`. A topic that AWS Config notifies may be without a key, because AWS Config does not
#   publish to encrypted topics. Judged are the topics that trails, delivery channels, alarms and audit rules of
#   EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   frameworks:
#     aws-fsbp: ["SNS.1"]
#     c5: [
#       "CRY-01.02AC", "CRY-05.01AC", "CRY-05.01B", "CRY-05.02B", "IAM-07.03B", "OIS-08.02B", "OPS-31.01B",
#       "PSS-10.01B", "PSS-12.02B"]
#     ccc: ["CCC.Core.CN02.AR01", "CCC.Message.CN01.AR01"]
#     cisa: ["your-data-1", "your-data-2", "your-systems-3"]
#     fedramp-20x-ksi-low: ["ksi-inr", "ksi-svc"]
#     fedramp-moderate-r4: ["sc-13", "sc-28"]
#     gdpr: ["article_32"]
#     gxp-21-cfr-part-11: ["11.30"]
#     hipaa: ["164_308_a_1_ii_b", "164_308_a_4_ii_a", "164_312_a_2_iv", "164_312_e_2_ii"]
#     iso-27001-2022: ["A.8.3", "A.8.11", "A.8.24"]
#     kisa-isms-p-2023: ["2.7.2", "2.10.2"]
#     mitre-attack: ["T1530"]
#     nist-800-171-r2: ["3_13_11", "3_13_16"]
#     nist-800-53-r5: [
#       "AU-9(3)", "CA-9(1)", "CM-3(6)", "CP-9(d)", "SC-7(10)", "SC-8(3)", "SC-8(4)", "SC-13", "SC-13(a)", "SC-28",
#       "SC-28(1)", "SI-7(6)"]
#     nist-csf-1.1: ["ds_1"]
#     nist-csf-2.0: ["be_5"]
#     pci-dss-4.0: ["3.5.1", "8.3.2"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["10.1"]
#     soc-2: ["PI1.4"]
#   aliases: [
#     "prowler:sns_topics_kms_encryption_at_rest_enabled", "trivy:AWS-0095", "steampipe:sns_topic_encrypted_at_rest",
#     "cloudsploit:topicEncrypted", "securityhub:SNS.1", "aws-config-managed-rule:SNS_ENCRYPTED_KMS",
#     "awslabs-aws-config-rules:SNS_ENCRYPTED_TOPIC_CHECK", "checkov:CKV_AWS_26",
#     "cnspec:mondoo-aws-security-sns-topic-encrypted"]
#   remediation:
#     cli: >-
#       aws sns set-topic-attributes --topic-arn {arn} --attribute-name KmsMasterKeyId --attribute-value KEY_ARN
#       --region {region}
#     terraform: |
#       import {
#         to = aws_sns_topic.{label}
#         id = "{arn}"
#       }
#
#       # The key's policy must let each service that publishes use kms:Decrypt and kms:GenerateDataKey*.
#       # Put in the topic's other settings: Terraform takes away what is not here.
#       resource "aws_sns_topic" "{label}" {
#         region            = "{region}"
#         name              = "{name}"
#         kms_master_key_id = "KEY_ARN"
#       }
#     console: SNS in {region} > Topics > {name} > Edit > Encryption > Encryption on
package assize.sns.audit_topic_encrypted

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.sns

excused := audit_topics.unjudged

excused := "AWS Config does not publish to encrypted topics" if {
	not audit_topics.unjudged
	named_key == ""
	sns.is_for_config(input.resource.relationships)
}

not_applicable contains {"reason": excused}

named_key := object.get(input.resource.configuration, "KmsMasterKeyId", "")

deny contains {"message": message, "path": "configuration.KmsMasterKeyId"} if {
	not excused
	named_key == ""
	message := sprintf("topic %s is not encrypted", [sns.name(input.resource.arn)])
}
