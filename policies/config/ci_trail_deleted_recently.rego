# METADATA
# title: No trail or recorder was deleted lately
# description: |
#   CloudTrail does not know a trail any more once it is deleted; AWS Config still does. In each region with a recorder
#   of the account, no trail, event data store or recorder may have been deleted within the look-back window, nor
#   deleted and made again under its name, unless its ARN, id or name is in the parameter `approved`. The recorder
#   itself is looked at as far as AWS Config gives its history; one that is gone is a failure of
#   `config-recorder-exists`. Where there is no recorder there is no history, and the control does not apply.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ListDiscoveredResources.html
# custom:
#   severity: high
#   subject: region
#   parameters:
#     window_days: {type: integer, default: 90, minimum: 1, maximum: 90, description: Days to look back.}
#     approved: {type: strings, default: [], description: "ARNs, ids or names of what was deleted with approval."}
#   absent_is_compliant:
#     supplementaryConfiguration.ConfigurationHistory: where nothing was recorded, no deletion was
#     supplementaryConfiguration.DeletedResources: an empty list says that nothing was deleted
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

import data.assize.lib.config
import data.assize.lib.history

not_applicable contains {"reason": sprintf("no recorder in %s, so there is no history", [input.region.name])} if {
	count(config.recorders) == 0
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
