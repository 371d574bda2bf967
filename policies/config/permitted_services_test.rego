package assize.config.permitted_services_test

import rego.v1

import data.assize.config.permitted_services

recorder(changes) := {"a": object.union(
	{
		"configuration": {
			"Name": "default",
			"RecordingGroup": {
				"AllSupported": true,
				"RecordingStrategy": {"UseOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
			},
		},
		"supplementaryConfiguration": {
			"ConfigurationRecorderStatus": {"Recording": true},
			"DiscoveredResourceCounts": [
				{"ResourceType": "AWS::EC2::Instance", "Count": 3},
				{"ResourceType": "AWS::EC2::VPC", "Count": 1},
				{"ResourceType": "AWS::S3::Bucket", "Count": 2},
				{"ResourceType": "AWS::SageMaker::Model", "Count": 0},
			],
		},
	},
	changes,
)}

judged(recorders, services) := {
	"region": {"name": "eu-west-1", "resources": {"AWS::Config::ConfigurationRecorder": recorders}},
	"parameters": {"services": services},
}

test_without_named_services_nothing_is_judged if {
	permitted_services.deny == set() with input as judged(recorder({}), [])
	permitted_services.not_applicable == {{"reason": "no service is named"}} with input as judged(recorder({}), [])
}

test_permitted_services_pass if {
	permitted_services.deny == set() with input as judged(recorder({}), ["ec2", "S3"])
	permitted_services.not_applicable == set() with input as judged(recorder({}), ["ec2", "S3"])
}

test_a_service_that_is_not_permitted_fails if {
	expected := {{"message": "eu-west-1 has 4 resources of EC2, which is not permitted"}}
	permitted_services.deny == expected with input as judged(recorder({}), ["S3"])
}

test_no_recorder_is_not_applicable if {
	permitted_services.deny == set() with input as judged({}, ["S3"])
	permitted_services.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as judged({}, ["S3"])
}

partial := {{"reason": "the recorder in eu-west-1 does not record all types"}}

test_a_stopped_recorder_proves_nothing if {
	stopped := recorder({"supplementaryConfiguration": {"ConfigurationRecorderStatus": {"Recording": false}}})
	permitted_services.not_applicable == partial with input as judged(stopped, ["EC2", "S3"])
	expected := {{"message": "eu-west-1 has 2 resources of S3, which is not permitted"}}
	permitted_services.deny == expected with input as judged(stopped, ["EC2"])
}

test_a_recorder_of_some_types_proves_nothing if {
	some_types := recorder({"configuration": {"RecordingGroup": {
		"AllSupported": false,
		"RecordingStrategy": {"UseOnly": "INCLUSION_BY_RESOURCE_TYPES"},
	}}})
	permitted_services.not_applicable == partial with input as judged(some_types, ["EC2", "S3"])
}

test_a_recorder_of_a_service_does_not_count if {
	linked := recorder({"configuration": {"ServicePrincipal": "securityhub.amazonaws.com"}})
	permitted_services.deny == set() with input as judged(linked, ["S3"])
	permitted_services.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as judged(linked, ["S3"])
}

found(counts) := recorder({"supplementaryConfiguration": {"DiscoveredResourceCounts": counts}})

test_a_recorder_that_has_found_nothing_proves_nothing if {
	nothing := {{"reason": "nothing is discovered yet in eu-west-1"}}
	permitted_services.deny == set() with input as judged(found([]), ["EC2"])
	permitted_services.not_applicable == nothing with input as judged(found([]), ["EC2"])
	uncounted := {"a": json.remove(found([]).a, ["supplementaryConfiguration/DiscoveredResourceCounts"])}
	permitted_services.not_applicable == nothing with input as judged(uncounted, ["EC2"])
}

test_what_has_no_number_is_there if {
	uncounted := found([{"ResourceType": "AWS::S3::Bucket", "Count": 2}, {"ResourceType": "AWS::SageMaker::Model"}])
	expected := {{"message": "eu-west-1 has 1 resources of SageMaker, which is not permitted"}}
	permitted_services.deny == expected with input as judged(uncounted, ["S3"])
	permitted_services.deny == set() with input as judged(uncounted, ["S3", "SageMaker"])
}

test_what_has_no_type_is_of_no_permitted_service if {
	expected := {{"message": "eu-west-1 has 3 resources of an unnamed service, which is not permitted"}}
	permitted_services.deny == expected with input as judged(found([{"Count": 3}]), ["S3"])
	permitted_services.deny == expected with input as judged(found([{"ResourceType": "", "Count": 3}]), ["S3"])
}
