# METADATA
# title: Insights covers call rate and error rate and has its input events
# description: |
#   Insights on the rate of calls works on write management events, insights on the rate of errors on read or write
#   ones. On a trail that does not record them it can never fire. A trail without any insight is not judged here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   aliases: ["cnspec:mondoo-aws-security-cloudtrail-insights-enabled"]
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail put-insight-selectors --trail-name {arn} --region {region}
#       --insight-selectors InsightType=ApiCallRateInsight InsightType=ApiErrorRateInsight
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#
#         insight_selector {
#           insight_type = "ApiCallRateInsight"
#         }
#
#         insight_selector {
#           insight_type = "ApiErrorRateInsight"
#         }
#       }
#     console: CloudTrail in {region} > Trails > {name} > Insights events > Edit > API call rate and API error rate
package assize.cloudtrail.insights_both_types

import rego.v1

import data.assize.lib.event_selectors

selected contains object.get(selector, "InsightType", "of no type") if {
	some selector in input.resource.supplementaryConfiguration.InsightSelectors
}

# The management events that each kind of insight works on: any of them will do.
input_of := {"ApiCallRateInsight": {"write"}, "ApiErrorRateInsight": {"read", "write"}}

recorded := event_selectors.recorded_kinds(event_selectors.management_here)

not_applicable contains {"reason": "the trail has no insights"} if count(selected) == 0

deny contains {"message": message, "path": "supplementaryConfiguration.InsightSelectors"} if {
	count(selected) > 0
	some kind, _ in input_of
	not kind in selected
	message := sprintf("%s is not selected, only %s", [kind, concat(", ", sort(selected))])
}

deny contains {"message": message, "path": "supplementaryConfiguration.InsightSelectors"} if {
	some kind, events in input_of
	kind in selected
	count(events & recorded) == 0
	message := sprintf(
		"%s never fires: the trail does not record %s management events",
		[kind, concat(" or ", sort(events))],
	)
}
