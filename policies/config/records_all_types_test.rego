package assize.config.records_all_types_test

import rego.v1

import data.assize.config.records_all_types

region(recorders) := {"region": {
	"name": "eu-west-1",
	"optInStatus": "ENABLED_BY_DEFAULT",
	"resources": {"AWS::Config::ConfigurationRecorder": recorders},
}}

with_group(group) := region({"a": {"configuration": {"Name": "default", "RecordingGroup": group}}})

all_supported := {
	"AllSupported": true,
	"IncludeGlobalResourceTypes": false,
	"ResourceTypes": [],
	"RecordingStrategy": {"UseOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
}

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

linked := {"configuration": {
	"Name": "linked",
	"ServicePrincipal": "securityhub.amazonaws.com",
	"RecordingGroup": including(["AWS::S3::Bucket"]),
}}

test_all_supported_passes if {
	records_all_types.deny == set() with input as with_group(all_supported)
	records_all_types.not_applicable == set() with input as with_group(all_supported)
}

test_all_supported_of_an_old_recorder_passes if {
	records_all_types.deny == set() with input as with_group({
		"AllSupported": true,
		"IncludeGlobalResourceTypes": true,
		"ResourceTypes": [],
	})
}

test_exclusion_of_another_type_passes_although_all_supported_is_false if {
	records_all_types.deny == set() with input as with_group(excluding(["AWS::EC2::NetworkInterface"]))
}

test_exclusion_of_iam_passes if {
	records_all_types.deny == set() with input as with_group(excluding(["AWS::IAM::User", "AWS::IAM::Role"]))
}

test_exclusion_of_audit_types_fails_with_their_names if {
	records_all_types.deny == {{
		"message": "recorder default in eu-west-1 leaves out AWS::CloudTrail::Trail, AWS::KMS::Key",
	}} with input as with_group(excluding(["AWS::KMS::Key", "AWS::EC2::Volume", "AWS::CloudTrail::Trail"]))
}

test_list_fails if {
	records_all_types.deny == {{
		"message": "recorder default in eu-west-1 records only a list of 2 types",
	}} with input as with_group(including(["AWS::S3::Bucket", "AWS::CloudTrail::Trail"]))
}

test_list_of_an_old_recorder_fails if {
	count(records_all_types.deny) == 1 with input as with_group({
		"AllSupported": false,
		"IncludeGlobalResourceTypes": false,
		"ResourceTypes": ["AWS::S3::Bucket"],
	})
}

test_missing_group_fails if {
	records_all_types.deny == {{
		"message": "recorder default in eu-west-1 does not say which types it records",
	}} with input as region({"a": {"configuration": {"Name": "default"}}})
}

test_unknown_strategy_fails if {
	count(records_all_types.deny) == 1 with input as with_group({
		"AllSupported": false,
		"IncludeGlobalResourceTypes": false,
		"ResourceTypes": [],
		"RecordingStrategy": {"UseOnly": "SOME_NEW_STRATEGY"},
	})
}

test_recorder_of_a_service_is_not_judged if {
	records_all_types.deny == set() with input as region({"b": linked})
	records_all_types.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({"b": linked})
}

test_no_recorder_is_not_applicable if {
	records_all_types.deny == set() with input as region({})
	records_all_types.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({})
}

test_own_recorder_is_judged_alone if {
	own := {"configuration": {"Name": "default", "RecordingGroup": all_supported}}
	blind := {"configuration": {
		"Name": "linked",
		"ServicePrincipal": "config.amazonaws.com",
		"RecordingGroup": excluding(["AWS::S3::Bucket"]),
	}}
	silent := {"configuration": {"Name": "linked", "ServicePrincipal": "config.amazonaws.com"}}
	records_all_types.deny == set() with input as region({"a": own, "b": linked, "c": blind, "d": silent})
}
