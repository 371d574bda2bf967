package assize.cloudtrail.lambda_data_events_test

import rego.v1

import data.assize.cloudtrail.lambda_data_events

own := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

organization := "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization"

# A logging multi-region trail with selectors, as account 111122223333 sees it.
trail(arn, old, new) := {
	"arn": arn,
	"accountId": "111122223333",
	"awsRegion": split(arn, ":")[3],
	"configuration": {"isMultiRegionTrail": true},
	"supplementaryConfiguration": {
		"TrailStatus": {"IsLogging": true},
		"EventSelectors": old,
		"AdvancedEventSelectors": new,
	},
}

stopped(item) := object.union(item, {"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}})

single_region(item) := object.union(item, {"configuration": {"isMultiRegionTrail": false}})

account(trails) := {
	"id": "111122223333",
	"partition": "aws",
	"regions": [
		{"name": "us-east-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
		{"name": "eu-west-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
		{"name": "ap-south-2", "optInStatus": "DISABLED", "selected": false},
	],
	"resources": {"AWS::CloudTrail::Trail": {arn: item | some item in trails; arn := item.arn}},
}

classic(read_write_type, type, values) := {
	"ReadWriteType": read_write_type,
	"IncludeManagementEvents": true,
	"DataResources": [{"Type": type, "Values": values}],
	"ExcludeManagementEventSources": [],
}

advanced(fields) := {"Name": "anything", "FieldSelectors": fields}

category(name) := {"Field": "eventCategory", "Equals": [name]}

job := "arn:aws:lambda:eu-west-1:111122223333:function:job"

judged(trails, names) := {"account": account(trails), "parameters": {"functions": names}}

functions(fields) := advanced(array.concat(
	[category("Data"), {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]}],
	fields,
))

of_arn(operator, value) := functions([{"Field": "resources.ARN", operator: [value]}])

unrecorded(regions, trails) := {{"message": sprintf(
	"invocations of functions are not recorded in %s (%s)",
	[regions, trails],
)}}

only_own := sprintf("logging trails: %s", [own])

test_classic_all_functions_passes if {
	items := [trail(own, [classic("All", "AWS::Lambda::Function", ["arn:aws:lambda"])], [])]
	lambda_data_events.deny == set() with input as judged(items, [])
}

test_advanced_all_functions_passes if {
	lambda_data_events.deny == set() with input as judged([trail(own, [], [functions([])])], [])
}

test_invocations_are_write_events if {
	writes := [trail(own, [classic("WriteOnly", "AWS::Lambda::Function", ["arn:aws:lambda"])], [])]
	lambda_data_events.deny == set() with input as judged(writes, [])
	reads := [trail(own, [classic("ReadOnly", "AWS::Lambda::Function", ["arn:aws:lambda"])], [])]
	expected := unrecorded("eu-west-1, us-east-1", only_own)
	lambda_data_events.deny == expected with input as judged(reads, [])
}

test_one_function_is_not_all if {
	items := [trail(own, [classic("All", "AWS::Lambda::Function", [job])], [])]
	expected := unrecorded("eu-west-1, us-east-1", only_own)
	lambda_data_events.deny == expected with input as judged(items, [])
}

test_the_account_s_functions_of_one_region if {
	items := [trail(own, [], [of_arn("StartsWith", "arn:aws:lambda:eu-west-1:111122223333:function:")])]
	lambda_data_events.deny == unrecorded("us-east-1", only_own) with input as judged(items, [])
}

test_a_function_that_is_left_out_is_missed if {
	items := [trail(own, [], [of_arn("NotEquals", job)])]
	lambda_data_events.deny == unrecorded("eu-west-1", only_own) with input as judged(items, [])
}

test_a_single_region_trail_records_its_region_only if {
	items := [single_region(trail(own, [], [functions([])]))]
	lambda_data_events.deny == unrecorded("eu-west-1", only_own) with input as judged(items, [])
}

test_a_stopped_trail_records_nothing if {
	items := [stopped(trail(own, [], [functions([])]))]
	expected := unrecorded("eu-west-1, us-east-1", "no trail is logging")
	lambda_data_events.deny == expected with input as judged(items, [])
}

test_no_trail_fails if {
	expected := unrecorded("eu-west-1, us-east-1", "no trail is logging")
	lambda_data_events.deny == expected with input as judged([], [])
}

test_a_named_function_by_its_arn if {
	items := [trail(own, [classic("All", "AWS::Lambda::Function", [job])], [])]
	lambda_data_events.deny == set() with input as judged(items, [job])
}

test_a_named_function_in_a_region_that_no_trail_reaches if {
	items := [single_region(trail(own, [], [functions([])]))]
	expected := {{"message": sprintf("invocations of %s are not recorded (%s)", [job, only_own])}}
	lambda_data_events.deny == expected with input as judged(items, [job])
}

test_a_named_function_of_another_account_is_not_judged_here if {
	foreign := "arn:aws:lambda:eu-west-1:444455556666:function:job"
	reason := {{"reason": "none of the functions that matter is of this account"}}
	lambda_data_events.deny == set() with input as judged([], [foreign])
	lambda_data_events.not_applicable == reason with input as judged([], [foreign])
	lambda_data_events.not_applicable == set() with input as judged([], [foreign, job])
	lambda_data_events.not_applicable == set() with input as judged([], [])
}

test_what_is_no_arn_fails if {
	items := [trail(own, [], [functions([])])]
	expected := {{"message": "job is not the ARN of a function"}}
	lambda_data_events.deny == expected with input as judged(items, ["job"])
}

test_an_organization_s_trail_whose_selectors_are_known_counts if {
	lambda_data_events.deny == set() with input as judged([trail(organization, [], [functions([])])], [])
}
