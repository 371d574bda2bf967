package assize.lib.history_test

import rego.v1

import data.assize.lib.history

present := "2026-11-20T08:00:00Z"

item(time, status) := {"configurationItemCaptureTime": time, "configurationItemStatus": status}

daily(time) := object.union(item(time, "OK"), {"recordingFrequency": "DAILY"})

continuous(time) := object.union(item(time, "OK"), {"recordingFrequency": "CONTINUOUS"})

test_days_are_counted_to_the_end if {
	not history.older_than_days("2026-11-10T08:00:00Z", present, 10)
	history.older_than_days("2026-11-10T07:59:59Z", present, 10)
}

test_a_continuous_item_may_lag_for_minutes if {
	history.may_lag(continuous("2026-11-20T07:30:00Z"), present, 30, 26)
	not history.may_lag(continuous("2026-11-20T07:29:59Z"), present, 30, 26)
}

test_a_daily_item_may_lag_for_hours if {
	history.may_lag(daily("2026-11-19T06:00:00Z"), present, 30, 26)
	not history.may_lag(daily("2026-11-19T05:59:59Z"), present, 30, 26)
}

test_an_item_without_a_frequency_is_continuous if {
	history.may_lag(item("2026-11-20T07:45:00Z", "OK"), present, 30, 26)
	not history.may_lag(item("2026-11-20T06:45:00Z", "OK"), present, 30, 26)
}

test_steps_go_from_older_to_newer_and_leave_out_what_holds_nothing if {
	newest := item("2026-11-20T00:00:00Z", "OK")
	middle := item("2026-11-12T00:00:00Z", "ResourceDiscovered")
	oldest := item("2026-11-01T00:00:00Z", "OK")
	history.steps([newest, middle, item("2026-11-11T00:00:00Z", "ResourceDeleted"), oldest]) == [
		{"before": middle, "after": newest},
		{"before": oldest, "after": middle},
	]
}

test_one_state_is_no_step if {
	history.steps([]) == []
	history.steps([item("2026-11-20T00:00:00Z", "OK")]) == []
}
