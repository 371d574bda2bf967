# METADATA
# title: Audit alarms can actually fire
# description: |
#   An alarm on a metric filter must go off when an event has happened: not after several periods, not above a
#   threshold that one event does not reach, not by an average that default values drown, and not always. The
#   statistic, the comparison, the threshold, the periods, missing data and dimensions are judged together with what
#   the metric filter publishes. An audit alarm watches a metric that a metric filter of a trail's log group
#   publishes; other alarms are not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudWatch::Alarm]
#   aliases: ["aws-config-managed-rule:CLOUDWATCH_ALARM_SETTINGS_CHECK"]
#   parameters:
#     events:
#       type: integer
#       default: 1
#       minimum: 1
#       description: How many events within a period may pass before the alarm goes off.
#   remediation:
#     cli: >-
#       aws cloudwatch put-metric-alarm --region {region} --alarm-name {name} --namespace NAMESPACE --metric-name
#       METRIC --statistic Sum --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator
#       GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --alarm-actions TOPIC_ARN
#     terraform: |
#       resource "aws_cloudwatch_metric_alarm" "{label}" {
#         region              = "{region}"
#         alarm_name          = "{name}"
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
#     console: >-
#       CloudWatch in {region} > Alarms > {name} > Actions > Edit > Sum over 5 minutes, Greater/Equal than 1, 1 out of
#       1 datapoints, missing data as good
package assize.audit_alarm.evaluation_sound

import rego.v1

import data.assize.lib.alarm
import data.assize.lib.alarm_chain

not_applicable contains {"reason": "the alarm watches no metric of a trail's log group"} if {
	count(alarm_chain.audited) == 0
}

deny contains {"message": message} if {
	some metric in alarm_chain.audited
	some fault in alarm.faults(input.resource.configuration, metric, input.parameters.events)
	message := sprintf("metric %s/%s: %s", [metric.metricNamespace, metric.metricName, fault])
}
