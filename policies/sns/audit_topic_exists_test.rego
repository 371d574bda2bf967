package assize.sns.audit_topic_exists_test

import rego.v1

import data.assize.sns.audit_topic_exists

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

found := topic({"TopicArn": "arn:aws:sns:eu-west-1:111122223333:alerts"}, [])

gone := object.union(found, {"resource": {"configurationItemStatus": "ResourceDeleted"}})

test_a_topic_that_answers_passes if {
	audit_topic_exists.deny == set() with input as found
	audit_topic_exists.not_applicable == set() with input as found
}

test_a_topic_that_is_gone_fails if {
	audit_topic_exists.deny == {{
		"message": "topic alerts, named by Alarm root-usage, does not exist",
		"path": "configurationItemStatus",
	}} with input as gone
}

test_a_topic_of_which_nothing_is_known_is_never_a_pass if {
	audit_topic_exists.deny == {{
		"message": "nothing is known of topic alerts",
		"path": "configuration.TopicArn",
	}} with input as topic({}, [])
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_exists.deny == set() with input as foreign(gone)
	audit_topic_exists.not_applicable == belongs_elsewhere with input as foreign(gone)
}
