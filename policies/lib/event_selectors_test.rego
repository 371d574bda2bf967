package assize.lib.event_selectors_test

import rego.v1

import data.assize.lib.event_selectors

all_classic := {
	"ReadWriteType": "All",
	"IncludeManagementEvents": true,
	"DataResources": [],
	"ExcludeManagementEventSources": [],
}

classic(changes) := object.union(all_classic, changes)

category(name) := {"Field": "eventCategory", "Equals": [name]}

advanced(fields) := {"Name": "Management events selector", "FieldSelectors": fields}

recorded(old, new) := event_selectors.recorded_kinds(event_selectors.management(old, new))

filtered(old, new) := {[filter.kind, filter.field, filter.operator, filter.value] |
	some filter in event_selectors.filters(event_selectors.management(old, new))
}

both := {"read", "write"}

test_no_selectors_is_the_default_of_all_management_events if {
	recorded([], []) == both
	filtered([], []) == set()
}

test_classic_all if recorded([all_classic], []) == both

test_classic_without_type_is_all if recorded([object.remove(all_classic, ["ReadWriteType"])], []) == both

test_classic_read_only if recorded([classic({"ReadWriteType": "ReadOnly"})], []) == {"read"}

test_classic_write_only if recorded([classic({"ReadWriteType": "WriteOnly"})], []) == {"write"}

test_classic_selectors_add_up if {
	recorded([classic({"ReadWriteType": "ReadOnly"}), classic({"ReadWriteType": "WriteOnly"})], []) == both
}

test_classic_data_events_only_records_no_management_events if {
	recorded([classic({"IncludeManagementEvents": false})], []) == set()
}

test_classic_exclusion_still_records_its_kinds if {
	excluding := [classic({"ExcludeManagementEventSources": ["kms.amazonaws.com"]})]
	recorded(excluding, []) == both
	filtered(excluding, []) == {
		["read", "eventSource", "NotEquals", "kms.amazonaws.com"],
		["write", "eventSource", "NotEquals", "kms.amazonaws.com"],
	}
}

test_classic_exclusion_of_reads_beside_all_writes if {
	filtered(
		[
			classic({"ReadWriteType": "ReadOnly", "ExcludeManagementEventSources": ["kms.amazonaws.com"]}),
			classic({"ReadWriteType": "WriteOnly"}),
		],
		[],
	) == {["read", "eventSource", "NotEquals", "kms.amazonaws.com"]}
}

test_classic_exclusion_made_up_for_by_a_whole_selector if {
	filtered([classic({"ExcludeManagementEventSources": ["kms.amazonaws.com"]}), all_classic], []) == set()
}

test_classic_exclusions_that_make_up_for_each_other if {
	filtered(
		[
			classic({"ExcludeManagementEventSources": ["kms.amazonaws.com"]}),
			classic({"ExcludeManagementEventSources": ["rdsdata.amazonaws.com"]}),
		],
		[],
	) == set()
}

test_advanced_management_without_read_only_is_both if recorded([], [advanced([category("Management")])]) == both

test_advanced_display_name_means_nothing if {
	recorded([], [advanced([category("Data"), {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}])]) == set()
}

test_advanced_without_category_records_nothing if {
	recorded([], [advanced([{"Field": "readOnly", "Equals": ["true"]}])]) == set()
}

test_advanced_read_only_true_is_reads if {
	recorded([], [advanced([category("Management"), {"Field": "readOnly", "Equals": ["true"]}])]) == {"read"}
}

test_advanced_read_only_false_is_writes if {
	recorded([], [advanced([category("Management"), {"Field": "readOnly", "Equals": ["false"]}])]) == {"write"}
}

test_advanced_read_only_not_equals_true_is_writes if {
	recorded([], [advanced([category("Management"), {"Field": "readOnly", "NotEquals": ["true"]}])]) == {"write"}
}

test_advanced_read_only_of_both_values_is_both if {
	recorded([], [advanced([category("Management"), {"Field": "readOnly", "Equals": ["true", "false"]}])]) == both
}

test_advanced_selectors_add_up if {
	recorded([], [
		advanced([category("Management"), {"Field": "readOnly", "Equals": ["true"]}]),
		advanced([category("Management"), {"Field": "readOnly", "Equals": ["false"]}]),
	]) == both
}

