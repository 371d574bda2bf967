# METADATA
# title: Audit alarms have their actions switched on
# description: |
#   An alarm keeps its actions when they are switched off, and looks sound in a list. Where a composite alarm goes off
#   whenever this alarm does and has its actions switched on, it does not matter. An audit alarm watches a metric that
#   a metric filter of a trail's log group publishes; other alarms are not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudWatch::Alarm]
#   frameworks:
#     aws-security-hub: ["CloudWatch.17"]
#     c5: ["AM-09.03AC", "HR-03.02AC", "OIS-04.02AC", "OPS-13.03AC", "OPS-26.06B", "PSS-04.01B"]
#     ccc: ["CCC.LB.CN06.AR01"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     nist-800-53-r5: ["AU-6(1)", "AU-6(5)", "CA-7", "SI-2", "SI-4(12)"]
#     nist-csf-2.0: ["dp_4", "ip_8"]
#     secnumcloud-3.2: ["16.2"]
#   aliases: [
#     "prowler:cloudwatch_alarm_actions_enabled", "steampipe:cloudwatch_alarm_action_enabled_check",
#     "securityhub:CloudWatch.17", "aws-config-managed-rule:CLOUDWATCH_ALARM_ACTION_ENABLED_CHECK",
#     "checkov:CKV_AWS_319"]
#   remediation:
#     cli: aws cloudwatch enable-alarm-actions --region {region} --alarm-names {name}
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
#         actions_enabled     = true
#         alarm_actions       = ["TOPIC_ARN"]
#       }
#     console: CloudWatch in {region} > Alarms > {name} > Actions > Alarm actions > Enable
package assize.audit_alarm.actions_enabled

import rego.v1

import data.assize.lib.alarm_chain

not_applicable contains {"reason": "the alarm watches no metric of a trail's log group"} if {
	count(alarm_chain.audited) == 0
}

deny contains {"message": message, "path": "configuration.actionsEnabled"} if {
	count(alarm_chain.audited) > 0
	count([actor | some actor in alarm_chain.actors(input.resource); actor.enabled]) == 0
	message := sprintf("the alarm's actions are switched off (metric %s)", [alarm_chain.audited_names(alarm_chain.audited)])
}
