# METADATA
# title: A multi-region trail is logging
# description: |
#   Activity in a region that nobody uses is the activity to look for. Only a multi-region trail also records regions
#   that are enabled later, so single-region trails do not add up to one. An organization's multi-region trail counts.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: high
#   subject: account
#   @frameworks
#   @aliases
#   remediation: >-
#     aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --include-global-service-events
#     --region HOME_REGION && aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
package assize.cloudtrail.multi_region_trail

import rego.v1

import data.assize.lib.cloudtrail

trails contains arn if some arn, _ in input.account.resources["AWS::CloudTrail::Trail"]

multi_region contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.configuration.isMultiRegionTrail
}

logging contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.configuration.isMultiRegionTrail
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

deny contains {"message": "the account has no trail"} if count(trails) == 0

deny contains {"message": message} if {
	count(trails) > 0
	count(multi_region) == 0
	message := sprintf("no trail is multi-region: %s", [cloudtrail.names(trails)])
}

deny contains {"message": message} if {
	count(multi_region) > 0
	count(logging) == 0
	message := sprintf("no multi-region trail is logging: %s", [cloudtrail.names(multi_region)])
}
