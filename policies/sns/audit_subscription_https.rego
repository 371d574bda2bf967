# METADATA
# title: No subscription of an audit topic goes over plain HTTP
# description: |
#   What SNS posts to an `http` endpoint can be read and changed on its way. A subscription that still waits for its
#   confirmation counts too: it needs only a click. Judged are the topics that trails, delivery channels, alarms and
#   audit rules of EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   frameworks:
#     ccc: ["CCC.Core.CN01.AR01"]
#     kisa-isms-p-2023: ["2.7.1", "2.10.2"]
#     nist-csf-2.0: ["dp_4"]
#   aliases: [
#     "prowler:sns_subscription_not_using_http_endpoints", "cloudsploit:snsSubscriptionHTTPSonly",
#     "cnspec:mondoo-aws-security-sns-subscription-https"]
#   absent_is_compliant:
#     supplementaryConfiguration.Subscriptions: a topic without subscriptions sends nothing
#   remediation:
#     cli: >-
#       aws sns subscribe --topic-arn {arn} --protocol https --notification-endpoint HTTPS_URL --region {region} && aws
#       sns unsubscribe --subscription-arn SUBSCRIPTION_ARN --region {region}
#     terraform: |
#       # In place of the subscription with the protocol `http`.
#       resource "aws_sns_topic_subscription" "{label}" {
#         region    = "{region}"
#         topic_arn = "{arn}"
#         protocol  = "https"
#         endpoint  = "HTTPS_URL"
#       }
#     console: >-
#       SNS in {region} > Topics > {name} > Subscriptions > the one over HTTP > Delete; then Create subscription >
#       HTTPS
package assize.sns.audit_subscription_https

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

deny contains {"message": message, "path": "supplementaryConfiguration.Subscriptions"} if {
	not audit_topics.unjudged
	some state, subscriptions in {
		"": sns.served(input.resource.supplementaryConfiguration.Subscriptions),
		", once it is confirmed": sns.pending(input.resource.supplementaryConfiguration.Subscriptions),
	}
	some subscription in subscriptions
	not lower(sns.protocol(subscription)) in known_protocols
	message := sprintf(
		"topic %s sends to %s%s",
		[sns.name(input.resource.arn), sns.named(subscription), state],
	)
}

# All that there are but `http`.
known_protocols := {"application", "email", "email-json", "firehose", "https", "lambda", "sms", "sqs"}
