# METADATA
# title: Alarm on AWS Config configuration changes
# description: |
#   Without AWS Config's recorder and its delivery channel nobody knows afterwards what a resource looked like. Of such
#   events somebody must be told: an own trail for all regions that records them delivers to a log group; a metric
#   filter of it matches every one of them; an alarm on its metric in the same region goes off; its action is an SNS
#   topic with a confirmed subscription. Each filter is judged by the sample events that it matches, not by its text,
#   and several may add up; one that leaves principals out, or that matches harmless events too, does not count. The
#   trail must record all events of config.amazonaws.com. Where the parameter `accept_event_rules` says so, rules of
#   EventBridge will do instead of log group, filter and alarm, if in every region that is looked at they match every
#   such event and send it to a topic that somebody listens to, or to the default bus of a region in which they do so.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
# custom:
#   severity: medium
#   subject: account
#   used_by: [AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm, AWS::Events::Rule]
#   frameworks:
#     cis-aws-foundations-1.4: ["4.9"]
#     cis-aws-foundations-1.5: ["4.9"]
#     cis-aws-foundations-2.0: ["4.9"]
#     cis-aws-foundations-3.0: ["4.9"]
#     cis-aws-foundations-4.0: ["4.9"]
#     cis-aws-foundations-5.0: ["4.9"]
#     cis-aws-foundations-6.0: ["5.9"]
#     cis-aws-foundations-7.0: ["5.9"]
#     aws-security-hub: ["CloudWatch.9"]
#     c5: [
#       "AM-01.01AC", "AM-09.03AC", "HR-03.02AC", "OIS-04.01AC", "OIS-04.02AC", "OIS-04.03B", "OPS-11.02AC",
#       "OPS-13.03AC", "OPS-26.01AS", "OPS-26.05B", "OPS-26.06B", "PSS-04.01B"]
#     ccc: ["CCC.Core.CN04.AR01"]
#     fedramp-20x-ksi-low: ["ksi-cmt"]
#     gdpr: ["article_25"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     kisa-isms-p-2023: ["2.10.1", "2.10.2", "2.11.3"]
#     mitre-attack: ["T1496"]
#     nis2: ["2.2.3", "3.2.3.c", "3.2.3.f", "3.2.3.g", "3.5.4", "7.2.b"]
#     nist-csf-1.1: ["cm_2", "ra_5", "sc_4"]
#     nist-csf-2.0: ["ae_1", "ae_2", "ae_3", "cm_1", "cm_7", "dp_4", "ip_8", "ov_3", "pt_1", "ra_5"]
#     pci-dss-4.0: ["10.2.1.1", "10.4.1", "10.4.1.1", "10.4.2", "10.6.3", "10.7.1", "10.7.2", "A3.3.1", "A3.5.1"]
#     secnumcloud-3.2: ["12.9"]
#     soc-2: ["CC5.2"]
#   aliases: [
#     "prowler:cloudwatch_log_metric_filter_and_alarm_for_aws_config_configuration_changes_enabled",
#     "trivy:AWS-0155", "steampipe:log_metric_filter_config_configuration",
#     "scoutsuite:logs-no-alarm-aws-configuration-changes", "cloudsploit:monitoringMetrics",
#     "securityhub:CloudWatch.9", "cnspec:mondoo-aws-security-cloudwatch-config-change-alarm"]
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
#       description: How many such events within a period may pass before the alarm goes off.
#   absent_is_compliant:
#     supplementaryConfiguration.EventSelectors: a trail without selectors records all management events
#     supplementaryConfiguration.EventSelectors.*.ReadWriteType: AWS takes it for All
#   remediation:
#     cli: >-
#       aws logs put-metric-filter --region REGION --log-group-name TRAIL_LOG_GROUP --filter-name config-changes
#       --filter-pattern '{ ($.eventSource = config.amazonaws.com) && (($.eventName = StopConfigurationRecorder) ||
#       ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName =
#       PutConfigurationRecorder)) }' --metric-transformations
#       metricName=config-changes,metricNamespace=AuditAlarms,metricValue=1 && aws cloudwatch put-metric-alarm --region
#       REGION --alarm-name config-changes --namespace AuditAlarms --metric-name config-changes --statistic Sum
#       --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold
#       --treat-missing-data notBreaching --alarm-actions TOPIC_ARN
#     terraform: |
#       resource "aws_cloudwatch_log_metric_filter" "config_changes" {
#         region         = "REGION"
#         name           = "config-changes"
#         log_group_name = "TRAIL_LOG_GROUP"
#
#         pattern = join(" ", [
#           "{ ($.eventSource = config.amazonaws.com) && (($.eventName = StopConfigurationRecorder) ||",
#           "($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) ||",
#           "($.eventName = PutConfigurationRecorder)) }",
#         ])
#
#         metric_transformation {
#           name      = "config-changes"
#           namespace = "AuditAlarms"
#           value     = "1"
#         }
#       }
#
#       resource "aws_cloudwatch_metric_alarm" "config_changes" {
#         region              = "REGION"
#         alarm_name          = "config-changes"
#         namespace           = "AuditAlarms"
#         metric_name         = "config-changes"
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
package assize.cis_alarm.config_changes

import rego.v1

import data.assize.lib.alarm_chain

not_applicable contains {"reason": reason} if some reason in alarm_chain.judged_elsewhere

deny contains {"message": message} if {
	count(alarm_chain.judged_elsewhere) == 0
	some message in alarm_chain.untold(
		"config-changes", {"config.amazonaws.com"}, input.parameters.events, input.parameters.accept_event_rules,
	)
}
