# METADATA
# title: The log group of a trail is forwarded
# description: |
#   Events that are sent on as they come are out of reach of whoever takes over the account. A subscription filter
#   without a pattern must send all of them somewhere; one with a pattern sends some. Where they go is not judged.
#   Subscription filters for the whole account and exports to S3 are not read: who relies on those can turn the control
#   off. Judged are the log groups to which trails deliver; another account's log group is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::Logs::LogGroup]
#   used_by: [AWS::CloudTrail::Trail]
#   absent_is_compliant:
#     supplementaryConfiguration.SubscriptionFilters.*.filterPattern: an empty pattern lets every event through
#   remediation:
#     cli: >-
#       aws logs put-subscription-filter --log-group-name {name} --filter-name siem --filter-pattern ""
#       --destination-arn DESTINATION_ARN --region {region}
#     terraform: |
#       # A stream of Kinesis or Firehose also needs `role_arn`.
#       resource "aws_cloudwatch_log_subscription_filter" "{label}" {
#         region          = "{region}"
#         name            = "siem"
#         log_group_name  = "{name}"
#         filter_pattern  = ""
#         destination_arn = "DESTINATION_ARN"
#       }
#     console: CloudWatch in {region} > Log groups > {name} > Subscription filters > Create > an empty filter pattern
package assize.audit_log_group.forwarded

import rego.v1

import data.assize.lib.ownership
import data.assize.lib.usage

elsewhere := ownership.foreign("log group", input.resource.arn, input.resource.accountId)

not_applicable contains {"reason": elsewhere}

deny contains {"message": message, "path": "supplementaryConfiguration.SubscriptionFilters"} if {
	not elsewhere
	not is_forwarded
	message := sprintf(
		"log group %s, used by %s, sends its events nowhere as a whole (%s)",
		[input.resource.resourceId, usage.names(users), found],
	)
}

is_forwarded if {
	some filter in input.resource.supplementaryConfiguration.SubscriptionFilters
	trim_space(object.get(filter, "filterPattern", "unknown")) == ""
	object.get(filter, "destinationArn", "") != ""
}

default found := "no subscription filters"

found := sprintf("subscription filters: %s", [concat(", ", sort(filters))]) if count(filters) > 0

filters contains object.get(filter, "filterName", "without a name") if {
	some filter in input.resource.supplementaryConfiguration.SubscriptionFilters
}

users contains user if some user in input.resource.relationships
