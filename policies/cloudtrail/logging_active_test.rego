package assize.cloudtrail.logging_active_test

import rego.v1

import data.assize.cloudtrail.logging_active

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
			"isMultiRegionTrail": true,
		},
		"supplementaryConfiguration": {"TrailStatus": {"IsLogging": true}},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

at_its_owner := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}

at_is_logging(message) := {{"message": message, "path": "supplementaryConfiguration.TrailStatus.IsLogging"}}

stopped(status) := {"supplementaryConfiguration": {"TrailStatus": object.union({"IsLogging": false}, status)}}

test_a_logging_trail_passes if {
	logging_active.deny == set() with input as {"resource": trail({})}
	logging_active.not_applicable == set() with input as {"resource": trail({})}
}

test_a_stopped_trail_fails_with_the_time if {
	expected := at_is_logging("logging is off since 2026-11-19T23:00:00Z")
	logging_active.deny == expected with input as {"resource": trail(stopped({
		"StartLoggingTime": "2026-01-01T00:00:00Z",
		"StopLoggingTime": "2026-11-19T23:00:00Z",
	}))}
}

test_a_trail_that_never_logged_fails if {
	expected := at_is_logging("logging is off")
	logging_active.deny == expected with input as {"resource": trail(stopped({}))}
}

test_a_trail_restarted_after_a_stop_passes if {
	logging_active.deny == set() with input as {"resource": trail({"supplementaryConfiguration": {"TrailStatus": {
		"IsLogging": true,
		"StopLoggingTime": "2026-11-19T23:00:00Z",
	}}})}
}

test_an_unknown_state_is_no_pass if {
	count(logging_active.deny) == 1 with input as {"resource": json.remove(
		trail({}),
		["supplementaryConfiguration/TrailStatus"],
	)}
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	seen := object.union(trail(stopped({})), elsewhere)
	logging_active.deny == set() with input as {"resource": seen}
	logging_active.not_applicable == at_its_owner with input as {"resource": seen}
}
