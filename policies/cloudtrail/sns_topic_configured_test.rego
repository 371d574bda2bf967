package assize.cloudtrail.sns_topic_configured_test

import rego.v1

import data.assize.cloudtrail.sns_topic_configured

trail(owner, configuration) := {"resource": {
	"arn": sprintf("arn:aws:cloudtrail:us-east-1:%s:trail/audit", [owner]),
	"accountId": "111122223333",
	"configuration": configuration,
}}

none := {{"message": "the trail notifies no topic", "path": "configuration.snsTopicARN"}}

test_a_topic_by_its_arn_passes if {
	topic := {"snsTopicARN": "arn:aws:sns:us-east-1:111122223333:trail"}
	sns_topic_configured.deny == set() with input as trail("111122223333", topic)
	sns_topic_configured.not_applicable == set() with input as trail("111122223333", topic)
}

test_a_topic_by_its_name_passes if {
	sns_topic_configured.deny == set() with input as trail("111122223333", {"snsTopicName": "trail"})
}

test_no_topic_fails if {
	sns_topic_configured.deny == none with input as trail("111122223333", {})
}

test_an_empty_topic_is_none if {
	sns_topic_configured.deny == none with input as trail("111122223333", {"snsTopicARN": "", "snsTopicName": ""})
}

test_an_organization_s_trail_is_judged_at_its_owner if {
	sns_topic_configured.deny == set() with input as trail("999988887777", {})
	sns_topic_configured.not_applicable == {{
		"reason": "the trail belongs to account 999988887777 and is to be judged there",
	}} with input as trail("999988887777", {})
}
