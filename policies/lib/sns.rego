# Whom a topic tells, and whose it is.
package assize.lib.sns

import rego.v1

import data.assize.lib.policy_document

# The subscriptions of a topic that somebody confirmed. One that waits for it, and one that was given up, gets nothing.
confirmed(subscriptions) := [subscription |
	some subscription in subscriptions
	is_confirmed(object.get(subscription, "SubscriptionArn", ""))
]

# The subscriptions that wait for somebody to confirm them.
pending(subscriptions) := [subscription |
	some subscription in subscriptions
	object.get(subscription, "SubscriptionArn", "") == "PendingConfirmation"
]

# The subscriptions that get messages, for all that is known.
served(subscriptions) := [subscription |
	some subscription in subscriptions
	not object.get(subscription, "SubscriptionArn", "") in {"PendingConfirmation", "Deleted"}
]

# In place of its ARN a subscription has `PendingConfirmation` before it is confirmed, and `Deleted` after it ended.
is_confirmed(arn) if startswith(arn, "arn:")

# The topics among what an alarm or a rule addresses.
topics_among(arns) := {arn |
	some arn in arns
	parts := split(arn, ":")
	parts[2] == "sns"
}

# Whether somebody is told what one of the account's topics is told.
has_listener(topic) if {
	count(confirmed(input.account.resources["AWS::SNS::Topic"][topic].supplementaryConfiguration.Subscriptions)) > 0
}

# A subscription in words: its protocol and its endpoint.
named(subscription) := sprintf("%s %s", [protocol(subscription), endpoint(subscription)])

protocol(subscription) := object.get(subscription, "Protocol", "unknown protocol")

endpoint(subscription) := object.get(subscription, "Endpoint", "without an endpoint")

# A topic's name for messages.
name(arn) := parts[5] if parts := split(arn, ":")

# Whether AWS Config is among those that a topic is for: it does not publish to encrypted topics.
is_for_config(relationships) if {
	some relationship in relationships
	relationship.resourceType == "AWS::Config::DeliveryChannel"
}

# The statements of the judged topic's policy.
statements := policy_document.statements(input.resource.configuration.Policy)

# Whether a topic's policy surely lets a service publish. The facts are what is known of its request, by condition key,
# all in lower case.
lets_publish(document, topic, service, facts) if {
	some conditions in permits(document, service, "sns:Publish", topic)
	policy_document.can_meet_all(conditions, facts)
}

# The conditions of each statement by which a policy surely lets a service act on what it is the policy of.
permits(document, service, action, arn) := [policy_document.conditions_of(statement) |
	some statement in policy_document.statements(document)
	policy_document.surely_allows(statement, service, action, arn)
]

# Whether a key's policy surely lets a service do what publishing to an encrypted topic takes. No account calls KMS then.
lets_use(document, key, action, topic, service, facts) if {
	some conditions in permits(document, service, action, key)
	policy_document.can_meet_all(conditions, object.union(facts, of_key(topic)))
}

# What is known of a request for the key of a topic.
of_key(topic) := {"kms:calleraccount": "", "kms:encryptioncontext:aws:sns:topicarn": lower(topic)}

# What publishing to an encrypted topic takes of its key.
key_actions := {"kms:Decrypt", "kms:GenerateDataKey"}
