# METADATA
# title: Alarm on console authentication failures
# description: |
#   Failed sign-ins show that passwords are being tried. Of such events somebody must be told: an own trail for all
#   regions that records them delivers to a log group; a metric filter of it matches every one of them; an alarm on its
#   metric in the same region goes off; its action is an SNS topic with a confirmed subscription. Each filter is judged
#   by the sample events that it matches, not by its text, and several may add up; one that leaves principals out, or
#   that matches harmless events too, does not count. The trail must record all events of signin.amazonaws.com. Where
#   the parameter `accept_event_rules` says so, rules of EventBridge will do instead of log group, filter and alarm, if
#   in every region that is looked at they match every such event and send it to a topic that somebody listens to, or to
#   the default bus of a region in which they do so.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   used_by: [AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm, AWS::Events::Rule]
#   frameworks:
#     cis-aws-foundations-1.4: ["4.6"]
#     cis-aws-foundations-1.5: ["4.6"]
#     cis-aws-foundations-2.0: ["4.6"]
#     cis-aws-foundations-3.0: ["4.6"]
#     cis-aws-foundations-4.0: ["4.6"]
#     cis-aws-foundations-5.0: ["4.6"]
#     cis-aws-foundations-6.0: ["5.6"]
#     cis-aws-foundations-7.0: ["5.6"]
#     aws-security-hub: ["CloudWatch.6"]
#     c5: [
#       "AM-01.01AC", "AM-09.03AC", "HR-03.02AC", "IAM-03.01AC", "OIS-04.01AC", "OIS-04.02AC", "OPS-11.02AC",
#       "OPS-26.01AS", "OPS-26.05B", "OPS-26.06B", "PSS-04.01B"]
#     ccc: ["CCC.Core.CN04.AR01", "CCC.IAM.CN10.AR01", "CCC.IAM.CN10.AR02"]
#     ens-rd2022: ["op.exp.8.aws.ct.5"]
#     gdpr: ["article_25"]
#     hipaa: ["164_308_a_5_ii_c", "164_308_a_6_i", "164_308_a_6_ii"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     kisa-isms-p-2023: ["2.10.1", "2.10.2", "2.11.3"]
#     mitre-attack: ["T1496"]
#     nis2: ["3.2.3.c", "3.2.3.d", "3.2.3.g", "3.5.4", "7.2.b"]
#     nist-csf-1.1: ["cm_2", "ra_5", "sc_4"]
#     nist-csf-2.0: ["ae_2", "cm_1", "cm_3", "cm_7", "dp_4", "ip_7", "ip_8", "pt_1", "ra_5"]
#     pci-dss-4.0: [
#       "10.2.1.1", "10.4.1", "10.4.1.1", "10.4.2", "10.6.3", "10.7.1", "10.7.2", "11.5.2", "11.6.1", "12.10.5",
#       "A3.3.1", "A3.5.1"]
#     secnumcloud-3.2: ["12.9"]
#     soc-2: ["PI1.3"]
#   aliases: [
#     "prowler:cloudwatch_log_metric_filter_authentication_failures", "trivy:AWS-0152",
#     "steampipe:log_metric_filter_console_authentication_failure",
#     "scoutsuite:logs-no-alarm-console-authentication-failures", "cloudsploit:monitoringMetrics",
#     "securityhub:CloudWatch.6", "cnspec:mondoo-aws-security-cloudwatch-console-auth-failure-alarm"]
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
#       aws logs put-metric-filter --region REGION --log-group-name TRAIL_LOG_GROUP --filter-name console-auth-failures
#       --filter-pattern '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
#       --metric-transformations metricName=console-auth-failures,metricNamespace=AuditAlarms,metricValue=1 && aws
#       cloudwatch put-metric-alarm --region REGION --alarm-name console-auth-failures --namespace AuditAlarms
#       --metric-name console-auth-failures --statistic Sum --period 300 --evaluation-periods 1 --threshold 1
#       --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --alarm-actions TOPIC_ARN
#     terraform: |
#       resource "aws_cloudwatch_log_metric_filter" "console_auth_failures" {
#         region         = "REGION"
#         name           = "console-auth-failures"
#         log_group_name = "TRAIL_LOG_GROUP"
#         pattern        = "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }"
#
#         metric_transformation {
#           name      = "console-auth-failures"
#           namespace = "AuditAlarms"
#           value     = "1"
#         }
#       }
#
#       resource "aws_cloudwatch_metric_alarm" "console_auth_failures" {
#         region              = "REGION"
#         alarm_name          = "console-auth-failures"
#         namespace           = "AuditAlarms"
#         metric_name         = "console-auth-failures"
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
package assize.cis_alarm.console_auth_failures

import rego.v1

import data.assize.lib.alarm_chain

not_applicable contains {"reason": reason} if some reason in alarm_chain.judged_elsewhere

deny contains {"message": message} if {
	count(alarm_chain.judged_elsewhere) == 0
	some message in alarm_chain.untold(
		"console-auth-failures", {"signin.amazonaws.com"}, input.parameters.events, input.parameters.accept_event_rules,
	)
}
