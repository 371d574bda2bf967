# METADATA
# title: Denied VPC endpoint calls are recorded
# description: |
#   A call that a VPC endpoint's policy refuses, for example one with credentials from outside of the organization, is
#   in no other event. Name the services whose endpoints the account uses in the parameter, as event sources; in every
#   region that is judged, a logging trail must record their network activity, denied calls (`VpceAccessDenied`) at
#   least. Only advanced selectors can do so, each for one source. Without named sources nothing is judged: endpoints
#   themselves are not listed. Event data stores are not read, so what only they record does not count.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
# custom:
#   severity: low
#   subject: account
#   parameters:
#     event_sources:
#       type: strings
#       default: []
#       description: Services whose VPC endpoints are used, as event sources, for example s3.amazonaws.com.
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors
#       '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},
#       {"FieldSelectors":[{"Field":"eventCategory","Equals":["NetworkActivity"]},
#       {"Field":"eventSource","Equals":["s3.amazonaws.com"]}]}]'
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name           = "TRAIL_NAME"
#         region         = "HOME_REGION"
#         s3_bucket_name = "AUDIT_BUCKET"
#
#         advanced_event_selector {
#           name = "Management events"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Management"]
#           }
#         }
#
#         advanced_event_selector {
#           name = "Denied calls through endpoints"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["NetworkActivity"]
#           }
#
#           field_selector {
#             field  = "eventSource"
#             equals = ["kms.amazonaws.com"]
#           }
#
#           field_selector {
#             field  = "errorCode"
#             equals = ["VpceAccessDenied"]
#           }
#         }
#       }
#     console: >-
#       CloudTrail in its home region > Trails > the trail > Network activity events > Edit > each event source with
#       VpceAccessDenied
package assize.cloudtrail.network_activity_events

import rego.v1

import data.assize.lib.recorded_events

not_applicable contains {"reason": "no event source is named"} if count(input.parameters.event_sources) == 0

deny contains {"message": message} if {
	some source in input.parameters.event_sources
	missing := {region |
		some trails in recorded_events.views
		count({"read", "write"} - recorded_events.network_kinds(trails, source)) > 0
		some region in recorded_events.regions_seen_by(trails)
	}
	count(missing) > 0
	message := sprintf(
		"denied calls of %s through VPC endpoints are not recorded in %s (%s)",
		[source, concat(", ", sort(missing)), recorded_events.trails],
	)
}
