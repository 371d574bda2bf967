package assize.sns.audit_topic_delivery_status_test

import rego.v1

import data.assize.sns.audit_topic_delivery_status

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

silent(kind) := {
	"message": sprintf("topic alerts does not log failed deliveries by %s", [kind]),
	"path": "configuration.FailureFeedbackRoleArns",
}

with_roles(roles, subscriptions) := topic({"FailureFeedbackRoleArns": roles}, subscriptions)

role := "arn:aws:iam::111122223333:role/sns-feedback"

hook := confirmed("https", "https://example.com/hook")

queue := confirmed("sqs", "arn:aws:sqs:eu-west-1:111122223333:alerts")

test_a_role_for_each_protocol_passes if {
	audit_topic_delivery_status.deny == set() with input as with_roles({"HTTP": role, "SQS": role}, [hook, queue])
	audit_topic_delivery_status.not_applicable == set() with input as with_roles({"HTTP": role}, [hook])
}

test_each_protocol_has_its_own if {
	every protocol, kind in {
		"application": "Application",
		"firehose": "Firehose",
		"http": "HTTP",
		"https": "HTTP",
		"lambda": "Lambda",
		"SQS": "SQS",
	} {
		audit_topic_delivery_status.deny == {silent(kind)}
			with input as with_roles({}, [confirmed(protocol, "somewhere")])
		audit_topic_delivery_status.deny == {silent(kind)}
			with input as with_roles({"Other": role}, [confirmed(protocol, "somewhere")])
		audit_topic_delivery_status.deny == set()
			with input as with_roles({kind: role}, [confirmed(protocol, "somewhere")])
	}
}

test_a_role_for_another_protocol_fails if {
	audit_topic_delivery_status.deny == {silent("SQS")} with input as with_roles({"HTTP": role}, [hook, queue])
	audit_topic_delivery_status.deny == {silent("HTTP")} with input as with_roles({"HTTP": ""}, [hook])
}

test_what_is_never_logged_is_not_judged if {
	every subscriptions in [
		[],
		[confirmed("email", "security@example.com"), confirmed("sms", "+4930123456")],
		[{"SubscriptionArn": "PendingConfirmation", "Protocol": "https", "Endpoint": "https://example.com"}],
	] {
		audit_topic_delivery_status.deny == set() with input as with_roles({}, subscriptions)
		audit_topic_delivery_status.not_applicable == {{
			"reason": "no confirmed subscription has a protocol of which failures are logged",
		}} with input as with_roles({}, subscriptions)
	}
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_delivery_status.deny == set() with input as foreign(with_roles({}, [hook]))
	audit_topic_delivery_status.not_applicable == belongs_elsewhere with input as foreign(with_roles({}, [hook]))
}
