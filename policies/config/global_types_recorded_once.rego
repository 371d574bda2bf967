# METADATA
# title: A region records IAM users, groups, roles and policies
# description: |
#   IAM belongs to the account, not to a region, so at least one recorder must record it: with all supported types and
#   the flag for global types, by the exclusion strategy unless IAM is left out, or by name. Regions that came to AWS
#   Config after February 2022 cannot record IAM and do not count. Recording it in several regions costs more and
#   doubles the results of rules, but hides nothing; `single_region` makes that a failure as well. Whether the
#   recorders run is the control `config-recorder-running`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
# custom:
#   severity: medium
#   subject: account
#   frameworks:
#     cis-aws-foundations-1.4: ["3.5"]
#     cis-aws-foundations-1.5: ["3.5"]
#     cis-aws-foundations-2.0: ["3.5"]
#     cis-aws-foundations-3.0: ["3.3"]
#     cis-aws-foundations-4.0: ["3.3"]
#     cis-aws-foundations-5.0: ["3.3"]
#     cis-aws-foundations-6.0: ["4.3"]
#     aws-fsbp: ["Config.1"]
#     pci-dss-4.0: ["10.4.1.1", "11.5.2"]
#   aliases: [
#     "steampipe:config_enabled_all_regions", "cloudsploit:configServiceEnabled", "checkov:CKV2_AWS_48",
#     "cnspec:mondoo-aws-security-config-recorder-all-resources"]
#   parameters:
#     single_region: {type: boolean, default: false, description: Fail when more than one region records IAM types.}
#   absent_is_compliant:
#     configuration.RecordingGroup.RecordingStrategy.UseOnly: >-
#       a group from before there were strategies has flags and a list
#     configuration.RecordingGroup.IncludeGlobalResourceTypes: what is not set is off
#     configuration.RecordingGroup: a recorder that says nothing of its types records none
#   remediation:
#     cli: >-
#       aws configservice put-configuration-recorder --region HOME_REGION --configuration-recorder
#       name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
#       --recording-group allSupported=true,includeGlobalResourceTypes=true
#     terraform: |
#       resource "aws_config_configuration_recorder" "default" {
#         region   = "HOME_REGION"
#         name     = "default"
#         role_arn = "arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
#
#         recording_group {
#           all_supported                 = true
#           include_global_resource_types = true
#         }
#       }
#     console: >-
#       AWS Config in one region > Settings > Edit > Recording strategy > globally recorded IAM resource types
#       included
package assize.config.global_types_recorded_once

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": "no region has a recorder"} if count(recorder_regions) == 0

deny contains {"message": message} if {
	count(recorder_regions) > 0
	count(recording_regions) == 0
	message := sprintf(
		"none of the recorders (%s) records all of %s",
		[concat(", ", sort(recorder_regions)), concat(", ", sort(config.iam_types))],
	)
}

deny contains {"message": message} if {
	input.parameters.single_region
	count(recording_regions) > 1
	message := sprintf("IAM types are recorded in %s", [concat(", ", sort(recording_regions))])
}

recorder_regions contains recorder.awsRegion if {
	some recorder in input.account.resources["AWS::Config::ConfigurationRecorder"]
	config.account_owned(recorder.configuration)
}

# The regions whose recorder records all four types.
recording_regions contains recorder.awsRegion if {
	some recorder in input.account.resources["AWS::Config::ConfigurationRecorder"]
	config.account_owned(recorder.configuration)
	recorder.awsRegion in config.iam_regions
	every type in config.iam_types {
		config.records(recorder.configuration.RecordingGroup, type)
	}
}
