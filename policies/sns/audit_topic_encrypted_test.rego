package assize.sns.audit_topic_encrypted_test

import rego.v1

import data.assize.sns.audit_topic_encrypted

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

plain := {{"message": "topic alerts is not encrypted", "path": "configuration.KmsMasterKeyId"}}

for_config(scene) := object.union(scene, {"resource": {"relationships": [
	scene.resource.relationships[0],
	{
		"resourceType": "AWS::Config::DeliveryChannel",
		"resourceId": "default",
		"resourceName": "default",
		"relationshipName": "Is used by",
	},
]}})

not_by_config := {{"reason": "AWS Config does not publish to encrypted topics"}}

test_every_name_of_a_key_passes if {
	every key in ["alias/aws/sns", "alias/audit", "0a1b", "arn:aws:kms:eu-west-1:111122223333:key/0a1b"] {
		audit_topic_encrypted.deny == set() with input as topic({"KmsMasterKeyId": key}, [])
	}
}

test_no_key_fails if {
	audit_topic_encrypted.deny == plain with input as topic({}, [])
	audit_topic_encrypted.deny == plain with input as topic({"KmsMasterKeyId": ""}, [])
}

test_aws_config_needs_a_topic_without_a_key if {
	audit_topic_encrypted.deny == set() with input as for_config(topic({}, []))
	audit_topic_encrypted.not_applicable == not_by_config with input as for_config(topic({}, []))
	audit_topic_encrypted.not_applicable == set() with input as for_config(topic({"KmsMasterKeyId": "alias/audit"}, []))
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_encrypted.deny == set() with input as foreign(topic({}, []))
	audit_topic_encrypted.not_applicable == belongs_elsewhere with input as foreign(topic({}, []))
}

named_by_a_rule(alarms) := object.union(topic({}, []), {
	"resource": {"relationships": [{
		"resourceType": "AWS::Events::Rule",
		"resourceId": "arn:aws:events:eu-west-1:111122223333:rule/rule",
		"resourceName": "rule",
		"relationshipName": "Is used by",
	}]},
	"account": {"resources": {"AWS::Events::Rule": {"arn:aws:events:eu-west-1:111122223333:rule/rule": {
		"configuration": {"Name": "rule", "EventBusName": "default", "State": "ENABLED"},
		"supplementaryConfiguration": {"EventPatternMeaning": {"alarms": alarms, "alarmsWithReadOnlyEvents": []}},
	}}}},
})

test_a_topic_that_only_an_audit_rule_names_is_judged if {
	audit_topic_encrypted.deny == plain with input as named_by_a_rule([{"alarm": "root-usage"}])
	other := {{"reason": "nothing names it but rules of EventBridge that are not about audit events"}}
	audit_topic_encrypted.deny == set() with input as named_by_a_rule([])
	audit_topic_encrypted.not_applicable == other with input as named_by_a_rule([])
}
