package assize.config.ci_trail_deleted_recently_test

import rego.v1

import data.assize.config.ci_trail_deleted_recently

trail_arn := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

gone(type, id, time) := {"resourceType": type, "resourceId": id, "resourceDeletionTime": time}

deleted_trail(time) := object.union(gone("AWS::CloudTrail::Trail", trail_arn, time), {"resourceName": "audit"})

recorder(deleted, items) := {
	"resourceId": "default",
	"configuration": {"Name": "default", "RecordingGroup": {"AllSupported": true}},
	"supplementaryConfiguration": {
		"ConfigurationRecorderStatus": {"Recording": true, "LastStartTime": "2026-01-14T09:40:02Z"},
		"DeletedResources": deleted,
		"ConfigurationHistory": items,
	},
}

trail(items) := {
	"accountId": "111122223333",
	"resourceId": "audit",
	"supplementaryConfiguration": {"ConfigurationHistory": items},
}

item(time, status) := {"configurationItemCaptureTime": time, "configurationItemStatus": status}

asked(recorders, trails, approved) := {
	"region": {
		"name": "us-east-1",
		"resources": {"AWS::Config::ConfigurationRecorder": recorders, "AWS::CloudTrail::Trail": trails},
	},
	"parameters": {"window_days": 90, "approved": approved},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

with_deleted(deleted) := asked({"r": recorder(deleted, [])}, {}, [])

test_a_region_in_which_nothing_was_deleted_passes if {
	seen := asked(
		{"r": recorder([], [item("2026-01-01T00:00:00Z", "OK")])},
		{trail_arn: trail([item("2026-11-01T00:00:00Z", "OK")])},
		[],
	)
	ci_trail_deleted_recently.deny == set() with input as seen
	ci_trail_deleted_recently.not_applicable == set() with input as seen
}

test_a_deleted_trail_fails_with_its_time if {
	expected := {{"message": sprintf("trail %s was deleted at 2026-10-02T12:00:00Z", [trail_arn])}}
	ci_trail_deleted_recently.deny == expected with input as with_deleted([deleted_trail("2026-10-02T12:00:00Z")])
}

test_a_deleted_event_data_store_fails if {
	store := gone("AWS::CloudTrail::EventDataStore", "0b1c2d3e", "2026-11-02T12:00:00Z")
	expected := {{"message": "event data store 0b1c2d3e was deleted at 2026-11-02T12:00:00Z"}}
	ci_trail_deleted_recently.deny == expected with input as with_deleted([store])
}

test_another_type_is_called_by_its_name if {
	other := gone("AWS::CloudTrail::Channel", "c-1", "2026-11-02T12:00:00Z")
	expected := {{"message": "AWS::CloudTrail::Channel c-1 was deleted at 2026-11-02T12:00:00Z"}}
	ci_trail_deleted_recently.deny == expected with input as with_deleted([other])
}

test_what_was_deleted_before_the_window_passes if {
	ci_trail_deleted_recently.deny == set() with input as with_deleted([deleted_trail("2026-08-20T08:00:00Z")])
	count(ci_trail_deleted_recently.deny) == 1 with input as with_deleted([deleted_trail("2026-08-23T08:00:00Z")])
}

test_a_copy_of_another_regions_trail_is_told_of_there if {
	away := gone("AWS::CloudTrail::Trail", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/eu", "2026-11-02T12:00:00Z")
	ci_trail_deleted_recently.deny == set() with input as with_deleted([away])
}

test_an_approved_deletion_passes_by_arn_and_by_name if {
	every approved in [trail_arn, "audit"] {
		seen := asked({"r": recorder([deleted_trail("2026-11-02T12:00:00Z")], [])}, {}, [approved])
		ci_trail_deleted_recently.deny == set() with input as seen
	}
	other := asked({"r": recorder([deleted_trail("2026-11-02T12:00:00Z")], [])}, {}, ["another"])
	count(ci_trail_deleted_recently.deny) == 1 with input as other
}

test_a_trail_that_was_made_again_fails if {
	items := [
		item("2026-11-02T13:00:00Z", "ResourceDiscovered"), item("2026-11-02T12:00:00Z", "ResourceDeleted"),
		item("2025-01-01T00:00:00Z", "OK"),
	]
	trails := {trail_arn: trail(items)}
	expected := {{"message": sprintf("trail %s was deleted at 2026-11-02T12:00:00Z and made again", [trail_arn])}}
	ci_trail_deleted_recently.deny == expected with input as asked({"r": recorder([], [])}, trails, [])
	ci_trail_deleted_recently.deny == set() with input as asked({"r": recorder([], [])}, trails, ["audit"])
}

test_a_recorder_that_was_made_again_fails if {
	items := [item("2026-11-02T13:00:00Z", "OK"), item("2026-11-02T12:00:00Z", "ResourceDeleted")]
	expected := {{"message": "recorder default was deleted at 2026-11-02T12:00:00Z and made again"}}
	ci_trail_deleted_recently.deny == expected with input as asked({"r": recorder([], items)}, {}, [])
	ci_trail_deleted_recently.deny == set() with input as asked({"r": recorder([], items)}, {}, ["default"])
}

test_without_a_recorder_there_is_no_history if {
	expected := {{"reason": "no recorder in us-east-1, so there is no history"}}
	ci_trail_deleted_recently.deny == set() with input as asked({}, {}, [])
	ci_trail_deleted_recently.not_applicable == expected with input as asked({}, {}, [])
}

test_a_recorder_of_a_service_is_none if {
	of_a_service := object.union(
		recorder([deleted_trail("2026-11-02T12:00:00Z")], []),
		{"configuration": {"ServicePrincipal": "securityhub.amazonaws.com"}},
	)
	seen := asked({"r": of_a_service}, {}, [])
	ci_trail_deleted_recently.deny == set() with input as seen
	count(ci_trail_deleted_recently.not_applicable) == 1 with input as seen
}

# What AWS Config did not watch it lists as nothing, as it does what was not deleted.

group(settings) := object.union(recorder([], []), {"configuration": {"RecordingGroup": settings}})

with_status(settings) := {
	"resourceId": "default",
	"configuration": {"Name": "default", "RecordingGroup": {"AllSupported": true}},
	"supplementaryConfiguration": {
		"ConfigurationRecorderStatus": settings,
		"DeletedResources": [],
		"ConfigurationHistory": [],
	},
}

test_a_type_that_is_not_recorded_is_not_passed_over if {
	expected := {{"reason": concat("", [
		"recorder default in us-east-1 does not record AWS::CloudTrail::EventDataStore, ",
		"so AWS Config lists none that was deleted",
	])}}
	seen := asked({"r": group({"AllSupported": false, "ResourceTypes": ["AWS::CloudTrail::Trail"]})}, {}, [])
	ci_trail_deleted_recently.deny == set() with input as seen
	ci_trail_deleted_recently.not_applicable == expected with input as seen
}

test_types_that_are_excluded_are_all_named if {
	excluding := {
		"AllSupported": false,
		"RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
		"ExclusionByResourceTypes": {"ResourceTypes": ["AWS::CloudTrail::Trail", "AWS::CloudTrail::EventDataStore"]},
	}
	some unapplied in ci_trail_deleted_recently.not_applicable with input as asked({"r": group(excluding)}, {}, [])
	contains(unapplied.reason, "does not record AWS::CloudTrail::EventDataStore and AWS::CloudTrail::Trail, so")
}

test_a_recorder_without_a_group_records_nothing_that_is_known if {
	bare := object.remove(recorder([], []), ["configuration"])
	seen := asked({"r": object.union(bare, {"configuration": {"Name": "default"}})}, {}, [])
	count(ci_trail_deleted_recently.not_applicable) == 1 with input as seen
}

test_a_recorder_that_was_not_recording_throughout_is_no_witness if {
	every state, settings in {
		"is stopped": {"Recording": false, "LastStartTime": "2026-01-14T09:40:02Z"},
		"was started at 2026-10-14T09:40:02Z": {"Recording": true, "LastStartTime": "2026-10-14T09:40:02Z"},
		"was started nobody knows when": {"Recording": true},
	} {
		expected := {{"reason": concat(" ", [
			"recorder default in us-east-1", sprintf("%s,", [state]),
			"so AWS Config does not know all that was deleted in the last 90 days",
		])}}
		seen := asked({"r": with_status(settings)}, {}, [])
		ci_trail_deleted_recently.deny == set() with input as seen
		ci_trail_deleted_recently.not_applicable == expected with input as seen
	}
}

test_what_it_does_know_fails_all_the_same if {
	young := object.union(
		with_status({"Recording": true, "LastStartTime": "2026-10-14T09:40:02Z"}),
		{"supplementaryConfiguration": {"DeletedResources": [deleted_trail("2026-11-02T12:00:00Z")]}},
	)
	count(ci_trail_deleted_recently.deny) == 1 with input as asked({"r": young}, {}, [])
}

test_a_trail_without_an_item_is_not_passed_over if {
	expected := {{"reason": sprintf(
		"AWS Config has no item of trail %s, so it would not show that it was made again",
		[trail_arn],
	)}}
	every unrecorded in [trail([]), object.remove(trail([]), ["supplementaryConfiguration"])] {
		seen := asked({"r": recorder([], [])}, {trail_arn: unrecorded}, [])
		ci_trail_deleted_recently.not_applicable == expected with input as seen
	}
}

test_an_organizations_trail_is_recorded_at_its_owner if {
	owners := "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization"
	seen := asked({"r": recorder([], [])}, {owners: trail([])}, [])
	ci_trail_deleted_recently.not_applicable == set() with input as seen
}
