# METADATA
# title: Topics of the audit plane let their publishers in, for expected sources only
# description: |
#   Each trail, each alarm and each audit rule of EventBridge that names the topic must be let in: by the topic's policy
#   to publish, under conditions that it can meet, and where the topic is encrypted, by the key's policy to use the key
#   (`kms:GenerateDataKey` and `kms:Decrypt`). A key that AWS manages lets no service in. Else the message is lost
#   without a trace. And a statement that lets a service publish must say on whose behalf, by a condition on
#   `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` that holds an account or an organization without
#   wildcards. EventBridge is not asked for one: it does not take every condition there, and to the key it does not say
#   on whose behalf it comes. AWS Config need not be let in, because a recorder may publish with a role of its own: see
#   `config-delivery-status-healthy`. Statements that deny are not judged. Judged are the topics that trails, delivery
#   channels, alarms and audit rules of EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   absent_is_compliant:
#     configuration.Policy.Statement.*.Principal.Service: a statement that names no service lets none in by its name
#   remediation:
#     cli: >-
#       aws sns set-topic-attributes --topic-arn {arn} --attribute-name Policy --attribute-value file://publishers.json
#       --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "PublishForTrail"
#           actions   = ["sns:Publish"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["cloudtrail.amazonaws.com"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceArn"
#             values   = ["TRAIL_ARN"]
#           }
#         }
#
#         statement {
#           sid       = "PublishForAlarms"
#           actions   = ["sns:Publish"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["cloudwatch.amazonaws.com"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceAccount"
#             values   = ["{account}"]
#           }
#         }
#
#         statement {
#           sid       = "PublishForEventRules"
#           actions   = ["sns:Publish"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["events.amazonaws.com"]
#           }
#         }
#       }
#
#       # A topic has one policy: add the topic's other statements to the document. The key of an encrypted topic must
#       # let the same services use kms:Decrypt and kms:GenerateDataKey*.
#       resource "aws_sns_topic_policy" "{label}" {
#         region = "{region}"
#         arn    = "{arn}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       SNS in {region} > Topics > {name} > Edit > Access policy; and KMS in {region} > Customer managed keys > its key
#       > Key policy
package assize.sns.audit_topic_publishers_admitted

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.keys
import data.assize.lib.policy_document
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

not_applicable contains {"reason": "neither a trail nor an alarm nor an audit rule publishes to it"} if {
	not audit_topics.unjudged
	count(publishers) == 0
}

deny contains {"message": message, "path": "configuration.Policy"} if {
	not audit_topics.unjudged
	some publisher in publishers
	not may_publish(publisher)
	message := sprintf(
		"the policy of topic %s does not let %s publish for %s",
		[sns.name(input.resource.arn), publisher.service, publisher.arn],
	)
}

deny contains {"message": message, "path": "configuration.Policy"} if {
	not audit_topics.unjudged
	some statement in sns.statements
	policy_document.allows(statement, "sns:Publish")
	not policy_document.is_confined(statement, policy_document.anyone_named)
	some service in policy_document.principals(statement, "Service")
	lower(service) != "events.amazonaws.com"
	message := sprintf(
		"the policy of topic %s lets %s publish on anybody's behalf",
		[sns.name(input.resource.arn), service],
	)
}

deny contains {"message": message, "path": "configuration.KmsMasterKeyId"} if {
	is_encrypted
	count(publishers) > 0
	some fault in keys.faults(input.resource.arn)
	message := sprintf("topic %s is encrypted with %s", [sns.name(input.resource.arn), fault])
}

deny contains {"message": message, "path": "configuration.KmsMasterKeyId"} if {
	is_encrypted
	count(publishers) > 0
	count(keys.faults(input.resource.arn)) == 0
	some key in keys.of(input.resource.arn)
	some action in sns.key_actions
	some service in publishing_services
	document := object.get(
		input.account.resources["AWS::KMS::Key"][key],
		["supplementaryConfiguration", "KeyPolicy"],
		{},
	)
	ways := sns.permits(document, service, action, key)
	some account in publishing_accounts
	left := for_some(ways, object.union(facts_for_key(service, account), sns.of_key(input.resource.arn)))
	some publisher in publishers
	publisher.service == service
	publisher.account == account
	not is_admitted(left, arn_for_key(publisher))
	message := sprintf(
		"the policy of key %s, with which topic %s is encrypted, does not let %s %s for %s",
		[keys.id(key), sns.name(input.resource.arn), publisher.service, action, publisher.arn],
	)
}

is_encrypted if {
	not audit_topics.unjudged
	object.get(input.resource.configuration, "KmsMasterKeyId", "") != ""
}

# Who publishes to the topic, of which account, and as which service.
publishers contains {"service": service, "account": policy_document.account_of(arn), "arn": arn} if {
	some user in input.resource.relationships
	service := services[user.resourceType]
	arn := object.get(user, "resourceId", "")
}

# A target with a role publishes as that role.
publishers contains {"service": "events.amazonaws.com", "account": policy_document.account_of(key), "arn": key} if {
	some key in audit_topics.audit_rules
	some target in input.account.resources["AWS::Events::Rule"][key].supplementaryConfiguration.Targets
	object.get(target, "Arn", "") == input.resource.arn
	object.get(target, "RoleArn", "") == ""
}

publishing_services := {publisher.service | some publisher in publishers}

publishing_accounts := {publisher.account | some publisher in publishers}

services := {
	"AWS::CloudTrail::Trail": "cloudtrail.amazonaws.com",
	"AWS::CloudWatch::Alarm": "cloudwatch.amazonaws.com",
	"AWS::CloudWatch::CompositeAlarm": "cloudwatch.amazonaws.com",
}

may_publish(publisher) if {
	by_account := ways_to_publish[publisher.service]
	is_admitted(by_account[publisher.account], {"aws:sourcearn": lower(publisher.arn)})
}

# By service and account, whatever it is asked to publish for: there may be many alarms.
ways_to_publish := {service: by_account |
	some service in publishing_services
	ways := sns.permits(input.resource.configuration.Policy, service, "sns:Publish", input.resource.arn)
	by_account := {account: left |
		some account in publishing_accounts
		left := for_some(ways, object.union({"aws:sourceaccount": account}, owner(service)))
	}
}

# The ways that are open to some of the ARNs for which a service asks, each with the conditions on the ARN.
for_some(ways, known) := [on_arn |
	some conditions in ways
	on_arn := {condition | some condition in conditions; condition.key == "aws:sourcearn"}
	policy_document.can_meet_all(conditions - on_arn, known)
]

is_admitted(ways, known) if {
	some conditions in ways
	policy_document.can_meet_all(conditions, known)
}

# EventBridge does not say on whose behalf it uses a topic's key.
facts_for_key(service, account) := {"aws:sourceaccount": account} if {
	service != "events.amazonaws.com"
} else := {"aws:sourceaccount": "", "aws:sourceorgid": ""}

arn_for_key(publisher) := {"aws:sourcearn": lower(publisher.arn)} if {
	publisher.service != "events.amazonaws.com"
} else := {"aws:sourcearn": ""}

# Alarms come with the owner of the topic, which SNS's default policy asks for. CloudTrail does not.
owner(service) := {"aws:sourceowner": input.resource.accountId} if {
	service == "cloudwatch.amazonaws.com"
} else := {"aws:sourceowner": ""}
