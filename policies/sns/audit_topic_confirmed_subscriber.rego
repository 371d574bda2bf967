# METADATA
# title: Topics that the audit plane notifies have a confirmed subscriber
# description: |
#   Without one, every alarm goes nowhere. A subscription that waits for its confirmation, and one that has ended, gets
#   nothing; a filter policy that lets nothing through, and an address that nobody reads, are not seen here. The
#   subscriptions themselves are counted, not the totals among the topic's attributes, which lag behind. Judged are the
#   topics that trails, delivery channels, alarms and audit rules of EventBridge name; another account's topic is that
#   account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   frameworks:
#     cis-aws-foundations-1.4: ["1.7", "4.3"]
#     aws-security-hub: ["CloudWatch.1"]
#   aliases: ["steampipe:log_metric_filter_root_login", "securityhub:CloudWatch.1"]
#   remediation:
#     cli: >-
#       aws sns subscribe --topic-arn {arn} --protocol email --notification-endpoint SECURITY_ADDRESS --region {region}
#     terraform: |
#       # Terraform cannot confirm it: whoever has the address must follow the link in the mail.
#       resource "aws_sns_topic_subscription" "{label}" {
#         region    = "{region}"
#         topic_arn = "{arn}"
#         protocol  = "email"
#         endpoint  = "SECURITY_ADDRESS"
#       }
#     console: >-
#       SNS in {region} > Topics > {name} > Subscriptions > Create subscription; or the pending one > Request
#       confirmation
package assize.sns.audit_topic_confirmed_subscriber

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.sns
import data.assize.lib.usage

not_applicable contains {"reason": audit_topics.unjudged}

deny contains {"message": message, "path": "supplementaryConfiguration.Subscriptions"} if {
	not audit_topics.unjudged
	count(sns.confirmed(input.resource.supplementaryConfiguration.Subscriptions)) == 0
	message := sprintf(
		"topic %s, used by %s, has no confirmed subscription (waiting: %d)",
		[
			sns.name(input.resource.arn),
			usage.names(users),
			count(sns.pending(input.resource.supplementaryConfiguration.Subscriptions)),
		],
	)
}

users contains user if some user in input.resource.relationships
