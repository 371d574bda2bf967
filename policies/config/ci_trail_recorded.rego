# METADATA
# title: AWS Config holds an item of each live trail
# description: |
#   A trail that AWS Config does not record has no history: a change to it leaves no trace but in the trail's own logs.
#   The newest item in the trail's home region must hold its settings. Items that other regions may have of a
#   multi-region trail are neither asked for nor reported. That an item is old is no failure, since AWS Config writes a
#   new one only when something changed; whether it is out of date is the matter of `config-ci-trail-drift`, which
#   compares the values. A trail that was made minutes ago fails until AWS Config has seen it. An organization's trail
#   is judged at its owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   remediation:
#     cli: >-
#       aws configservice put-configuration-recorder --region {region} --configuration-recorder
#       name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
#       --recording-group allSupported=true,includeGlobalResourceTypes=false && aws configservice
#       start-configuration-recorder --configuration-recorder-name default --region {region}
#     terraform: |
#       resource "aws_config_configuration_recorder" "default" {
#         region   = "{region}"
#         name     = "default"
#         role_arn = "arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
#
#         recording_group {
#           all_supported                 = true
#           include_global_resource_types = false
#         }
#       }
#
#       resource "aws_config_configuration_recorder_status" "default" {
#         region     = "{region}"
#         name       = aws_config_configuration_recorder.default.name
#         is_enabled = true
#       }
#     console: AWS Config in {region} > Settings > Edit > Recording strategy > All resource types
package assize.config.ci_trail_recorded

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.history

newest := input.resource.supplementaryConfiguration.ConfigurationHistory[0]

elsewhere := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

deny contains {"message": message, "path": "supplementaryConfiguration.ConfigurationHistory"} if {
	not elsewhere
	not newest
	message := sprintf(
		"AWS Config in %s has no item of the trail: no recorder there has seen it",
		[input.resource.awsRegion],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.ConfigurationHistory"} if {
	not elsewhere
	newest.configurationItemStatus in history.deleted
	message := sprintf(
		"the trail is there, and AWS Config in %s took it for deleted at %s (%s)",
		[input.resource.awsRegion, newest.configurationItemCaptureTime, newest.configurationItemStatus],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.ConfigurationHistory"} if {
	not elsewhere
	not newest.configurationItemStatus in history.recorded | history.deleted
	message := sprintf(
		"AWS Config in %s knows of the trail and does not record it: %s at %s",
		[input.resource.awsRegion, newest.configurationItemStatus, newest.configurationItemCaptureTime],
	)
}
