# METADATA
# title: The organization is covered by an organization trail
# description: |
#   Members can neither stop nor change an organization's trail, and accounts that join are recorded from the start. One
#   must be multi-region and log. It belongs to the management account, also where a delegated administrator created
#   it, and is seen from every account under that account's ARN: a trail whose owner does not manage the organization
#   (any more) records its owner alone. A member that may not read the trail's status gets an error, since nobody knows
#   then whether it logs. What its selectors record is judged by other controls, and so are the trails of an account
#   that is in no organization.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
# custom:
#   severity: high
#   subject: account
#   aliases: ["steampipe:cloudtrail_multi_region_trail_enabled"]
#   remediation:
#     cli: >-
#       aws cloudtrail update-trail --name TRAIL_ARN --is-organization-trail --is-multi-region-trail --region
#       HOME_REGION && aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name                          = "TRAIL_NAME"
#         region                        = "HOME_REGION"
#         s3_bucket_name                = "AUDIT_BUCKET"
#         is_organization_trail         = true
#         is_multi_region_trail         = true
#         include_global_service_events = true
#         enable_logging                = true
#       }
#     console: >-
#       CloudTrail in the management account > Trails > the trail > General details > Edit > Enable for all accounts in
#       my organization
package assize.cloudtrail.organization_trail

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.organizations

not_applicable contains {"reason": organizations.alone}

deny contains {"message": message} if {
	not organizations.alone
	count(seen) == 0
	message := sprintf("account %s sees no trail of organization %s", [input.account.id, organizations.called])
}

deny contains {"message": message} if {
	not organizations.alone
	count(seen) > 0
	count(owned) == 0
	message := sprintf(
		"no organization's trail belongs to account %s, which manages organization %s: %s",
		[concat(", ", sort(organizations.managers)), organizations.called, cloudtrail.names(seen)],
	)
}

deny contains {"message": message} if {
	count(owned) > 0
	count(multi_region) == 0
	message := sprintf(
		"no trail of organization %s is multi-region: %s",
		[organizations.called, cloudtrail.names(owned)],
	)
}

deny contains {"message": message} if {
	count(multi_region) > 0
	count(logging) == 0
	message := sprintf(
		"no multi-region trail of organization %s is logging: %s",
		[organizations.called, cloudtrail.names(multi_region)],
	)
}

seen contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.configuration.isOrganizationTrail
}

# Those of the account that manages the organization now.
owned contains arn if {
	some arn in seen
	split(arn, ":")[4] in organizations.managers
}

multi_region contains arn if {
	some arn in owned
	input.account.resources["AWS::CloudTrail::Trail"][arn].configuration.isMultiRegionTrail
}

logging contains arn if {
	some arn in multi_region
	input.account.resources["AWS::CloudTrail::Trail"][arn].supplementaryConfiguration.TrailStatus.IsLogging
}
