# METADATA
# title: Types of the audit plane are recorded continuously
# description: |
#   Daily recording keeps only the last state of a day: a trail that is stopped and started again within it leaves no
#   trace. The frequency of a type is that of the override that names it, otherwise the recorder's own; a recorder
#   that says nothing records continuously. Only types that the recorder records at all are judged, and those of AWS
#   Config itself never are daily.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingMode.html
# custom:
#   severity: medium
#   subject: region
#   absent_is_compliant:
#     configuration.RecordingMode.RecordingModeOverrides: without overrides the frequency of the recorder counts
#     configuration.RecordingGroup.AllSupported: what is not set is off
#     configuration.RecordingGroup.IncludeGlobalResourceTypes: what is not set is off
#     configuration.RecordingMode: AWS Config records continuously where no mode is set
#     configuration.RecordingMode.RecordingFrequency: AWS Config records continuously where no mode is set
#     configuration.RecordingGroup: a recorder that says nothing of its types records none
#   remediation:
#     cli: >-
#       aws configservice put-configuration-recorder --region {region} --configuration-recorder
#       name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
#       --recording-mode recordingFrequency=CONTINUOUS
#     terraform: |
#       resource "aws_config_configuration_recorder" "default" {
#         region   = "{region}"
#         name     = "default"
#         role_arn = "arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
#
#         recording_mode {
#           recording_frequency = "CONTINUOUS"
#         }
#       }
#     console: >-
#       AWS Config in {region} > Settings > Edit > Recording method > Continuous recording, without daily overrides
#       for these types
package assize.config.recording_continuous_for_security_types

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

not_applicable contains {"reason": reason} if {
	some key in config.recorders
	configuration := input.region.resources["AWS::Config::ConfigurationRecorder"][key].configuration
	count(judged(configuration)) == 0
	reason := sprintf(
		"recorder %s in %s records no type of the audit plane",
		[config.called(configuration), input.region.name],
	)
}

deny contains {"message": message} if {
	some key in config.recorders
	configuration := input.region.resources["AWS::Config::ConfigurationRecorder"][key].configuration
	slow := daily(configuration)
	count(slow) > 0
	message := sprintf(
		"recorder %s in %s does not continuously record %s",
		[config.called(configuration), input.region.name, concat(", ", sort(slow))],
	)
}

# The types of the audit plane that a recorder records, so far as their frequency can be chosen.
judged(configuration) := config.recorded(
	object.get(configuration, "RecordingGroup", {}),
	(config.security_types | config.iam_types) - config.always_continuous,
)

# Those that are not recorded as they change.
daily(configuration) := {type |
	not is_continuous(object.get(configuration, ["RecordingMode", "RecordingFrequency"], "CONTINUOUS"))
	some type in judged(configuration) - overridden(configuration)
} | {type |
	some override in configuration.RecordingMode.RecordingModeOverrides
	not is_continuous(override.RecordingFrequency)
	some type in override.ResourceTypes
	type in judged(configuration)
}

overridden(configuration) := {type |
	some override in configuration.RecordingMode.RecordingModeOverrides
	some type in override.ResourceTypes
}

is_continuous(frequency) if upper(frequency) == "CONTINUOUS"
