# METADATA
# title: Keys that encrypt logs are not scheduled for deletion
# description: |
#   Once a key is deleted, every log that was encrypted with it is unreadable for ever, and trails that use it stop
#   delivering. The deletion can be cancelled until its date. A key that is gone already is a failure of
#   `cloudtrail-kms-key-usable`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
# custom:
#   severity: critical
#   subject: resource
#   resource_types: [AWS::KMS::Key]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["KMS.3"]
#     c5: ["AM-07.02B", "CRY-03.01B", "CRY-05.02B", "CRY-16.02B", "CRY-19.01B", "OIS-08.02B"]
#     ccc: ["CCC.Core.CN11.AR04", "CCC.KeyMgmt.CN01.AR01"]
#     iso-27001-2022: ["A.8.11", "A.8.24"]
#     kisa-isms-p-2023: ["2.7.2", "2.9.2", "2.10.1"]
#     nist-800-53-r5: ["SC-12", "SC-12(2)"]
#     nist-csf-2.0: ["ds_3", "ra_1"]
#     pci-dss-4.0: [
#       "3.5.1.1", "3.5.1.3", "3.6.1", "3.6.1.2", "3.6.1.3", "3.6.1.4", "3.7.1", "3.7.2", "3.7.4", "3.7.6",
#       "3.7.7", "4.2.1.1"]
#     secnumcloud-3.2: ["10.5"]
#   aliases: [
#     "prowler:kms_cmk_not_deleted_unintentionally", "steampipe:kms_key_not_pending_deletion",
#     "cloudsploit:kmsScheduledDeletion", "securityhub:KMS.3",
#     "aws-config-managed-rule:KMS_CMK_NOT_SCHEDULED_FOR_DELETION",
#     "awslabs-aws-config-rules:KMS_KEYS_TO_NOT_DELETE", "checkov:CKV_AWS_227"]
#   remediation:
#     cli: aws kms cancel-key-deletion --key-id {arn} --region {region}
#     terraform: |
#       # Terraform cannot cancel a deletion: do that first. This keeps the key from being destroyed once more.
#       import {
#         to = aws_kms_key.{label}
#         id = "{name}"
#       }
#
#       resource "aws_kms_key" "{label}" {
#         region              = "{region}"
#         is_enabled          = true
#         enable_key_rotation = true
#
#         lifecycle {
#           prevent_destroy = true
#         }
#       }
#     console: KMS in {region} > Customer managed keys > {name} > Key actions > Cancel key deletion, then Enable
package assize.audit_key.not_pending_deletion

import rego.v1

import data.assize.lib.usage

deny contains {"message": message, "path": "configuration.keyState"} if {
	lower(state) in {"pendingdeletion", "pendingreplicadeletion"}
	message := sprintf("key %s, used by %s, will be deleted %s", [input.resource.resourceId, usage.names(users), date])
}

deny contains {"message": message, "path": "configuration.keyState"} if {
	state == ""
	message := sprintf("the state of key %s is not known", [input.resource.resourceId])
}

state := object.get(input.resource.configuration, "keyState", "")

default date := "at an unknown date"

date := sprintf("at %s", [input.resource.configuration.deletionDate])

users contains user if some user in input.resource.relationships
