# METADATA
# title: Every audit alarm reaches a human or a queue
# description: |
#   Each link of an alarm's chain can be sound by itself while the chain is not. Every metric filter of a trail's log
#   group that is about audit events is followed from the trail to the people: the trail logs and records every
#   management event, its deliveries to the log group are fresh and without an error, the log group is there, the
#   pattern does not match harmless events, an alarm in the same region watches the metric and goes off, its actions
#   are on, and one is an SNS topic with a confirmed subscription. What is told is the link that breaks. Whether the
#   filters match all events that they should is for the controls about each alarm; an account without any such filter
#   fails. The topic's key and policy are judged by the controls about topics.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
# custom:
#   severity: high
#   subject: account
#   used_by: [AWS::CloudTrail::Trail, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm]
#   parameters:
#     events:
#       type: integer
#       default: 1
#       minimum: 1
#       description: How many events within a period may pass before the alarm goes off.
#     max_age_hours:
#       type: integer
#       default: 24
#       minimum: 1
#       description: How long ago the last delivery to the log group may be, in hours.
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION && aws logs describe-metric-filters
#       --region HOME_REGION --log-group-name TRAIL_LOG_GROUP && aws cloudwatch describe-alarms-for-metric --region
#       HOME_REGION --namespace NAMESPACE --metric-name METRIC && aws sns list-subscriptions-by-topic --region
#       HOME_REGION --topic-arn TOPIC_ARN
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name                       = "TRAIL_NAME"
#         region                     = "HOME_REGION"
#         s3_bucket_name             = "AUDIT_BUCKET"
#         is_multi_region_trail      = true
#         enable_logging             = true
#         cloud_watch_logs_group_arn = "LOG_GROUP_ARN:*"
#         cloud_watch_logs_role_arn  = "ROLE_ARN"
#       }
#
#       resource "aws_cloudwatch_log_metric_filter" "audit" {
#         region         = "HOME_REGION"
#         name           = "METRIC"
#         log_group_name = "TRAIL_LOG_GROUP"
#         pattern        = "FILTER_PATTERN"
#
#         metric_transformation {
#           name      = "METRIC"
#           namespace = "NAMESPACE"
#           value     = "1"
#         }
#       }
#
#       resource "aws_cloudwatch_metric_alarm" "audit" {
#         region              = "HOME_REGION"
#         alarm_name          = "METRIC"
#         namespace           = "NAMESPACE"
#         metric_name         = "METRIC"
#         statistic           = "Sum"
#         period              = 300
#         evaluation_periods  = 1
#         threshold           = 1
#         comparison_operator = "GreaterThanOrEqualToThreshold"
#         treat_missing_data  = "notBreaching"
#         alarm_actions       = ["TOPIC_ARN"]
#       }
#
#       # A queue needs no confirmation; whoever gets mail has to confirm the subscription.
#       resource "aws_sns_topic_subscription" "audit" {
#         region    = "HOME_REGION"
#         topic_arn = "TOPIC_ARN"
#         protocol  = "sqs"
#         endpoint  = "QUEUE_ARN"
#       }
#     console: >-
#       CloudTrail > Trails > the trail > CloudWatch Logs; then CloudWatch in HOME_REGION > Log groups > the trail's
#       log group > Metric filters > the filter > its alarm; then SNS > Topics > the topic > Subscriptions
package assize.audit_alarm.pipeline_end_to_end

import rego.v1

import data.assize.lib.alarm_chain
import data.assize.lib.elapsed

not_applicable contains {"reason": reason} if some reason in alarm_chain.judged_elsewhere

# The metric filters about audit events, each with the trails whose events it sees.
chains contains {"filter": filter, "trail": trail} if {
	some trail in alarm_chain.own_trails
	some group in alarm_chain.log_groups({trail})
	some filter in alarm_chain.audit_filters({group})
}

deny contains {"message": "no metric filter of a trail's log group is about audit events"} if {
	count(alarm_chain.judged_elsewhere) == 0
	count(chains) == 0
}

deny contains {"message": message} if {
	some trail in {chain.trail | some chain in chains}
	some fault in trail_faults(trail)
	message := sprintf("trail %s: %s", [trail, fault])
}

deny contains {"message": message} if {
	some name, key in {filter.name: filter.key | some chain in chains; filter := chain.filter}
	some fault in harmless_events(key) | (alarm_chain.view_faults(key) | alarm_chain.breaks(key, input.parameters.events))
	message := sprintf("metric filter %s: %s", [name, fault])
}

trail_faults(trail) := {fault |
	not trail in alarm_chain.watching(set())
	fault := "it is not a logging multi-region trail that records all management events"
} | {fault |
	status := input.account.resources["AWS::CloudTrail::Trail"][trail].supplementaryConfiguration.TrailStatus
	error := object.get(status, "LatestCloudWatchLogsDeliveryError", "")
	error != ""
	fault := sprintf("its last delivery to CloudWatch Logs failed: %s", [error])
} | {fault |
	status := input.account.resources["AWS::CloudTrail::Trail"][trail].supplementaryConfiguration.TrailStatus
	delivered := object.get(status, "LatestCloudWatchLogsDeliveryTime", "")
	not is_fresh(delivered)
	fault := sprintf("its last delivery to CloudWatch Logs was at %s", [object.get({"": "no time"}, delivered, delivered)])
} | {fault |
	some group in alarm_chain.log_groups({trail})
	not input.account.resources["AWS::Logs::LogGroup"][group]
	fault := sprintf("its log group %s does not exist", [group])
}

is_fresh(moment) if {
	moment != ""
	elapsed.within(moment, input.snapshot.collectedAt, input.parameters.max_age_hours)
}

harmless_events(key) := {fault |
	meaning := input.account.resources["AWS::Logs::MetricFilter"][key].supplementaryConfiguration.FilterPatternMeaning
	harmless := {event | some coverage in meaning.alarms; some event in coverage.benign}
	count(harmless) > 0
	fault := sprintf("it matches harmless events too: %s", [concat(", ", sort(harmless))])
}
