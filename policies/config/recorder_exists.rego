# METADATA
# title: Every enabled region has a configuration recorder
# description: |
#   Without a recorder AWS Config keeps no history of a region, and whatever is changed or created there leaves no
#   trace. Only the account's own recorder counts: recorders that belong to AWS services, such as Security Hub, deliver
#   nothing to the account. Whether the recorder runs is the control `config-recorder-running`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
# custom:
#   severity: high
#   subject: region
#   @frameworks
#   @aliases
#   remediation: >-
#     aws configservice put-configuration-recorder --region {region} --configuration-recorder
#     name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
#     --recording-group allSupported=true,includeGlobalResourceTypes=false
package assize.config.recorder_exists

import rego.v1

import data.assize.lib.config

deny contains {"message": sprintf("%s has no configuration recorder", [input.region.name])} if {
	count(config.recorders) == 0
	count(services) == 0
}

deny contains {"message": message} if {
	count(config.recorders) == 0
	count(services) > 0
	message := sprintf(
		"%s has no configuration recorder of the account's own, only one of %s",
		[input.region.name, concat(", ", sort(services))],
	)
}

# The AWS services that have a recorder of their own in the region.
services contains object.get(recorder.configuration, "ServicePrincipal", "an AWS service") if {
	some recorder in input.region.resources["AWS::Config::ConfigurationRecorder"]
	not config.account_owned(recorder.configuration)
}
