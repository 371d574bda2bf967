# METADATA
# title: Deliveries to CloudWatch Logs are recent
# description: |
#   A log group that gets nothing more keeps all alarms silent. The time of the last delivery to CloudWatch Logs
#   counts, not that to S3, against the time of the snapshot. A trail without a log group, and one that started
#   logging within the allowed age and has delivered nothing yet, is not judged; an organization's trail is judged at
#   its owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   @frameworks
#   @aliases
#   parameters:
#     max_age_hours:
#       type: integer
#       default: 24
#       minimum: 1
#       description: How long ago the last delivery may be, in hours.
#   remediation: >-
#     aws cloudtrail get-trail-status --name {arn} --region {region}
#     --query "[LatestCloudWatchLogsDeliveryTime,LatestCloudWatchLogsDeliveryError]"
package assize.cloudtrail.cloudwatch_delivery_fresh

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.elapsed

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

not_applicable contains {"reason": "the trail delivers to no log group"} if {
	not cloudtrail.given(input.resource.configuration.cloudWatchLogsLogGroupArn)
}

not_applicable contains {"reason": reason} if {
	started_lately
	not delivered_lately
	reason := sprintf(
		"logging started at %s, so the first delivery may still be on its way",
		[input.resource.supplementaryConfiguration.TrailStatus.StartLoggingTime],
	)
}

judged if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	cloudtrail.given(input.resource.configuration.cloudWatchLogsLogGroupArn)
	not started_lately
}

delivered_lately if {
	elapsed.within(
		input.resource.supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime,
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
	"path": "supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime",
} if {
	judged
	not delivered_lately
	last := input.resource.supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime
	message := sprintf(
		"the last delivery to CloudWatch Logs was at %s, %d hours before the snapshot; %d are allowed",
		[last, elapsed.whole_hours(last, input.snapshot.collectedAt), input.parameters.max_age_hours],
	)
}

deny contains {
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime",
} if {
	judged
	not input.resource.supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryTime
	message := sprintf("nothing was ever delivered to %s", [input.resource.configuration.cloudWatchLogsLogGroupArn])
}
