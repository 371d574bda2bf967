# METADATA
# title: AWS Config's deliveries are encrypted with a customer managed key
# description: |
#   With a key of one's own, reading the history of all resources takes a second permission, and who used it is
#   logged. The delivery channel must name a key that exists, is enabled and is customer managed. The bucket's default
#   encryption is not counted: it is often another account's setting, and can be changed without AWS Config noticing.
#   Whether the key's policy admits AWS Config shows in `config-delivery-status-healthy`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
# custom:
#   severity: medium
#   subject: region
#   used_by: [AWS::Config::DeliveryChannel]
#   absent_is_compliant:
#     configuration.arn: a key that was not found is a finding of its own
#     relationships.*.resourceName: a key that was not found is a finding of its own
#     configuration.Name: a key that was not found is a finding of its own
#   remediation:
#     cli: >-
#       aws configservice put-delivery-channel --region {region} --delivery-channel
#       name=default,s3BucketName=AUDIT_BUCKET,s3KmsKeyArn=KEY_ARN
#     terraform: |
#       resource "aws_config_delivery_channel" "default" {
#         region         = "{region}"
#         name           = "default"
#         s3_bucket_name = "AUDIT_BUCKET"
#         s3_kms_key_arn = "KEY_ARN"
#       }
#     console: >-
#       none: the CLI, the API and Terraform set the key of a delivery channel; or S3 > its bucket > Properties >
#       Default encryption
package assize.config.delivery_kms

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no delivery channel in %s", [input.region.name])} if not has_channel

has_channel if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	channel.configuration
}

deny contains {"message": message} if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	object.get(channel.configuration, "S3KmsKeyArn", "") == ""
	message := sprintf("%s names no KMS key", [label(channel.configuration)])
}

deny contains {"message": message} if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	reference := object.get(channel.configuration, "S3KmsKeyArn", "")
	reference != ""
	missing(reference, channel.configuration)
	message := sprintf("%s names the key %s, which does not exist", [label(channel.configuration), reference])
}

deny contains {"message": message} if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	some key in keys(object.get(channel.configuration, "S3KmsKeyArn", ""), channel.configuration)
	manager := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyManager", "unknown")
	upper(manager) != "CUSTOMER"
	message := sprintf(
		"%s uses %s, which is not customer managed (key manager: %s)",
		[label(channel.configuration), key, manager],
	)
}

deny contains {"message": message} if {
	some channel in input.region.resources["AWS::Config::DeliveryChannel"]
	some key in keys(object.get(channel.configuration, "S3KmsKeyArn", ""), channel.configuration)
	state := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyState", "unknown")
	lower(state) != "enabled"
	message := sprintf("%s uses %s, whose state is %s", [label(channel.configuration), key, state])
}

label(configuration) := sprintf("delivery channel %s in %s", [config.called(configuration), input.region.name])

# The keys that are there, of those that a channel's reference means. An alias was resolved when the key was read, which
# shows only in the key's relationship to channels of that name.
keys(reference, configuration) := {key |
	some key
	input.account.resources["AWS::KMS::Key"][key].configuration.arn == reference
	not gone(key)
} | {key |
	contains(reference, ":alias/")
	some key
	some relationship in input.account.resources["AWS::KMS::Key"][key].relationships
	relationship.resourceType == "AWS::Config::DeliveryChannel"
	relationship.resourceName == configuration.Name
	not gone(key)
}

missing(reference, configuration) if count(keys(reference, configuration)) == 0

# Channels of several regions often share a name, so another region's key must not stand in for one that is gone.
missing(reference, _) if {
	some key
	input.account.resources["AWS::KMS::Key"][key].resourceId == reference
	gone(key)
}

gone(key) if startswith(input.account.resources["AWS::KMS::Key"][key].configurationItemStatus, "ResourceDeleted")
