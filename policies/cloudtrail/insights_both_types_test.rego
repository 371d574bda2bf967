package assize.cloudtrail.insights_both_types_test

import rego.v1

import data.assize.cloudtrail.insights_both_types

trail(insights, old, new) := {"resource": {"supplementaryConfiguration": {
	"InsightSelectors": [{"InsightType": kind} | some kind in insights],
	"EventSelectors": old,
	"AdvancedEventSelectors": new,
}}}

both := ["ApiCallRateInsight", "ApiErrorRateInsight"]

classic(read_write_type) := {
	"ReadWriteType": read_write_type,
	"IncludeManagementEvents": true,
	"DataResources": [],
	"ExcludeManagementEventSources": [],
}

data_only := {"FieldSelectors": [
	{"Field": "eventCategory", "Equals": ["Data"]},
	{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
]}

found(message) := {"message": message, "path": "supplementaryConfiguration.InsightSelectors"}

no_calls := found("ApiCallRateInsight never fires: the trail does not record write management events")

no_errors := found("ApiErrorRateInsight never fires: the trail does not record read or write management events")

test_both_with_management_events_pass if {
	insights_both_types.deny == set() with input as trail(both, [classic("All")], [])
	insights_both_types.deny == set() with input as trail(both, [], [])
	insights_both_types.not_applicable == set() with input as trail(both, [], [])
}

test_writes_are_enough_for_both if {
	insights_both_types.deny == set() with input as trail(both, [classic("WriteOnly")], [])
}

test_one_of_two_fails if {
	lacking := {found("ApiErrorRateInsight is not selected, only ApiCallRateInsight")}
	insights_both_types.deny == lacking with input as trail(["ApiCallRateInsight"], [], [])
}

test_reads_alone_are_not_enough_for_call_rates if {
	insights_both_types.deny == {no_calls} with input as trail(both, [classic("ReadOnly")], [])
}

test_without_management_events_nothing_fires if {
	insights_both_types.deny == {no_calls, no_errors} with input as trail(both, [], [data_only])
}

test_a_trail_without_insights_is_not_judged if {
	insights_both_types.deny == set() with input as trail([], [], [data_only])
	insights_both_types.not_applicable == {{"reason": "the trail has no insights"}} with input as trail([], [], [])
}

test_a_selector_without_type_is_none_of_the_two if {
	untyped := object.union(trail([], [], []), {"resource": {"supplementaryConfiguration": {"InsightSelectors": [{}]}}})
	insights_both_types.deny == {
		found("ApiCallRateInsight is not selected, only of no type"),
		found("ApiErrorRateInsight is not selected, only of no type"),
	} with input as untyped
}
