package assize.config.recorder_service_linked_role_test

import rego.v1

import data.assize.config.recorder_service_linked_role

in_account(partition, recorders, roles) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {"AWS::Config::ConfigurationRecorder": recorders},
	},
	"account": {"id": "111122223333", "partition": partition},
	"parameters": {"allowed_role_arns": roles},
}

recorder(role) := {"a": {"configuration": {"Name": "default", "RoleARN": role}}}

path := "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"

own := concat("", ["arn:aws:iam::111122223333:", path])

custom := "arn:aws:iam::111122223333:role/config"

test_service_linked_role_passes if {
	recorder_service_linked_role.deny == set() with input as in_account("aws", recorder(own), [])
	recorder_service_linked_role.not_applicable == set() with input as in_account("aws", recorder(own), [])
}

test_service_linked_role_of_another_partition_passes_there if {
	role := concat("", ["arn:aws-us-gov:iam::111122223333:", path])
	recorder_service_linked_role.deny == set() with input as in_account("aws-us-gov", recorder(role), [])
}

test_service_linked_role_in_the_wrong_partition_fails if {
	count(recorder_service_linked_role.deny) == 1 with input as in_account("aws-cn", recorder(own), [])
}

test_custom_role_fails if {
	recorder_service_linked_role.deny == {{"message": concat("", [
		"recorder default in eu-west-1 uses arn:aws:iam::111122223333:role/config, not ",
		"arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
	])}} with input as in_account("aws", recorder(custom), [])
}

test_allowed_custom_role_passes if {
	recorder_service_linked_role.deny == set() with input as in_account("aws", recorder(custom), [custom])
}

test_service_linked_role_of_another_account_fails if {
	role := concat("", ["arn:aws:iam::444455556666:", path])
	count(recorder_service_linked_role.deny) == 1 with input as in_account("aws", recorder(role), [])
}

test_look_alike_fails if {
	role := "arn:aws:iam::111122223333:role/AWSServiceRoleForConfig"
	count(recorder_service_linked_role.deny) == 1 with input as in_account("aws", recorder(role), [])
}

test_no_role_fails if {
	count(recorder_service_linked_role.deny) == 1 with input as in_account(
		"aws",
		{"a": {"configuration": {"Name": "default"}}},
		[],
	)
}

test_recorder_of_a_service_is_not_judged if {
	recorder_service_linked_role.deny == set() with input as in_account(
		"aws",
		{"b": {"configuration": {
			"Name": "linked",
			"ServicePrincipal": "securityhub.amazonaws.com",
			"RoleARN": custom,
		}}},
		[],
	)
}

test_no_recorder_is_not_applicable if {
	recorder_service_linked_role.deny == set() with input as in_account("aws", {}, [])
	recorder_service_linked_role.not_applicable == {{
		"reason": "no recorder in eu-west-1",
	}} with input as in_account("aws", {}, [])
}
