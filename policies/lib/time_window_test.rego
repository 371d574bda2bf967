package assize.lib.time_window_test

import rego.v1

import data.assize.lib.time_window

present := "2026-03-10T12:00:00Z"

test_just_within_hours if time_window.within_hours("2026-03-09T12:00:00Z", present, 24)

test_just_outside_hours if not time_window.within_hours("2026-03-09T11:59:59Z", present, 24)

test_the_future_is_within_hours if time_window.within_hours("2026-03-10T12:05:00Z", present, 24)

test_offsets_are_respected if not time_window.within_hours("2026-03-09T12:30:00+01:00", present, 24)

test_sooner_than_days if time_window.within_days_from("2026-03-19T12:00:00Z", present, 10)

test_exactly_after_days_is_not_sooner if not time_window.within_days_from("2026-03-20T12:00:00Z", present, 10)

test_the_past_is_sooner if time_window.within_days_from("2020-01-01T00:00:00Z", present, 10)

test_not_after if {
	time_window.not_after("2026-03-10T11:00:00Z", present)
	time_window.not_after(present, present)
	not time_window.not_after("2026-03-10T12:00:01Z", present)
}
