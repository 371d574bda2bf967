package assize.config.recorder_running_test

import rego.v1

import data.assize.config.recorder_running

region(recorders) := {"region": {
	"name": "eu-west-1",
	"optInStatus": "ENABLED_BY_DEFAULT",
	"resources": {"AWS::Config::ConfigurationRecorder": recorders},
}}

recorder(status) := {
	"configuration": {"Name": "default"},
	"supplementaryConfiguration": {"ConfigurationRecorderStatus": status},
}

linked := {
	"configuration": {"Name": "linked", "ServicePrincipal": "securityhub.amazonaws.com"},
	"supplementaryConfiguration": {"ConfigurationRecorderStatus": {"Recording": true}},
}

stopped := {"Recording": false, "LastStopTime": "2026-01-02T03:04:05Z"}

never_started := {"Recording": false}

stopped_message := "recorder default in eu-west-1 is not recording: stopped at 2026-01-02T03:04:05Z"

never_started_message := "recorder default in eu-west-1 is not recording: never stopped, so perhaps never started"

test_recording_passes if {
	recorder_running.deny == set() with input as region({"a": recorder({"Recording": true})})
	recorder_running.not_applicable == set() with input as region({"a": recorder({"Recording": true})})
}

test_recording_again_after_a_stop_passes if {
	recorder_running.deny == set() with input as region({"a": recorder({
		"Recording": true,
		"LastStopTime": "2026-01-02T03:04:05Z",
	})})
}

test_stopped_fails_with_the_time if {
	recorder_running.deny == {{"message": stopped_message}} with input as region({"a": recorder(stopped)})
}

test_never_started_fails if {
	recorder_running.deny == {{"message": never_started_message}} with input as region({"a": recorder(never_started)})
}

test_missing_status_is_never_a_pass if {
	count(recorder_running.deny) == 1 with input as region({"a": {"configuration": {"Name": "default"}}})
}

test_running_recorder_of_a_service_does_not_help if {
	count(recorder_running.deny) == 1 with input as region({"a": recorder(stopped), "b": linked})
}

test_no_recorder_is_not_applicable if {
	recorder_running.deny == set() with input as region({})
	recorder_running.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({})
}

test_recorder_of_a_service_alone_is_not_applicable if {
	recorder_running.deny == set() with input as region({"b": linked})
	recorder_running.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({"b": linked})
}

test_stopped_recorder_of_a_service_is_not_judged if {
	running := recorder({"Recording": true})
	still := object.union(linked, {"supplementaryConfiguration": {"ConfigurationRecorderStatus": stopped}})
	recorder_running.deny == set() with input as region({"a": running, "b": still})
}
