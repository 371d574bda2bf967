# METADATA
# title: Deliveries to CloudWatch Logs report no error
# description: |
#   Events that cannot be written to the log group are lost to metric filters and alarms, even if a later delivery
#   works. The error is the one that the trail's home region reports; that the log group and the role exist is not
#   looked up.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   remediation:
#     cli: >-
#       aws cloudtrail update-trail --name {arn} --region {region}
#       --cloud-watch-logs-log-group-arn LOG_GROUP_ARN --cloud-watch-logs-role-arn ROLE_ARN
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name                       = "{name}"
#         region                     = "{region}"
#         s3_bucket_name             = "AUDIT_BUCKET"
#         cloud_watch_logs_group_arn = "LOG_GROUP_ARN:*"
#         cloud_watch_logs_role_arn  = "ROLE_ARN"
#       }
#     console: >-
#       CloudTrail in {region} > Trails > {name} > CloudWatch Logs > Edit > a role that may write to the log group
package assize.cloudtrail.cloudwatch_delivery_error

import rego.v1

import data.assize.lib.cloudtrail

log_group := object.get(input.resource.configuration, "cloudWatchLogsLogGroupArn", "")

not_applicable contains {"reason": "the trail delivers to no log group"} if {
	not cloudtrail.given(log_group)
}

deny contains {
	"message": message,
	"path": "supplementaryConfiguration.TrailStatus.LatestCloudWatchLogsDeliveryError",
} if {
	cloudtrail.given(log_group)
	error := object.get(input.resource.supplementaryConfiguration.TrailStatus, "LatestCloudWatchLogsDeliveryError", "")
	cloudtrail.given(error)
	message := sprintf("delivery to %s fails: %s", [log_group, error])
}
