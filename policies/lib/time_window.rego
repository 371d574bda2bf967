# METADATA
# title: How long ago something was
# description: Functions that compare two moments, both RFC 3339. The present is always the snapshot's own time.
package assize.lib.time_window

import rego.v1

hour := 3600000000000

day := 24 * hour

# Whether a moment is at most so many hours before the present, or after it.
within_hours(moment, present, hours) if {
	time.parse_rfc3339_ns(present) - time.parse_rfc3339_ns(moment) <= hours * hour
}

# Whether a moment is less than so many days after the present, or before it.
within_days_from(moment, present, days) if {
	time.parse_rfc3339_ns(moment) - time.parse_rfc3339_ns(present) < days * day
}

# Whether a moment is at or before another.
not_after(moment, other) if time.parse_rfc3339_ns(moment) <= time.parse_rfc3339_ns(other)
