# METADATA
# title: The configuration recorder records all supported types
# description: |
#   A type that is not recorded has no history to look into. The recorder must follow the strategy "all supported
#   types", or "all but a list" where the list holds no type of the audit plane. A fixed list of types fails whatever
#   it holds: it never picks up the types that AWS adds. The exclusion strategy is judged by its list, since AWS
#   reports it with `allSupported` false. IAM types are left to `config-global-types-recorded-once`: one region is
#   enough for them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
# custom:
#   severity: high
#   subject: region
#   frameworks:
#     cis-aws-foundations-1.4: ["3.5"]
#     cis-aws-foundations-1.5: ["3.5"]
#     cis-aws-foundations-2.0: ["3.5"]
#     cis-aws-foundations-3.0: ["3.3"]
#     cis-aws-foundations-4.0: ["3.3"]
#     cis-aws-foundations-5.0: ["3.3"]
#     cis-aws-foundations-6.0: ["4.3"]
#     aws-fsbp: ["Config.1"]
#     nist-800-53-r5: ["CM-3", "CM-6(1)", "CM-8", "CM-8(2)"]
#     pci-dss-4.0: ["10.4.1.1", "11.5.2"]
#   aliases: [
#     "steampipe:config_enabled_all_regions", "securityhub:Config.1", "checkov:CKV2_AWS_45",
#     "cnspec:mondoo-aws-security-config-recorder-all-resources"]
#   absent_is_compliant:
#     configuration.RecordingGroup.RecordingStrategy.UseOnly: >-
#       a group from before there were strategies has flags and a list
#     configuration.RecordingGroup: a recorder that says nothing of its types is a finding of its own
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
#     console: >-
#       AWS Config in {region} > Settings > Edit > Recording strategy > All resource types with customizable overrides
package assize.config.records_all_types

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	group := recorder.configuration.RecordingGroup
	config.strategy(group) == "INCLUSION_BY_RESOURCE_TYPES"
	message := sprintf(
		"recorder %s in %s records only a list of %d types",
		[config.called(recorder.configuration), input.region.name, count(listed(group))],
	)
}

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	left_out := config.excluded(recorder.configuration.RecordingGroup) & config.security_types
	count(left_out) > 0
	message := sprintf(
		"recorder %s in %s leaves out %s",
		[config.called(recorder.configuration), input.region.name, concat(", ", sort(left_out))],
	)
}

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	not known(recorder.configuration)
	message := sprintf(
		"recorder %s in %s does not say which types it records",
		[config.called(recorder.configuration), input.region.name],
	)
}

listed(group) := {type | some type in group.ResourceTypes}

known(configuration) if {
	config.strategy(configuration.RecordingGroup) in {
		"ALL_SUPPORTED_RESOURCE_TYPES",
		"EXCLUSION_BY_RESOURCE_TYPES",
		"INCLUSION_BY_RESOURCE_TYPES",
	}
}
