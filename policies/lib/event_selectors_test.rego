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
	]) == {
		["read", "eventSource", "NotEquals", "kms.amazonaws.com"],
		["write", "eventSource", "Equals", "kms.amazonaws.com"],
	}
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
		{"Field": "eventSource", "Equals": ["s3.amazonaws.com"]},
	] {
		event_selectors.object_kinds([], object_events([field]), log_bucket) == set()
	}
}
