# METADATA
# title: CloudTrail Insights is enabled
# description: |
#   Insights tells when the rate of API calls or of their errors departs from what is usual, which is how a stolen key
#   or a runaway script often shows first. One logging trail with any kind of insight is enough for the account; which
#   kinds, and whether they have events to work on, is judged by `cloudtrail-insights-both-types`. The insights of an
#   organization's trail can be read by its owner only: seen from a member they are unknown.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   frameworks:
#     pci-dss-4.0: ["5.3.4", "10.3.2", "10.3.3", "10.3.4", "10.5.1", "A1.2.1"]
#     c5: ["COM-04.01AC", "OIS-05.02B", "PSS-12.03AC", "SIM-03.07B"]
#     ccc: ["CCC.AuditLog.CN02.AR01", "CCC.Core.CN04.AR03"]
#     ens-rd2022: ["op.exp.8.r1.aws.ct.2", "op.exp.8.r1.aws.ct.3"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     nist-csf-2.0: ["cm_1", "dp_4"]
#     secnumcloud-3.2: ["12.9"]
#   aliases: [
#     "prowler:cloudtrail_insights_exist", "steampipe:cloudtrail_trail_insight_selectors_and_logging_enabled",
#     "cnspec:mondoo-aws-security-cloudtrail-insights-enabled"]
#   remediation:
#     cli: >-
#       aws cloudtrail put-insight-selectors --trail-name TRAIL_ARN --region HOME_REGION
#       --insight-selectors InsightType=ApiCallRateInsight InsightType=ApiErrorRateInsight
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name           = "TRAIL_NAME"
#         region         = "HOME_REGION"
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
#     console: >-
#       CloudTrail in its home region > Trails > the trail > Insights events > Edit > API call rate and API error rate
package assize.cloudtrail.insights_enabled

import rego.v1

import data.assize.lib.cloudtrail

trails contains arn if some arn, _ in input.account.resources["AWS::CloudTrail::Trail"]

logging contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

with_insights contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	count(trail.supplementaryConfiguration.InsightSelectors) > 0
}

deny contains {"message": "the account has no trail"} if count(trails) == 0

deny contains {"message": message} if {
	count(trails) > 0
	count(with_insights) == 0
	message := sprintf("no trail has insights: %s", [cloudtrail.names(trails)])
}

deny contains {"message": message} if {
	count(with_insights) > 0
	count(with_insights & logging) == 0
	message := sprintf("no trail with insights is logging: %s", [cloudtrail.names(with_insights)])
}
