# METADATA
# title: Event data stores use a customer managed key
# description: |
#   With a key of the customer's, reading the events takes a permission on the key beside the one on the store, and each
#   use of the key is recorded. The key must be there, enabled and the customer's own: with one that is gone or disabled
#   CloudTrail can neither write nor read. Which keys are approved is a parameter. A key that was once set cannot be
#   taken away or changed: a store with a wrong one has to be made anew. A key of another account that may not be
#   described is an error, not a failure.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::EventDataStore]
#   used_by: [AWS::CloudTrail::EventDataStore]
#   aliases: ["aws-config-managed-rule:EVENT_DATA_STORE_CMK_ENCRYPTION_ENABLED", "checkov:CKV_AWS_294"]
#   parameters:
#     approved_keys: {type: strings, default: [], description: ARNs of keys that stores may use; none named means any.}
#   remediation:
#     cli: aws cloudtrail update-event-data-store --event-data-store {arn} --kms-key-id KEY_ARN --region {region}
#     terraform: |
#       # Give the store its key with the command first: to Terraform, another key means another store.
#       import {
#         to = aws_cloudtrail_event_data_store.{label}
#         id = "{arn}"
#       }
#
#       # Put in the store's present name and its other settings: Terraform sets what is not here to its default.
#       resource "aws_cloudtrail_event_data_store" "{label}" {
#         region     = "{region}"
#         name       = "STORE_NAME"
#         kms_key_id = "KEY_ARN"
#
#         lifecycle {
#           prevent_destroy = true
#         }
#       }
#     console: >-
#       CloudTrail in {region} > Lake > Event data stores > the store > General details > Edit > Use my own AWS KMS key
package assize.eds.cmk_encryption

import rego.v1

reference := object.get(input.resource.configuration, "KmsKeyId", "")

deny contains {"message": "the store has no KMS key of the customer's", "path": "configuration.KmsKeyId"} if {
	reference == ""
}

deny contains {"message": message, "path": "configuration.KmsKeyId"} if {
	reference != ""
	count(input.parameters.approved_keys) > 0
	not reference in input.parameters.approved_keys
	message := sprintf("key %s is not approved", [reference])
}

deny contains {"message": message, "path": "configuration.KmsKeyId"} if {
	reference != ""
	count(keys) == 0
	message := sprintf("key %s does not exist", [reference])
}

deny contains {"message": message, "path": "configuration.KmsKeyId"} if {
	some key in keys
	state := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyState", "unknown")
	lower(state) != "enabled"
	message := sprintf("the state of key %s is %s", [reference, state])
}

deny contains {"message": message, "path": "configuration.KmsKeyId"} if {
	some key in keys
	manager := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyManager", "unknown")
	upper(manager) != "CUSTOMER"
	message := sprintf("key %s is not customer managed (key manager: %s)", [reference, manager])
}

# The store's key, under whatever name the store calls it, where it is there.
keys contains key if {
	some key
	some relationship in input.account.resources["AWS::KMS::Key"][key].relationships
	object.get(relationship, "resourceId", "") == input.resource.arn
	not startswith(input.account.resources["AWS::KMS::Key"][key].configurationItemStatus, "ResourceDeleted")
}
