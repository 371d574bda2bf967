# METADATA
# title: Aggregators cover all regions
# description: |
#   A region that is not aggregated is the one where nobody looks. The best aggregator counts: one whose sources all
#   cover all regions, those to come too, or list every enabled region. This says nothing about recorders: of a region
#   without one, nothing is aggregated. Where one account aggregates for all, name it in the parameter; members of an
#   organization that have no aggregator are not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html
# custom:
#   severity: medium
#   subject: account
#   aliases: [
#     "prowler:config_delegated_admin_and_org_aggregator_all_regions", "trivy:AWS-0019", "checkov:CKV_AWS_121",
#     "cnspec:mondoo-aws-security-config-aggregator-all-regions"]
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
#     console: >-
#       AWS Config in the aggregator account > Aggregators > the aggregator > Edit > all AWS regions, future ones
#       included
package assize.config.aggregator_all_regions

import rego.v1

import data.assize.lib.aggregation

elsewhere := aggregation.elsewhere(input.parameters.aggregator_account, input.account.id)

elsewhere := aggregation.member if {
	input.parameters.aggregator_account == ""
	count(aggregation.aggregators) == 0
}

not_applicable contains {"reason": elsewhere}

whole contains key if {
	some key in aggregation.aggregators
	count(aggregation.missing_regions(key)) == 0
}

deny contains {"message": "the account has no aggregator"} if {
	not elsewhere
	count(aggregation.aggregators) == 0
}

deny contains {"message": message} if {
	not elsewhere
	count(whole) == 0
	some key in aggregation.aggregators
	message := sprintf(
		"aggregator %s leaves out %s",
		[aggregation.called(key), concat(", ", sort(aggregation.missing_regions(key)))],
	)
}
