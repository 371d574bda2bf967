# METADATA
# title: The key of a trail is usable
# description: |
#   A trail that names a key which is gone, disabled, waiting for material or about to be deleted cannot deliver,
#   whatever its settings say. The key must also be the customer's: one managed by AWS cannot be given to CloudTrail
#   alone. That key and bucket are in one region is left to CloudTrail, which refuses anything else when the key is
#   set. A key of another account that may not be described is an error, not a failure.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::KMS::Key]
#   used_by: [AWS::CloudTrail::Trail]
#   remediation:
#     cli: aws kms enable-key --key-id {arn} --region {region}
#     terraform: |
#       # A key that is pending deletion is saved with `aws kms cancel-key-deletion` first.
#       import {
#         to = aws_kms_key.{label}
#         id = "{name}"
#       }
#
#       resource "aws_kms_key" "{label}" {
#         region     = "{region}"
#         is_enabled = true
#       }
#     console: KMS in {region} > Customer managed keys > {name} > Key actions > Enable
package assize.cloudtrail.kms_key_usable

import rego.v1

import data.assize.lib.usage

deny contains {"message": message, "path": "configurationItemStatus"} if {
	gone
	message := sprintf("key %s, named by %s, does not exist", [input.resource.resourceId, usage.names(users)])
}

deny contains {"message": message, "path": "configuration.keyState"} if {
	not gone
	lower(state) != "enabled"
	message := sprintf("the state of key %s, used by %s, is %s", [input.resource.resourceId, usage.names(users), state])
}

deny contains {"message": message, "path": "configuration.keyManager"} if {
	not gone
	upper(manager) != "CUSTOMER"
	message := sprintf(
		"key %s, used by %s, is not customer managed (key manager: %s)",
		[input.resource.resourceId, usage.names(users), manager],
	)
}

gone if startswith(input.resource.configurationItemStatus, "ResourceDeleted")

default state := "unknown"

state := input.resource.configuration.keyState

default manager := "unknown"

manager := input.resource.configuration.keyManager

users contains user if some user in input.resource.relationships
