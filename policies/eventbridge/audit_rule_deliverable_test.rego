package assize.eventbridge.audit_rule_deliverable_test

import rego.v1

import data.assize.eventbridge.audit_rule_deliverable

topic_arn := "arn:aws:sns:eu-west-1:111122223333:alerts"

group_arn := "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/audit"

queue := {"Id": "q", "Arn": "arn:aws:sqs:eu-west-1:111122223333:audit"}

group := {"Id": "l", "Arn": group_arn}

alerts := {"Id": "t", "Arn": topic_arn}

audit := {"alarms": [{"alarm": "cloudtrail-changes"}], "alarmsWithReadOnlyEvents": []}

rule(settings, meaning, targets) := {
	"awsRegion": "eu-west-1",
	"configuration": object.union(
		{
			"Name": "trails",
			"Arn": "arn:aws:events:eu-west-1:111122223333:rule/trails",
			"EventBusName": "default",
			"State": "ENABLED",
		},
		settings,
	),
	"supplementaryConfiguration": {"Targets": targets, "EventPatternMeaning": meaning},
}

scene(rules, topics, policies) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {
			"AWS::Events::Rule": rules,
			"AWS::SNS::Topic": topics,
			"AWS::Logs::ResourcePolicy": policies,
		},
	},
	"parameters": {"dead_letter_queue": false},
}

with_targets(targets, topics, policies) := scene({"1": rule({}, audit, targets)}, topics, policies)

with_queues(judged) := object.union(judged, {"parameters": {"dead_letter_queue": true}})

allow(principal, action, resource, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": action,
	"Resource": resource,
	"Condition": condition,
}

eventbridge := {"Service": "events.amazonaws.com"}

own_account := {"StringEquals": {"aws:SourceAccount": "111122223333"}}

topic(statements, settings) := {topic_arn: {
	"configurationItemStatus": "OK",
	"configuration": object.union({"Policy": {"Statement": statements}}, settings),
}}

open_topic := topic([allow(eventbridge, "sns:Publish", topic_arn, own_account)], {})

policy(statements) := {"p": {"configuration": {"policyDocument": {"Statement": statements}}}}

unheard(why) := {{"message": sprintf("rule trails has no target that works: %s", [why])}}

closed := unheard("the policy of topic arn:aws:sns:eu-west-1:111122223333:alerts does not let EventBridge publish")

unwritten := unheard(
	"no resource policy lets EventBridge write to arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/audit",
)

