# METADATA
# title: Only trusted accounts may aggregate our data
# description: |
#   An authorization lets another account read what AWS Config knows of this one: every resource and its history. Each
#   must be for an account on the list, or for the account itself; a list of regions narrows it further. An
#   organization's aggregator needs no authorization and is not seen here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/authorize-aggregator-account-cli.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Config::AggregationAuthorization]
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Accounts that may aggregate.}
#     regions: {type: strings, default: [], description: Regions in which they may; none named means any.}
#   remediation:
#     cli: >-
#       aws configservice delete-aggregation-authorization --region {region}
#       --authorized-account-id ACCOUNT --authorized-aws-region REGION
#     terraform: |
#       # The only authorization of the region: remove the blocks of all others.
#       resource "aws_config_aggregate_authorization" "{label}" {
#         region                = "{region}"
#         account_id            = "TRUSTED_ACCOUNT_ID"
#         authorized_aws_region = "AGGREGATOR_REGION"
#       }
#     console: AWS Config in {region} > Aggregators > Authorizations > the account that is not trusted > Delete
package assize.config.aggregation_authorizations_restricted

import rego.v1

account := object.get(input.resource.configuration, "AuthorizedAccountId", "unknown")

region := object.get(input.resource.configuration, "AuthorizedAwsRegion", "unknown")

trusted if account == input.resource.accountId

trusted if account in input.parameters.trusted_accounts

deny contains {"message": message, "path": "configuration.AuthorizedAccountId"} if {
	not trusted
	message := sprintf("account %s may aggregate in %s and is not trusted", [account, region])
}

deny contains {"message": message, "path": "configuration.AuthorizedAwsRegion"} if {
	trusted
	count(input.parameters.regions) > 0
	not region in input.parameters.regions
	message := sprintf(
		"account %s may aggregate in %s, which is none of %s",
		[account, region, concat(", ", sort(input.parameters.regions))],
	)
}
