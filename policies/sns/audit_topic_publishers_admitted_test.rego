package assize.sns.audit_topic_publishers_admitted_test

import rego.v1

import data.assize.sns.audit_topic_publishers_admitted

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

trail := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"

alarm := "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:root-usage"

used_by(scene, type, arn) := object.union(scene, {"resource": {"relationships": [{
	"resourceType": type,
	"resourceId": arn,
	"resourceName": "user",
	"relationshipName": "Is used by",
}]}})

with_statements(statements) := object.union(
	topic({"Policy": {"Version": "2012-10-17", "Statement": statements}}, []),
	{"account": {"resources": {"AWS::KMS::Key": {}}}},
)

by_trail(scene) := used_by(scene, "AWS::CloudTrail::Trail", trail)

admit(service, condition) := {
	"Effect": "Allow",
	"Principal": {"Service": service},
	"Action": "SNS:Publish",
	"Resource": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"Condition": condition,
}

of_account := {"StringEquals": {"aws:SourceAccount": "111122223333"}}

admitting := [admit("cloudwatch.amazonaws.com", of_account)]

with_principal(statement, principal) := object.union(json.remove(statement, ["Principal"]), {"Principal": principal})

default_policy := {
	"Effect": "Allow",
	"Principal": {"AWS": "*"},
	"Action": ["SNS:Publish", "SNS:Subscribe"],
	"Resource": "arn:aws:sns:eu-west-1:111122223333:alerts",
	"Condition": {"StringEquals": {"AWS:SourceOwner": "111122223333"}},
}

failing(what) := {{"message": concat(" ", ["the policy of topic alerts", what]), "path": "configuration.Policy"}}

lost := failing(sprintf("does not let cloudwatch.amazonaws.com publish for %s", [alarm]))

untold := failing("does not let cloudtrail.amazonaws.com publish for arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit")

test_services_with_a_source_pass if {
	every condition in [
		of_account,
		{"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*"}},
		{"StringEquals": {"aws:SourceOrgID": "o-acme"}},
	] {
		audit_topic_publishers_admitted.deny == set()
			with input as with_statements([admit("cloudwatch.amazonaws.com", condition)])
		audit_topic_publishers_admitted.not_applicable == set()
			with input as with_statements([admit("cloudwatch.amazonaws.com", condition)])
	}
	audit_topic_publishers_admitted.deny == set() with input as by_trail(with_statements([admit(
		["cloudtrail.amazonaws.com", "config.amazonaws.com"],
		{"StringEquals": {"aws:SourceArn": trail}},
	)]))
}

test_composite_alarms_are_alarms if {
	composite := used_by(with_statements([]), "AWS::CloudWatch::CompositeAlarm", alarm)
	audit_topic_publishers_admitted.deny == lost with input as composite
}

