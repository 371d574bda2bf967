# METADATA
# title: Audit alarms have an action for the ALARM state
# description: |
#   An alarm that changes its state and tells nobody is a light in an empty room. Actions for the states OK and
#   INSUFFICIENT_DATA do not count. Those of a composite alarm do that goes off whenever this alarm does. An audit
#   alarm watches a metric that a metric filter of a trail's log group publishes; other alarms are not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudWatch::Alarm]
#   frameworks:
#     aws-security-hub: ["CloudWatch.15"]
#     c5: ["AM-09.03AC", "HR-03.02AC", "OIS-04.02AC", "OPS-13.03AC", "OPS-26.06B", "PSS-04.01B"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     nist-800-53-r5: ["AU-6(1)", "AU-6(5)", "CA-7", "IR-4(1)", "IR-4(5)", "SI-2", "SI-4(5)", "SI-4(12)", "SI-20"]
#     nist-csf-2.0: ["dp_4", "ip_7", "ip_8"]
#     pci-dss-4.0: [
#       "10.2.1.1", "10.4.1", "10.4.1.1", "10.4.2", "10.4.3", "10.6.3", "10.7.1", "10.7.2", "11.5.2", "11.6.1",
#       "12.10.5", "A3.3.1", "A3.5.1"]
#   aliases: [
#     "prowler:cloudwatch_alarm_actions_alarm_state_configured", "steampipe:cloudwatch_alarm_action_enabled",
#     "scoutsuite:cloudwatch-alarm-without-actions", "securityhub:CloudWatch.15",
#     "aws-config-managed-rule:CLOUDWATCH_ALARM_ACTION_CHECK",
#     "aws-guard-rules-registry:cloudwatch_alarm_action_check"]
#   remediation:
#     cli: >-
#       aws cloudwatch put-metric-alarm --alarm-name {name} --region {region} --alarm-actions TOPIC_ARN
#       --cli-input-json file://alarm.json
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
#     console: CloudWatch in {region} > Alarms > {name} > Actions > Edit > Configure actions > In alarm > the topic
package assize.audit_alarm.has_alarm_action

import rego.v1

import data.assize.lib.alarm_chain

not_applicable contains {"reason": "the alarm watches no metric of a trail's log group"} if {
	count(alarm_chain.audited) == 0
}

deny contains {"message": message, "path": "configuration.alarmActions"} if {
	count(alarm_chain.audited) > 0
	count([action | some actor in alarm_chain.actors(input.resource); some action in actor.actions]) == 0
	message := sprintf("nothing happens when the alarm enters the state ALARM (metric %s)", [alarm_chain.audited_names(alarm_chain.audited)])
}
