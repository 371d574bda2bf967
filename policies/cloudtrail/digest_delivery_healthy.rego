# METADATA
# title: Digest files are delivered
# description: |
#   Validation is only as good as the digests that arrive, one an hour in each region, even when nothing happens. A
#   failing or missing delivery leaves log files that cannot be validated. The home region is judged; AWS does not say
#   when validation was switched on, so a trail that got it within the hour fails until its first digest. A trail that
#   started logging within the allowed age and has no digest yet is not judged, nor is an organization's trail seen
#   from a member.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   parameters:
#     max_age_hours:
#       type: integer
#       default: 3
#       minimum: 1
#       description: How old the last digest may be, in hours.
#   remediation:
#     cli: >-
#       aws cloudtrail get-trail-status --name {arn} --region {region}
#       --query "[LatestDigestDeliveryTime,LatestDigestDeliveryError]"
#     terraform: |
#       # Digests go to the trail's bucket: its policy has to let CloudTrail write below AWSLogs/ACCOUNT_ID.
#       resource "aws_cloudtrail" "{label}" {
#         name                       = "{name}"
#         region                     = "{region}"
#         s3_bucket_name             = "AUDIT_BUCKET"
#         enable_log_file_validation = true
#       }
#     console: >-
#       CloudTrail in {region} > Trails > {name} > General details > Log file validation and the time of the last
#       digest
package assize.cloudtrail.digest_delivery_healthy

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.elapsed

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

not_applicable contains {"reason": "log file validation is off, so there are no digest files"} if {
	not input.resource.configuration.logFileValidationEnabled
}

not_applicable contains {"reason": reason} if {
	started_lately
	not delivered_lately
	reason := sprintf(
		"logging started at %s, so the first digest may still be on its way",
		[input.resource.supplementaryConfiguration.TrailStatus.StartLoggingTime],
	)
}

judged if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	input.resource.configuration.logFileValidationEnabled
}

delivered_lately if {
	elapsed.within(
		input.resource.supplementaryConfiguration.TrailStatus.LatestDigestDeliveryTime,
		input.snapshot.collectedAt,
		input.parameters.max_age_hours,
	)
}

started_lately if {
	elapsed.within(
		input.resource.supplementaryConfiguration.TrailStatus.StartLoggingTime,
		input.snapshot.collectedAt,
		input.parameters.max_age_hours,
	)
}

deny contains {
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestDigestDeliveryError",
} if {
	judged
	error := object.get(input.resource.supplementaryConfiguration.TrailStatus, "LatestDigestDeliveryError", "")
	cloudtrail.given(error)
	message := sprintf("the last delivery of a digest file failed: %s", [error])
}

deny contains {
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestDigestDeliveryTime",
} if {
	judged
	not started_lately
	last := input.resource.supplementaryConfiguration.TrailStatus.LatestDigestDeliveryTime
	not elapsed.within(last, input.snapshot.collectedAt, input.parameters.max_age_hours)
	message := sprintf(
		"the last digest file was delivered at %s, %d hours before the snapshot; %d are allowed",
		[last, elapsed.whole_hours(last, input.snapshot.collectedAt), input.parameters.max_age_hours],
	)
}

deny contains {
	"message": "no digest file was ever delivered",
	"path": "supplementaryConfiguration.TrailStatus.LatestDigestDeliveryTime",
} if {
	judged
	not started_lately
	not input.resource.supplementaryConfiguration.TrailStatus.LatestDigestDeliveryTime
}
