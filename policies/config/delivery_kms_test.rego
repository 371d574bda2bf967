package assize.config.delivery_kms_test

import rego.v1

import data.assize.config.delivery_kms

scene(channels, keys) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {"AWS::Config::DeliveryChannel": channels},
	},
	"account": {"id": "111122223333", "partition": "aws", "resources": {"AWS::KMS::Key": keys}},
}

channel(reference) := {"c": {"configuration": {
	"Name": "default",
	"S3BucketName": "log-bucket",
	"S3KmsKeyArn": reference,
}}}

arn := "arn:aws:kms:eu-west-1:111122223333:key/0a1b"

alias := "arn:aws:kms:eu-west-1:111122223333:alias/config"

key(state, manager, user) := {
	"resourceId": "0a1b",
	"arn": arn,
	"configurationItemStatus": "OK",
	"configuration": {"keyId": "0a1b", "arn": arn, "enabled": true, "keyState": state, "keyManager": manager},
	"relationships": [{
		"resourceType": "AWS::Config::DeliveryChannel",
		"resourceId": "default",
		"resourceName": user,
		"relationshipName": "Is used by",
	}],
}

good := key("Enabled", "CUSTOMER", "default")

deleted(reference) := {
	"resourceId": reference,
	"configurationItemStatus": "ResourceDeleted",
	"configuration": {"arn": reference, "keyState": "Enabled", "keyManager": "CUSTOMER"},
	"relationships": good.relationships,
}

prefix := "delivery channel default in eu-west-1"

test_customer_key_passes if {
	delivery_kms.deny == set() with input as scene(channel(arn), {arn: good})
	delivery_kms.not_applicable == set() with input as scene(channel(arn), {arn: good})
}

test_customer_key_by_alias_passes if delivery_kms.deny == set() with input as scene(channel(alias), {arn: good})

test_no_key_fails if {
	delivery_kms.deny == {{"message": concat("", [prefix, " names no KMS key"])}} with input as scene(
		{"c": {"configuration": {"Name": "default", "S3BucketName": "log-bucket"}}},
		{},
	)
}

test_aws_managed_key_fails if {
	delivery_kms.deny == {{"message": concat("", [
		prefix,
		" uses arn:aws:kms:eu-west-1:111122223333:key/0a1b, which is not customer managed (key manager: AWS)",
	])}} with input as scene(channel(arn), {arn: key("Enabled", "AWS", "default")})
}

test_disabled_key_fails if {
	delivery_kms.deny == {{"message": concat("", [
		prefix,
		" uses arn:aws:kms:eu-west-1:111122223333:key/0a1b, whose state is Disabled",
	])}} with input as scene(channel(arn), {arn: key("Disabled", "CUSTOMER", "default")})
}

test_disabled_key_by_alias_fails if {
	count(delivery_kms.deny) == 1 with input as scene(channel(alias), {arn: key("Disabled", "CUSTOMER", "default")})
}

test_deleted_key_fails if {
	delivery_kms.deny == {{"message": concat("", [
		prefix,
		" names the key arn:aws:kms:eu-west-1:111122223333:key/0a1b, which does not exist",
	])}} with input as scene(channel(arn), {arn: deleted(arn)})
}

test_key_of_another_use_does_not_help if {
	other := "arn:aws:kms:eu-west-1:111122223333:key/ffff"
	count(delivery_kms.deny) == 1 with input as scene(channel(other), {arn: good})
}

test_alias_that_is_gone_fails_although_a_channel_of_that_name_has_a_key if {
	delivery_kms.deny == {{"message": concat("", [
		prefix,
		" names the key arn:aws:kms:eu-west-1:111122223333:alias/config, which does not exist",
	])}} with input as scene(channel(alias), {arn: good, "gone": deleted(alias)})
}

test_alias_used_by_a_channel_of_another_name_does_not_help if {
	count(delivery_kms.deny) == 1 with input as scene(channel(alias), {arn: key("Enabled", "CUSTOMER", "other")})
}

test_unknown_manager_and_state_fail if {
	count(delivery_kms.deny) == 2 with input as scene(channel(arn), {arn: {
		"resourceId": "0a1b",
		"configurationItemStatus": "OK",
		"configuration": {"arn": arn},
	}})
}

test_no_channel_is_not_applicable if {
	delivery_kms.deny == set() with input as scene({}, {arn: good})
	delivery_kms.not_applicable == {{"reason": "no delivery channel in eu-west-1"}} with input as scene({}, {})
}

test_empty_reference_fails_once if {
	delivery_kms.deny == {{
		"message": "delivery channel default in eu-west-1 names no KMS key",
	}} with input as scene(channel(""), {arn: good})
}

test_alias_that_is_gone_and_alone_fails if {
	count(delivery_kms.deny) == 1 with input as scene(channel(alias), {"gone": deleted("another reference")})
}

test_key_of_a_trail_of_that_name_does_not_help_an_alias if {
	of_a_trail := object.union(good, {"relationships": [{
		"resourceType": "AWS::CloudTrail::Trail",
		"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/default",
		"resourceName": "default",
		"relationshipName": "Is used by",
	}]})
	count(delivery_kms.deny) == 1 with input as scene(channel(alias), {arn: of_a_trail})
}

test_reference_that_is_also_an_id_is_found if {
	by_id := object.union(good, {"resourceId": arn})
	delivery_kms.deny == set() with input as scene(channel(arn), {arn: by_id})
}

test_deleted_item_of_config_fails if {
	item := object.union(good, {"configurationItemStatus": "ResourceDeleted"})
	count(delivery_kms.deny) == 1 with input as scene(channel(arn), {arn: item})
}

test_keys_of_others_are_not_judged if {
	other := {
		"resourceId": "ffff",
		"configurationItemStatus": "OK",
		"configuration": {
			"arn": "arn:aws:kms:eu-west-1:111122223333:key/ffff",
			"keyState": "Disabled",
			"keyManager": "AWS",
		},
	}
	delivery_kms.deny == set() with input as scene(channel(arn), {arn: good, "other": other})
}

test_words_are_compared_in_any_case if {
	delivery_kms.deny == set() with input as scene(channel(arn), {arn: key("ENABLED", "Customer", "default")})
}
