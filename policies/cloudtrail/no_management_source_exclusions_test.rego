package assize.cloudtrail.no_management_source_exclusions_test

import rego.v1

import data.assize.cloudtrail.no_management_source_exclusions

# A trail as the collector writes it, with changes.
trail(changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"resourceName": "audit",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"configuration": {
			"name": "audit",
			"trailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
			"homeRegion": "us-east-1",
			"isMultiRegionTrail": true,
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

with_selectors(old, new) := trail({"supplementaryConfiguration": {
	"EventSelectors": old,
	"AdvancedEventSelectors": new,
}})

classic(read_write_type, excluded) := {
	"ReadWriteType": read_write_type,
	"IncludeManagementEvents": true,
	"DataResources": [],
	"ExcludeManagementEventSources": excluded,
}

advanced(fields) := {"FieldSelectors": array.concat([{"Field": "eventCategory", "Equals": ["Management"]}], fields)}

judged(resource, read_exclusions) := {"resource": resource, "parameters": {"read_exclusions": read_exclusions}}

kms := "kms.amazonaws.com"

in_classic(message) := {{"message": message, "path": "supplementaryConfiguration.EventSelectors"}}

in_advanced(message) := {{"message": message, "path": "supplementaryConfiguration.AdvancedEventSelectors"}}

test_all_management_events_pass if {
	resource := with_selectors([classic("All", [])], [])
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
	no_management_source_exclusions.not_applicable == set() with input as judged(resource, [])
}

test_the_default_passes if {
	resource := with_selectors([], [])
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
	no_management_source_exclusions.not_applicable == set() with input as judged(resource, [])
}

test_advanced_without_source_passes if {
	resource := with_selectors([], [advanced([])])
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
}

test_classic_exclusion_fails if {
	resource := with_selectors([classic("All", [kms])], [])
	expected := in_classic("read and write management events are filtered: eventSource NotEquals kms.amazonaws.com")
	no_management_source_exclusions.deny == expected with input as judged(resource, [])
}

test_each_excluded_source_is_told if {
	resource := with_selectors([classic("All", [kms, "rdsdata.amazonaws.com"])], [])
	count(no_management_source_exclusions.deny) == 2 with input as judged(resource, [])
}

test_advanced_exclusion_fails if {
	resource := with_selectors([], [advanced([{"Field": "eventSource", "NotEquals": [kms]}])])
	expected := in_advanced("read and write management events are filtered: eventSource NotEquals kms.amazonaws.com")
	no_management_source_exclusions.deny == expected with input as judged(resource, [])
}

test_advanced_exclusion_by_prefix_fails if {
	resource := with_selectors([], [advanced([{"Field": "eventSource", "NotStartsWith": ["kms"]}])])
	expected := in_advanced("read and write management events are filtered: eventSource NotStartsWith kms")
	no_management_source_exclusions.deny == expected with input as judged(resource, [])
}

test_advanced_choice_of_sources_fails if {
	resource := with_selectors([], [advanced([{"Field": "eventSource", "Equals": ["s3.amazonaws.com"]}])])
	expected := in_advanced("read and write management events are filtered: eventSource Equals s3.amazonaws.com")
	no_management_source_exclusions.deny == expected with input as judged(resource, [])
}

test_the_kind_of_the_selector_is_told if {
	resource := with_selectors([classic("ReadOnly", [kms]), classic("WriteOnly", [])], [])
	expected := in_classic("read management events are filtered: eventSource NotEquals kms.amazonaws.com")
	no_management_source_exclusions.deny == expected with input as judged(resource, [])
}

test_a_source_that_another_selector_records_is_not_left_out if {
	resource := with_selectors([], [
		advanced([{"Field": "eventSource", "NotEquals": [kms]}]),
		advanced([{"Field": "eventSource", "Equals": [kms]}]),
	])
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
	whole := with_selectors([], [advanced([{"Field": "eventSource", "NotEquals": [kms]}]), advanced([])])
	no_management_source_exclusions.deny == set() with input as judged(whole, [])
}

test_an_exclusion_in_data_events_is_judged_elsewhere if {
	resource := with_selectors([], [
		advanced([]),
		{"FieldSelectors": [
			{"Field": "eventCategory", "Equals": ["Data"]},
			{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
			{"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]},
		]},
	])
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
}

test_allowed_read_exclusion_passes_with_all_writes if {
	resource := with_selectors([classic("ReadOnly", [kms]), classic("WriteOnly", [])], [])
	no_management_source_exclusions.deny == set() with input as judged(resource, [kms])
}

test_allowed_read_exclusion_does_not_cover_writes if {
	resource := with_selectors([classic("All", [kms])], [])
	expected := in_classic("write management events are filtered: eventSource NotEquals kms.amazonaws.com")
	no_management_source_exclusions.deny == expected with input as judged(resource, [kms])
}

test_allowed_read_exclusion_covers_its_source_only if {
	resource := with_selectors([classic("ReadOnly", ["rdsdata.amazonaws.com"]), classic("WriteOnly", [])], [])
	count(no_management_source_exclusions.deny) == 1 with input as judged(resource, [kms])
}

test_a_single_region_trail_is_not_applicable if {
	resource := object.union(
		with_selectors([classic("All", [kms])], []),
		{"configuration": {"isMultiRegionTrail": false}},
	)
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
	no_management_source_exclusions.not_applicable == {{
		"reason": "the trail records one region only",
	}} with input as judged(resource, [])
}

test_a_trail_of_data_events_is_not_applicable if {
	data_only := object.union(classic("All", []), {"IncludeManagementEvents": false})
	resource := with_selectors([data_only], [])
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
	no_management_source_exclusions.not_applicable == {{
		"reason": "the trail records no management events",
	}} with input as judged(resource, [])
}

test_a_readable_organization_trail_is_judged if {
	resource := object.union(with_selectors([classic("All", [kms])], []), elsewhere)
	count(no_management_source_exclusions.deny) == 1 with input as judged(resource, [])
}

test_other_narrowings_are_judged_elsewhere if {
	resource := with_selectors([], [advanced([{"Field": "eventName", "NotEquals": ["Decrypt"]}])])
	no_management_source_exclusions.deny == set() with input as judged(resource, [])
}

test_an_allowed_source_may_be_left_out_but_not_be_the_only_one if {
	resource := with_selectors([], [
		advanced([{"Field": "readOnly", "Equals": ["true"]}, {"Field": "eventSource", "Equals": [kms]}]),
		advanced([{"Field": "readOnly", "Equals": ["false"]}]),
	])
	expected := in_advanced("read management events are filtered: eventSource Equals kms.amazonaws.com")
	no_management_source_exclusions.deny == expected with input as judged(resource, [kms])
}

test_kinds_are_told_for_each_filter_apart if {
	resource := with_selectors([classic("ReadOnly", [kms]), classic("WriteOnly", ["rdsdata.amazonaws.com"])], [])
	expected := union({
		in_classic("read management events are filtered: eventSource NotEquals kms.amazonaws.com"),
		in_classic("write management events are filtered: eventSource NotEquals rdsdata.amazonaws.com"),
	})
	no_management_source_exclusions.deny == expected with input as judged(resource, [])
}

test_kinds_are_told_for_each_operator_apart if {
	resource := with_selectors([], [
		advanced([{"Field": "readOnly", "Equals": ["true"]}, {"Field": "eventSource", "NotStartsWith": [kms]}]),
		advanced([{"Field": "readOnly", "Equals": ["false"]}, {"Field": "eventSource", "NotEquals": [kms]}]),
	])
	expected := union({
		in_advanced("read management events are filtered: eventSource NotStartsWith kms.amazonaws.com"),
		in_advanced("write management events are filtered: eventSource NotEquals kms.amazonaws.com"),
	})
	no_management_source_exclusions.deny == expected with input as judged(resource, [])
}

test_a_condition_on_an_unnamed_field_is_no_pass if {
	resource := with_selectors([], [advanced([{"NotEquals": [kms]}])])
	message := "read and write management events are filtered: an unnamed field NotEquals kms.amazonaws.com"
	no_management_source_exclusions.deny == in_advanced(message) with input as judged(resource, [kms])
}
