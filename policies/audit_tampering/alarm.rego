# METADATA
# title: Alarm on the quiet ways to disable auditing
# description: |
#   Auditing can be switched off without touching a trail: by its selectors, by a log group's retention, by a metric
#   filter, an alarm, a rule, a topic or a subscription. None of that is in the alarms that CIS prescribes. Somebody
#   must be told of it, link by link as for those: an own trail for all regions that records all events of these
#   services, a log group, metric filters that match every such event between them, alarms in the same region that go
#   off, an SNS topic with a confirmed subscription. Where the parameter `accept_event_rules` says so, rules of
#   EventBridge will do instead of log group, filter and alarm, if in every region that is looked at they match every
#   such event and send it to a topic that somebody listens to, or to the default bus of a region in which they do so.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
# custom:
#   severity: high
#   subject: account
#   used_by: [AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm, AWS::Events::Rule]
#   parameters:
#     accept_event_rules:
#       type: boolean
#       default: false
#       description: >-
#         Whether rules of EventBridge may take the place of log groups, metric filters and alarms, where they tell
#         somebody of every such event in every region that is looked at.
#     events:
#       type: integer
#       default: 1
#       minimum: 1
#       description: How many events within a period may pass before the alarm goes off.
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws logs put-metric-filter --region REGION --log-group-name TRAIL_LOG_GROUP --filter-name audit-tampering
#       --filter-pattern '{ ($.eventName = PutEventSelectors) || ($.eventName = PutInsightSelectors) || ($.eventName =
#       DeleteEventDataStore) || ($.eventName = UpdateEventDataStore) || ($.eventName = StopEventDataStoreIngestion) ||
#       ($.eventName = DeleteConfigurationRecorder) || ($.eventName = DeleteConformancePack) || ($.eventName =
#       DeleteLogGroup) || ($.eventName = DeleteLogStream) || ($.eventName = PutRetentionPolicy) || ($.eventName =
#       DeleteMetricFilter) || ($.eventName = PutMetricFilter) || ($.eventName = DeleteAlarms) || ($.eventName =
#       DisableAlarmActions) || ($.eventName = DeleteTopic) || ($.eventName = Unsubscribe) || ($.eventName =
#       SetTopicAttributes) || ($.eventName = DisableRule) || ($.eventName = DeleteRule) || ($.eventName =
#       RemoveTargets) || ($.eventName = DisableSecurityHub) }' --metric-transformations
#       metricName=audit-tampering,metricNamespace=AuditAlarms,metricValue=1 && aws cloudwatch put-metric-alarm
#       --region REGION --alarm-name audit-tampering --namespace AuditAlarms --metric-name audit-tampering --statistic
#       Sum --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold
#       --treat-missing-data notBreaching --alarm-actions TOPIC_ARN
#     terraform: |
#       resource "aws_cloudwatch_log_metric_filter" "audit_tampering" {
#         region         = "REGION"
#         name           = "audit-tampering"
#         log_group_name = "TRAIL_LOG_GROUP"
#
#         pattern = join(" ", [
#           "{ ($.eventName = PutEventSelectors) || ($.eventName = PutInsightSelectors) ||",
#           "($.eventName = DeleteEventDataStore) || ($.eventName = UpdateEventDataStore) ||",
#           "($.eventName = StopEventDataStoreIngestion) || ($.eventName = DeleteConfigurationRecorder) ||",
#           "($.eventName = DeleteConformancePack) || ($.eventName = DeleteLogGroup) ||",
#           "($.eventName = DeleteLogStream) || ($.eventName = PutRetentionPolicy) ||",
#           "($.eventName = DeleteMetricFilter) || ($.eventName = PutMetricFilter) ||",
#           "($.eventName = DeleteAlarms) || ($.eventName = DisableAlarmActions) ||",
#           "($.eventName = DeleteTopic) || ($.eventName = Unsubscribe) ||",
#           "($.eventName = SetTopicAttributes) || ($.eventName = DisableRule) ||",
#           "($.eventName = DeleteRule) || ($.eventName = RemoveTargets) ||",
#           "($.eventName = DisableSecurityHub) }",
#         ])
#
#         metric_transformation {
#           name      = "audit-tampering"
#           namespace = "AuditAlarms"
#           value     = "1"
#         }
#       }
#
#       resource "aws_cloudwatch_metric_alarm" "audit_tampering" {
#         region              = "REGION"
#         alarm_name          = "audit-tampering"
#         namespace           = "AuditAlarms"
#         metric_name         = "audit-tampering"
#         statistic           = "Sum"
#         period              = 300
#         evaluation_periods  = 1
#         threshold           = 1
#         comparison_operator = "GreaterThanOrEqualToThreshold"
#         treat_missing_data  = "notBreaching"
#         alarm_actions       = ["TOPIC_ARN"]
#       }
#     console: >-
#       CloudWatch in REGION > Log groups > the trail's log group > Metric filters > Create metric filter; then the
#       filter > Create alarm
package assize.audit_tampering.alarm

import rego.v1

import data.assize.lib.alarm_chain

sources := {
	"cloudtrail.amazonaws.com",
	"config.amazonaws.com",
	"events.amazonaws.com",
	"logs.amazonaws.com",
	"monitoring.amazonaws.com",
	"securityhub.amazonaws.com",
	"sns.amazonaws.com",
}

not_applicable contains {"reason": reason} if some reason in alarm_chain.judged_elsewhere

deny contains {"message": message} if {
	count(alarm_chain.judged_elsewhere) == 0
	some message in alarm_chain.untold(
		"audit-tampering", sources, input.parameters.events, input.parameters.accept_event_rules,
	)
}
