# Event selectors by their meaning: which management events a trail records, whichever of the two forms says so.
#
# An event is recorded when any selector matches it. Within an advanced selector every field must match; within a
# field one of the selecting operators must match and none of the deselecting ones. The display name of a selector
# means nothing.
package assize.lib.event_selectors

import rego.v1

# The operators of a field selector that are set: what each is called, how it compares, and whether it deselects.
conditions(field) := [condition |
	some condition in [
		{"operator": "Equals", "by": "equal", "deselects": false, "values": object.get(field, "Equals", [])},
		{"operator": "StartsWith", "by": "start", "deselects": false, "values": object.get(field, "StartsWith", [])},
		{"operator": "EndsWith", "by": "end", "deselects": false, "values": object.get(field, "EndsWith", [])},
		{"operator": "NotEquals", "by": "equal", "deselects": true, "values": object.get(field, "NotEquals", [])},
		{
			"operator": "NotStartsWith",
			"by": "start",
			"deselects": true,
			"values": object.get(field, "NotStartsWith", []),
		},
		{"operator": "NotEndsWith", "by": "end", "deselects": true, "values": object.get(field, "NotEndsWith", [])},
	]
	count(condition.values) > 0
]

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

# The kinds of data events, `read` and `write`, that are recorded of all objects of a bucket.
object_kinds(classic, advanced, bucket) := {kind |
	some selector in classic
	some resource in selector.DataResources
	object.get(resource, "Type", "") == "AWS::S3::Object"
	some value in resource.Values
	covers_objects(value, bucket)
	some kind in classic_kinds(object.get(selector, "ReadWriteType", "All"))
} | {kind |
	some selector in advanced
	is_for(selector.FieldSelectors, "Data")
	not passes_over(selector.FieldSelectors, bucket)
	some kind in kinds(selector.FieldSelectors)
}

# A classic selector names all buckets, or one bucket by its ARN with a slash. A longer value is a prefix of some
# objects.
covers_objects(value, bucket) if {
	[partition, _] := split(bucket, "s3:::")
	value in {concat("", [partition, "s3"]), concat("", [partition, "s3:::"]), concat("", [bucket, "/"])}
}

# Whether an advanced selector for data events lets some events of a bucket's objects pass unrecorded.
passes_over(fields, bucket) if {
	some field in fields
	not takes_in(field, bucket)
}

passes_over(fields, _) if count([field | some field in fields; field.Field == "resources.type"]) == 0

takes_in(field, _) if field.Field in {"eventCategory", "readOnly"}

takes_in(field, _) if {
	field.Field == "resources.type"
	admits(conditions(field), "AWS::S3::Object")
}

# What a condition on the ARN selects must begin before the objects' own names; what it leaves out must be elsewhere.
takes_in(field, bucket) if {
	field.Field == "resources.ARN"
	every condition in conditions(field) {
		takes_in_all(condition, concat("", [bucket, "/"]))
	}
}

# CloudTrail's own deliveries are the one kind of event that may go unrecorded.
takes_in(field, _) if {
	field.Field == "eventName"
	every condition in conditions(field) {
		condition.operator == "NotEquals"
		every value in condition.values {
			value == "PutObject"
		}
	}
}

takes_in_all(condition, objects) if {
	condition.operator == "StartsWith"
	some value in condition.values
	startswith(objects, value)
}

takes_in_all(condition, objects) if {
	condition.operator in {"NotEquals", "NotStartsWith"}
	every value in condition.values {
		not startswith(value, objects)
		not startswith(objects, value)
	}
}
