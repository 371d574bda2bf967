# METADATA
# title: Subscribers of audit topics are approved
# description: |
#   Whoever subscribed reads along. Each confirmed subscription must go to what `endpoints` names: an account, for
#   queues, functions, streams and applications in it; a domain, for addresses and endpoints in it and below; or an
#   endpoint in full. The topic's own account is always approved. Without the parameter nothing is judged. Judged are
#   the topics that trails, delivery channels, alarms and audit rules of EventBridge name; another account's topic is
#   that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   aliases: ["cloudsploit:snsValidSubscribers", "awslabs-aws-config-rules:SNS_TOPIC_EMAIL_SUB_IN_DOMAINS"]
#   parameters:
#     endpoints: {type: strings, default: [], description: "Accounts, domains and endpoints that may be told."}
#   absent_is_compliant:
#     supplementaryConfiguration.Subscriptions: a topic without subscriptions sends nothing
#     supplementaryConfiguration.Subscriptions.*.Protocol: what has an ARN is in its account whatever the protocol
#   remediation:
#     cli: aws sns unsubscribe --subscription-arn SUBSCRIPTION_ARN --region {region}
#     terraform: |
#       # An approved subscriber: remove the blocks of all others.
#       resource "aws_sns_topic_subscription" "{label}" {
#         region    = "{region}"
#         topic_arn = "{arn}"
#         protocol  = "email"
#         endpoint  = "SECURITY_ADDRESS"
#       }
#     console: SNS in {region} > Topics > {name} > Subscriptions > the one that is not approved > Delete
package assize.sns.audit_topic_approved_endpoints

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.policy_document
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

not_applicable contains {"reason": "the parameter `endpoints` approves of none"} if count(approved) == 0

deny contains {"message": message, "path": "supplementaryConfiguration.Subscriptions"} if {
	not audit_topics.unjudged
	count(approved) > 0
	some subscription in sns.served(input.resource.supplementaryConfiguration.Subscriptions)
	not is_approved(lower(sns.protocol(subscription)), lower(sns.endpoint(subscription)))
	message := sprintf(
		"topic %s sends to %s, which is not approved",
		[sns.name(input.resource.arn), sns.named(subscription)],
	)
}

approved contains lower(endpoint) if some endpoint in input.parameters.endpoints

is_approved(_, endpoint) if endpoint in approved

is_approved(protocol, endpoint) if {
	not protocol in by_domain
	startswith(endpoint, "arn:")
	policy_document.account_of(endpoint) in approved | {input.resource.accountId}
}

is_approved(protocol, endpoint) if {
	protocol in by_domain
	some domain in approved
	is_below(host(protocol, endpoint), domain)
}

by_domain := {"email", "email-json", "http", "https"}

# An endpoint that is no address and no URL has no host, and is in no domain.
host(protocol, endpoint) := regex.replace(endpoint, `^.*@`, "") if startswith(protocol, "email")

host(protocol, endpoint) := regex.replace(authority, `^.*@|:[0-9]*$`, "") if {
	startswith(protocol, "http")
	authority := regex.replace(endpoint, `^https?://([^/?#\\]*).*$`, "$1")
}

is_below(name, domain) if name == domain

is_below(name, domain) if endswith(name, concat("", [".", domain]))
