package assize.cloudtrail.log_file_validation_test

import rego.v1

import data.assize.cloudtrail.log_file_validation

# A trail as the collector writes it, with changes.
trail(changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"resourceName": "audit",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"configuration": {
			"name": "audit",
			"trailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
			"homeRegion": "us-east-1",
			"logFileValidationEnabled": true,
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

at_its_owner := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}

off := {"configuration": {"logFileValidationEnabled": false}}

expected_failure := {{"message": "log file validation is off", "path": "configuration.logFileValidationEnabled"}}

test_validation_on_passes if {
	log_file_validation.deny == set() with input as {"resource": trail({})}
	log_file_validation.not_applicable == set() with input as {"resource": trail({})}
}

test_validation_off_fails if {
	expected := expected_failure
	log_file_validation.deny == expected with input as {"resource": trail(off)}
}

test_an_absent_setting_fails if {
	expected := expected_failure
	log_file_validation.deny == expected with input as {"resource": json.remove(
		trail({}),
		["configuration/logFileValidationEnabled"],
	)}
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	seen := object.union(trail(off), elsewhere)
	log_file_validation.deny == set() with input as {"resource": seen}
	log_file_validation.not_applicable == at_its_owner with input as {"resource": seen}
}
