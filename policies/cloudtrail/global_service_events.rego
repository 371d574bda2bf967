# METADATA
# title: A trail records global service events
# description: |
#   Changes of users, roles and permissions are events of global services such as IAM and STS. A multi-region trail
#   with the flag records them. A single-region trail with the flag does so only in the region where these services
#   run, such as us-east-1, since AWS changed this in November 2021.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: high
#   subject: account
#   frameworks:
#     pci-dss-4.0: ["10.3.2", "10.3.3", "10.3.4", "10.5.1", "A1.2.1"]
#   aliases: [
#     "steampipe:cloudtrail_security_trail_enabled", "scoutsuite:cloudtrail-no-global-services-logging",
#     "cloudsploit:cloudtrailEnabled", "cloudsploit:globalLoggingDuplicated",
#     "aws-config-managed-rule:CLOUDTRAIL_SECURITY_TRAIL_ENABLED", "awslabs-aws-config-rules:CLOUDTRAIL_ENABLED_V2"]
#   remediation:
#     cli: >-
#       aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --include-global-service-events
#       --region HOME_REGION
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name                          = "TRAIL_NAME"
#         region                        = "HOME_REGION"
#         s3_bucket_name                = "AUDIT_BUCKET"
#         is_multi_region_trail         = true
#         include_global_service_events = true
#       }
#     console: >-
#       CloudTrail in its home region > Trails > the trail > General details > Edit > Multi-region trail; it has
#       global service events
package assize.cloudtrail.global_service_events

import rego.v1

import data.assize.lib.cloudtrail

trails contains arn if some arn, _ in input.account.resources["AWS::CloudTrail::Trail"]

logging contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

recording contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
	cloudtrail.records_global_events(
		trail.configuration.includeGlobalServiceEvents,
		trail.configuration.isMultiRegionTrail,
		trail.awsRegion,
		input.account.partition,
	)
}

# What is in the way for each logging trail.
obstacles contains text if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	arn in logging
	not trail.configuration.includeGlobalServiceEvents
	text := sprintf("%s leaves them out", [arn])
}

obstacles contains text if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	arn in logging - recording
	trail.configuration.includeGlobalServiceEvents
	text := sprintf("%s records %s only, where they do not occur", [arn, trail.awsRegion])
}

deny contains {"message": "the account has no trail"} if count(trails) == 0

deny contains {"message": message} if {
	count(trails) > 0
	count(logging) == 0
	message := sprintf("no trail is logging: %s", [cloudtrail.names(trails)])
}

deny contains {"message": message} if {
	count(logging) > 0
	count(recording) == 0
	message := sprintf("no logging trail records global service events: %s", [concat("; ", sort(obstacles))])
}