test_advanced_choice_of_one_source_does_not_record_its_kinds if {
	only_kms := [advanced([category("Management"), {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}])]
	recorded([], only_kms) == set()
	filtered([], only_kms) == {
		["read", "eventSource", "Equals", "kms.amazonaws.com"],
		["write", "eventSource", "Equals", "kms.amazonaws.com"],
	}
}

test_advanced_choice_of_event_names_does_not_record_its_kinds if {
	some condition in [
		{"Field": "eventName", "Equals": ["ConsoleLogin"]},
		{"Field": "eventType", "StartsWith": ["AwsConsole"]},
		{"Field": "userIdentity.arn", "EndsWith": ["/breakglass"]},
		{"Field": "sessionCredentialFromConsole", "Equals": ["true"]},
	]
	recorded([], [advanced([category("Management"), condition])]) == set()
}

test_advanced_exclusion_still_records_its_kinds if {
	not_kms := [advanced([category("Management"), {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}])]
	recorded([], not_kms) == both
	filtered([], not_kms) == {
		["read", "eventSource", "NotEquals", "kms.amazonaws.com"],
		["write", "eventSource", "NotEquals", "kms.amazonaws.com"],
	}
}

test_advanced_exclusion_made_up_for_by_the_same_source_alone if {
	filtered([], [
		advanced([category("Management"), {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}]),
		advanced([
			category("Management"),
			{"Field": "eventSource", "Equals": ["kms.amazonaws.com"]},
			{"Field": "readOnly", "Equals": ["false"]},
		]),
	]) == {["read", "eventSource", "NotEquals", "kms.amazonaws.com"]}
}

test_a_choice_counts_where_nothing_else_records_its_kind if {
	iam := {"Field": "eventSource", "Equals": ["iam.amazonaws.com"]}
	writes := {"Field": "readOnly", "Equals": ["false"]}
	filtered([], [advanced([category("Management"), iam]), advanced([category("Management"), writes])]) == {[
		"read",
		"eventSource",
		"Equals",
		"iam.amazonaws.com",
	]}
}

test_advanced_exclusion_by_prefix_needs_a_whole_selector if {
	prefix := advanced([category("Management"), {"Field": "eventSource", "NotStartsWith": ["kms"]}])
	name := advanced([category("Management"), {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}])
	["read", "eventSource", "NotStartsWith", "kms"] in filtered([], [prefix, name])
	filtered([], [prefix, advanced([category("Management")])]) == set()
}

test_advanced_exclusion_is_not_made_up_for_by_a_selector_narrowed_otherwise if {
	["write", "eventSource", "NotEquals", "kms.amazonaws.com"] in filtered([], [
		advanced([category("Management"), {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}]),
		advanced([category("Management"), {"Field": "eventName", "NotEquals": ["DisableKey"]}]),
	])
}

test_admits_ors_selecting_and_ands_deselecting_operators if {
	held := event_selectors.conditions({
		"Field": "eventName",
		"StartsWith": ["Get"],
		"EndsWith": ["Object"],
		"NotEquals": ["GetObject"],
	})
	event_selectors.admits(held, "GetBucketAcl")
	event_selectors.admits(held, "PutObject")
	not event_selectors.admits(held, "GetObject")
	not event_selectors.admits(held, "ListBucket")
}

test_admits_each_deselecting_operator if {
	held := event_selectors.conditions({
		"Field": "eventName",
		"NotEquals": ["PutObject"],
		"NotStartsWith": ["Get"],
		"NotEndsWith": ["Acl"],
	})
	not event_selectors.admits(held, "PutObject")
	not event_selectors.admits(held, "GetObject")
	not event_selectors.admits(held, "PutBucketAcl")
	event_selectors.admits(held, "DeleteObject")
}

data_selector(fields) := advanced(array.concat(
	[category("Data"), {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}],
	fields,
))

