package assize.lib.audit_topics_test

import rego.v1

import data.assize.lib.audit_topics

topic_arn := "arn:aws:sns:eu-west-1:111122223333:alerts"

topic(users) := {
	"resource": {"arn": topic_arn, "accountId": "111122223333", "relationships": [
		{"resourceType": type, "resourceId": key, "relationshipName": "Is used by"} |
			some key in object.keys(users)
			type := users[key]
	]},
	"account": {"resources": {"AWS::Events::Rule": {
		"audit": rule("ENABLED", [{"alarm": "root-usage"}]),
		"idle": rule("DISABLED", [{"alarm": "root-usage"}]),
		"other": rule("ENABLED", []),
	}}},
}

rule(state, alarms) := {
	"configuration": {"Name": "rule", "EventBusName": "default", "State": state},
	"supplementaryConfiguration": {"EventPatternMeaning": {"alarms": alarms, "alarmsWithReadOnlyEvents": []}},
}

other_rules := "nothing names it but rules of EventBridge that are not about audit events"

test_a_topic_of_an_alarm_is_judged if {
	not audit_topics.unjudged with input as topic({"a": "AWS::CloudWatch::Alarm"})
	not audit_topics.unjudged with input as topic({"a": "AWS::CloudWatch::Alarm", "other": "AWS::Events::Rule"})
}

test_a_topic_of_an_audit_rule_is_judged if {
	not audit_topics.unjudged with input as topic({"audit": "AWS::Events::Rule", "other": "AWS::Events::Rule"})
	audit_topics.audit_rules == {"audit"} with input as topic({"audit": "AWS::Events::Rule", "idle": "AWS::Events::Rule"})
}

test_a_topic_of_other_rules_is_not if {
	every key in ["idle", "other", "unknown"] {
		audit_topics.unjudged == other_rules with input as topic({key: "AWS::Events::Rule"})
	}
}

test_a_topic_of_another_account_is_not if {
	foreign := object.union(topic({"other": "AWS::Events::Rule"}), {"resource": {"accountId": "444455556666"}})
	startswith(audit_topics.unjudged, "the topic belongs to account 111122223333") with input as foreign
}

test_a_topic_of_which_no_user_is_known_is_judged if not audit_topics.unjudged with input as topic({})
