# METADATA
# title: AWS Config keeps items long enough
# description: |
#   The history of a resource is of no use once it has expired. A region in which no retention period was set keeps
#   items for 2557 days, about seven years, which is the longest there is.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/delete-config-data-with-retention-period.html
# custom:
#   severity: low
#   subject: region
#   parameters:
#     minimum_days: {type: integer, default: 365, minimum: 30, description: Days that items must be kept.}
#   absent_is_compliant:
#     AWS::Config::RetentionConfiguration: without one AWS Config keeps items for seven years
#   remediation:
#     cli: aws configservice put-retention-configuration --retention-period-in-days 2557 --region {region}
#     terraform: |
#       resource "aws_config_retention_configuration" "default" {
#         region                   = "{region}"
#         retention_period_in_days = 2557
#       }
#     console: AWS Config in {region} > Settings > Edit > Data retention period
package assize.config.retention_period

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

deny contains {"message": message} if {
	count(config.recorders) > 0
	some retention in input.region.resources["AWS::Config::RetentionConfiguration"]
	days := object.get(retention.configuration, "RetentionPeriodInDays", 0)
	days < input.parameters.minimum_days
	message := sprintf(
		"AWS Config keeps items in %s for %d days, fewer than %d",
		[input.region.name, days, input.parameters.minimum_days],
	)
}
