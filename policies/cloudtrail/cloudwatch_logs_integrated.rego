# METADATA
# title: Trails deliver to CloudWatch Logs
# description: |
#   Metric filters and alarms work on a log group, not on a bucket: without one nobody is told of an event within
#   minutes. Multi-region trails are judged; the parameter adds those of a single region. An organization's trail is
#   judged at its owner, where the log group is.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   @frameworks
#   @aliases
#   parameters:
#     single_region_trails:
#       type: boolean
#       default: false
#       description: Whether trails of a single region are judged too.
#   remediation: >-
#     aws cloudtrail update-trail --name {arn} --region {region}
#     --cloud-watch-logs-log-group-arn LOG_GROUP_ARN --cloud-watch-logs-role-arn ROLE_ARN
package assize.cloudtrail.cloudwatch_logs_integrated

import rego.v1

import data.assize.lib.cloudtrail

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

not_applicable contains {"reason": "the trail records one region only"} if not in_scope

in_scope if input.resource.configuration.isMultiRegionTrail

in_scope if input.parameters.single_region_trails

deny contains {
	"message": "the trail delivers to no log group",
	"path": "configuration.cloudWatchLogsLogGroupArn",
} if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	in_scope
	not cloudtrail.given(input.resource.configuration.cloudWatchLogsLogGroupArn)
}
