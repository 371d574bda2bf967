# METADATA
# title: The trail logs in every region that it reaches
# description: |
#   AWS tells of a trail's logging and deliveries region by region, so a multi-region trail can be well at home and fail
#   elsewhere. Each enabled region is asked about each multi-region trail: logging must be on there, and the last
#   delivery must have gone well. A region that refuses to say is an error, never a pass. A single-region trail is the
#   matter of `cloudtrail-logging-active`, and an organization's trail is judged at its owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   absent_is_compliant:
#     supplementaryConfiguration.TrailStatusByRegion.*.LatestDeliveryError: AWS leaves it out when delivery went well
#     supplementaryConfiguration.TrailStatusByRegion: a region that was not asked is an error in a run
#   remediation:
#     cli: aws cloudtrail get-trail-status --name {arn} --region AFFECTED_REGION
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name                  = "{name}"
#         region                = "{region}"
#         s3_bucket_name        = "AUDIT_BUCKET"
#         is_multi_region_trail = true
#         enable_logging        = true
#       }
#     console: >-
#       CloudTrail in AFFECTED_REGION > Trails > {name}; then CloudTrail in {region} > Trails > {name} > Start logging
package assize.cloudtrail.shadow_region_status

import rego.v1

import data.assize.lib.cloudtrail

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

not_applicable contains {"reason": "the trail records one region only"} if {
	not input.resource.configuration.isMultiRegionTrail
}

judged if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	input.resource.configuration.isMultiRegionTrail
}

deny contains {"message": message, "path": "supplementaryConfiguration.TrailStatusByRegion"} if {
	judged
	count(silent) > 0
	message := sprintf("logging is off in %s%s", [names(silent), unlike_home(silent)])
}

deny contains {"message": message, "path": "supplementaryConfiguration.TrailStatusByRegion"} if {
	judged
	some error in errors
	regions := {region | some failure in failing; failure.error == error; region := failure.region}
	message := sprintf("delivery from %s fails with %s%s", [names(regions), error, unlike_home(regions)])
}

silent contains region if {
	some region, status in input.resource.supplementaryConfiguration.TrailStatusByRegion
	not status.IsLogging
}

failing contains {"region": region, "error": error} if {
	some region, status in input.resource.supplementaryConfiguration.TrailStatusByRegion
	error := object.get(status, "LatestDeliveryError", "")
	error != ""
}

errors := {failure.error | some failure in failing}

names(regions) := concat(", ", sort(regions))

unlike_home(regions) := sprintf(", unlike %s, where the trail was made", [input.resource.awsRegion]) if {
	not input.resource.awsRegion in regions
} else := ""
