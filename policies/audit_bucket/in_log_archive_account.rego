# METADATA
# title: Logs are stored outside the audited account
# description: |
#   Who takes over an account can do away with logs that are kept in it. With the parameter, the owner of the bucket
#   must be one of the log archive accounts. Without it, a bucket of another account passes, and one of the same
#   account fails when that account's organization trail delivers to it; one to which another account's organization
#   trail delivers is the log archive itself, and passes. An account that no trail shows to be in an organization has
#   nowhere else to store its logs and is not applicable. The owner is the one that S3 confirmed, which is asked for
#   the caller's own account and for each given with `--bucket-owner`, never one that the bucket's name suggests.
# related_resources:
#   - ref: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/log-archive.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   parameters:
#     accounts: {type: strings, default: [], description: The log archive accounts.}
#   remediation:
#     cli: >-
#       aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name LOG_ARCHIVE_BUCKET &&
#       aws s3 sync s3://{name} s3://LOG_ARCHIVE_BUCKET
#     terraform: |
#       # The bucket LOG_ARCHIVE_BUCKET belongs to the log archive account, whose policy lets CloudTrail deliver.
#       resource "aws_cloudtrail" "{label}" {
#         name           = "TRAIL_NAME"
#         s3_bucket_name = "LOG_ARCHIVE_BUCKET"
#       }
#     console: >-
#       CloudTrail > Trails > the trail that delivers to {name} > General details > Edit > the bucket of the log
#       archive account
package assize.audit_bucket.in_log_archive_account

import rego.v1

import data.assize.lib.usage

not_applicable contains {"reason": reason} if {
	count(input.parameters.accounts) == 0
	owner == input.resource.accountId
	count(organization_trails) == 0
	reason := "no log archive account is named, and nothing shows that the account is in an organization"
}

deny contains {"message": message, "path": "supplementaryConfiguration.HeadBucket.ownerAccountId"} if {
	owner == ""
	message := sprintf(
		"nobody knows whose bucket %s is, used by %s: name the log archive account with --bucket-owner",
		[input.resource.resourceId, usage.names(users)],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.HeadBucket.ownerAccountId"} if {
	count(input.parameters.accounts) > 0
	owner != ""
	not owner in input.parameters.accounts
	message := sprintf(
		"bucket %s, used by %s, belongs to account %s, which is no log archive account (%s)",
		[input.resource.resourceId, usage.names(users), owner, concat(", ", sort(input.parameters.accounts))],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.HeadBucket.ownerAccountId"} if {
	count(input.parameters.accounts) == 0
	owner == input.resource.accountId
	count(own_trails) > 0
	message := sprintf(
		"account %s stores logs of its organization in its own bucket %s (%s)",
		[owner, input.resource.resourceId, concat(", ", sort(own_trails))],
	)
}

default owner := ""

owner := input.resource.supplementaryConfiguration.HeadBucket.ownerAccountId

users contains user if some user in input.resource.relationships

# The organization's trails that deliver to the bucket; one that does not say which it is may be one.
organization_trails contains arn if {
	some relationship in users
	arn := object.get(relationship, "resourceId", "")
	object.get(input.account.resources["AWS::CloudTrail::Trail"][arn].configuration, "isOrganizationTrail", true)
}

# Those of them that belong to the bucket's owner.
own_trails contains arn if {
	some arn in organization_trails
	split(arn, ":")[4] == owner
}
