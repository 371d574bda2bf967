# How long ago something was. The clock is always the snapshot's, so that an old snapshot gives the same answer for
# ever.
package assize.lib.elapsed

import rego.v1

# Nanoseconds since 1970 of an RFC 3339 time. `Z` is spelt out because not every Rego engine reads it as the offset
# it is.
instant(text) := time.parse_rfc3339_ns(replace(text, "Z", "+00:00"))

# Hours between two RFC 3339 times.
hours(since, until) := (instant(until) - instant(since)) / 3600000000000

# True when no more than so many hours passed. Undefined, hence not true, where there is no such time.
within(since, until, limit) if hours(since, until) <= limit

# Full hours for a message.
whole_hours(since, until) := floor(hours(since, until))
