package assize.config.recorder_exists_test

import rego.v1

import data.assize.config.recorder_exists

region(recorders) := {"region": {
	"name": "eu-west-1",
	"optInStatus": "ENABLED_BY_DEFAULT",
	"resources": {"AWS::Config::ConfigurationRecorder": recorders},
}}

own := {"configuration": {"Name": "default", "RecordingScope": "PAID"}}

linked := {"configuration": {
	"Name": "AWSConfigurationRecorderForSecurityHub",
	"RecordingScope": "INTERNAL",
	"ServicePrincipal": "securityhub.amazonaws.com",
}}

test_recorder_passes if recorder_exists.deny == set() with input as region({"a": own})

test_recorder_beside_one_of_a_service_passes if {
	recorder_exists.deny == set() with input as region({"a": own, "b": linked})
}

test_no_recorder_fails if {
	recorder_exists.deny == {{"message": "eu-west-1 has no configuration recorder"}} with input as region({})
}

test_recorder_of_a_service_alone_fails if {
	recorder_exists.deny == {{"message": concat("", [
		"eu-west-1 has no configuration recorder of the account's own, ",
		"only one of securityhub.amazonaws.com",
	])}} with input as region({"b": linked})
}

test_internal_recorder_without_a_principal_fails if {
	recorder_exists.deny == {{"message": concat("", [
		"eu-west-1 has no configuration recorder of the account's own, ",
		"only one of an AWS service",
	])}} with input as region({"b": {"configuration": {"Name": "x", "RecordingScope": "INTERNAL"}}})
}
