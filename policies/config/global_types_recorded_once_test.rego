package assize.config.global_types_recorded_once_test

import rego.v1

import data.assize.config.global_types_recorded_once

account(recorders, single) := {
	"account": {
		"id": "111122223333",
		"partition": "aws",
		"regions": [
			{"name": "eu-central-2", "optInStatus": "ENABLED", "selected": true},
			{"name": "eu-west-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
			{"name": "us-east-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
		],
		"resources": {"AWS::Config::ConfigurationRecorder": recorders},
	},
	"parameters": {"single_region": single},
}

recorder(region, group) := {"awsRegion": region, "configuration": {"Name": "default", "RecordingGroup": group}}

all_supported(global) := {"AllSupported": true, "IncludeGlobalResourceTypes": global, "ResourceTypes": []}

excluding(types) := {
	"AllSupported": false,
	"IncludeGlobalResourceTypes": false,
	"ResourceTypes": [],
	"ExclusionByResourceTypes": {"ResourceTypes": types},
	"RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
}

including(types) := {
	"AllSupported": false,
	"IncludeGlobalResourceTypes": false,
	"ResourceTypes": types,
	"RecordingStrategy": {"UseOnly": "INCLUSION_BY_RESOURCE_TYPES"},
}

iam := ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"]

none(regions) := {{"message": concat("", [
	"none of the recorders (",
	regions,
	") records all of AWS::IAM::Group, AWS::IAM::Policy, AWS::IAM::Role, AWS::IAM::User",
])}}

once := {"a": recorder("eu-west-1", all_supported(true)), "b": recorder("us-east-1", all_supported(false))}

twice := {"a": recorder("eu-west-1", all_supported(true)), "b": recorder("us-east-1", excluding([]))}

test_one_region_passes if {
	global_types_recorded_once.deny == set() with input as account(once, true)
	global_types_recorded_once.not_applicable == set() with input as account(once, true)
}

test_exclusion_strategy_counts_although_the_flag_is_off if {
	global_types_recorded_once.deny == set() with input as account(
		{"a": recorder("eu-west-1", excluding(["AWS::EC2::Volume"]))},
		false,
	)
}

test_list_with_all_four_counts if {
	global_types_recorded_once.deny == set() with input as account({"a": recorder("eu-west-1", including(iam))}, false)
}

test_no_region_fails if {
	global_types_recorded_once.deny == none("eu-west-1, us-east-1") with input as account(
		{
			"a": recorder("us-east-1", all_supported(false)),
			"b": recorder("eu-west-1", excluding(["AWS::IAM::User"])),
		},
		false,
	)
}

test_list_with_three_of_four_fails if {
	global_types_recorded_once.deny == none("eu-west-1") with input as account(
		{"a": recorder("eu-west-1", including(["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role"]))},
		false,
	)
}

test_later_region_cannot_record_iam if {
	global_types_recorded_once.deny == none("eu-central-2") with input as account(
		{"a": recorder("eu-central-2", all_supported(true))},
		false,
	)
}

test_later_region_is_no_duplicate if {
	global_types_recorded_once.deny == set() with input as account(
		{
			"a": recorder("eu-central-2", excluding([])),
			"b": recorder("eu-west-1", all_supported(true)),
		},
		true,
	)
}

test_two_regions_pass_by_default if global_types_recorded_once.deny == set() with input as account(twice, false)

test_two_regions_fail_where_one_is_wanted if {
	global_types_recorded_once.deny == {{
		"message": "IAM types are recorded in eu-west-1, us-east-1",
	}} with input as account(twice, true)
}

test_missing_group_is_never_a_pass if {
	global_types_recorded_once.deny == none("eu-west-1") with input as account(
		{"a": {"awsRegion": "eu-west-1", "configuration": {"Name": "default"}}},
		false,
	)
}

test_recorder_of_a_service_does_not_count if {
	linked := {
		"awsRegion": "eu-west-1",
		"configuration": {
			"Name": "linked",
			"ServicePrincipal": "securityhub.amazonaws.com",
			"RecordingGroup": all_supported(true),
		},
	}
	global_types_recorded_once.deny == none("us-east-1") with input as account(
		{"a": linked, "b": recorder("us-east-1", all_supported(false))},
		false,
	)
}

test_no_recorder_is_not_applicable if {
	global_types_recorded_once.deny == set() with input as account({}, false)
	global_types_recorded_once.not_applicable == {{
		"reason": "no region has a recorder",
	}} with input as account({}, false)
}
