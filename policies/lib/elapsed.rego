# How far two moments are apart, both RFC 3339. The present is always the snapshot's own time, so that an old snapshot
# gives the same answer for ever.
package assize.lib.elapsed

import rego.v1

hour := 3600000000000

# Nanoseconds since 1970. `Z` is spelt out, since some engines read only offsets in numbers.
instant(moment) := time.parse_rfc3339_ns(replace(moment, "Z", "+00:00"))

# Hours from one moment to another.
hours(since, until) := (instant(until) - instant(since)) / hour

# True when no more than so many hours passed, or none yet. Undefined, hence not true, where there is no such time.
within(since, until, limit) if hours(since, until) <= limit

# Full hours for a message.
whole_hours(since, until) := floor(hours(since, until))

# Whether a moment is less than so many days after the present, or before it.
sooner_than_days(moment, present, days) if hours(present, moment) < days * 24

# Whether a moment is at or before another.
not_after(moment, other) if instant(moment) <= instant(other)
