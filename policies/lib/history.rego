# What AWS Config recorded of a resource over time: its configuration items, the newest first.
package assize.lib.history

import rego.v1

import data.assize.lib.elapsed

# In these states an item holds the settings of the resource.
recorded := {"OK", "ResourceDiscovered"}

# In these the resource is there.
there := recorded | {"ResourceNotRecorded"}

# In these it is not there any more.
deleted := {"ResourceDeleted", "ResourceDeletedNotRecorded"}

# Whether a moment is more than so many days before another. One that is not known is not.
older_than_days(moment, present, days) if elapsed.hours(moment, present) > days * 24

# Whether a change that was made in the meantime may still be on its way into the next item: a resource that is recorded
# daily shows it a day later.
may_lag(item, present, _, daily_hours) if {
	item.recordingFrequency == "DAILY"
	elapsed.within(item.configurationItemCaptureTime, present, daily_hours)
}

may_lag(item, present, continuous_minutes, _) if {
	object.get(item, "recordingFrequency", "") != "DAILY"
	elapsed.within(item.configurationItemCaptureTime, present, continuous_minutes / 60)
}

# The steps from each recorded state to the next, the resource's absence between them left out.
steps(items) := [step |
	some i
	after := states[i]
	before := states[i + 1]
	step := {"before": before, "after": after}
] if {
	states := [item | some item in items; item.configurationItemStatus in recorded]
}
