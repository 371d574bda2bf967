# METADATA
# title: The recorded trail equals the live trail
# description: |
#   The newest item that AWS Config holds of a trail is compared with what CloudTrail says of it. Where they differ,
#   either AWS Config is blind, or somebody changed the trail outside of the recorded history. What is unset on one
#   side and empty on the other is equal. Selectors are compared as far as items hold them: whether there are any.
#
#   AWS says when an item was captured, not when the trail was changed. So a difference counts as soon as the item is
#   older than AWS Config takes to show a change, and one to an item that is younger is not judged; a change of the last
#   minutes fails until it is recorded. A trail of which there is no item to compare with is a failure of
#   `config-ci-trail-recorded`. An organization's trail is judged at its owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_GetResourceConfigHistory.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   parameters:
#     continuous_minutes:
#       type: integer
#       default: 30
#       minimum: 0
#       maximum: 1440
#       description: Minutes until a change to what is recorded continuously is in an item.
#     daily_hours:
#       type: integer
#       default: 26
#       minimum: 24
#       maximum: 168
#       description: Hours until a change to what is recorded daily is in an item.
#   remediation:
#     cli: >-
#       aws configservice get-resource-config-history --resource-type AWS::CloudTrail::Trail --resource-id {arn}
#       --region {region} --limit 2
#     terraform: |
#       # The recorder that puts changes to the trail into items at once.
#       resource "aws_config_configuration_recorder" "default" {
#         region   = "{region}"
#         name     = "default"
#         role_arn = "arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
#
#         recording_group {
#           all_supported                 = true
#           include_global_resource_types = false
#         }
#
#         recording_mode {
#           recording_frequency = "CONTINUOUS"
#         }
#       }
#
#       resource "aws_config_configuration_recorder_status" "default" {
#         region     = "{region}"
#         name       = aws_config_configuration_recorder.default.name
#         is_enabled = true
#       }
#     console: >-
#       AWS Config in {region} > Resources > {name} > Resource Timeline; and Settings > Edit > Recorder > Enable
#       recording
package assize.config.ci_trail_drift

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.elapsed
import data.assize.lib.history

# The topic's name is left out: it is a part of its ARN, and the API calls it outdated.
compared := [
	"cloudWatchLogsLogGroupArn", "cloudWatchLogsRoleArn", "hasCustomEventSelectors", "hasInsightSelectors",
	"includeGlobalServiceEvents", "isMultiRegionTrail", "isOrganizationTrail", "kmsKeyId", "logFileValidationEnabled",
	"s3BucketName", "s3KeyPrefix", "snsTopicARN",
]

newest := input.resource.supplementaryConfiguration.ConfigurationHistory[0]

elsewhere := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

not_applicable contains {"reason": sprintf("AWS Config has no item of the trail in %s to compare with", [region])} if {
	not elsewhere
	not comparable
	region := input.resource.awsRegion
}

not_applicable contains {"reason": reason} if {
	not elsewhere
	lagging
	count(differences) > 0
	reason := sprintf(
		"the trail differs from its item of %s, which is so young that the change may be on its way",
		[newest.configurationItemCaptureTime],
	)
}

comparable if newest.configurationItemStatus in history.recorded

lagging if {
	history.may_lag(
		newest, input.snapshot.collectedAt, input.parameters.continuous_minutes, input.parameters.daily_hours,
	)
}

deny contains {"message": message, "path": sprintf("configuration.%s", [difference.field])} if {
	not elsewhere
	not lagging
	some difference in differences
	message := sprintf("%s is %s, and AWS Config recorded %s at %s, %d hours before the snapshot", [
		difference.field, shown(difference.live), shown(difference.recorded), newest.configurationItemCaptureTime,
		elapsed.whole_hours(newest.configurationItemCaptureTime, input.snapshot.collectedAt),
	])
}

differences contains {"field": field, "live": live, "recorded": recorded} if {
	comparable
	some field in compared
	live := object.get(input.resource.configuration, field, "")
	recorded := object.get(newest, ["configuration", field], "")
	live != recorded
}

shown(value) := "unset" if value == ""

shown(value) := sprintf("%v", [value]) if value != ""
