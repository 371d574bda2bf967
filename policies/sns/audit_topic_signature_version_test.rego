package assize.sns.audit_topic_signature_version_test

import rego.v1

import data.assize.sns.audit_topic_signature_version

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

weak := {{
	"message": "topic alerts signs with version 1, which is SHA-1",
	"path": "configuration.SignatureVersion",
}}

test_version_two_passes if audit_topic_signature_version.deny == set() with input as topic({"SignatureVersion": "2"}, [])

test_version_one_fails if audit_topic_signature_version.deny == weak with input as topic({"SignatureVersion": "1"}, [])

test_no_version_is_version_one if audit_topic_signature_version.deny == weak with input as topic({}, [])

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_signature_version.deny == set() with input as foreign(topic({}, []))
	audit_topic_signature_version.not_applicable == belongs_elsewhere with input as foreign(topic({}, []))
}
