# METADATA
# title: The log group of a trail received events recently
# description: |
#   What a trail says of its delivery and what arrives are two things: a log group that was made anew, or a role that
#   writes elsewhere, shows only here. The time of the newest event and the time at which one last came in are compared
#   with the time of the snapshot; the later one counts. CloudWatch Logs brings both up to date within an hour or so. A
#   log group that was made within the allowed age and holds nothing yet is not judged. Judged are the log groups to
#   which trails deliver; another account's log group is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Logs::LogGroup]
#   used_by: [AWS::CloudTrail::Trail]
#   parameters:
#     max_age_hours:
#       type: integer
#       default: 24
#       minimum: 1
#       description: How long ago the last event may be, in hours.
#   remediation:
#     cli: >-
#       aws logs describe-log-streams --log-group-name {name} --order-by LastEventTime --descending --max-items 1
#       --region {region}
#     terraform: |
#       # The trail that delivers to the log group.
#       resource "aws_cloudtrail" "{label}" {
#         name                       = "TRAIL_NAME"
#         region                     = "{region}"
#         s3_bucket_name             = "AUDIT_BUCKET"
#         enable_logging             = true
#         cloud_watch_logs_group_arn = "{arn}:*"
#         cloud_watch_logs_role_arn  = "ROLE_ARN"
#       }
#     console: >-
#       CloudTrail in {region} > Trails > the trail > CloudWatch Logs > Edit > the log group {name} and a role that may
#       write to it
package assize.audit_log_group.receiving_events

import rego.v1

import data.assize.lib.elapsed
import data.assize.lib.ownership
import data.assize.lib.usage

elsewhere := ownership.foreign("log group", input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

not_applicable contains {"reason": reason} if {
	is_new
	not is_fresh
	reason := sprintf(
		"the log group was made at %s, so the first event may still be on its way",
		[input.resource.configuration.creationTime],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.LatestLogStreams"} if {
	not elsewhere
	not is_fresh
	not is_new
	message := sprintf(
		"log group %s, used by %s, received nothing for %d hours (last event: %s)",
		[
			input.resource.resourceId,
			usage.names(users),
			input.parameters.max_age_hours,
			concat(" and ", sort(times | {"none known" | count(times) == 0})),
		],
	)
}

times contains time if {
	some stream in input.resource.supplementaryConfiguration.LatestLogStreams
	some name in ["lastEventTimestamp", "lastIngestionTime"]
	time := object.get(stream, name, "")
	time != ""
}

is_fresh if {
	some time in times
	elapsed.within(time, input.snapshot.collectedAt, input.parameters.max_age_hours)
}

is_new if {
	count(times) == 0
	elapsed.within(
		input.resource.configuration.creationTime,
		input.snapshot.collectedAt,
		input.parameters.max_age_hours,
	)
}

users contains user if some user in input.resource.relationships
