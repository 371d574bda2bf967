package assize.config.delivery_fresh_test

import rego.v1

import data.assize.config.delivery_fresh

region(recorders, channels) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {
			"AWS::Config::ConfigurationRecorder": recorders,
			"AWS::Config::DeliveryChannel": channels,
		},
	},
	"parameters": {"maximum_hours": 24},
	"snapshot": {"collectedAt": "2026-03-10T12:00:00Z"},
}

recorder(started, changed) := {"a": {
	"configuration": {"Name": "default"},
	"supplementaryConfiguration": {"ConfigurationRecorderStatus": {
		"Recording": true,
		"LastStatus": "SUCCESS",
		"LastStartTime": started,
		"LastStatusChangeTime": changed,
	}},
}}

busy := recorder("2025-01-01T00:00:00Z", "2026-03-10T11:59:00Z")

quiet := recorder("2025-01-01T00:00:00Z", "2026-02-01T08:00:00Z")

channel(info) := {"c": {
	"configuration": {"Name": "default", "S3BucketName": "log-bucket"},
	"supplementaryConfiguration": {"DeliveryChannelStatus": {"ConfigHistoryDeliveryInfo": info}},
}}

at(moment) := channel({"LastStatus": "SUCCESS", "LastSuccessfulTime": moment})

stale := {{"message": concat("", [
	"delivery channel default in eu-west-1 last delivered history at 2026-03-08T12:00:00Z, ",
	"more than 24 hours ago",
])}}

never := {{"message": "delivery channel default in eu-west-1 has never delivered history"}}

test_delivery_of_today_passes if {
	delivery_fresh.deny == set() with input as region(busy, at("2026-03-10T09:00:00Z"))
	delivery_fresh.not_applicable == set() with input as region(busy, at("2026-03-10T09:00:00Z"))
}

test_delivery_exactly_at_the_window_passes if {
	delivery_fresh.deny == set() with input as region(busy, at("2026-03-09T12:00:00Z"))
}

test_old_delivery_fails_while_the_recorder_is_busy if {
	delivery_fresh.deny == stale with input as region(busy, at("2026-03-08T12:00:00Z"))
}

test_old_delivery_passes_in_a_quiet_region if {
	delivery_fresh.deny == set() with input as region(quiet, at("2026-03-08T12:00:00Z"))
}

test_old_delivery_fails_where_the_recorder_tells_no_time if {
	delivery_fresh.deny == stale with input as region(
		{"a": {"configuration": {"Name": "default"}}},
		at("2026-03-08T12:00:00Z"),
	)
}

test_never_delivered_fails if {
	delivery_fresh.deny == never with input as region(busy, channel({}))
	delivery_fresh.deny == never with input as region(busy, channel({
		"LastStatus": "FAILURE",
		"LastAttemptTime": "2026-03-10T11:00:00Z",
	}))
}

test_never_delivered_fails_in_a_quiet_region_too if {
	delivery_fresh.deny == never with input as region(quiet, channel({}))
}

test_missing_status_is_never_a_pass if {
	delivery_fresh.deny == never with input as region(busy, {"c": {"configuration": {"Name": "default"}}})
}

test_new_recorder_is_not_applicable_until_its_first_delivery if {
	new := recorder("2026-03-10T10:00:00Z", "2026-03-10T11:00:00Z")
	delivery_fresh.deny == set() with input as region(new, channel({}))
	delivery_fresh.not_applicable == {{"reason": concat("", [
		"delivery channel default in eu-west-1 has not delivered yet; ",
		"the recorder was started less than 24 hours ago",
	])}} with input as region(new, channel({}))
}

test_no_recorder_is_not_applicable_although_a_channel_is_left if {
	delivery_fresh.deny == set() with input as region({}, at("2026-03-01T12:00:00Z"))
	delivery_fresh.not_applicable == {{
		"reason": "no recorder in eu-west-1",
	}} with input as region({}, at("2026-03-01T12:00:00Z"))
}

test_no_channel_is_not_applicable if {
	delivery_fresh.deny == set() with input as region(busy, {})
	delivery_fresh.not_applicable == {{"reason": "no delivery channel in eu-west-1"}} with input as region(busy, {})
}

test_neither_recorder_nor_channel_gives_one_reason if {
	delivery_fresh.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({}, {})
}

test_channel_without_a_recorder_is_not_judged if {
	delivery_fresh.deny == set() with input as region({}, channel({}))
}

test_first_delivery_of_a_new_recorder_passes if {
	new := recorder("2026-03-10T06:00:00Z", "2026-03-10T11:00:00Z")
	delivery_fresh.deny == set() with input as region(new, at("2026-03-10T09:00:00Z"))
	delivery_fresh.not_applicable == set() with input as region(new, at("2026-03-10T09:00:00Z"))
}

test_old_recorder_has_no_excuse if delivery_fresh.not_applicable == set() with input as region(busy, channel({}))

test_recorder_that_was_started_and_stopped_has_no_excuse if {
	stopped := {"a": {
		"configuration": {"Name": "default"},
		"supplementaryConfiguration": {"ConfigurationRecorderStatus": {
			"Recording": false,
			"LastStartTime": "2026-03-10T10:00:00Z",
		}},
	}}
	delivery_fresh.deny == never with input as region(stopped, channel({}))
}

test_new_recorder_of_a_service_is_no_excuse if {
	linked := {"b": {
		"configuration": {"Name": "linked", "ServicePrincipal": "securityhub.amazonaws.com"},
		"supplementaryConfiguration": {"ConfigurationRecorderStatus": {
			"Recording": true,
			"LastStartTime": "2026-03-10T10:00:00Z",
		}},
	}}
	delivery_fresh.deny == never with input as region(object.union(busy, linked), channel({}))
}
