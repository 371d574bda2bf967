# METADATA
# title: The management event data store is not filtered
# description: |
#   A store takes more conditions than a trail does: on the name and type of an event, on the principal, on whether a
#   session is of the console. Any of them can blind a store that looks complete. All stores that collect management
#   events are judged, or those that the parameter designates: together their selectors must collect read and write
#   events without leaving any out, but for what is approved. Selectors that complete each other are not narrowed.
#   Whether a store takes events in at all, and of which regions, is judged by other controls; that a designated store
#   is there is not.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::EventDataStore]
#   parameters:
#     stores:
#       type: strings
#       default: []
#       description: ARNs of the stores that must collect all management events; none named means all that collect any.
#     approved:
#       type: strings
#       default: []
#       description: Approved conditions as FIELD OPERATOR VALUE, for example "eventSource NotEquals kms.amazonaws.com".
#     organization:
#       type: boolean
#       default: false
#       description: Whether the stores must collect from all accounts of the organization.
#   absent_is_compliant:
#     configuration.AdvancedEventSelectors: a store without selectors collects all management events
#   remediation:
#     cli: >-
#       aws cloudtrail update-event-data-store --event-data-store {arn} --region {region} --advanced-event-selectors
#       '[{"Name": "Management events", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]'
#     terraform: |
#       import {
#         to = aws_cloudtrail_event_data_store.{label}
#         id = "{arn}"
#       }
#
#       # Put in the store's present name and its other settings: Terraform sets what is not here to its default.
#       resource "aws_cloudtrail_event_data_store" "{label}" {
#         region = "{region}"
#         name   = "STORE_NAME"
#
#         advanced_event_selector {
#           name = "Management events"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Management"]
#           }
#         }
#       }
#     console: >-
#       CloudTrail in {region} > Lake > Event data stores > the store > Management events > Edit > Read and Write,
#       nothing excluded
package assize.eds.selectors_complete

import rego.v1

import data.assize.lib.event_selectors

statements := event_selectors.management([], input.resource.configuration.AdvancedEventSelectors)

designated if input.resource.arn in input.parameters.stores

concerned if designated

concerned if {
	count(input.parameters.stores) == 0
	count(statements) > 0
}

not_applicable contains {"reason": "other stores are designated"} if {
	count(input.parameters.stores) > 0
	not designated
}

not_applicable contains {"reason": "the store collects no management events"} if {
	not designated
	count(statements) == 0
}

collected := event_selectors.recorded_kinds(statements)

deny contains {"message": message, "path": "configuration.AdvancedEventSelectors"} if {
	concerned
	missing := {"read", "write"} - collected
	count(missing) > 0
	message := sprintf("%s management events are not collected", [concat(" and ", sort(missing))])
}

# The conditions that leave out events of a kind that is collected otherwise.
objections contains filter if {
	some filter in event_selectors.filters(statements)
	filter.kind in collected
	not sprintf("%s %s %s", [filter.field, filter.operator, filter.value]) in input.parameters.approved
}

deny contains {"message": message, "path": "configuration.AdvancedEventSelectors"} if {
	concerned
	some objection in objections
	kinds := {other.kind |
		some other in objections
		other.field == objection.field
		other.operator == objection.operator
		other.value == objection.value
	}
	message := sprintf(
		"%s management events are filtered: %s %s %s",
		[concat(" and ", sort(kinds)), objection.field, objection.operator, objection.value],
	)
}

deny contains {"message": message, "path": "configuration.OrganizationEnabled"} if {
	concerned
	input.parameters.organization
	not input.resource.configuration.OrganizationEnabled
	message := sprintf("the store collects events of account %s alone", [input.resource.accountId])
}