test_scope_of_data_events_is_no_carve_out if {
	event_selectors.carve_outs([
		data_selector([
			{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::vault/"]},
			{"Field": "readOnly", "Equals": ["false"]},
			{"Field": "eventSource", "Equals": ["s3.amazonaws.com"]},
		]),
		advanced([category("NetworkActivity"), {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}]),
	]) == set()
}

test_every_deselection_is_a_carve_out if {
	event_selectors.carve_outs([data_selector([
		{"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::vault/"]},
		{"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]},
	])]) == {
		{"field": "resources.ARN", "operator": "NotStartsWith", "value": "arn:aws:s3:::vault/"},
		{"field": "eventSource", "operator": "NotEquals", "value": "s3.amazonaws.com"},
	}
}

test_choice_by_name_type_principal_or_session_is_a_carve_out if {
	event_selectors.carve_outs([data_selector([
		{"Field": "eventName", "Equals": ["DeleteObject"]},
		{"Field": "eventType", "Equals": ["AwsApiCall"]},
		{"Field": "userIdentity.arn", "NotEquals": ["arn:aws:iam::111122223333:role/backup"]},
		{"Field": "sessionCredentialFromConsole", "Equals": ["true"]},
	])]) == {
		{"field": "eventName", "operator": "Equals", "value": "DeleteObject"},
		{"field": "eventType", "operator": "Equals", "value": "AwsApiCall"},
		{"field": "userIdentity.arn", "operator": "NotEquals", "value": "arn:aws:iam::111122223333:role/backup"},
		{"field": "sessionCredentialFromConsole", "operator": "Equals", "value": "true"},
	}
}

test_event_source_of_management_events_is_left_to_filters if {
	event_selectors.carve_outs([advanced([
		category("Management"),
		{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
	])]) == set()
}

test_equals_is_exact if {
	held := event_selectors.conditions({"Field": "eventName", "Equals": ["Object"]})
	event_selectors.admits(held, "Object")
	not event_selectors.admits(held, "ObjectAcl")
	not event_selectors.admits(held, "PutObject")
}

test_starts_with_is_no_ends_with if {
	held := event_selectors.conditions({"Field": "eventName", "StartsWith": ["Object"]})
	event_selectors.admits(held, "ObjectAcl")
	not event_selectors.admits(held, "PutObject")
}

test_ends_with_is_no_starts_with if {
	held := event_selectors.conditions({"Field": "eventName", "EndsWith": ["Object"]})
	event_selectors.admits(held, "PutObject")
	not event_selectors.admits(held, "ObjectAcl")
}

test_a_classic_selector_without_exclusions_is_not_narrowed if {
	event_selectors.management([all_classic], []) == [{
		"part": "EventSelectors",
		"kinds": both,
		"narrowings": [],
	}]
}

test_other_choices_among_management_events_are_carve_outs if {
	event_selectors.carve_outs([advanced([
		category("Management"),
		{"Field": "eventName", "NotEquals": ["DisableKey"]},
	])]) == {{"field": "eventName", "operator": "NotEquals", "value": "DisableKey"}}
}

test_a_condition_on_an_unnamed_field_is_a_carve_out if {
	expected := {{"field": "an unnamed field", "operator": "Equals", "value": "DeleteObject"}}
	event_selectors.carve_outs([data_selector([{"Equals": ["DeleteObject"]}])]) == expected
	event_selectors.carve_outs([data_selector([{"Field": "", "Equals": ["DeleteObject"]}])]) == expected
}

log_bucket := "arn:aws:s3:::log-bucket"

objects(kind, values) := {"ReadWriteType": kind, "DataResources": [{"Type": "AWS::S3::Object", "Values": values}]}

test_classic_data_events_of_a_bucket if {
	event_selectors.object_kinds([objects("All", ["arn:aws:s3"])], [], log_bucket) == both
	event_selectors.object_kinds([objects("ReadOnly", ["arn:aws:s3:::log-bucket/"])], [], log_bucket) == {"read"}
	event_selectors.object_kinds([objects("All", ["arn:aws:s3:::log-bucket/a"])], [], log_bucket) == set()
	event_selectors.object_kinds([objects("All", ["arn:aws:s3:::log"])], [], log_bucket) == set()
	event_selectors.object_kinds([], [], log_bucket) == set()
}

object_events(fields) := [{"FieldSelectors": array.concat(
	[
		{"Field": "eventCategory", "Equals": ["Data"]},
		{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
	],
	fields,
)}]

test_advanced_data_events_of_a_bucket if {
	event_selectors.object_kinds([], object_events([]), log_bucket) == both
	event_selectors.object_kinds([], object_events([{"Field": "readOnly", "Equals": ["false"]}]), log_bucket) == {"write"}
	event_selectors.object_kinds(
		[],
		object_events([{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::log-bucket/"]}]),
		log_bucket,
	) == both
}

test_advanced_data_events_that_pass_over_some if {
	every field in [
		{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::log-bucket/a"]},
		{"Field": "resources.ARN", "NotEquals": ["arn:aws:s3:::log-bucket/a"]},
		{"Field": "eventName", "NotEquals": ["PutObject", "GetObject"]},
		{"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]},
	] {
		event_selectors.object_kinds([], object_events([field]), log_bucket) == set()
	}
}

# Data events.

of_objects(fields) := advanced(array.concat(
	[category("Data"), {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}],
	fields,
))

of_arn(operator, value) := {"Field": "resources.ARN", operator: [value]}

data_resources(type, values) := classic({"DataResources": [{"Type": type, "Values": values}]})

all_objects := "arn:aws:s3:::"

# The kinds of events on everything below a prefix that are recorded.
below(old, new, prefix, exempt) := {kind |
	some statement in event_selectors.data_events(old, new, "AWS::S3::Object")
	event_selectors.covers(statement, {"eventSource": "s3.amazonaws.com"}, prefix, exempt)
	some kind in statement.kinds
}

# The kinds of events on one resource that are recorded.
single(old, new, type, arn) := {kind |
	some statement in event_selectors.data_events(old, new, type)
	event_selectors.covers(statement, {"resources.ARN": arn}, "", [])
	some kind in statement.kinds
}

test_no_selectors_record_no_data_events if {
	event_selectors.data_events([], [], "AWS::S3::Object") == []
	not event_selectors.records_data([], [])
}

test_management_events_are_no_data_events if {
	event_selectors.data_events([all_classic], [advanced([category("Management")])], "AWS::S3::Object") == []
	not event_selectors.records_data([all_classic], [advanced([category("Management")])])
}

test_classic_forms_of_all_objects if {
	every value in ["arn:aws:s3", "arn:aws:s3:::"] {
		below([data_resources("AWS::S3::Object", [value])], [], all_objects, []) == both
	}
}

test_classic_all_objects_of_another_partition if {
	below([data_resources("AWS::S3::Object", ["arn:aws:s3"])], [], "arn:aws-cn:s3:::", []) == set()
	below([data_resources("AWS::S3::Object", ["arn:aws-cn:s3"])], [], "arn:aws-cn:s3:::", []) == both
}

test_classic_bucket_is_that_bucket_alone if {
	of_logs := [data_resources("AWS::S3::Object", ["arn:aws:s3:::logs/"])]
	below(of_logs, [], "arn:aws:s3:::logs/", []) == both
	below(of_logs, [], "arn:aws:s3:::logs-archive/", []) == set()
	below(of_logs, [], all_objects, []) == set()
}

test_classic_bucket_without_a_slash_is_no_prefix if {
	below([data_resources("AWS::S3::Object", ["arn:aws:s3:::logs"])], [], "arn:aws:s3:::logs-archive/", []) == set()
}

test_classic_prefix_within_a_bucket_is_a_part_of_it if {
	below([data_resources("AWS::S3::Object", ["arn:aws:s3:::logs/2026/"])], [], "arn:aws:s3:::logs/", []) == set()
}

test_classic_list_of_no_resources_records_nothing if {
	below([data_resources("AWS::S3::Object", [])], [], all_objects, []) == set()
	not event_selectors.records_data([data_resources("AWS::S3::Object", [])], [])
}

test_classic_type_must_be_the_one_asked_for if {
	below([data_resources("AWS::Lambda::Function", ["arn:aws:s3"])], [], all_objects, []) == set()
	event_selectors.records_data([data_resources("AWS::Lambda::Function", ["arn:aws:lambda"])], [])
}

test_classic_data_events_have_the_kinds_of_their_selector if {
	reads := object.union(data_resources("AWS::S3::Object", ["arn:aws:s3"]), {"ReadWriteType": "ReadOnly"})
	below([reads], [], all_objects, []) == {"read"}
}

test_classic_function_is_meant_as_it_stands if {
	job := "arn:aws:lambda:us-east-1:111122223333:function:job"
	selectors := [data_resources("AWS::Lambda::Function", [job])]
	single(selectors, [], "AWS::Lambda::Function", job) == both
	single(selectors, [], "AWS::Lambda::Function", concat("", [job, "-2"])) == set()
}

test_classic_table_is_meant_as_it_stands if {
	orders := "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
	selectors := [data_resources("AWS::DynamoDB::Table", [orders])]
	single(selectors, [], "AWS::DynamoDB::Table", orders) == both
	single(selectors, [], "AWS::DynamoDB::Table", concat("", [orders, "-old"])) == set()
	all_tables := [data_resources("AWS::DynamoDB::Table", ["arn:aws:dynamodb"])]
	single(all_tables, [], "AWS::DynamoDB::Table", orders) == both
}

test_advanced_without_further_fields_records_all if {
	below([], [of_objects([])], all_objects, []) == both
	event_selectors.records_data([], [of_objects([])])
}

test_advanced_read_only_limits_data_events if {
	below([], [of_objects([{"Field": "readOnly", "Equals": ["false"]}])], all_objects, []) == {"write"}
	below([], [of_objects([{"Field": "readOnly", "NotEquals": ["false"]}])], all_objects, []) == {"read"}
}

test_advanced_without_a_type_is_for_none if {
	below([], [advanced([category("Data")])], all_objects, []) == set()
}

test_advanced_type_is_chosen_by_any_operator if {
	every field in [
		{"Field": "resources.type", "StartsWith": ["AWS::S3::"]},
		{"Field": "resources.type", "EndsWith": ["::Object"]},
		{"Field": "resources.type", "NotEquals": ["AWS::Lambda::Function"]},
	] {
		below([], [advanced([category("Data"), field])], all_objects, []) == both
	}
}

test_advanced_type_that_is_left_out if {
	not_objects := advanced([category("Data"), {"Field": "resources.type", "NotEquals": ["AWS::S3::Object"]}])
	below([], [not_objects], all_objects, []) == set()
}

test_advanced_prefix_covers_what_starts_with_it if {
	selectors := [of_objects([of_arn("StartsWith", "arn:aws:s3:::logs")])]
	below([], selectors, "arn:aws:s3:::logs/", []) == both
	below([], selectors, "arn:aws:s3:::logs-archive/", []) == both
	below([], selectors, "arn:aws:s3:::data/", []) == set()
	below([], selectors, all_objects, []) == set()
}

test_advanced_single_objects_and_endings_are_not_all if {
	below([], [of_objects([of_arn("Equals", "arn:aws:s3:::logs/a")])], "arn:aws:s3:::logs/", []) == set()
	below([], [of_objects([of_arn("EndsWith", ".json")])], "arn:aws:s3:::logs/", []) == set()
}

test_each_deselection_within_what_is_asked_for_counts if {
	every field in [
		of_arn("NotStartsWith", "arn:aws:s3:::logs/"),
		of_arn("NotStartsWith", "arn:aws:s3:::logs/tmp/"),
		of_arn("NotStartsWith", "arn:aws:s3"),
		of_arn("NotEquals", "arn:aws:s3:::logs/a"),
		of_arn("NotEndsWith", ".tmp"),
	] {
		below([], [of_objects([field])], "arn:aws:s3:::logs/", []) == set()
	}
}

test_advanced_deselection_elsewhere_does_not_matter if {
	every field in [
		of_arn("NotStartsWith", "arn:aws:s3:::other/"),
		of_arn("NotEquals", "arn:aws:s3:::other/a"),
	] {
		below([], [of_objects([field])], "arn:aws:s3:::logs/", []) == both
	}
}

test_advanced_deselection_of_what_is_exempt if {
	exempt := ["arn:aws:s3:::trail-logs/"]
	every field in [
		of_arn("NotStartsWith", "arn:aws:s3:::trail-logs/"),
		of_arn("NotEquals", "arn:aws:s3:::trail-logs/a"),
	] {
		below([], [of_objects([field])], all_objects, exempt) == both
		below([], [of_objects([field])], all_objects, []) == set()
	}
	below([], [of_objects([of_arn("NotStartsWith", "arn:aws:s3:::trail-logs")])], all_objects, exempt) == set()
	below([], [of_objects([of_arn("NotEndsWith", "arn:aws:s3:::trail-logs/")])], all_objects, exempt) == set()
}

test_advanced_two_selectors_that_share_the_buckets if {
	selectors := [
		of_objects([of_arn("NotStartsWith", "arn:aws:s3:::logs/")]),
		of_objects([of_arn("StartsWith", "arn:aws:s3:::logs/"), {"Field": "readOnly", "Equals": ["false"]}]),
	]
	below([], selectors, "arn:aws:s3:::data/", []) == both
	below([], selectors, "arn:aws:s3:::logs/", []) == {"write"}
}

test_advanced_source_is_known if {
	below([], [of_objects([{"Field": "eventSource", "Equals": ["s3.amazonaws.com"]}])], all_objects, []) == both
	below([], [of_objects([{"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]}])], all_objects, []) == set()
}

test_advanced_other_fields_leave_events_out if {
	every field in [
		{"Field": "eventName", "Equals": ["PutObject"]},
		{"Field": "eventName", "NotEquals": ["HeadObject"]},
		{"Field": "userIdentity.arn", "NotStartsWith": ["arn:aws:iam::111122223333:role/backup"]},
		{"Field": "sessionCredentialFromConsole", "Equals": ["true"]},
	] {
		below([], [of_objects([field])], all_objects, []) == set()
	}
}

test_advanced_single_resource_by_every_operator if {
	every field in [
		of_arn("Equals", "arn:aws:s3:::logs/a.json"),
		of_arn("StartsWith", "arn:aws:s3:::logs/"),
		of_arn("EndsWith", ".json"),
		of_arn("NotEquals", "arn:aws:s3:::logs/b.json"),
		of_arn("NotStartsWith", "arn:aws:s3:::data/"),
		of_arn("NotEndsWith", ".tmp"),
	] {
		single([], [of_objects([field])], "AWS::S3::Object", "arn:aws:s3:::logs/a.json") == both
	}
}

test_network_activity_is_told_by_source_and_error if {
	statements := event_selectors.network_activity([
		advanced([category("Management")]),
		advanced([
			category("NetworkActivity"),
			{"Field": "eventSource", "Equals": ["kms.amazonaws.com"]},
			{"Field": "errorCode", "Equals": ["VpceAccessDenied"]},
		]),
	])
	count(statements) == 1
	denied := {"eventSource": "kms.amazonaws.com", "errorCode": "VpceAccessDenied"}
	event_selectors.covers(statements[0], denied, "", [])
	not event_selectors.covers(statements[0], object.union(denied, {"eventSource": "s3.amazonaws.com"}), "", [])
}

test_network_activity_of_other_errors_or_one_endpoint if {
	every field in [
		{"Field": "errorCode", "NotEquals": ["VpceAccessDenied"]},
		{"Field": "vpcEndpointId", "Equals": ["vpce-0a1b2c3d"]},
	] {
		statements := event_selectors.network_activity([advanced([category("NetworkActivity"), field])])
		not event_selectors.covers(statements[0], {"errorCode": "VpceAccessDenied"}, "", [])
	}
}

of_source(old, new, source) := event_selectors.recorded_kinds_of(event_selectors.management(old, new), source)

test_kinds_of_one_source if {
	only_kms := advanced([category("Management"), {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}])
	not_kms := advanced([category("Management"), {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}])
	of_source([all_classic], [], "kms.amazonaws.com") == both
	of_source([], [only_kms], "kms.amazonaws.com") == both
	of_source([], [only_kms], "bedrock.amazonaws.com") == set()
	of_source([], [not_kms], "kms.amazonaws.com") == set()
	of_source([], [not_kms], "bedrock.amazonaws.com") == both
	of_source([classic({"ExcludeManagementEventSources": ["kms.amazonaws.com"]})], [], "kms.amazonaws.com") == set()
}

test_kinds_of_one_source_without_some_of_its_events if {
	carved := advanced([category("Management"), {"Field": "eventName", "NotEquals": ["InvokeModel"]}])
	of_source([], [carved], "bedrock.amazonaws.com") == set()
}

# What AWS does not say of a selector.

test_a_field_without_operators_selects_nothing if {
	every field in [{"Field": "eventName"}, {"Field": "eventName", "Equals": [], "NotEquals": []}] {
		not event_selectors.admits(event_selectors.conditions(field), "PutObject")
		recorded([], [advanced([category("Management"), field])]) == set()
		of_source([], [advanced([category("Management"), field])], "kms.amazonaws.com") == set()
		below([], [of_objects([field])], all_objects, []) == set()
		event_selectors.object_kinds([], object_events([field]), log_bucket) == set()
	}
}

test_a_category_without_operators_is_none if {
	recorded([], [advanced([{"Field": "eventCategory"}])]) == set()
	not event_selectors.records_data([], [advanced([{"Field": "eventCategory"}])])
}

test_a_field_that_is_not_named_leaves_events_out if {
	every field in [{"Equals": ["false"]}, {"Field": "", "NotEquals": ["arn:aws:s3:::other/a"]}] {
		below([], [of_objects([field])], all_objects, []) == set()
		event_selectors.object_kinds([], object_events([field]), log_bucket) == set()
		not event_selectors.records_data([], [of_objects([field])])
		statements := event_selectors.network_activity([advanced([category("NetworkActivity"), field])])
		not event_selectors.covers(statements[0], {}, "", [])
	}
}
