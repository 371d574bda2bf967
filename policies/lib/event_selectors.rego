# Event selectors by their meaning: which management, data and network activity events a trail records, whichever of
# the two forms says so.
#
# An event is recorded when any selector matches it. Within an advanced selector every field must match; within a
# field one of the selecting operators must match and none of the deselecting ones. The display name of a selector
# means nothing.
package assize.lib.event_selectors

import rego.v1

# The operators of a field selector that are set: what each is called, how it compares, and whether it deselects. A
# field without any says nothing of what it selects; it is taken to select nothing.
conditions(field) := held if {
	held := set_operators(field)
	count(held) > 0
} else := [{"operator": "Equals", "by": "equal", "deselects": false, "values": []}]

set_operators(field) := [condition |
	some name in object.keys(field)
	operator := operators[name]
	values := field[name]
	count(values) > 0
	condition := {"operator": name, "by": operator.by, "deselects": operator.deselects, "values": values}
]

operators := {
	"Equals": {"by": "equal", "deselects": false},
	"StartsWith": {"by": "start", "deselects": false},
	"EndsWith": {"by": "end", "deselects": false},
	"NotEquals": {"by": "equal", "deselects": true},
	"NotStartsWith": {"by": "start", "deselects": true},
	"NotEndsWith": {"by": "end", "deselects": true},
}

# True when a value passes a field's conditions.
admits(held, value) if {
	selected(held, value)
	not deselected(held, value)
}

selected(held, _) if {
	count([condition | some condition in held; not condition.deselects]) == 0
}

selected(held, value) if {
	some condition in held
	not condition.deselects
	some pattern in condition.values
	matches(condition.by, pattern, value)
}

deselected(held, value) if {
	some condition in held
	condition.deselects
	some pattern in condition.values
	matches(condition.by, pattern, value)
}

matches(by, pattern, value) if {
	by == "equal"
	value == pattern
}

matches(by, pattern, value) if {
	by == "start"
	startswith(value, pattern)
}

matches(by, pattern, value) if {
	by == "end"
	endswith(value, pattern)
}

# The event category that an advanced selector is for: `Management`, `Data` or `NetworkActivity`.
is_for(fields, category) if {
	{"Field": "eventCategory", "Equals": [category]} in fields
} else if {
	some field in fields
	field.Field == "eventCategory"
	admits(conditions(field), category)
}

# The kinds of events, `read` and `write`, that an advanced selector's `readOnly` field lets through.
kinds(fields) := {kind |
	some kind in {"read", "write"}
	not refused_by_read_only(fields, read_only_values[kind])
}

read_only_values := {"read": "true", "write": "false"}

refused_by_read_only(fields, value) if {
	some field in fields
	field.Field == "readOnly"
	not admits(conditions(field), value)
}

# What a trail's selectors say about management events: one statement a selector, with the kinds it records and the
# conditions that narrow it further. A trail without any selector has AWS's default, which is all of them.
management(classic, advanced) := statements if {
	count(classic) + count(advanced) > 0
	statements := array.concat(
		[statement |
			some selector in classic
			selector.IncludeManagementEvents
			statement := {
				"part": "EventSelectors",
				"kinds": classic_kinds(object.get(selector, "ReadWriteType", "All")),
				"narrowings": [narrowing |
					excluded := selector.ExcludeManagementEventSources
					count(excluded) > 0
					narrowing := {
						"field": "eventSource",
						"condition": {"operator": "NotEquals", "by": "equal", "deselects": true, "values": excluded},
					}
				],
			}
		],
		[statement |
			some selector in advanced
			is_for(selector.FieldSelectors, "Management")
			statement := {
				"part": "AdvancedEventSelectors",
				"kinds": kinds(selector.FieldSelectors),
				"narrowings": narrowings(selector.FieldSelectors),
			}
		],
	)
}

management(classic, advanced) := [{"part": "EventSelectors", "kinds": {"read", "write"}, "narrowings": []}] if {
	count(classic) + count(advanced) == 0
}

# The same of each of the account's trails.
management_by_trail := {arn: statements |
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	statements := management(
		trail.supplementaryConfiguration.EventSelectors,
		trail.supplementaryConfiguration.AdvancedEventSelectors,
	)
}

# The same of the trail that is judged.
management_here := management(
	input.resource.supplementaryConfiguration.EventSelectors,
	input.resource.supplementaryConfiguration.AdvancedEventSelectors,
)

classic_kinds(read_write_type) := {"read", "write"} if read_write_type == "All"

classic_kinds(read_write_type) := {"read"} if read_write_type == "ReadOnly"

classic_kinds(read_write_type) := {"write"} if read_write_type == "WriteOnly"

