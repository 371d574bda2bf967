# METADATA
# title: A delegated administrator's aggregator covers the organization
# description: |
#   An aggregator with the organization as its source follows accounts that come and go; a list of accounts does not.
#   It must cover all regions. Only the management account or a delegated administrator of config.amazonaws.com can have
#   one, so one in another account than the management account is a delegated administrator's, as it should be. Name
#   the account that aggregates in the parameter, which may be the management account; without it, members that have no
#   such aggregator are not judged, since one of them may. An account in no organization is not concerned.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/set-up-aggregator-cli.html
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-config.html
# custom:
#   severity: medium
#   subject: account
#   aliases: ["prowler:config_delegated_admin_and_org_aggregator_all_regions"]
#   parameters:
#     aggregator_account:
#       type: string
#       default: ""
#       description: The account that must have the aggregator; empty means every account but members.
#   remediation:
#     cli: >-
#       aws organizations register-delegated-administrator --account-id SECURITY_ACCOUNT_ID
#       --service-principal config.amazonaws.com && aws configservice put-configuration-aggregator
#       --configuration-aggregator-name org --organization-aggregation-source RoleArn=ROLE_ARN,AllAwsRegions=true
#     terraform: |
#       resource "aws_organizations_delegated_administrator" "config" {
#         account_id        = "SECURITY_ACCOUNT_ID"
#         service_principal = "config.amazonaws.com"
#       }
#
#       resource "aws_config_configuration_aggregator" "organization" {
#         name = "organization"
#
#         organization_aggregation_source {
#           all_regions = true
#           role_arn    = "ROLE_ARN"
#         }
#       }
#     console: AWS Config in the aggregator account > Aggregators > Create aggregator > Add my organization
package assize.config.aggregator_organization

import rego.v1

import data.assize.lib.aggregation
import data.assize.lib.organizations

excused contains organizations.alone

excused contains aggregation.elsewhere(input.parameters.aggregator_account, input.account.id)

excused contains aggregation.member if {
	input.parameters.aggregator_account == ""
	count(of_organization) == 0
}

not_applicable contains {"reason": reason} if some reason in excused

of_organization contains key if {
	some key in aggregation.aggregators
	input.account.resources["AWS::Config::ConfigurationAggregator"][key].configuration.OrganizationAggregationSource
}

whole contains key if {
	some key in of_organization
	count(aggregation.missing_regions(key)) == 0
}

deny contains {"message": "the account has no aggregator"} if {
	count(excused) == 0
	count(aggregation.aggregators) == 0
}

deny contains {"message": message} if {
	count(excused) == 0
	count(aggregation.aggregators) > 0
	count(of_organization) == 0
	names := {aggregation.called(key) | some key in aggregation.aggregators}
	message := sprintf("no aggregator has the organization as its source: %s", [concat(", ", sort(names))])
}

deny contains {"message": message} if {
	count(excused) == 0
	count(whole) == 0
	some key in of_organization
	message := sprintf(
		"aggregator %s leaves out %s",
		[aggregation.called(key), concat(", ", sort(aggregation.missing_regions(key)))],
	)
}

deny contains {"message": message} if {
	count(excused) == 0
	input.parameters.aggregator_account == ""
	not another_manages
	some key in of_organization
	message := sprintf(
		"aggregator %s is in the account that manages organization %s, not in a delegated administrator's",
		[aggregation.called(key), organizations.called],
	)
}

another_manages if {
	some manager in organizations.managers
	manager != input.account.id
}
