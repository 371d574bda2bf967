package assize.config.exclusions_approved_test

import rego.v1

import data.assize.config.exclusions_approved
import data.assize.lib.config

region(recorders, approved) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {"AWS::Config::ConfigurationRecorder": recorders},
	},
	"parameters": {"approved_types": approved},
}

with_group(group, approved) := region(
	{"a": {"configuration": {"Name": "default", "RecordingGroup": group}}},
	approved,
)

all_supported := {"AllSupported": true, "IncludeGlobalResourceTypes": false, "ResourceTypes": []}

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

test_recorder_of_everything_passes if {
	exclusions_approved.deny == set() with input as with_group(all_supported, [])
	exclusions_approved.not_applicable == set() with input as with_group(all_supported, [])
}

test_approved_exclusion_passes if {
	exclusions_approved.deny == set() with input as with_group(
		excluding(["AWS::EC2::NetworkInterface"]),
		["AWS::EC2::NetworkInterface"],
	)
}

test_exclusion_of_iam_passes if {
	exclusions_approved.deny == set() with input as with_group(excluding(["AWS::IAM::Role"]), [])
}

test_empty_exclusion_passes if exclusions_approved.deny == set() with input as with_group(excluding([]), [])

test_unapproved_exclusion_fails if {
	exclusions_approved.deny == {{
		"message": "recorder default in eu-west-1 leaves out AWS::EC2::NetworkInterface without approval",
	}} with input as with_group(excluding(["AWS::EC2::NetworkInterface"]), ["AWS::EC2::Volume"])
}

test_exclusion_of_an_audit_type_fails if {
	exclusions_approved.deny == {{
		"message": "recorder default in eu-west-1 does not record AWS::CloudTrail::Trail",
	}} with input as with_group(excluding(["AWS::CloudTrail::Trail"]), [])
}

test_approval_does_not_help_an_audit_type if {
	count(exclusions_approved.deny) == 1 with input as with_group(
		excluding(["AWS::CloudTrail::Trail"]),
		["AWS::CloudTrail::Trail"],
	)
}

test_list_with_all_audit_types_passes if {
	all := [type | some type in config.security_types]
	exclusions_approved.deny == set() with input as with_group(including(all), [])
}

test_list_without_an_audit_type_fails if {
	some_types := [type | some type in config.security_types; type != "AWS::KMS::Key"]
	exclusions_approved.deny == {{
		"message": "recorder default in eu-west-1 does not record AWS::KMS::Key",
	}} with input as with_group(including(some_types), [])
}

test_missing_group_is_never_a_pass if {
	count(exclusions_approved.deny) == 1 with input as region({"a": {"configuration": {"Name": "default"}}}, [])
}

test_recorder_of_a_service_is_not_judged if {
	exclusions_approved.deny == set() with input as region(
		{"b": {"configuration": {
			"Name": "linked",
			"ServicePrincipal": "securityhub.amazonaws.com",
			"RecordingGroup": including(["AWS::S3::Bucket"]),
		}}},
		[],
	)
}

test_no_recorder_is_not_applicable if {
	exclusions_approved.deny == set() with input as region({}, [])
	exclusions_approved.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({}, [])
}

test_own_recorder_is_judged_alone if {
	own := {"configuration": {"Name": "default", "RecordingGroup": all_supported}}
	blind := {"configuration": {
		"Name": "linked",
		"ServicePrincipal": "config.amazonaws.com",
		"RecordingGroup": excluding(["AWS::S3::Bucket", "AWS::EC2::Volume"]),
	}}
	exclusions_approved.deny == set() with input as region({"a": own, "b": blind}, [])
}
