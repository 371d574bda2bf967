package assize.sns.audit_subscription_https_test

import rego.v1

import data.assize.sns.audit_subscription_https

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

failing(what) := {{
	"message": sprintf("topic alerts sends to %s", [what]),
	"path": "supplementaryConfiguration.Subscriptions",
}}

test_other_protocols_pass if {
	every protocol in ["application", "email", "email-json", "firehose", "https", "HTTPS", "lambda", "sms", "sqs"] {
		audit_subscription_https.deny == set() with input as topic({}, [confirmed(protocol, "somewhere")])
	}
	audit_subscription_https.deny == set() with input as topic({}, [])
}

test_plain_http_fails_in_any_company if {
	audit_subscription_https.deny == failing("http http://example.com/hook") with input as topic({}, [
		confirmed("https", "https://example.com/hook"),
		confirmed("http", "http://example.com/hook"),
	])
}

test_a_subscription_that_waits_fails if {
	audit_subscription_https.deny == failing("http http://example.com/hook, once it is confirmed")
		with input as topic({}, [unconfirmed(
		"PendingConfirmation",
		"http",
		"http://example.com/hook",
	)])
}

test_a_subscription_that_ended_does_not_count if {
	audit_subscription_https.deny == set()
		with input as topic({}, [unconfirmed("Deleted", "http", "http://example.com/hook")])
}

test_an_unknown_protocol_is_never_a_pass if {
	audit_subscription_https.deny == failing("unknown protocol somewhere") with input as topic({}, [json.remove(
		confirmed("https", "somewhere"),
		["Protocol"],
	)])
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_subscription_https.deny == set() with input as foreign(topic({}, [confirmed("http", "http://example.com")]))
	audit_subscription_https.not_applicable == belongs_elsewhere
		with input as foreign(topic({}, [confirmed("http", "http://example.com")]))
}
