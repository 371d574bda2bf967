# What the controls on CloudTrail Lake share: what an event data store is for, and whether it takes anything in.
package assize.lib.lake

import rego.v1

# Why a store collects no events of CloudTrail: it is for other events alone. Undefined for one that does, and for one
# whose selectors do not tell.
other_purpose(selectors) := reason if {
	found := categories(selectors)
	count(found) > 0
	count(found & {"Management", "Data", "NetworkActivity"}) == 0
	reason := sprintf("the store is for other events than CloudTrail's own: %s", [concat(", ", sort(found))])
}

# The event categories that selectors name.
categories(selectors) := {category |
	some selector in selectors
	some field in selector.FieldSelectors
	field.Field == "eventCategory"
	some category in object.get(field, "Equals", [])
}

# A store that was stopped, or is about to be deleted, takes nothing in.
takes_nothing_in(status) if status in {"STOPPED_INGESTION", "PENDING_DELETION"}
