# METADATA
# title: Trails are logging
# description: |
#   A trail that was stopped keeps its name and settings but records nothing, and stopping it is a usual first step of
#   an intruder. The state is the one that the trail's home region reports. An organization's trail is judged at its
#   owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   frameworks:
#     pci-dss-4.0: [
#       "10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6", "10.2.1.7", "10.2.2", "10.3.1",
#       "10.3.2", "10.3.3", "10.3.4", "10.5.1", "10.6.3", "A1.2.1"]
#   aliases: [
#     "prowler:cloudtrail_multi_region_enabled", "steampipe:cloudtrail_trail_enabled",
#     "scoutsuite:cloudtrail-no-logging", "cloudsploit:cloudtrailEnabled",
#     "aws-guard-rules-registry:cloud_trail_enabled", "checkov:CKV_AWS_251",
#     "cnspec:mondoo-aws-security-cloudtrail-is-logging"]
#   remediation:
#     cli: aws cloudtrail start-logging --name {arn} --region {region}
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#         enable_logging = true
#       }
#     console: CloudTrail in {region} > Trails > {name} > Start logging
package assize.cloudtrail.logging_active

import rego.v1

import data.assize.lib.cloudtrail

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

deny contains {"message": message, "path": "supplementaryConfiguration.TrailStatus.IsLogging"} if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	not input.resource.supplementaryConfiguration.TrailStatus.IsLogging
	message := sprintf("logging is off%s", [since])
}

# When it was stopped, where AWS says so.
since := sprintf(" since %s", [time]) if {
	time := input.resource.supplementaryConfiguration.TrailStatus.StopLoggingTime
} else := ""