test_a_topic_that_admits_eventbridge_passes if {
	audit_rule_deliverable.deny == set() with input as with_targets([alerts], open_topic, {})
	audit_rule_deliverable.not_applicable == set() with input as with_targets([alerts], open_topic, {})
	every statement in [
		allow(eventbridge, "SNS:Publish", topic_arn, {}),
		allow("*", "sns:*", "*", {"ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/trails"}}),
		allow({"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]}, ["sns:Publish"], [topic_arn], {}),
	] {
		audit_rule_deliverable.deny == set() with input as with_targets([alerts], topic([statement], {}), {})
	}
}

test_a_topic_that_does_not_admit_eventbridge_fails if {
	every statement in [
		allow({"Service": "cloudwatch.amazonaws.com"}, "sns:Publish", topic_arn, {}),
		allow(eventbridge, "sns:Subscribe", topic_arn, {}),
		allow(eventbridge, "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:other", {}),
		allow(eventbridge, "sns:Publish", topic_arn, {"StringEquals": {"aws:SourceAccount": "999988887777"}}),
		allow(eventbridge, "sns:Publish", topic_arn, {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/other"}}),
		# What SNS puts on a new topic.
		allow({"AWS": "*"}, "SNS:Publish", topic_arn, {"StringEquals": {"AWS:SourceOwner": "111122223333"}}),
		object.union(allow(eventbridge, "sns:Publish", topic_arn, {}), {"Effect": "Deny"}),
	] {
		audit_rule_deliverable.deny == closed with input as with_targets([alerts], topic([statement], {}), {})
	}
	audit_rule_deliverable.deny == closed with input as with_targets([alerts], topic([], {}), {})
	bare := {topic_arn: {"configurationItemStatus": "OK", "configuration": {}}}
	audit_rule_deliverable.deny == closed with input as with_targets([alerts], bare, {})
}

test_a_role_publishes_without_the_policy if {
	target := object.union(alerts, {"RoleArn": "arn:aws:iam::111122223333:role/events"})
	audit_rule_deliverable.deny == set() with input as with_targets([target], topic([], {}), {})
}

test_a_topic_that_is_gone_fails if {
	gone := {topic_arn: {"configurationItemStatus": "ResourceDeleted"}}
	expected := unheard(sprintf("topic %s does not exist", [topic_arn]))
	audit_rule_deliverable.deny == expected with input as with_targets([alerts], gone, {})
	known := {topic_arn: {
		"configurationItemStatus": "ResourceDeleted",
		"configuration": {"KmsMasterKeyId": "alias/aws/sns"},
	}}
	audit_rule_deliverable.deny == expected with input as with_targets([alerts], known, {})
}

test_a_topic_of_which_nothing_is_known_fails if {
	expected := unheard(sprintf("topic %s is not known", [topic_arn]))
	audit_rule_deliverable.deny == expected with input as with_targets([alerts], {}, {})
}

test_a_topic_with_the_managed_key_fails if {
	statement := allow(eventbridge, "sns:Publish", topic_arn, {})
	expected := unheard(sprintf("topic %s is encrypted with the key that AWS manages for SNS", [topic_arn]))
	every key in ["alias/aws/sns", "arn:aws:kms:eu-west-1:111122223333:alias/aws/sns"] {
		topics := topic([statement], {"KmsMasterKeyId": key})
		audit_rule_deliverable.deny == expected with input as with_targets([alerts], topics, {})
	}
	own := topic([statement], {"KmsMasterKeyId": "alias/audit"})
	audit_rule_deliverable.deny == set() with input as with_targets([alerts], own, {})
}

test_a_log_group_needs_a_resource_policy if {
	pattern := "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/*:*"
	every statement in [
		allow(eventbridge, "logs:PutLogEvents", pattern, {}),
		allow({"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]}, "logs:*", pattern, own_account),
		allow({"Service": "delivery.logs.amazonaws.com"}, "logs:PutLogEvents", "*", {}),
	] {
		audit_rule_deliverable.deny == set() with input as with_targets([group], {}, policy([statement]))
	}
	every policies in [
		{},
		policy([]),
		policy([allow({"Service": "es.amazonaws.com"}, "logs:PutLogEvents", pattern, {})]),
		policy([allow(eventbridge, "logs:CreateLogStream", pattern, {})]),
		policy([allow(eventbridge, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:/other:*", {})]),
		policy([allow(eventbridge, "logs:PutLogEvents", pattern, {"StringEquals": {"aws:SourceAccount": "9"}})]),
	] {
		audit_rule_deliverable.deny == unwritten with input as with_targets([group], {}, policies)
	}
	with_role := object.union(group, {"RoleArn": "arn:aws:iam::111122223333:role/events"})
	audit_rule_deliverable.deny == set() with input as with_targets([with_role], {}, {})
	with_star := [{"Id": "l", "Arn": concat("", [group_arn, ":*"])}]
	allowed := policy([allow(eventbridge, "logs:PutLogEvents", pattern, {})])
	audit_rule_deliverable.deny == set() with input as with_targets(with_star, {}, allowed)
}

test_what_cannot_be_verified_is_not_called_broken if {
	every arn in [
		"arn:aws:sqs:eu-west-1:111122223333:audit",
		"arn:aws:lambda:eu-west-1:111122223333:function:audit",
		"arn:aws:events:us-east-1:999988887777:event-bus/security",
		"strange",
	] {
		audit_rule_deliverable.deny == set() with input as with_targets([{"Id": "1", "Arn": arn}], {}, {})
	}
}

test_a_target_that_names_nothing_fails if {
	every target in [{"Id": "1"}, {"Id": "1", "Arn": ""}] {
		audit_rule_deliverable.deny == unheard("a target names nothing") with input as with_targets([target], {}, {})
	}
}

test_one_target_that_works_will_do if {
	audit_rule_deliverable.deny == set() with input as with_targets([alerts, queue], topic([], {}), {})
	both := unheard(concat("; ", [
		sprintf("no resource policy lets EventBridge write to %s", [group_arn]),
		sprintf("the policy of topic %s does not let EventBridge publish", [topic_arn]),
	]))
	audit_rule_deliverable.deny == both with input as with_targets([alerts, group], topic([], {}), {})
}

test_a_rule_without_targets_fails if {
	expected := {{"message": "rule trails has no target"}}
	audit_rule_deliverable.deny == expected with input as with_targets([], {}, {})
	audit_rule_deliverable.deny == expected with input as with_queues(with_targets([], {}, {}))
}

test_dead_letter_queues_are_asked_for_by_parameter if {
	dead := {"DeadLetterArn": "arn:aws:sqs:eu-west-1:111122223333:dead"}
	kept := with_targets([object.union(queue, dead)], {}, {})
	audit_rule_deliverable.deny == set() with input as with_queues(kept)
	mixed := with_targets([object.union(alerts, dead), queue], open_topic, {})
	audit_rule_deliverable.deny == set() with input as mixed
	expected := {{"message": sprintf("rule trails has no dead-letter queue for %s", [queue.Arn])}}
	audit_rule_deliverable.deny == expected with input as with_queues(mixed)
}

test_only_audit_rules_are_judged if {
	reason := {{"reason": "eu-west-1 has no audit rule"}}
	other := {"alarms": [], "alarmsWithReadOnlyEvents": [{"alarm": "root-usage"}]}
	every one in [
		rule({"State": "DISABLED"}, audit, []),
		rule({"EventBusName": "orders"}, audit, []),
		rule({"ManagedBy": "securityhub.amazonaws.com"}, audit, []),
		rule({}, other, []),
	] {
		audit_rule_deliverable.deny == set() with input as scene({"1": one}, {}, {})
		audit_rule_deliverable.not_applicable == reason with input as scene({"1": one}, {}, {})
	}
	audit_rule_deliverable.not_applicable == reason with input as scene({}, {}, {})
	reads := rule({"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}, other, [])
	expected := {{"message": "rule trails has no target"}}
	audit_rule_deliverable.deny == expected with input as scene({"1": reads}, {}, {})
}
