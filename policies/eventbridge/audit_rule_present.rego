# METADATA
# title: EventBridge watches audit-plane changes
# description: |
#   A rule of EventBridge tells of a change within seconds, without a log group and a metric filter between. In each region
#   the enabled rules on the default bus that have a target must together match every call that the alarms named in the
#   parameter are about: by default changes to trails, AWS Config, keys, bucket policies and the organization. What a
#   pattern matches is found out by asking it about sample events, whatever operators it is written with. A rule counts
#   only if it matches none of the ordinary events that an alarm is not about, and leaves out nobody; a pattern that names
#   its own account or region does. One that is not understood matches nothing. A rule in the state `ENABLED` is not given
#   calls that only read. Calls to IAM and AWS Organizations are events of one region, and wanted there alone. EventBridge
#   is given the calls of a region only while a trail records them, so a logging trail must reach it. Rules that AWS
#   services made for themselves do not count. Where the events go is the matter of `eventbridge-audit-rule-deliverable`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
#   - ref: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
# custom:
#   severity: medium
#   subject: region
#   parameters:
#     alarms:
#       type: strings
#       default: [
#         cloudtrail-changes, config-changes, cmk-disable-or-delete, s3-policy-changes, organizations-changes]
#       description: The alarms of the CIS AWS Foundations Benchmark whose events must be matched.
#   remediation:
#     cli: >-
#       aws events put-rule --name audit-tampering --event-pattern file://audit-pattern.json --state ENABLED --region
#       {region} && aws events put-targets --rule audit-tampering --targets Id=alerts,Arn=TOPIC_ARN --region {region}
#     terraform: |
#       resource "aws_cloudwatch_event_rule" "audit_tampering" {
#         region = "{region}"
#         name   = "audit-tampering"
#         state  = "ENABLED"
#
#         event_pattern = jsonencode({
#           "detail-type" = ["AWS API Call via CloudTrail"]
#           "$or" = [
#             {
#               source = ["aws.cloudtrail"]
#               detail = { eventName = ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"] }
#             },
#             {
#               source = ["aws.config"]
#               detail = {
#                 eventName = [
#                   "StopConfigurationRecorder",
#                   "DeleteDeliveryChannel",
#                   "PutDeliveryChannel",
#                   "PutConfigurationRecorder",
#                 ]
#               }
#             },
#             {
#               source = ["aws.kms"]
#               detail = { eventName = ["DisableKey", "ScheduleKeyDeletion"] }
#             },
#             {
#               source = ["aws.s3"]
#               detail = { eventName = [{ wildcard = "PutBucket*" }, { wildcard = "DeleteBucket*" }] }
#             },
#             {
#               source = ["aws.organizations"]
#               detail = { eventName = [{ "anything-but" = { prefix = ["Describe", "List"] } }] }
#             },
#           ]
#         })
#       }
#
#       resource "aws_cloudwatch_event_target" "audit_tampering" {
#         region    = "{region}"
#         rule      = aws_cloudwatch_event_rule.audit_tampering.name
#         target_id = "alerts"
#         arn       = "TOPIC_ARN"
#       }
#     console: >-
#       EventBridge in {region} > Rules > Create rule > default bus > a pattern of calls by CloudTrail and a target
package assize.eventbridge.audit_rule_present

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.event_rules
import data.assize.lib.recorded_events

deny contains {"message": message} if {
	count(feeding) == 0
	message := sprintf("no logging trail reaches %s, so EventBridge is given no calls there", [input.region.name])
}

deny contains {"message": message} if {
	some alarm in wanted - covered
	message := sprintf("no rule in %s watches the events of %s%s", [input.region.name, alarm, seen(alarm)])
}

deny contains {"message": message} if {
	some alarm in wanted & covered_in_part
	rules := event_rules.about(event_rules.covering_here, alarm)
	missed := event_rules.missed(rules)
	count(missed) > 0
	message := sprintf(
		"%s in %s does not match %s of %s",
		[concat(" with ", sort({rule.rule | some rule in rules})), input.region.name, concat(", ", sort(missed)), alarm],
	)
}

# The alarms whose events happen in the region.
wanted contains alarm if {
	some alarm in input.parameters.alarms
	not event_rules.happens_elsewhere(alarm, input.account.partition, input.region.name)
}

# The alarms that rules of the region are about, and those of which one of them misses something.
covered := {entry.alarm | some entry in event_rules.covering_here}

covered_in_part := {entry.alarm | some entry in event_rules.covering_here; count(entry.missed) > 0}

# The logging trails that see what happens in the region.
feeding contains arn if {
	some arn in recorded_events.logging
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, trail.awsRegion, input.region.name)
}

# The rules that come near, each with why it does not count.
seen(alarm) := "" if count(near(alarm)) == 0

seen(alarm) := sprintf(" (%s)", [concat("; ", sort(near(alarm)))]) if count(near(alarm)) > 0

near(alarm) := {text |
	some rule in input.region.resources["AWS::Events::Rule"]
	some flaw in flaws(
		rule.configuration,
		rule.supplementaryConfiguration.Targets,
		rule.supplementaryConfiguration.EventPatternMeaning,
		alarm,
	)
	text := sprintf("%s %s", [event_rules.called(rule.configuration), flaw])
}

flaws(configuration, targets, meaning, alarm) := {flaw |
	some coverage in event_rules.coverages(configuration, meaning)
	coverage.alarm == alarm
	some flaw in array.concat(
		event_rules.shortcomings(configuration, targets),
		array.concat(
			[sprintf("matches %s too", [concat(", ", coverage.benign)]) | count(coverage.benign) > 0],
			[sprintf("leaves out %s", [concat(", ", coverage.leftOut)]) | count(coverage.leftOut) > 0],
		),
	)
} | {flaw |
	event_rules.watches(configuration)
	flaw := sprintf("has a pattern that is not understood: %s", [told(meaning.error)])
}

told(error) := error.message if error.path == ""

told(error) := sprintf("%s: %s", [error.path, error.message]) if error.path != ""
