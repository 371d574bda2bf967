package assize.audit_log_group.receiving_events_test

import rego.v1

import data.assize.audit_log_group.receiving_events

log_group(configuration, parts) := {
	"resource": {
		"resourceType": "AWS::Logs::LogGroup",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "/audit/cloudtrail",
		"resourceName": "/audit/cloudtrail",
		"arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail",
		"configurationItemStatus": "OK",
		"configuration": configuration,
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

with_streams(configuration, streams) := object.union(
	log_group(configuration, {"LatestLogStreams": streams}),
	{"parameters": {"max_age_hours": 24}},
)

old := {"creationTime": "2025-01-01T00:00:00Z"}

failing(last) := {{
	"message": sprintf(
		"log group /audit/cloudtrail, used by Trail audit, received nothing for 24 hours (last event: %s)",
		[last],
	),
	"path": "supplementaryConfiguration.LatestLogStreams",
}}

test_a_recent_event_passes if {
	every stream in [
		{"lastEventTimestamp": "2026-11-20T07:55:02Z", "lastIngestionTime": "2026-11-20T07:56:40Z"},
		{"lastEventTimestamp": "2026-11-19T08:00:00Z"},
		{"lastIngestionTime": "2026-11-20T07:56:40Z"},
		{"lastEventTimestamp": "2026-11-10T00:00:00Z", "lastIngestionTime": "2026-11-20T07:56:40Z"},
	] {
		receiving_events.deny == set() with input as with_streams(old, [stream])
		receiving_events.not_applicable == set() with input as with_streams(old, [stream])
	}
}

test_silence_fails if {
	receiving_events.deny == failing("2026-11-19T07:59:59Z") with input as with_streams(old, [{
		"lastEventTimestamp": "2026-11-19T07:59:59Z",
	}])
	receiving_events.deny == failing("2026-11-10T00:00:00Z and 2026-11-10T00:01:00Z") with input as with_streams(old, [{
		"lastEventTimestamp": "2026-11-10T00:00:00Z",
		"lastIngestionTime": "2026-11-10T00:01:00Z",
	}])
	receiving_events.not_applicable == set()
		with input as with_streams(old, [{"lastEventTimestamp": "2026-11-10T00:00:00Z"}])
}

test_nothing_at_all_fails if {
	receiving_events.deny == failing("none known") with input as with_streams(old, [])
	receiving_events.deny == failing("none known") with input as with_streams(old, [{}])
	receiving_events.deny == failing("none known") with input as with_streams({}, [])
}

test_a_new_log_group_is_not_judged_yet if {
	new := with_streams({"creationTime": "2026-11-20T07:00:00Z"}, [])
	receiving_events.deny == set() with input as new
	receiving_events.not_applicable == {{
		"reason": "the log group was made at 2026-11-20T07:00:00Z, so the first event may still be on its way",
	}} with input as new
}

test_a_log_group_with_old_events_is_not_new if {
	receiving_events.deny == failing("2026-11-10T00:00:00Z") with input as with_streams(
		{"creationTime": "2026-11-20T07:00:00Z"},
		[{"lastEventTimestamp": "2026-11-10T00:00:00Z"}],
	)
}

foreign(scene) := object.union(scene, {"resource": {"accountId": "444455556666"}})

test_another_accounts_log_group_is_judged_there if {
	receiving_events.deny == set() with input as foreign(with_streams(old, []))
	receiving_events.not_applicable == {{
		"reason": "the log group belongs to account 111122223333 and is to be judged there",
	}} with input as foreign(with_streams(old, []))
}
