# METADATA
# title: Global service events are recorded once
# description: |
#   Each further trail that records IAM and STS events doubles them, which costs money and makes counting by
#   detections wrong. An organization's trail beside one trail of the account is usually meant and allowed unless the
#   parameter says otherwise. A trail that records data events alone is counted too, since its event selectors are not
#   read here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: low
#   subject: account
#   aliases: ["scoutsuite:cloudtrail-duplicated-global-services-logging", "cloudsploit:globalLoggingDuplicated"]
#   parameters:
#     allow_organization_trail:
#       type: boolean
#       default: true
#       description: Whether an organization's trail may record them beside a trail of the account.
#   remediation:
#     cli: aws cloudtrail update-trail --name TRAIL_ARN --no-include-global-service-events --region HOME_REGION
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name                          = "TRAIL_NAME"
#         region                        = "HOME_REGION"
#         s3_bucket_name                = "AUDIT_BUCKET"
#         include_global_service_events = false
#       }
#     console: >-
#       none: the CLI, the API and Terraform turn global service events of a single-region trail off
package assize.cloudtrail.global_events_not_duplicated

import rego.v1

import data.assize.lib.cloudtrail

# The trails that record them; one that does not say so may.
recording contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	object.get(trail.supplementaryConfiguration.TrailStatus, "IsLogging", true)
	cloudtrail.records_global_events(
		object.get(trail.configuration, "includeGlobalServiceEvents", true),
		object.get(trail.configuration, "isMultiRegionTrail", true),
		trail.awsRegion,
		input.account.partition,
	)
}

# The account's own trails, and those of an organization; one that does not say which it is may be either.
of_account contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	not object.get(trail.configuration, "isOrganizationTrail", false)
}

of_organization contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	object.get(trail.configuration, "isOrganizationTrail", true)
}

not_applicable contains {"reason": "no logging trail records global service events"} if count(recording) == 0

# Trails that record them for the same scope: the account's own and the organization's apart, or all together.
scopes contains recording & of_account if input.parameters.allow_organization_trail

scopes contains recording & of_organization if input.parameters.allow_organization_trail

scopes contains recording if not input.parameters.allow_organization_trail

deny contains {"message": message} if {
	some arns in scopes
	count(arns) > 1
	message := sprintf("%d trails record global service events: %s", [count(arns), cloudtrail.names(arns)])
}
