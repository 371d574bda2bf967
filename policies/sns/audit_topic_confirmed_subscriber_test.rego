package assize.sns.audit_topic_confirmed_subscriber_test

import rego.v1

import data.assize.sns.audit_topic_confirmed_subscriber

topic(configuration, subscriptions) := {"resource": {
	"resourceType": "AWS::SNS::Topic",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"resourceName": "alerts",
	"arn": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"supplementaryConfiguration": {"Subscriptions": subscriptions},
	"relationships": [{
		"resourceType": "AWS::CloudWatch::Alarm",
		"resourceId": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:root-usage",
		"resourceName": "root-usage",
		"relationshipName": "Is used by",
	}],
}}

confirmed(protocol, endpoint) := {
	"SubscriptionArn": "arn:aws:sns:eu-west-1:111122223333:alerts:5be8a6c2-1f0d-4b7e-9c3a-7d2f4e8b6a10",
	"Protocol": protocol,
	"Endpoint": endpoint,
}

unconfirmed(state, protocol, endpoint) := {"SubscriptionArn": state, "Protocol": protocol, "Endpoint": endpoint}

without(number) := {{
	"message": sprintf(
		"topic alerts, used by Alarm root-usage, has no confirmed subscription (waiting: %d)",
		[number],
	),
	"path": "supplementaryConfiguration.Subscriptions",
}}

mail := confirmed("email", "security@example.com")

waiting := unconfirmed("PendingConfirmation", "email", "security@example.com")

test_a_confirmed_subscription_passes if {
	audit_topic_confirmed_subscriber.deny == set() with input as topic({}, [mail])
	audit_topic_confirmed_subscriber.deny == set() with input as topic({}, [waiting, mail])
}

test_no_subscription_fails if audit_topic_confirmed_subscriber.deny == without(0) with input as topic({}, [])

test_subscriptions_that_get_nothing_fail if {
	audit_topic_confirmed_subscriber.deny == without(1) with input as topic({}, [waiting])
	audit_topic_confirmed_subscriber.deny == without(2) with input as topic({}, [waiting, waiting])
	audit_topic_confirmed_subscriber.deny == without(0)
		with input as topic({}, [unconfirmed("Deleted", "email", "a@example.com")])
	audit_topic_confirmed_subscriber.deny == without(0)
		with input as topic({}, [json.remove(mail, ["SubscriptionArn"])])
}

test_what_the_topic_counts_does_not_matter if {
	audit_topic_confirmed_subscriber.deny == without(1) with input as topic({"SubscriptionsConfirmed": 1}, [waiting])
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_confirmed_subscriber.deny == set() with input as foreign(topic({}, []))
	audit_topic_confirmed_subscriber.not_applicable == belongs_elsewhere with input as foreign(topic({}, []))
}