# The conditions of an advanced selector beyond its category and kind. One whose field is not named counts.
narrowings(fields) := [{"field": name, "condition": condition} |
	some field in fields
	name := field_name(field)
	not name in {"eventCategory", "readOnly"}
	some condition in conditions(field)
]

field_name(field) := field.Field if {
	field.Field != ""
} else := "an unnamed field"

# The kinds of management events that are recorded in general. A selector that picks out some events, such as those
# of one service, does not record its kind; one that leaves some out does, and what it leaves out is judged by
# itself.
recorded_kinds(statements) := {kind |
	some statement in statements
	not picks_out(statement.narrowings)
	some kind in statement.kinds
}

picks_out(narrowed) if {
	some narrowing in narrowed
	not narrowing.condition.deselects
}

# Every narrowing of management events by a field that no other selector of the trail makes up for.
filters(statements) := {filter |
	some statement in statements
	some kind in statement.kinds
	not recorded_whole(statements, kind)
	not only_adds(statements, statement, kind)
	some narrowing in statement.narrowings
	some value in narrowing.condition.values
	not made_up_for(statements, kind, narrowing, value)
	filter := {
		"part": statement.part,
		"kind": kind,
		"field": narrowing.field,
		"operator": narrowing.condition.operator,
		"value": value,
	}
}

recorded_whole(statements, kind) if {
	some statement in statements
	kind in statement.kinds
	count(statement.narrowings) == 0
}

# A selector that picks out some events takes nothing away from another that records their kind in general.
only_adds(statements, statement, kind) if {
	picks_out(statement.narrowings)
	kind in recorded_kinds(statements)
}

# One excluded value is made up for by a selector that is narrowed by the same field only and lets the value
# through.
made_up_for(statements, kind, narrowing, value) if {
	narrowing.condition.operator == "NotEquals"
	some statement in statements
	kind in statement.kinds
	not narrowed_otherwise(statement.narrowings, narrowing.field)
	admits([other.condition | some other in statement.narrowings], value)
}

narrowed_otherwise(narrowed, field) if {
	some narrowing in narrowed
	narrowing.field != field
}

# Every carve-out of advanced selectors other than by event source in management events, which `filters` tells:
# whatever is deselected, and any choice by event name, event type, principal or kind of session.
carve_outs(advanced) := {carve_out |
	some selector in advanced
	some narrowing in narrowings(selector.FieldSelectors)
	is_carve_out(narrowing.field, narrowing.condition.deselects)
	not is_management_source(selector.FieldSelectors, narrowing.field)
	some value in narrowing.condition.values
	carve_out := {"field": narrowing.field, "operator": narrowing.condition.operator, "value": value}
}

is_carve_out(_, deselects) if deselects

is_carve_out(field, _) if {
	field in {"eventName", "eventType", "userIdentity.arn", "sessionCredentialFromConsole", "an unnamed field"}
}

is_management_source(fields, field) if {
	field == "eventSource"
	is_for(fields, "Management")
}

# The kinds of data events, `read` and `write`, that are recorded of all objects of a bucket. CloudTrail's own deliveries
# are the one kind of event that may go unrecorded.
object_kinds(classic, advanced, bucket) := {kind |
	some statement in data_events(classic, advanced, "AWS::S3::Object")
	decisive := [field | some field in statement.fields; not leaves_out_deliveries(field)]
	covers({"fields": decisive}, {"eventSource": "s3.amazonaws.com"}, concat("", [bucket, "/"]), [])
	some kind in statement.kinds
}

leaves_out_deliveries(field) if {
	field.name == "eventName"
	every condition in field.conditions {
		condition.deselects
		condition.by == "equal"
		every value in condition.values {
			value == "PutObject"
		}
	}
}

# The kinds of one service's management events that are recorded. A selector that picks out this service counts, one
# that is narrowed by anything else does not.
recorded_kinds_of(statements, source) := {kind |
	some statement in statements
	not narrowed_otherwise(statement.narrowings, "eventSource")
	admits([narrowing.condition | some narrowing in statement.narrowings], source)
	some kind in statement.kinds
}

# What a trail's selectors say about the data events of a type of resource: one statement for each classic list of
# resources and each advanced selector, with the kinds it records and the conditions on every further field. A trail
# without selectors records no data events.
data_events(classic, advanced, type) := array.concat(
	[statement |
		some selector in classic
		some resource in selector.DataResources
		object.get(resource, "Type", "") == type
		statement := {
			"kinds": classic_kinds(object.get(selector, "ReadWriteType", "All")),
			"fields": [{"name": "resources.ARN", "conditions": classic_resources(resource.Values)}],
		}
	],
	[statement |
		some selector in advanced
		is_for(selector.FieldSelectors, "Data")
		is_about(selector.FieldSelectors, type)
		statement := {
			"kinds": kinds(selector.FieldSelectors),
			"fields": further(selector.FieldSelectors, {"eventCategory", "readOnly", "resources.type"}),
		}
	],
)

