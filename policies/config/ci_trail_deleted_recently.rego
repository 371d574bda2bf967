# METADATA
# title: No trail or recorder was deleted lately
# description: |
#   CloudTrail does not know a trail any more once it is deleted; AWS Config still does. In each region with a recorder
#   of the account, no trail, event data store or recorder may have been deleted within the look-back window, nor
#   deleted and made again under its name, unless its ARN, id or name is in the parameter `approved`.
#
#   AWS Config knows only what it recorded, and it lists nothing both when nothing was deleted and when it did not look.
#   So the control does not apply, and says why, where there is no recorder, where the recorder does not record trails
#   and event data stores, where it was started within the window or is stopped, and where it has no item of a trail
#   that is there. A recorder that was deleted and made again was started anew, so it never passes either, even where
#   AWS Config gives no history of recorders; one that is gone is a failure of `config-recorder-exists`. That a type was
#   left out of recording for a while is the matter of `config-ci-audit-setting-regression`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ListDiscoveredResources.html
# custom:
#   severity: high
#   subject: region
#   parameters:
#     window_days: {type: integer, default: 90, minimum: 1, maximum: 90, description: Days to look back.}
#     approved: {type: strings, default: [], description: "ARNs, ids or names of what was deleted with approval."}
#   absent_is_compliant:
#     supplementaryConfiguration.ConfigurationHistory: of recorders AWS Config may give no history
#     supplementaryConfiguration.DeletedResources: of types that are recorded, none was deleted
#     AWS::CloudTrail::Trail: a region without trails has none that was made again
#   remediation:
#     cli: >-
#       aws configservice list-discovered-resources --resource-type AWS::CloudTrail::Trail --include-deleted-resources
#       --region {region}
#     terraform: |
#       # A deleted trail cannot be restored. This makes one in its place, which Terraform does not destroy.
#       resource "aws_cloudtrail" "audit" {
#         name                          = "TRAIL_NAME"
#         region                        = "{region}"
#         s3_bucket_name                = "AUDIT_BUCKET"
#         is_multi_region_trail         = true
#         include_global_service_events = true
#         enable_log_file_validation    = true
#         enable_logging                = true
#
#         lifecycle {
#           prevent_destroy = true
#         }
#       }
#     console: >-
#       AWS Config in {region} > Resources > Resource type AWS CloudTrail Trail > Include deleted resources; then
#       CloudTrail in {region} > Trails > Create trail
package assize.config.ci_trail_deleted_recently

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.config
import data.assize.lib.history

not_applicable contains {"reason": sprintf("no recorder in %s, so there is no history", [input.region.name])} if {
	count(config.recorders) == 0
}

not_applicable contains {"reason": reason} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	group := object.get(recorder.configuration, "RecordingGroup", {})
	unseen := {type | some type in listed; not config.records(group, type)}
	count(unseen) > 0
	reason := sprintf("recorder %s in %s does not record %s, so AWS Config lists none that was deleted", [
		config.called(recorder.configuration), input.region.name, concat(" and ", sort(unseen)),
	])
}

not_applicable contains {"reason": reason} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	not watched_throughout(key)
	reason := sprintf(
		"recorder %s in %s %s, so AWS Config does not know all that was deleted in the last %d days",
		[config.called(recorder.configuration), input.region.name, state(key), input.parameters.window_days],
	)
}

not_applicable contains {"reason": reason} if {
	count(config.recorders) > 0
	some arn, trail in input.region.resources["AWS::CloudTrail::Trail"]
	not cloudtrail.judged_elsewhere(arn, trail.accountId)
	count(object.get(trail, ["supplementaryConfiguration", "ConfigurationHistory"], [])) == 0
	reason := sprintf("AWS Config has no item of trail %s, so it would not show that it was made again", [arn])
}

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	some gone in recorder.supplementaryConfiguration.DeletedResources
	not is_elsewhere(gone.resourceId)
	not is_old(gone.resourceDeletionTime)
	not is_approved([gone.resourceId, object.get(gone, "resourceName", gone.resourceId)])
	message := sprintf("%s %s was deleted at %s", [kind(gone.resourceType), gone.resourceId, gone.resourceDeletionTime])
}

deny contains {"message": message} if {
	some arn, trail in input.region.resources["AWS::CloudTrail::Trail"]
	some item in trail.supplementaryConfiguration.ConfigurationHistory
	not item.configurationItemStatus in history.there
	not is_old(item.configurationItemCaptureTime)
	not is_approved([arn, trail.resourceId])
	message := sprintf("trail %s was deleted at %s and made again", [arn, item.configurationItemCaptureTime])
}

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	some item in recorder.supplementaryConfiguration.ConfigurationHistory
	not item.configurationItemStatus in history.there
	not is_old(item.configurationItemCaptureTime)
	not is_approved([key, recorder.resourceId])
	message := sprintf(
		"recorder %s was deleted at %s and made again",
		[recorder.resourceId, item.configurationItemCaptureTime],
	)
}

# The types of which deleted resources are listed.
listed := {"AWS::CloudTrail::EventDataStore", "AWS::CloudTrail::Trail"}

# Whether a recorder is recording, and has been since the window began.
watched_throughout(key) if {
	is_recording(key)
	is_old(started_at(key))
}

is_recording(key) if {
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	recorder.supplementaryConfiguration.ConfigurationRecorderStatus.Recording
}

started_at(key) := moment if {
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	moment := recorder.supplementaryConfiguration.ConfigurationRecorderStatus.LastStartTime
}

state(key) := "is stopped" if not is_recording(key)

state(key) := sprintf("was started at %s", [started_at(key)]) if is_recording(key)

state(key) := "was started nobody knows when" if {
	is_recording(key)
	not started_at(key)
}

is_old(moment) if history.older_than_days(moment, input.snapshot.collectedAt, input.parameters.window_days)

# A multi-region trail may have been seen in other regions too; it is told of where it was made.
is_elsewhere(id) if {
	words := split(id, ":")
	words[0] == "arn"
	words[3] != input.region.name
}

is_approved(names) if {
	some name in names
	name in input.parameters.approved
}

kind(type) := "trail" if type == "AWS::CloudTrail::Trail"

kind(type) := "event data store" if type == "AWS::CloudTrail::EventDataStore"

kind(type) := type if not type in {"AWS::CloudTrail::Trail", "AWS::CloudTrail::EventDataStore"}