test_who_is_not_let_in_is_told if {
	every statements in [
		[],
		[admit("events.amazonaws.com", of_account)],
		[object.union(admitting[0], {"Effect": "Deny"})],
		[object.union(admitting[0], {"Action": "SNS:Subscribe"})],
		[object.union(admitting[0], {"Resource": "arn:aws:sns:eu-west-1:111122223333:other"})],
		[admit("cloudwatch.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "666666666666"}})],
		[admit("cloudwatch.amazonaws.com", {"ArnEquals": {"aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x"}})],
	] {
		audit_topic_publishers_admitted.deny == lost with input as with_statements(statements)
	}
	audit_topic_publishers_admitted.deny == untold with input as by_trail(with_statements(admitting))
	audit_topic_publishers_admitted.deny == lost
		with input as object.union(topic({}, []), {"account": {"resources": {"AWS::KMS::Key": {}}}})
}

test_the_default_policy_lets_alarms_in_and_no_trail if {
	audit_topic_publishers_admitted.deny == set() with input as with_statements([default_policy])
	audit_topic_publishers_admitted.deny == untold with input as by_trail(with_statements([default_policy]))
	stranger := object.union(default_policy, {"Condition": {"StringEquals": {"AWS:SourceOwner": "666666666666"}}})
	audit_topic_publishers_admitted.deny == lost with input as with_statements([stranger])
}

test_a_service_without_a_source_fails if {
	every condition in [{}, {"StringLike": {"aws:SourceAccount": "*"}}, {"Bool": {"aws:SecureTransport": "true"}}] {
		audit_topic_publishers_admitted.deny == failing("lets cloudwatch.amazonaws.com publish on anybody's behalf")
			with input as with_statements([admit(
			"cloudwatch.amazonaws.com",
			condition,
		)])
	}
	audit_topic_publishers_admitted.deny == failing("lets s3.amazonaws.com publish on anybody's behalf")
		with input as with_statements([
		admitting[0],
		admit("s3.amazonaws.com", {}),
	])
}

test_event_bridge_needs_no_source if {
	audit_topic_publishers_admitted.deny == set()
		with input as with_statements([admitting[0], admit("events.amazonaws.com", {})])
}

test_aws_config_may_publish_with_a_role if {
	scene := used_by(with_statements([]), "AWS::Config::DeliveryChannel", "default")
	audit_topic_publishers_admitted.deny == set() with input as scene
	nobody := {{"reason": "neither a trail nor an alarm nor an audit rule publishes to it"}}
	audit_topic_publishers_admitted.not_applicable == nobody with input as scene
}

key(configuration, using) := {
	"resourceId": "0a1b",
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"supplementaryConfiguration": {"KeyPolicy": {"Statement": using}},
	"relationships": [{
		"resourceType": "AWS::SNS::Topic",
		"resourceId": "arn:aws:sns:eu-west-1:111122223333:alerts",
		"resourceName": "alerts",
		"relationshipName": "Is used by",
	}],
}

own := {"keyManager": "CUSTOMER", "keyState": "Enabled"}

with_key(settings) := object.union(with_statements(admitting), {
	"resource": {"configuration": {"KmsMasterKeyId": "alias/audit"}},
	"account": {"resources": {"AWS::KMS::Key": {"arn:aws:kms:eu-west-1:111122223333:key/0a1b": settings}}},
})

use(actions, condition) := {
	"Effect": "Allow",
	"Principal": {"Service": "cloudwatch.amazonaws.com"},
	"Action": actions,
	"Resource": "*",
	"Condition": condition,
}

both := ["kms:Decrypt", "kms:GenerateDataKey*"]

unusable(what) := {{
	"message": sprintf("topic alerts is encrypted with %s", [what]),
	"path": "configuration.KmsMasterKeyId",
}}

unable(actions) := {{"message": message, "path": "configuration.KmsMasterKeyId"} |
	some action in actions
	message := concat(" ", [
		"the policy of key 0a1b, with which topic alerts is encrypted, does not let cloudwatch.amazonaws.com",
		action,
		"for",
		alarm,
	])
}

test_a_key_that_lets_the_service_in_passes if {
	every statement in [
		use(both, {}),
		use("kms:*", of_account),
		use(both, {"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-west-1:111122223333:alerts"}}),
	] {
		audit_topic_publishers_admitted.deny == set() with input as with_key(key(own, [statement]))
	}
}

test_a_key_that_does_not_let_the_service_in_fails if {
	every using in [
		[],
		[with_principal(use(both, {}), {"AWS": "arn:aws:iam::111122223333:root"})],
		[with_principal(use(both, {}), {"Service": "sns.amazonaws.com"})],
		[use(both, {"StringEquals": {"aws:SourceAccount": "666666666666"}})],
		[with_principal(use(both, {"StringEquals": {"kms:CallerAccount": "111122223333"}}), "*")],
	] {
		audit_topic_publishers_admitted.deny == unable(["kms:Decrypt", "kms:GenerateDataKey"])
			with input as with_key(key(own, using))
	}
	audit_topic_publishers_admitted.deny == unable(["kms:Decrypt"])
		with input as with_key(key(own, [use("kms:GenerateDataKey*", {})]))
	audit_topic_publishers_admitted.deny == unable(["kms:GenerateDataKey"])
		with input as with_key(key(own, [use("kms:Decrypt", {})]))
	nothing := json.remove(key(own, []), ["supplementaryConfiguration/KeyPolicy"])
	audit_topic_publishers_admitted.deny == unable(["kms:Decrypt", "kms:GenerateDataKey"])
		with input as with_key(nothing)
}

test_a_key_of_aws_lets_nobody_in if {
	audit_topic_publishers_admitted.deny == unusable("key 0a1b, which is not customer managed (key manager: AWS)")
		with input as with_key(key(
		{"keyManager": "AWS", "keyState": "Enabled"},
		[use(both, {})],
	))
}

test_a_key_that_is_gone_lets_nobody_in if {
	gone := object.union(key(own, [use(both, {})]), {"configurationItemStatus": "ResourceDeleted"})
	audit_topic_publishers_admitted.deny == unusable("key 0a1b, which does not exist") with input as with_key(gone)
}

test_whose_key_it_is_does_not_matter_where_nobody_publishes if {
	scene := used_by(with_key(key(own, [])), "AWS::Config::DeliveryChannel", "default")
	audit_topic_publishers_admitted.deny == set() with input as scene
}

foreign(scene) := object.union(
	scene,
	{"resource": {"accountId": "444455556666"}},
)

belongs_elsewhere := {{"reason": "the topic belongs to account 111122223333 and is to be judged there"}}

test_another_accounts_topic_is_judged_there if {
	audit_topic_publishers_admitted.deny == set() with input as foreign(with_statements([]))
	audit_topic_publishers_admitted.not_applicable == belongs_elsewhere with input as foreign(with_statements([]))
}

rule_arn := "arn:aws:events:eu-west-1:111122223333:rule/audit"

# The topic, named by a rule of EventBridge alone.
by_rule(scene, target, alarms) := object.union(used_by(scene, "AWS::Events::Rule", rule_arn), {"account": {"resources": {
	"AWS::Events::Rule": {rule_arn: {
		"configuration": {"Name": "audit", "EventBusName": "default", "State": "ENABLED"},
		"supplementaryConfiguration": {
			"Targets": [object.union({"Id": "1", "Arn": "arn:aws:sns:eu-west-1:111122223333:alerts"}, target)],
			"EventPatternMeaning": {"alarms": alarms, "alarmsWithReadOnlyEvents": []},
		},
	}},
}}})

about_audit := [{"alarm": "cloudtrail-changes"}]

test_an_audit_rule_must_be_let_in if {
	silent := failing(sprintf("does not let events.amazonaws.com publish for %s", [rule_arn]))
	audit_topic_publishers_admitted.deny == silent with input as by_rule(with_statements(admitting), {}, about_audit)
	every condition in [{}, of_account, {"ArnEquals": {"aws:SourceArn": rule_arn}}] {
		let_in := with_statements([admit("events.amazonaws.com", condition)])
		audit_topic_publishers_admitted.deny == set() with input as by_rule(let_in, {}, about_audit)
		audit_topic_publishers_admitted.not_applicable == set() with input as by_rule(let_in, {}, about_audit)
	}
}

test_a_target_with_a_role_publishes_as_that_role if {
	role := {"RoleArn": "arn:aws:iam::111122223333:role/events"}
	audit_topic_publishers_admitted.deny == set() with input as by_rule(with_statements([]), role, about_audit)
}

test_a_topic_of_other_rules_is_none_of_the_audit_plane if {
	other := by_rule(with_statements([]), {}, [])
	expected := {{"reason": "nothing names it but rules of EventBridge that are not about audit events"}}
	audit_topic_publishers_admitted.deny == set() with input as other
	audit_topic_publishers_admitted.not_applicable == expected with input as other
}

test_event_bridge_uses_a_key_without_a_source if {
	let_in := {"resource": {"configuration": {"Policy": {"Statement": [admit("events.amazonaws.com", {})]}}}}
	every case in [
		{"condition": {}, "faults": 0},
		{"condition": of_account, "faults": 2},
		{"condition": {"StringEquals": {"aws:SourceOrgID": "o-acme"}}, "faults": 2},
	] {
		statement := with_principal(use(both, case.condition), {"Service": "events.amazonaws.com"})
		scene := object.union(with_key(key(own, [statement])), let_in)
		count(audit_topic_publishers_admitted.deny) == case.faults with input as by_rule(scene, {}, about_audit)
	}
}
