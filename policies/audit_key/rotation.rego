# METADATA
# title: Keys that encrypt logs rotate
# description: |
#   Rotation limits how much one key's material protects. Judged are customer managed keys of trails and delivery
#   channels that can rotate by themselves: symmetric keys with material from KMS. Keys of AWS, asymmetric and HMAC
#   keys, imported or externally stored material, replicas of a multi-region key (the primary rotates for them), and
#   keys that are disabled or to be deleted are not applicable.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::KMS::Key]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.8"]
#     cis-aws-foundations-1.5: ["3.8"]
#     cis-aws-foundations-2.0: ["3.8"]
#     cis-aws-foundations-3.0: ["3.6"]
#     cis-aws-foundations-4.0: ["3.6"]
#     cis-aws-foundations-5.0: ["3.6"]
#     cis-aws-foundations-6.0: ["4.6"]
#     cis-aws-foundations-7.0: ["4.6"]
#     aws-fsbp: ["KMS.4"]
#     c5: ["CRY-05.02B", "CRY-06.01B", "CRY-07.01B", "CRY-09.02B", "CRY-19.01B", "OIS-08.02B"]
#     ccc: ["CCC.Core.CN11.AR02", "CCC.Core.CN11.AR05", "CCC.Core.CN11.AR06", "CCC.KeyMgmt.CN03.AR01"]
#     cisa: ["your-systems-3"]
#     ens-rd2022: ["op.exp.10.aws.cmk.3"]
#     fedramp-20x-ksi-low: ["ksi-svc"]
#     fedramp-moderate-r4: ["sc-12"]
#     gdpr: ["article_25", "article_30"]
#     gxp-21-cfr-part-11: ["11.30"]
#     hipaa: ["164_312_a_2_iv"]
#     iso-27001-2022: ["A.8.5", "A.8.11", "A.8.24"]
#     kisa-isms-p-2023: ["2.7.2", "2.10.1", "2.10.2"]
#     nis2: ["11.6.2.c"]
#     nist-800-53-r5: ["CM-6(a)", "CM-9(b)", "SA-9(6)", "SC-12", "SC-12(2)", "SC-12(6)", "SC-28(3)"]
#     pci-dss-4.0: ["3.7.4", "3.7.5"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["10.5"]
#     soc-2: ["PI1.5"]
#   aliases: [
#     "prowler:kms_cmk_rotation_enabled", "trivy:AWS-0065", "steampipe:kms_cmk_rotation_enabled",
#     "scoutsuite:kms-cmk-rotation-disabled", "cloudsploit:kmsKeyRotation", "securityhub:KMS.4",
#     "aws-config-managed-rule:CMK_BACKING_KEY_ROTATION_ENABLED", "checkov:CKV_AWS_7",
#     "cnspec:mondoo-aws-security-rotation-customer-created-cmks-enabled"]
#   remediation:
#     cli: aws kms enable-key-rotation --key-id {arn} --region {region}
#     terraform: |
#       import {
#         to = aws_kms_key.{label}
#         id = "{name}"
#       }
#
#       resource "aws_kms_key" "{label}" {
#         region              = "{region}"
#         enable_key_rotation = true
#       }
#     console: KMS in {region} > Customer managed keys > {name} > Key rotation > Edit > Enable
package assize.audit_key.rotation

import rego.v1

not_applicable contains {"reason": reason} if some reason in reasons

deny contains {"message": message, "path": "supplementaryConfiguration.KeyRotationStatus"} if {
	count(reasons) == 0
	not input.resource.supplementaryConfiguration.KeyRotationStatus
	message := sprintf("automatic rotation of key %s is off", [input.resource.resourceId])
}

# Why a key need not rotate or cannot. What a key does not say about itself is no reason.
reasons contains "the key is managed by AWS" if {
	upper(object.get(input.resource.configuration, "keyManager", "")) == "AWS"
}

reasons contains sprintf("keys of spec %s do not rotate automatically", [spec]) if {
	spec := object.get(input.resource.configuration, "keySpec", "SYMMETRIC_DEFAULT")
	upper(spec) != "SYMMETRIC_DEFAULT"
}

reasons contains sprintf("key material of origin %s does not rotate automatically", [origin]) if {
	origin := object.get(input.resource.configuration, "origin", "AWS_KMS")
	upper(origin) != "AWS_KMS"
}

reasons contains "the key is a replica, which rotates with its primary" if {
	upper(object.get(input.resource.configuration, "multiRegionKeyType", "")) == "REPLICA"
}

reasons contains sprintf("the state of the key is %s", [state]) if {
	state := object.get(input.resource.configuration, "keyState", "unknown")
	lower(state) in {"disabled", "pendingdeletion", "pendingreplicadeletion"}
}
