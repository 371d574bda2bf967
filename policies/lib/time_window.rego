# How far two moments are apart, both RFC 3339. The present is always the snapshot's own time, so that an old snapshot
# gives the same answer for ever.
package assize.lib.time_window

import rego.v1

hour := 3600000000000

day := 24 * hour

# Nanoseconds since 1970. `Z` is spelt out, since some engines read only offsets in numbers.
instant(moment) := time.parse_rfc3339_ns(replace(moment, "Z", "+00:00"))

# Whether a moment is at most so many hours before the present, or after it.
within_hours(moment, present, hours) if instant(present) - instant(moment) <= hours * hour

# Whether a moment is less than so many days after the present, or before it.
within_days_from(moment, present, days) if instant(moment) - instant(present) < days * day

# Whether a moment is at or before another.
not_after(moment, other) if instant(moment) <= instant(other)
