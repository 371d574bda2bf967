# METADATA
# title: Topics that the audit plane notifies exist
# description: |
#   A trail, a delivery channel or an alarm that names a topic which is gone tells nobody, and says so nowhere. Judged
#   are the topics that trails, delivery channels, alarms and audit rules of EventBridge name; a topic of another
#   account that may not be read is an error, not a failure.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   aliases: ["cloudsploit:cloudtrailNotificationsEnabled"]
#   remediation:
#     cli: aws sns create-topic --name {name} --region {region}
#     terraform: |
#       # The policy that lets the topic's publishers in goes with it.
#       resource "aws_sns_topic" "{label}" {
#         region = "{region}"
#         name   = "{name}"
#       }
#     console: SNS in {region} > Topics > Create topic > {name}
package assize.sns.audit_topic_exists

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.sns
import data.assize.lib.usage

not_applicable contains {"reason": audit_topics.unjudged}

deny contains {"message": message, "path": "configurationItemStatus"} if {
	not audit_topics.unjudged
	gone
	message := sprintf("topic %s, named by %s, does not exist", [sns.name(input.resource.arn), usage.names(users)])
}

deny contains {"message": message, "path": "configuration.TopicArn"} if {
	not audit_topics.unjudged
	not gone
	object.get(input.resource.configuration, "TopicArn", "") == ""
	message := sprintf("nothing is known of topic %s", [sns.name(input.resource.arn)])
}

gone if startswith(input.resource.configurationItemStatus, "ResourceDeleted")

users contains user if some user in input.resource.relationships
