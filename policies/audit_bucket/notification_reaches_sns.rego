# METADATA
# title: Notifications of delivered logs reach a confirmed subscriber of a topic
# description: |
#   Somebody must be told of each log that arrives. For each trail and each delivery channel that uses the bucket, a
#   notification of created objects must cover its path, its filter must let the logs through, and its topic must exist,
#   let S3 publish for this bucket, and have a confirmed subscription. Where the topic is encrypted, its key must be
#   usable and customer managed, and the key's policy must let S3 use it (`kms:GenerateDataKey` and `kms:Decrypt`). A
#   filter is tried with the path of a log file of the trail's home region or of the channel's region. Notifications of
#   removed objects are not asked for. Queues, functions and EventBridge do as well for
#   `audit-bucket-event-notification`: who relies on those can turn this control off.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   absent_is_compliant:
#     supplementaryConfiguration.HeadBucket.ownerAccountId: >-
#       who can read a bucket's notifications belongs to its owner's account
#     supplementaryConfiguration.BucketNotificationConfiguration.configurations.*.filter: >-
#       without a filter a notification is about all objects
#     supplementaryConfiguration.BucketNotificationConfiguration.configurations.*.filter.s3KeyFilter: >-
#       without a filter a notification is about all objects
#     supplementaryConfiguration.BucketNotificationConfiguration.configurations.*.filter.s3KeyFilter.filterRules: >-
#       a filter without a rule lets all objects through
#     supplementaryConfiguration.BucketNotificationConfiguration.configurations.*.filter.s3KeyFilter.filterRules.*.value: >-
#       every key begins and ends with nothing
#   remediation:
#     cli: >-
#       aws s3api put-bucket-notification-configuration --bucket {name} --notification-configuration file://topic.json
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           actions   = ["SNS:Publish"]
#           resources = ["TOPIC_ARN"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["s3.amazonaws.com"]
#           }
#
#           condition {
#             test     = "ArnEquals"
#             variable = "aws:SourceArn"
#             values   = ["{arn}"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceAccount"
#             values   = ["{account}"]
#           }
#         }
#       }
#
#       # A topic has one policy: add the topic's other statements to the document.
#       resource "aws_sns_topic_policy" "{label}" {
#         region = "{region}"
#         arn    = "TOPIC_ARN"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#
#       # A queue needs no confirmation; whoever gets mail has to confirm the subscription.
#       resource "aws_sns_topic_subscription" "{label}" {
#         region    = "{region}"
#         topic_arn = "TOPIC_ARN"
#         protocol  = "sqs"
#         endpoint  = "QUEUE_ARN"
#       }
#
#       # Takes the place of all notifications that the bucket has: add the others to the block.
#       resource "aws_s3_bucket_notification" "{label}" {
#         bucket = "{name}"
#
#         topic {
#           topic_arn = "TOPIC_ARN"
#           events    = ["s3:ObjectCreated:*"]
#         }
#
#         depends_on = [aws_sns_topic_policy.{label}]
#       }
#     console: >-
#       S3 > {name} > Properties > Event notifications > Create event notification > All object create events > SNS
#       topic; then SNS > Topics > the topic > Access policy, and Subscriptions
package assize.audit_bucket.notification_reaches_sns

import rego.v1

import data.assize.lib.delivery
import data.assize.lib.keys
import data.assize.lib.sns

not_applicable contains {"reason": "nothing is known to use the bucket"} if count(input.resource.relationships) == 0

deny contains {"message": message, "path": "supplementaryConfiguration.BucketNotificationConfiguration"} if {
	some user in input.resource.relationships
	not is_told_of(user)
	message := sprintf(
		"bucket %s tells nobody of what %s delivers: %s",
		[input.resource.resourceId, object.get(user, "resourceName", "an unnamed resource"), reasons(user)],
	)
}

is_told_of(user) if {
	some topic in topics(user)
	count(shortcomings(topic)) == 0
}

reasons(user) := "no notification of created objects goes to a topic and covers it" if count(topics(user)) == 0

reasons(user) := concat(", ", sort({text |
	some topic in topics(user)
	some shortcoming in shortcomings(topic)
	text := sprintf("topic %s %s", [sns.name(topic), shortcoming])
})) if {
	count(topics(user)) > 0
}

