package assize.config.recorder_last_status_test

import rego.v1

import data.assize.config.recorder_last_status

region(recorders) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {"AWS::Config::ConfigurationRecorder": recorders},
	},
	"parameters": {"pending_hours": 24},
	"snapshot": {"collectedAt": "2026-03-10T12:00:00Z"},
}

with_status(status) := region({"a": {
	"configuration": {"Name": "default"},
	"supplementaryConfiguration": {"ConfigurationRecorderStatus": status},
}})

linked := {
	"configuration": {"Name": "linked", "ServicePrincipal": "securityhub.amazonaws.com"},
	"supplementaryConfiguration": {"ConfigurationRecorderStatus": {"Recording": true, "LastStatus": "FAILURE"}},
}

none_yet := {{"reason": "recorder default in eu-west-1 has no status yet"}}

test_success_passes_in_any_case if {
	every word in ["SUCCESS", "Success", "success"] {
		recorder_last_status.deny == set() with input as with_status({"Recording": true, "LastStatus": word})
		recorder_last_status.not_applicable == set() with input as with_status({"Recording": true, "LastStatus": word})
	}
}

test_failure_fails_in_any_case_with_the_error if {
	every word in ["FAILURE", "Failure", "failure"] {
		recorder_last_status.deny == {{
			"message": "recorder default in eu-west-1 failed: AccessDenied: role may not be assumed",
		}} with input as with_status({
			"Recording": true,
			"LastStatus": word,
			"LastErrorCode": "AccessDenied",
			"LastErrorMessage": "role may not be assumed",
		})
	}
}

test_failure_without_details_still_fails if {
	recorder_last_status.deny == {{
		"message": "recorder default in eu-west-1 failed: no error code: no error message",
	}} with input as with_status({"Recording": true, "LastStatus": "FAILURE"})
}

test_pending_for_an_hour_passes if {
	recorder_last_status.deny == set() with input as with_status({
		"Recording": true,
		"LastStatus": "PENDING",
		"LastStatusChangeTime": "2026-03-10T11:00:00Z",
	})
	recorder_last_status.not_applicable == set() with input as with_status({
		"Recording": true,
		"LastStatus": "PENDING",
		"LastStatusChangeTime": "2026-03-10T11:00:00Z",
	})
}

test_pending_for_two_days_fails if {
	recorder_last_status.deny == {{
		"message": "recorder default in eu-west-1 is pending since 2026-03-08T12:00:00Z",
	}} with input as with_status({
		"Recording": true,
		"LastStatus": "Pending",
		"LastStatusChangeTime": "2026-03-08T12:00:00Z",
	})
}

test_pending_without_a_time_fails if {
	recorder_last_status.deny == {{
		"message": "recorder default in eu-west-1 is pending since an unknown time",
	}} with input as with_status({"Recording": true, "LastStatus": "Pending"})
}

test_unknown_word_fails if {
	recorder_last_status.deny == {{
		"message": "recorder default in eu-west-1 has the unknown status degraded",
	}} with input as with_status({"Recording": true, "LastStatus": "Degraded"})
	recorder_last_status.not_applicable == set() with input as with_status({"LastStatus": "Degraded"})
}

test_no_status_yet_is_not_applicable if {
	recorder_last_status.deny == set() with input as with_status({"Recording": false})
	recorder_last_status.not_applicable == none_yet with input as with_status({"Recording": false})
}

test_not_applicable_word_is_not_applicable if {
	recorder_last_status.deny == set() with input as with_status({"Recording": false, "LastStatus": "NotApplicable"})
	recorder_last_status.not_applicable == none_yet with input as with_status({
		"Recording": false,
		"LastStatus": "NotApplicable",
	})
}

test_missing_status_is_never_a_pass if {
	recorder_last_status.not_applicable == none_yet with input as region({"a": {"configuration": {"Name": "default"}}})
}

test_failing_recorder_of_a_service_does_not_count if {
	recorder_last_status.deny == set() with input as region({"b": linked})
	recorder_last_status.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({"b": linked})
}

test_no_recorder_is_not_applicable if {
	recorder_last_status.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({})
}
