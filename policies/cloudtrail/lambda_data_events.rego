# METADATA
# title: Lambda invocations are recorded
# description: |
#   Who invoked a function shows in data events only. In every region that is judged, some logging trail must record
#   the invocations of all the account's functions, those to come too; several trails may add up. Invocations are
#   write events, so that a selector of reads records none. Functions are not listed: where only some matter, name
#   them in the parameter, and each must be recorded in its own region.
# related_resources:
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   frameworks:
#     iso-27001-2022: ["A.8.15"]
#     soc-2: ["A1.2"]
#     c5: [
#       "AM-01.01AC", "COM-04.01AC", "OPS-11.02AC", "OPS-15.01AC", "OPS-15.01B", "OPS-15.02B", "OPS-15.03B",
#       "OPS-26.01AS", "OPS-26.05B", "PSS-04.05B", "SIM-03.07B", "SSO-05.01AC"]
#     ccc: ["CCC.Core.CN04.AR02", "CCC.Logging.CN01.AR02"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.2"]
#     nis2: ["3.2.3.c"]
#   aliases: [
#     "prowler:awslambda_function_invoke_api_operations_cloudtrail_logging_enabled",
#     "scoutsuite:cloudtrail-partial-data-logging", "awslabs-aws-config-rules:CLOUDTRAIL_ENABLED_V2"]
#   parameters:
#     functions: {type: strings, default: [], description: ARNs of the functions that matter; none named means all.}
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors
#       '[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},
#       {"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
#       {"Field":"resources.type","Equals":["AWS::Lambda::Function"]}]}]'
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
#           name = "Invocations of Lambda"
#
#           field_selector {
#             field  = "eventCategory"
#             equals = ["Data"]
#           }
#
#           field_selector {
#             field  = "resources.type"
#             equals = ["AWS::Lambda::Function"]
#           }
#         }
#       }
#     console: CloudTrail in its home region > Trails > the trail > Data events > Edit > Lambda
package assize.cloudtrail.lambda_data_events

import rego.v1

import data.assize.lib.named_resources
import data.assize.lib.recorded_events

type := "AWS::Lambda::Function"

source := "lambda.amazonaws.com"

functions := named_resources.of_account(input.parameters.functions, "lambda", input.account.id)

not_applicable contains {"reason": "none of the functions that matter is of this account"} if {
	count(input.parameters.functions) > 0
	count(functions) == 0
}

deny contains {"message": message} if {
	some name in named_resources.malformed(input.parameters.functions, "lambda")
	message := sprintf("%s is not the ARN of a function", [name])
}

# Regions where a function may run unseen.
unrecorded contains region if {
	count(input.parameters.functions) == 0
	some trails in recorded_events.views
	statements := recorded_events.data_statements(trails, type)
	some region in recorded_events.regions_seen_by(trails)
	all := sprintf("arn:%s:lambda:%s:%s:function:", [input.account.partition, region, input.account.id])
	not "write" in recorded_events.stated_kinds(statements, {"eventSource": source}, all, [])
}

deny contains {"message": message} if {
	count(unrecorded) > 0
	message := sprintf(
		"invocations of functions are not recorded in %s (%s)",
		[concat(", ", sort(unrecorded)), recorded_events.trails],
	)
}

deny contains {"message": message} if {
	some arn in functions
	known := {"eventSource": source, "resources.ARN": arn}
	trails := recorded_events.reaching(named_resources.region(arn))
	not "write" in recorded_events.data_kinds(trails, type, known, "", [])
	message := sprintf("invocations of %s are not recorded (%s)", [arn, recorded_events.trails])
}
