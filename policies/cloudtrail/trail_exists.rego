# METADATA
# title: A trail records the account
# description: |
#   Event history keeps management events for 90 days and cannot be protected; only a trail, or an organization's
#   trail that reaches the account, keeps evidence. One that is logging is enough, wherever its home is. Which regions
#   and which events it records is judged by other controls.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html
# custom:
#   severity: critical
#   subject: account
#   frameworks:
#     pci-dss-4.0: [
#       "10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6", "10.2.1.7", "10.2.2", "10.3.1",
#       "10.3.2", "10.3.3", "10.3.4", "10.5.1", "10.6.3", "A1.2.1"]
#     aws-fsbp: ["CloudTrail.3"]
#   aliases: [
#     "prowler:cloudtrail_multi_region_enabled", "steampipe:cloudtrail_trail_enabled",
#     "steampipe:cloudtrail_trail_enabled_account", "scoutsuite:cloudtrail-not-configured",
#     "cloudsploit:cloudtrailEnabled", "securityhub:CloudTrail.3", "aws-config-managed-rule:CLOUD_TRAIL_ENABLED",
#     "awslabs-aws-config-rules:CLOUDTRAIL_ENABLED_V2"]
#   remediation:
#     cli: >-
#       aws cloudtrail create-trail --name audit --s3-bucket-name audit-logs-{account} --is-multi-region-trail
#       --enable-log-file-validation && aws cloudtrail start-logging --name audit
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name                          = "audit"
#         region                        = "HOME_REGION"
#         s3_bucket_name                = "audit-logs-{account}"
#         is_multi_region_trail         = true
#         include_global_service_events = true
#         enable_log_file_validation    = true
#         enable_logging                = true
#       }
#     console: CloudTrail in account {account} > Trails > Create trail
package assize.cloudtrail.trail_exists

import rego.v1

import data.assize.lib.cloudtrail

trails contains arn if some arn, _ in input.account.resources["AWS::CloudTrail::Trail"]

logging contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

deny contains {"message": "the account has no trail"} if count(trails) == 0

deny contains {"message": message} if {
	count(trails) > 0
	count(logging) == 0
	message := sprintf("no trail is logging: %s", [cloudtrail.names(trails)])
}
