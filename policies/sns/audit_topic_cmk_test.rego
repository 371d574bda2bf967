package assize.sns.audit_topic_cmk_test

import rego.v1

import data.assize.sns.audit_topic_cmk

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

key(configuration) := {
	"resourceId": "0a1b",
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"supplementaryConfiguration": {},
	"relationships": [{
		"resourceType": "AWS::SNS::Topic",
		"resourceId": "arn:aws:sns:eu-west-1:111122223333:alerts",
		"resourceName": "alerts",
		"relationshipName": "Is used by",
	}],
}

own := {"keyManager": "CUSTOMER", "keyState": "Enabled"}

beside(scene, keys) := object.union(scene, {"account": {"resources": {"AWS::KMS::Key": keys}}})

encrypted(keys) := beside(topic({"KmsMasterKeyId": "alias/audit"}, []), keys)

with_key(settings) := encrypted({"arn:aws:kms:eu-west-1:111122223333:key/0a1b": settings})

failing(what) := {{
	"message": concat(" ", ["topic alerts is", what]),
	"path": "configuration.KmsMasterKeyId",
}}

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

test_a_key_of_ones_own_passes if {
	audit_topic_cmk.deny == set() with input as with_key(key(own))
	audit_topic_cmk.not_applicable == set() with input as with_key(key(own))
}

test_no_key_fails if {
	audit_topic_cmk.deny == failing("not encrypted") with input as beside(topic({}, []), {})
	audit_topic_cmk.deny == failing("not encrypted")
		with input as beside(topic({"KmsMasterKeyId": ""}, []), {"other": key(own)})
}

test_the_key_of_aws_fails_whatever_it_is_called if {
	audit_topic_cmk.deny == failing("encrypted with key 0a1b, which is not customer managed (key manager: AWS)")
		with input as with_key(key({
		"keyManager": "AWS",
		"keyState": "Enabled",
	}))
}

test_a_key_that_cannot_be_used_fails if {
	audit_topic_cmk.deny == failing("encrypted with key 0a1b, whose state is Disabled") with input as with_key(key({
		"keyManager": "CUSTOMER",
		"keyState": "Disabled",
	}))
	audit_topic_cmk.deny == failing("encrypted with key 0a1b, which does not exist")
		with input as with_key(object.union(
		key(own),
		{"configurationItemStatus": "ResourceDeleted"},
	))
}

test_the_key_of_another_topic_does_not_count if {
	other := object.union(key(own), {"relationships": []})
	audit_topic_cmk.deny == failing("encrypted with a key of which nothing is known") with input as with_key(other)
	audit_topic_cmk.deny == failing("encrypted with a key of which nothing is known") with input as encrypted({})
}

test_aws_config_needs_a_topic_without_a_key if {
	audit_topic_cmk.deny == set() with input as for_config(beside(topic({}, []), {}))
	audit_topic_cmk.not_applicable == not_by_config with input as for_config(beside(topic({}, []), {}))
	audit_topic_cmk.not_applicable == set() with input as for_config(with_key(key(own)))
	audit_topic_cmk.deny == failing("encrypted with a key of which nothing is known")
		with input as for_config(encrypted({}))
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_cmk.deny == set() with input as foreign(beside(topic({}, []), {}))
	audit_topic_cmk.not_applicable == belongs_elsewhere with input as foreign(beside(topic({}, []), {}))
}
