# METADATA
# title: DynamoDB item-level events are recorded where required
# description: |
#   Who read or changed an item of a table shows in data events only. Name the tables whose items want an audit trail
#   in the parameter; a logging trail that reaches a table's region must record its read and its write events. Without
#   named tables nothing is judged. Event data stores are not read, so what only they record does not count.
# related_resources:
#   - ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   parameters:
#     tables: {type: strings, default: [], description: ARNs of the tables whose item-level events must be recorded.}
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#       --advanced-event-selectors file://dynamodb-selectors.json
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
#           name = "Items in DynamoDB"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Data"]
#           }
#
#           field_selector {
#             field  = "resources.type"
#             equals = ["AWS::DynamoDB::Table"]
#           }
#         }
#       }
#     console: CloudTrail in its home region > Trails > the trail > Data events > Edit > DynamoDB
package assize.cloudtrail.dynamodb_data_events

import rego.v1

import data.assize.lib.named_resources
import data.assize.lib.recorded_events

tables := named_resources.of_account(input.parameters.tables, "dynamodb", input.account.id)

not_applicable contains {"reason": "no table is named"} if count(input.parameters.tables) == 0

not_applicable contains {"reason": "none of the named tables is of this account"} if {
	count(input.parameters.tables) > 0
	count(tables) == 0
}

deny contains {"message": message} if {
	some name in named_resources.malformed(input.parameters.tables, "dynamodb")
	message := sprintf("%s is not the ARN of a table", [name])
}

deny contains {"message": message} if {
	some arn in tables
	known := {"eventSource": "dynamodb.amazonaws.com", "resources.ARN": arn}
	trails := recorded_events.reaching(named_resources.region(arn))
	recorded := recorded_events.data_kinds(trails, "AWS::DynamoDB::Table", known, "", [])
	missing := {"read", "write"} - recorded
	count(missing) > 0
	message := sprintf(
		"%s events on the items of %s are not recorded (%s)",
		[concat(" and ", sort(missing)), arn, recorded_events.trails],
	)
}
