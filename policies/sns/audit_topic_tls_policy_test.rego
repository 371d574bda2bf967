package assize.sns.audit_topic_tls_policy_test

import rego.v1

import data.assize.sns.audit_topic_tls_policy

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

with_statements(statements) := topic({"Policy": {"Version": "2012-10-17", "Statement": statements}}, [])

refusal := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": "SNS:Publish",
	"Resource": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

changed(element, value) := object.union(json.remove(refusal, [element]), {element: value})

open := {{"message": "the policy of topic alerts does not refuse plain HTTP", "path": "configuration.Policy"}}

test_a_refusal_passes if {
	audit_topic_tls_policy.deny == set() with input as with_statements([refusal])
	every statement in [
		changed("Principal", {"AWS": "*"}),
		changed("Action", "SNS:*"),
		changed("Action", "*"),
		changed("Resource", "*"),
		changed("Condition", {"BoolIfExists": {"AWS:SecureTransport": false}}),
	] {
		audit_topic_tls_policy.deny == set()
			with input as with_statements([{"Effect": "Allow", "Principal": "*", "Action": "*"}, statement])
	}
}

test_what_refuses_less_fails if {
	every statement in [
		changed("Effect", "Allow"),
		changed("Principal", {"AWS": "111122223333"}),
		changed("Action", "SNS:Subscribe"),
		changed("Resource", "arn:aws:sns:eu-west-1:111122223333:other"),
		changed("Condition", {"Bool": {"aws:SecureTransport": "true"}}),
		changed("Condition", {
			"Bool": {"aws:SecureTransport": "false"},
			"StringEquals": {"aws:PrincipalAccount": "111122223333"},
		}),
		json.remove(refusal, ["Principal"]),
		json.remove(refusal, ["Action"]),
		json.remove(refusal, ["Resource"]),
	] {
		audit_topic_tls_policy.deny == open with input as with_statements([statement])
	}
}

test_a_refusal_of_everything_refuses_plain_http_too if {
	audit_topic_tls_policy.deny == set() with input as with_statements([json.remove(refusal, ["Condition"])])
}

test_no_policy_fails if {
	audit_topic_tls_policy.deny == open with input as topic({}, [])
	audit_topic_tls_policy.deny == open with input as with_statements([])
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_tls_policy.deny == set() with input as foreign(topic({}, []))
	audit_topic_tls_policy.not_applicable == belongs_elsewhere with input as foreign(topic({}, []))
}
