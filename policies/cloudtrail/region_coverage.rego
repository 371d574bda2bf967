# METADATA
# title: Each enabled region is recorded by a trail
# description: |
#   A region without a logging trail is a place to act unseen. A region is covered by a logging multi-region trail, or
#   by a logging trail whose home it is; an organization's trail counts. Logging is judged by what the trail's home
#   region says.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: high
#   subject: region
#   @frameworks
#   @aliases
#   remediation: aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --region HOME_REGION
package assize.cloudtrail.region_coverage

import rego.v1

import data.assize.lib.cloudtrail

reaching contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, trail.awsRegion, input.region.name)
}

logging contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

deny contains {"message": message} if {
	count(reaching) == 0
	message := sprintf("no trail reaches %s", [input.region.name])
}

deny contains {"message": message} if {
	count(reaching) > 0
	count(reaching & logging) == 0
	message := sprintf("no trail that reaches %s is logging: %s", [input.region.name, cloudtrail.names(reaching)])
}
