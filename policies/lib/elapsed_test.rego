package assize.lib.elapsed_test

import rego.v1

import data.assize.lib.elapsed

# A setting that AWS left out is undefined.
absent := "" if 1 > 2

test_hours_across_a_day if elapsed.hours("2026-11-18T20:00:00Z", "2026-11-20T08:00:00Z") == 36

test_hours_honour_the_offset if elapsed.hours("2026-11-20T08:00:00+02:00", "2026-11-20T08:00:00Z") == 2

test_the_limit_itself_is_within if elapsed.within("2026-11-19T08:00:00Z", "2026-11-20T08:00:00Z", 24)

test_a_second_more_is_not_within if not elapsed.within("2026-11-19T07:59:59Z", "2026-11-20T08:00:00Z", 24)

test_offsets_count if not elapsed.within("2026-03-09T12:30:00+01:00", "2026-03-10T12:00:00Z", 24)

test_a_clock_slightly_ahead_is_within if elapsed.within("2026-11-20T08:00:05Z", "2026-11-20T08:00:00Z", 24)

test_no_time_is_not_within if not elapsed.within(absent, "2026-11-20T08:00:00Z", 24)

test_whole_hours_are_rounded_down if elapsed.whole_hours("2026-11-18T04:30:00Z", "2026-11-20T08:00:00Z") == 51

test_sooner_than_days if {
	elapsed.sooner_than_days("2026-03-20T11:59:59Z", "2026-03-10T12:00:00Z", 10)
	not elapsed.sooner_than_days("2026-03-20T12:00:00Z", "2026-03-10T12:00:00Z", 10)
	elapsed.sooner_than_days("2020-01-01T00:00:00Z", "2026-03-10T12:00:00Z", 10)
}

test_not_after if {
	elapsed.not_after("2026-03-10T11:00:00Z", "2026-03-10T12:00:00Z")
	elapsed.not_after("2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z")
	not elapsed.not_after("2026-03-10T12:00:01Z", "2026-03-10T12:00:00Z")
}
