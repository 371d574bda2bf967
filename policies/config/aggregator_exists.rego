# METADATA
# title: A Config aggregator exists
# description: |
#   Without an aggregator, the items of each account and region can be searched in that account and region only. One
#   aggregator, in whatever region, is enough; what it covers is judged by other controls. Where one account aggregates
#   for all, name it in the parameter, and the others are not judged. Neither is a member of an organization that has no
#   aggregator: its organization aggregates elsewhere.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html
# custom:
#   severity: medium
#   subject: account
#   aliases: [
#     "prowler:config_delegated_admin_and_org_aggregator_all_regions",
#     "cnspec:mondoo-aws-security-config-aggregator-enabled"]
#   parameters:
#     aggregator_account:
#       type: string
#       default: ""
#       description: The account that must have the aggregator; empty means every account but members.
#   remediation:
#     cli: >-
#       aws configservice put-configuration-aggregator --configuration-aggregator-name org
#       --organization-aggregation-source RoleArn=ROLE_ARN,AllAwsRegions=true
#     terraform: |
#       resource "aws_config_configuration_aggregator" "organization" {
#         name = "organization"
#
#         organization_aggregation_source {
#           all_regions = true
#           role_arn    = "ROLE_ARN"
#         }
#       }
#     console: AWS Config in the aggregator account > Aggregators > Create aggregator
package assize.config.aggregator_exists

import rego.v1

import data.assize.lib.aggregation

elsewhere := aggregation.elsewhere(input.parameters.aggregator_account, input.account.id)

elsewhere := aggregation.member if {
	input.parameters.aggregator_account == ""
	count(aggregation.aggregators) == 0
}

not_applicable contains {"reason": elsewhere}

deny contains {"message": "the account has no aggregator"} if {
	not elsewhere
	count(aggregation.aggregators) == 0
}
