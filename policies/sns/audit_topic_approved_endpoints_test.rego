package assize.sns.audit_topic_approved_endpoints_test

import rego.v1

import data.assize.sns.audit_topic_approved_endpoints

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

approving(endpoints, subscriptions) := object.union(topic({}, subscriptions), {"parameters": {"endpoints": endpoints}})

some_approved := ["example.com", "999988887777", "+4930123456", "https://hooks.partner.net/audit", "soc@partner.net"]

approved(protocol, endpoint) if {
	audit_topic_approved_endpoints.deny == set() with input as approving(some_approved, [confirmed(protocol, endpoint)])
}

failing(protocol, endpoint) := {{
	"message": sprintf("topic alerts sends to %s %s, which is not approved", [protocol, endpoint]),
	"path": "supplementaryConfiguration.Subscriptions",
}}

test_what_is_named_passes if {
	approved("email", "security@example.com")
	approved("email", "SOC@Mail.Example.com")
	approved("email-json", "soc@partner.net")
	approved("https", "https://example.com/hook")
	approved("https", "https://hooks.example.com:8443/hook?x=1")
	approved("https", "https://hooks.partner.net/audit")
	approved("sms", "+4930123456")
	approved("sqs", "arn:aws:sqs:eu-west-1:999988887777:alerts")
}

test_the_own_account_passes if {
	approved("sqs", "arn:aws:sqs:eu-west-1:111122223333:alerts")
	approved("lambda", "arn:aws:lambda:eu-west-1:111122223333:function:alerts")
}

test_strangers_fail if {
	every endpoint in [
		"someone@stranger.net",
		"someone@notexample.com",
		"example.com@stranger.net",
		"someone@example.com.stranger.net",
	] {
		audit_topic_approved_endpoints.deny == failing("email", endpoint)
			with input as approving(some_approved, [confirmed("email", endpoint)])
	}
	every endpoint in [
		"https://stranger.net/example.com",
		"https://example.com@stranger.net/",
		"https://example.com:443@stranger.net/",
		"https://stranger.net?example.com",
		"https://stranger.net#@example.com",
		"https://stranger.net\\@example.com",
		"https://hooks.partner.net/other",
	] {
		audit_topic_approved_endpoints.deny == failing("https", endpoint)
			with input as approving(some_approved, [confirmed("https", endpoint)])
	}
	every endpoint in ["arn:aws:sqs:eu-west-1:666666666666:alerts", "999988887777", "example.com"] {
		audit_topic_approved_endpoints.deny == failing("sqs", endpoint)
			with input as approving(["999988887778"], [confirmed("sqs", endpoint)])
	}
}

test_a_stranger_among_others_fails if {
	audit_topic_approved_endpoints.deny == failing("email", "x@stranger.net") with input as approving(some_approved, [
		confirmed("email", "security@example.com"),
		confirmed("email", "x@stranger.net"),
	])
}

test_what_gets_nothing_does_not_count if {
	audit_topic_approved_endpoints.deny == set() with input as approving(some_approved, [
		{"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "x@stranger.net"},
		{"SubscriptionArn": "Deleted", "Protocol": "email", "Endpoint": "x@stranger.net"},
	])
	audit_topic_approved_endpoints.deny == set() with input as approving(some_approved, [])
}

test_without_the_parameter_nothing_is_judged if {
	audit_topic_approved_endpoints.deny == set() with input as approving([], [confirmed("email", "x@stranger.net")])
	audit_topic_approved_endpoints.not_applicable == {{"reason": "the parameter `endpoints` approves of none"}}
		with input as approving([], [])
	audit_topic_approved_endpoints.not_applicable == set() with input as approving(some_approved, [])
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_approved_endpoints.deny == set()
		with input as foreign(approving(some_approved, [confirmed("email", "x@stranger.net")]))
	audit_topic_approved_endpoints.not_applicable == belongs_elsewhere
		with input as foreign(approving(some_approved, [confirmed("email", "x@stranger.net")]))
}