# The topics that are notified of what a trail or a delivery channel delivers.
topics(user) := {topic |
	some target in input.resource.supplementaryConfiguration.BucketNotificationConfiguration.configurations
	topic := object.get(target, "topicARN", "")
	startswith(topic, "arn:")
	is_of_created_objects(target.events)
	lets_through(rules(target), user)
}

is_of_created_objects(events) if "s3:ObjectCreated:*" in events

# Log files are small enough for these two to be all.
is_of_created_objects(events) if {
	"s3:ObjectCreated:Put" in events
	"s3:ObjectCreated:CompleteMultipartUpload" in events
}

rules(target) := object.get(object.get(object.get(target, "filter", {}), "s3KeyFilter", {}), "filterRules", [])

lets_through(filter, _) if count(filter) == 0

lets_through(filter, user) if {
	key := log_key(user)
	every rule in filter {
		is_met(lower(object.get(rule, "name", "")), rule, key)
	}
}

is_met("prefix", rule, key) if startswith(key, of_any_organization(rule.value))

is_met("suffix", rule, key) if endswith(key, rule.value)

# An organization's trail has the organization's id in its path, which the trail itself does not tell.
of_any_organization(value) := regex.replace(value, "AWSLogs/o-[a-z0-9]+", "AWSLogs/o-")

# The key of an object such as a trail or a delivery channel writes many.
log_key(user) := delivery.log_file(trail, "") if {
	arn := object.get(user, "resourceId", "")
	settings := input.account.resources["AWS::CloudTrail::Trail"][arn].configuration
	trail := {
		"arn": arn,
		"prefix": object.get(settings, "s3KeyPrefix", ""),
		"organization": settings.isOrganizationTrail,
	}
}

log_key(user) := delivery.config_file(channel) if {
	id := object.get(user, "resourceId", "")
	item := input.account.resources["AWS::Config::DeliveryChannel"][id]
	channel := {
		"account": item.accountId,
		"region": item.awsRegion,
		"prefix": object.get(item.configuration, "S3KeyPrefix", ""),
	}
}

# What keeps a notification from S3 from reaching anybody.
shortcomings(topic) := {"does not exist"} if is_gone(topic)

shortcomings(topic) := (refusals(topic) | silence(topic)) | encryption(topic) if not is_gone(topic)

is_gone(topic) if {
	startswith(input.account.resources["AWS::SNS::Topic"][topic].configurationItemStatus, "ResourceDeleted")
}

refusals(topic) := {"does not let S3 publish" | not may_publish(topic)}

may_publish(topic) if {
	document := input.account.resources["AWS::SNS::Topic"][topic].configuration.Policy
	sns.lets_publish(document, topic, "s3.amazonaws.com", object.union(facts, {"aws:sourceowner": ""}))
}

silence(topic) := {"has no confirmed subscription" | not has_subscriber(topic)}

has_subscriber(topic) if {
	subscriptions := input.account.resources["AWS::SNS::Topic"][topic].supplementaryConfiguration.Subscriptions
	count(sns.confirmed(subscriptions)) > 0
}

encryption(topic) := set() if not is_encrypted(topic)

encryption(topic) := {sprintf("is encrypted with %s", [fault]) | some fault in keys.faults(topic)} | {fault |
	count(keys.faults(topic)) == 0
	some key in keys.of(topic)
	some action in sns.key_actions
	not may_use(key, action, topic)
	fault := sprintf("is encrypted with key %s, which does not let S3 %s", [keys.id(key), action])
} if {
	is_encrypted(topic)
}

is_encrypted(topic) if {
	object.get(input.account.resources["AWS::SNS::Topic"][topic].configuration, "KmsMasterKeyId", "") != ""
}

may_use(key, action, topic) if {
	document := input.account.resources["AWS::KMS::Key"][key].supplementaryConfiguration.KeyPolicy
	sns.lets_use(document, key, action, topic, "s3.amazonaws.com", facts)
}

# What is known of S3's request, by condition key, in lower case.
facts := {"aws:sourcearn": lower(input.resource.arn), "aws:sourceaccount": owner}

owner := object.get(
	input.resource.supplementaryConfiguration.HeadBucket,
	"ownerAccountId",
	input.resource.accountId,
)
