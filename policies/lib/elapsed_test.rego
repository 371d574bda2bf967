package assize.lib.elapsed_test

import rego.v1

import data.assize.lib.elapsed

# A setting that AWS left out is undefined.
absent := "" if 1 > 2

test_hours_across_a_day if elapsed.hours("2026-11-18T20:00:00Z", "2026-11-20T08:00:00Z") == 36

test_hours_honour_the_offset if elapsed.hours("2026-11-20T08:00:00+02:00", "2026-11-20T08:00:00Z") == 2

test_the_limit_itself_is_within if elapsed.within("2026-11-19T08:00:00Z", "2026-11-20T08:00:00Z", 24)

test_a_second_more_is_not_within if not elapsed.within("2026-11-19T07:59:59Z", "2026-11-20T08:00:00Z", 24)

test_a_clock_slightly_ahead_is_within if elapsed.within("2026-11-20T08:00:05Z", "2026-11-20T08:00:00Z", 24)

test_no_time_is_not_within if not elapsed.within(absent, "2026-11-20T08:00:00Z", 24)

test_whole_hours_are_rounded_down if elapsed.whole_hours("2026-11-18T04:30:00Z", "2026-11-20T08:00:00Z") == 51
