# METADATA
# title: The configuration recorder leaves out only approved types
# description: |
#   Leaving a type out of the recording is a quiet way to lose its history, so each exclusion wants a decision. Types
#   of the audit plane (trails, buckets, keys, topics, alarms, event rules, security groups, AWS Config's own) must
#   never be left out, by an exclusion or by absence from a fixed list; other exclusions must be named in
#   `approved_types`. IAM types may be left out here: `config-global-types-recorded-once` sees to it that one region
#   records them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/select-resources-excluding.html
# custom:
#   severity: high
#   subject: region
#   parameters:
#     approved_types:
#       type: strings
#       default: []
#       description: Types outside the audit plane that recorders may leave out, for example AWS::EC2::NetworkInterface.
#   absent_is_compliant:
#     configuration.RecordingGroup.RecordingStrategy.UseOnly: >-
#       a group from before there were strategies has flags and a list
#     configuration.RecordingGroup: a recorder that says nothing of its types is a finding for all that it loses
#   remediation:
#     cli: >-
#       aws configservice put-configuration-recorder --region {region} --configuration-recorder
#       name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
#       --recording-group allSupported=true,includeGlobalResourceTypes=false
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
#     console: AWS Config in {region} > Settings > Edit > Recording strategy > All resource types, without exclusions
package assize.config.exclusions_approved

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

# A recorder of everything has nothing to approve, which is a pass; one that says nothing about its types has not.
deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	group := object.get(recorder.configuration, "RecordingGroup", {})
	lost := config.security_types - config.recorded(group, config.security_types)
	count(lost) > 0
	message := sprintf(
		"recorder %s in %s does not record %s",
		[config.called(recorder.configuration), input.region.name, concat(", ", sort(lost))],
	)
}

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	named := config.excluded(recorder.configuration.RecordingGroup)
	unapproved := ((named - config.security_types) - config.iam_types) - approved
	count(unapproved) > 0
	message := sprintf(
		"recorder %s in %s leaves out %s without approval",
		[config.called(recorder.configuration), input.region.name, concat(", ", sort(unapproved))],
	)
}

approved := {type | some type in input.parameters.approved_types}
