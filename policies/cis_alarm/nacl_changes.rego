# METADATA
# title: Alarm on network ACL changes
# description: |
#   Network ACLs decide what gets in and out of subnets. Of such events somebody must be told: an own trail for all
#   regions that records them delivers to a log group; a metric filter of it matches every one of them; an alarm on its
#   metric in the same region goes off; its action is an SNS topic with a confirmed subscription. Each filter is judged
#   by the sample events that it matches, not by its text, and several may add up; one that leaves principals out, or
#   that matches harmless events too, does not count. The trail must record all events of ec2.amazonaws.com. Where the
#   parameter `accept_event_rules` says so, rules of EventBridge will do instead of log group, filter and alarm, if in
#   every region that is looked at they match every such event and send it to a topic that somebody listens to, or to
#   the default bus of a region in which they do so.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   used_by: [AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm, AWS::Events::Rule]
#   frameworks:
#     cis-aws-foundations-1.4: ["4.11"]
#     cis-aws-foundations-1.5: ["4.11"]
#     cis-aws-foundations-2.0: ["4.11"]
#     cis-aws-foundations-3.0: ["4.11"]
#     cis-aws-foundations-4.0: ["4.11"]
#     cis-aws-foundations-5.0: ["4.11"]
#     cis-aws-foundations-6.0: ["5.11"]
#     cis-aws-foundations-7.0: ["5.11"]
#     aws-security-hub: ["CloudWatch.11"]
#     c5: [
#       "AM-09.03AC", "HR-03.02AC", "OIS-04.01AC", "OIS-04.02AC", "OIS-04.03B", "OPS-11.02AC", "OPS-13.03AC",
#       "OPS-26.01AS", "OPS-26.05B", "OPS-26.06B", "PSS-04.01B"]
#     ccc: ["CCC.Core.CN04.AR01", "CCC.Core.CN09.AR03"]
#     fedramp-20x-ksi-low: ["ksi-cmt"]
#     fedramp-moderate-r4: [
#       "ac-2-4", "au-6-1-3", "au-7-1", "ca-7-a-b", "ir-4-1", "si-4-2", "si-4-4", "si-4-5", "si-4-a-b-c"]
#     ffiec: ["d5-dr-de-b-1", "d5-dr-de-b-3"]
#     hipaa: ["164_308_a_6_i"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     mitre-attack: ["T1496"]
#     nis2: ["2.2.3", "3.2.3.a", "3.2.3.c", "3.2.3.f", "6.4.1"]
#     nist-800-171-r2: ["3_6_1", "3_6_2", "3_12_4"]
#     nist-800-53-r5: [
#       "AU-6(1)", "AU-6(5)", "AU-12(3)", "AU-14(a)", "AU-14(b)", "CA-2(2)", "CA-7(b)", "PM-14(a)(1)", "PM-14(b)",
#       "SC-36(1)(a)", "SI-2(a)", "SI-4(12)", "SI-5(1)", "SI-5(b)"]
#     nist-csf-1.1: ["ae_5", "cm_2", "cm_5", "cp_4", "ra_5"]
#     nist-csf-2.0: ["cm_1", "dp_4", "ra_5"]
#     pci-dss-4.0: ["10.2.1.1", "10.4.1", "10.4.1.1", "10.4.2", "10.6.3", "10.7.1", "10.7.2", "A3.3.1", "A3.5.1"]
#     secnumcloud-3.2: ["12.9"]
#     soc-2: ["CC5.2", "CC7.2", "CC7.3", "CC7.4"]
#   aliases: [
#     "prowler:cloudwatch_changes_to_network_acls_alarm_configured", "trivy:AWS-0157",
#     "steampipe:log_metric_filter_network_acl", "scoutsuite:logs-no-alarm-nacl-changes",
#     "cloudsploit:monitoringMetrics", "securityhub:CloudWatch.11",
#     "cnspec:mondoo-aws-security-cloudwatch-nacl-change-alarm"]
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
#       aws logs put-metric-filter --region REGION --log-group-name TRAIL_LOG_GROUP --filter-name nacl-changes
#       --filter-pattern '{ ($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) || ($.eventName =
#       DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) || ($.eventName = ReplaceNetworkAclEntry) ||
#       ($.eventName = ReplaceNetworkAclAssociation) }' --metric-transformations
#       metricName=nacl-changes,metricNamespace=AuditAlarms,metricValue=1 && aws cloudwatch put-metric-alarm --region
#       REGION --alarm-name nacl-changes --namespace AuditAlarms --metric-name nacl-changes --statistic Sum --period
#       300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold
#       --treat-missing-data notBreaching --alarm-actions TOPIC_ARN
#     terraform: |
#       resource "aws_cloudwatch_log_metric_filter" "nacl_changes" {
#         region         = "REGION"
#         name           = "nacl-changes"
#         log_group_name = "TRAIL_LOG_GROUP"
#
#         pattern = join(" ", [
#           "{ ($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) ||",
#           "($.eventName = DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) ||",
#           "($.eventName = ReplaceNetworkAclEntry) || ($.eventName = ReplaceNetworkAclAssociation) }",
#         ])
#
#         metric_transformation {
#           name      = "nacl-changes"
#           namespace = "AuditAlarms"
#           value     = "1"
#         }
#       }
#
#       resource "aws_cloudwatch_metric_alarm" "nacl_changes" {
#         region              = "REGION"
#         alarm_name          = "nacl-changes"
#         namespace           = "AuditAlarms"
#         metric_name         = "nacl-changes"
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
package assize.cis_alarm.nacl_changes

import rego.v1

import data.assize.lib.alarm_chain

not_applicable contains {"reason": reason} if some reason in alarm_chain.judged_elsewhere

deny contains {"message": message} if {
	count(alarm_chain.judged_elsewhere) == 0
	some message in alarm_chain.untold(
		"nacl-changes", {"ec2.amazonaws.com"}, input.parameters.events, input.parameters.accept_event_rules,
	)
}
