# METADATA
# title: The configuration recorder is recording
# description: |
#   A recorder that exists but is stopped records nothing, and stopping it is a way to hide a change. A region without a
#   recorder is a failure of `config-recorder-exists`, not of this control.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
# custom:
#   severity: high
#   subject: region
#   @frameworks
#   @aliases
#   remediation: aws configservice start-configuration-recorder --configuration-recorder-name default --region {region}
package assize.config.recorder_running

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	not recorder.supplementaryConfiguration.ConfigurationRecorderStatus.Recording
	message := sprintf(
		"recorder %s in %s is not recording: %s",
		[config.called(recorder.configuration), input.region.name, since(key)],
	)
}

since(key) := sprintf("stopped at %s", [stopped_at(key)])

since(key) := "never stopped, so perhaps never started" if not stopped_at(key)

stopped_at(key) := moment if {
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	moment := recorder.supplementaryConfiguration.ConfigurationRecorderStatus.LastStopTime
}
