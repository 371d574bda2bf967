# METADATA
# title: Generative-AI service calls are recorded
# description: |
#   Whoever calls a model with a stolen key runs up a bill and reads what the model may read. Calls of Amazon Bedrock
#   and of its models are management events: changes are write events, and `InvokeModel` and `Converse` are read events,
#   so both kinds must be recorded in every region that is judged. What agents, knowledge bases, flows and guardrails
#   do is in data events: name their types in the parameter where the account uses them, and all their events must be
#   recorded.
# related_resources:
#   - ref: https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
# custom:
#   severity: medium
#   subject: account
#   frameworks:
#     nist-800-53-r5: ["AU-2(b)", "AU-12(a)", "AU-12(c)"]
#     iso-27001-2022: ["A.8.15"]
#     soc-2: ["CC7.2"]
#     c5: ["OPS-12.01B", "OPS-15.01B"]
#     ccc: ["CCC.AuditLog.CN02.AR01"]
#     fedramp-moderate-r4: ["au-2-a-d", "au-12-a-c"]
#     ffiec: ["d2-ma-ma-b-2"]
#     hipaa: ["164_308_a_1_ii_d", "164_312_b"]
#     kisa-isms-p-2023: ["2.9.4"]
#     nist-csf-2.0: ["ae_3", "cm_3", "pt_1"]
#     secnumcloud-3.2: ["12.6"]
#   aliases: ["prowler:cloudtrail_bedrock_logging_enabled"]
#   parameters:
#     data_types:
#       type: strings
#       default: []
#       description: Types whose data events must be recorded, for example AWS::Bedrock::AgentAlias.
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.AdvancedEventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#       --advanced-event-selectors file://bedrock-selectors.json
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
#           name = "Models of Bedrock"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Data"]
#           }
#
#           field_selector {
#             field  = "resources.type"
#             equals = ["AWS::Bedrock::Model"]
#           }
#         }
#       }
#     console: >-
#       CloudTrail in its home region > Trails > the trail > Data events > Edit > Bedrock; management events of
#       Bedrock are recorded with all others
package assize.cloudtrail.ai_service_events

import rego.v1

import data.assize.lib.recorded_events

kinds := {"read", "write"}

deny contains {"message": message} if {
	some kind in kinds
	missing := {region |
		some trails in recorded_events.views
		not kind in recorded_events.management_kinds(trails, "bedrock.amazonaws.com")
		some region in recorded_events.regions_seen_by(trails)
	}
	count(missing) > 0
	message := sprintf(
		"%s management events of bedrock.amazonaws.com are not recorded in %s (%s)",
		[kind, concat(", ", sort(missing)), recorded_events.trails],
	)
}

deny contains {"message": message} if {
	some type in input.parameters.data_types
	all := sprintf("arn:%s:", [input.account.partition])
	missing := {region |
		some trails in recorded_events.views
		count(kinds - recorded_events.data_kinds(trails, type, {}, all, [])) > 0
		some region in recorded_events.regions_seen_by(trails)
	}
	count(missing) > 0
	message := sprintf(
		"data events of %s are not all recorded in %s (%s)",
		[type, concat(", ", sort(missing)), recorded_events.trails],
	)
}
