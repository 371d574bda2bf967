# METADATA
# title: The configuration recorder's last recording succeeded
# description: |
#   A recorder can be switched on and still fail at every change, mostly because its role lost a permission. `Pending`
#   is accepted for a while; one that stays pending is stuck. Status words are compared without regard to case, since
#   AWS itself writes both `Success` and `SUCCESS`. Deliveries have controls of their own.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorderStatus.html
# custom:
#   severity: medium
#   subject: region
#   aliases: [
#     "prowler:config_recorder_all_regions_enabled",
#     "steampipe:config_configuration_recorder_no_failed_deliver_logs", "steampipe:config_enabled_all_regions",
#     "cloudsploit:configServiceEnabled", "cloudsploit:configDeliveryFailing"]
#   parameters:
#     pending_hours: {type: integer, default: 24, minimum: 1, description: Hours that a recording may stay pending.}
#   absent_is_compliant:
#     supplementaryConfiguration.ConfigurationRecorderStatus.LastStatus: a recorder without a status is told apart by name
#   remediation:
#     cli: aws configservice describe-configuration-recorder-status --region {region}
#     terraform: |
#       resource "aws_config_configuration_recorder" "default" {
#         region   = "{region}"
#         name     = "default"
#         role_arn = "arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
#       }
#
#       resource "aws_config_configuration_recorder_status" "default" {
#         region     = "{region}"
#         name       = "default"
#         is_enabled = true
#       }
#     console: AWS Config in {region} > Settings > Edit > Recorder > the role that AWS Config uses
package assize.config.recorder_last_status

import rego.v1

import data.assize.lib.config
import data.assize.lib.elapsed

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

not_applicable contains {"reason": reason} if {
	some key in config.recorders
	not word(key) in {"success", "pending", "failure"}
	not unknown(key)
	reason := sprintf("recorder %s in %s has no status yet", [name(key), input.region.name])
}

deny contains {"message": message} if {
	some key in config.recorders
	word(key) == "failure"
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	status := recorder.supplementaryConfiguration.ConfigurationRecorderStatus
	message := sprintf("recorder %s in %s failed: %s: %s", [
		name(key),
		input.region.name,
		object.get(status, "LastErrorCode", "no error code"),
		object.get(status, "LastErrorMessage", "no error message"),
	])
}

deny contains {"message": message} if {
	some key in config.recorders
	word(key) == "pending"
	not recent(changed(key))
	message := sprintf("recorder %s in %s is pending since %s", [name(key), input.region.name, changed(key)])
}

deny contains {"message": message} if {
	some key in config.recorders
	unknown(key)
	message := sprintf("recorder %s in %s has the unknown status %s", [name(key), input.region.name, word(key)])
}

# A word that AWS did not have when this was written is no success.
unknown(key) if not word(key) in {"success", "pending", "failure", "notapplicable", ""}

name(key) := config.called(input.region.resources["AWS::Config::ConfigurationRecorder"][key].configuration)

# The last status in lower case, empty where there is none.
word(key) := lower(last_status(key))

word(key) := "" if not last_status(key)

last_status(key) := status if {
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	status := recorder.supplementaryConfiguration.ConfigurationRecorderStatus.LastStatus
}

changed(key) := object.get(status, "LastStatusChangeTime", "an unknown time") if {
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	status := recorder.supplementaryConfiguration.ConfigurationRecorderStatus
}

recent(moment) if {
	moment != "an unknown time"
	elapsed.within(moment, input.snapshot.collectedAt, input.parameters.pending_hours)
}