# Whether an advanced selector is for a type of resource.
is_about(fields, type) if {
	{"Field": "resources.type", "Equals": [type]} in fields
} else if {
	some field in fields
	field.Field == "resources.type"
	admits(conditions(field), type)
}

# The conditions of an advanced selector on fields other than those. One whose field is not named counts.
further(fields, names) := [{"name": name, "conditions": conditions(field)} |
	some field in fields
	name := field_name(field)
	not name in names
]

# A classic list of resources as conditions on the ARN: prefixes are for everything of a service, or for objects of a
# bucket; whatever else is listed is meant as it stands. An empty list selects nothing.
classic_resources(values) := [
	{"operator": "StartsWith", "by": "start", "deselects": false, "values": [value |
		some value in values
		is_prefix(value)
	]},
	{"operator": "Equals", "by": "equal", "deselects": false, "values": [value |
		some value in values
		not is_prefix(value)
	]},
]

# `arn:aws:lambda` or `arn:aws:s3:::`: a partition's whole service.
is_prefix(value) if count(split(trim_right(value, ":"), ":")) == 3

# `arn:aws:s3:::bucket/` or a longer prefix of objects. A bucket without the slash is no prefix, so that `logs` is not
# satisfied by `logs-archive`.
is_prefix(value) if {
	split(value, ":")[2] == "s3"
	contains(value, "/")
}

# Whether advanced selectors record network activity events, as statements like those on data events.
network_activity(advanced) := [statement |
	some selector in advanced
	is_for(selector.FieldSelectors, "NetworkActivity")
	statement := {
		"kinds": kinds(selector.FieldSelectors),
		"fields": further(selector.FieldSelectors, {"eventCategory", "readOnly"}),
	}
]

# Whether a trail records data events of any resource.
records_data(classic, _) if {
	some selector in classic
	some resource in selector.DataResources
	count(resource.Values) > 0
}

records_data(_, advanced) if {
	some selector in advanced
	is_for(selector.FieldSelectors, "Data")
	count(kinds(selector.FieldSelectors)) > 0
	not has_unnamed(selector.FieldSelectors)
}

# What a selector leaves out by a field that is not named is not known.
has_unnamed(fields) if {
	some field in fields
	field_name(field) == "an unnamed field"
}

# What a statement leaves out by the beginnings of ARNs while another one records the same kind of events there.
made_up_below(statements, statement, kind, known) := {prefix |
	some field in statement.fields
	field.name == "resources.ARN"
	some condition in field.conditions
	condition.deselects
	condition.by == "start"
	some prefix in condition.values
	some other in statements
	kind in other.kinds
	covers(other, known, prefix, [])
}

# Whether a statement leaves out none of the events that are meant. These are told by the values that their fields are
# known to have, by the ARN or, where many resources are meant, by what all their ARNs start with. A condition on a
# field whose value is not known leaves events out.
covers(statement, known, below, exempt) if {
	every field in statement.fields {
		lets_through(field, known, below, exempt)
	}
}

lets_through(field, known, _, _) if admits(field.conditions, known[field.name])

lets_through(field, _, below, exempt) if {
	field.name == "resources.ARN"
	selects_below(field.conditions, below)
	not keeps_out_below(field.conditions, below, exempt)
}

# Whether everything that starts with a prefix is selected, whatever follows.
selects_below(held, _) if count([condition | some condition in held; not condition.deselects]) == 0

selects_below(held, prefix) if {
	some condition in held
	not condition.deselects
	condition.by == "start"
	some pattern in condition.values
	startswith(prefix, pattern)
}

# Whether anything that starts with a prefix is deselected, other than below the exempt prefixes.
keeps_out_below(held, prefix, exempt) if {
	some condition in held
	condition.deselects
	some pattern in condition.values
	meets(condition.by, pattern, prefix)
	not is_exempt(condition.by, pattern, exempt)
}

# Whether some text that starts with the prefix matches the pattern.
meets(by, pattern, prefix) if {
	by in {"equal", "start"}
	startswith(pattern, prefix)
}

meets(by, pattern, prefix) if {
	by == "start"
	startswith(prefix, pattern)
}

meets(by, _, _) if by == "end"

is_exempt(by, pattern, exempt) if {
	by in {"equal", "start"}
	some prefix in exempt
	startswith(pattern, prefix)
}
