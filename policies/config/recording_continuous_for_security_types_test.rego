package assize.config.recording_continuous_for_security_types_test

import rego.v1

import data.assize.config.recording_continuous_for_security_types

region(recorders) := {"region": {
	"name": "eu-west-1",
	"optInStatus": "ENABLED_BY_DEFAULT",
	"resources": {"AWS::Config::ConfigurationRecorder": recorders},
}}

with_mode(group, mode) := region({"a": {"configuration": {
	"Name": "default",
	"RecordingGroup": group,
	"RecordingMode": mode,
}}})

all_supported := {"AllSupported": true, "IncludeGlobalResourceTypes": false, "ResourceTypes": []}

with_iam := {"AllSupported": true, "IncludeGlobalResourceTypes": true, "ResourceTypes": []}

only(types) := {"AllSupported": false, "IncludeGlobalResourceTypes": false, "ResourceTypes": types}

override(frequency, types) := {"RecordingFrequency": frequency, "ResourceTypes": types}

continuous := {"RecordingFrequency": "CONTINUOUS", "RecordingModeOverrides": []}

daily_but(overrides) := {"RecordingFrequency": "DAILY", "RecordingModeOverrides": overrides}

continuous_but(overrides) := {"RecordingFrequency": "CONTINUOUS", "RecordingModeOverrides": overrides}

test_continuous_passes if {
	recording_continuous_for_security_types.deny == set() with input as with_mode(all_supported, continuous)
	recording_continuous_for_security_types.not_applicable == set() with input as with_mode(all_supported, continuous)
}

test_no_mode_means_continuous if {
	recording_continuous_for_security_types.deny == set() with input as region({"a": {"configuration": {
		"Name": "default",
		"RecordingGroup": all_supported,
	}}})
}

test_daily_fails_with_the_types if {
	recording_continuous_for_security_types.deny == {{"message": concat("", [
		"recorder default in eu-west-1 does not continuously record ",
		"AWS::CloudTrail::Trail, AWS::S3::Bucket",
	])}} with input as with_mode(only(["AWS::S3::Bucket", "AWS::CloudTrail::Trail", "AWS::EC2::Volume"]), daily_but([]))
}

test_daily_override_fails if {
	recording_continuous_for_security_types.deny == {{
		"message": "recorder default in eu-west-1 does not continuously record AWS::KMS::Key",
	}} with input as with_mode(all_supported, continuous_but([override("DAILY", ["AWS::KMS::Key"])]))
}

test_daily_override_of_another_type_passes if {
	recording_continuous_for_security_types.deny == set() with input as with_mode(
		all_supported,
		continuous_but([override("DAILY", ["AWS::EC2::Volume"])]),
	)
}

test_continuous_override_of_a_daily_recorder_passes if {
	recording_continuous_for_security_types.deny == set() with input as with_mode(
		only(["AWS::S3::Bucket", "AWS::EC2::Volume"]),
		daily_but([override("CONTINUOUS", ["AWS::S3::Bucket"])]),
	)
}

test_two_overrides_of_one_type_must_both_be_continuous if {
	count(recording_continuous_for_security_types.deny) == 1 with input as with_mode(
		all_supported,
		continuous_but([override("CONTINUOUS", ["AWS::KMS::Key"]), override("DAILY", ["AWS::KMS::Key"])]),
	)
}

test_daily_iam_fails_where_iam_is_recorded if {
	recording_continuous_for_security_types.deny == {{
		"message": "recorder default in eu-west-1 does not continuously record AWS::IAM::Role",
	}} with input as with_mode(with_iam, continuous_but([override("DAILY", ["AWS::IAM::Role"])]))
}

test_daily_iam_passes_where_iam_is_not_recorded if {
	recording_continuous_for_security_types.deny == set() with input as with_mode(
		all_supported,
		continuous_but([override("DAILY", ["AWS::IAM::Role"])]),
	)
}

test_types_of_config_itself_are_never_daily if {
	recording_continuous_for_security_types.deny == set() with input as with_mode(
		only(["AWS::S3::Bucket", "AWS::Config::ResourceCompliance"]),
		daily_but([override("CONTINUOUS", ["AWS::S3::Bucket"])]),
	)
}

test_nothing_to_judge_is_not_applicable if {
	recording_continuous_for_security_types.deny == set() with input as with_mode(
		only(["AWS::EC2::Volume"]),
		daily_but([]),
	)
	recording_continuous_for_security_types.not_applicable == {{
		"reason": "recorder default in eu-west-1 records no type of the audit plane",
	}} with input as with_mode(only(["AWS::EC2::Volume"]), daily_but([]))
}

test_missing_group_is_never_a_pass if {
	count(recording_continuous_for_security_types.not_applicable) == 1 with input as region({"a": {"configuration": {
		"Name": "default",
		"RecordingMode": continuous,
	}}})
}

test_no_recorder_is_not_applicable if {
	recording_continuous_for_security_types.deny == set() with input as region({})
	recording_continuous_for_security_types.not_applicable == {{
		"reason": "no recorder in eu-west-1",
	}} with input as region({})
}

test_recorder_of_a_service_is_not_judged if {
	own := {"configuration": {"Name": "default", "RecordingGroup": all_supported, "RecordingMode": continuous}}
	daily := {"configuration": {
		"Name": "linked",
		"ServicePrincipal": "securityhub.amazonaws.com",
		"RecordingGroup": all_supported,
		"RecordingMode": daily_but([]),
	}}
	empty := {"configuration": {"Name": "linked", "ServicePrincipal": "config.amazonaws.com"}}
	recording_continuous_for_security_types.deny == set() with input as region({"a": own, "b": daily, "c": empty})
	recording_continuous_for_security_types.not_applicable == set() with input as region({"a": own, "c": empty})
}

test_frequencies_are_compared_in_any_case if {
	recording_continuous_for_security_types.deny == set() with input as with_mode(
		only(["AWS::S3::Bucket", "AWS::KMS::Key"]),
		{"RecordingFrequency": "continuous", "RecordingModeOverrides": [override("Continuous", ["AWS::KMS::Key"])]},
	)
}
