# METADATA
# title: Some data events are recorded
# description: |
#   Without any data event nobody can tell who read or changed data; a trail records management events only unless it
#   is told otherwise. This is the weak form: one data event selector of a logging trail is enough, whatever it is for.
#   Which data events are recorded is judged by the controls for S3, Lambda and DynamoDB.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   aliases: ["scoutsuite:cloudtrail-no-data-logging", "cloudsploit:cloudtrailDataEvents"]
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#       --advanced-event-selectors file://selectors.json
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
#           name = "All objects in S3"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Data"]
#           }
#
#           field_selector {
#             field  = "resources.type"
#             equals = ["AWS::S3::Object"]
#           }
#         }
#       }
#     console: CloudTrail in its home region > Trails > the trail > Data events > Edit > Add data event type
package assize.cloudtrail.data_events_any

import rego.v1

import data.assize.lib.event_selectors
import data.assize.lib.recorded_events

recording contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	arn in recorded_events.logging
	event_selectors.records_data(
		trail.supplementaryConfiguration.EventSelectors,
		trail.supplementaryConfiguration.AdvancedEventSelectors,
	)
}

deny contains {"message": message} if {
	count(recording) == 0
	message := sprintf("no data events are recorded (%s)", [recorded_events.trails])
}
