# Whom a topic tells, and whose it is.
package assize.lib.sns

import rego.v1

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

# A subscription in words: its protocol and its endpoint.
named(subscription) := sprintf("%s %s", [protocol(subscription), endpoint(subscription)])

protocol(subscription) := object.get(subscription, "Protocol", "unknown protocol")

endpoint(subscription) := object.get(subscription, "Endpoint", "without an endpoint")

# Why a topic is not judged in the account that uses it: its ARN names another account. Undefined for one's own.
judged_elsewhere(arn, account) := reason if {
	owner := split(arn, ":")[4]
	not owner in {"", account}
	reason := sprintf("the topic belongs to account %s and is to be judged there", [owner])
}

# A topic's name for messages.
name(arn) := split(arn, ":")[5]

# Whether AWS Config is among those that a topic is for: it does not publish to encrypted topics.
is_for_config(relationships) if {
	some relationship in relationships
	relationship.resourceType == "AWS::Config::DeliveryChannel"
}
