package assize.cloudtrail.data_events_any_test

import rego.v1

import data.assize.cloudtrail.data_events_any

own := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

second := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/second"

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

none(trails) := {{"message": sprintf("no data events are recorded (%s)", [trails])}}

only_own := sprintf("logging trails: %s", [own])

test_one_classic_resource_passes if {
	items := [trail(own, [classic("All", "AWS::S3::Object", ["arn:aws:s3:::logs/"])], [])]
	data_events_any.deny == set() with input as {"account": account(items)}
}

test_one_advanced_selector_passes_wherever_it_stands if {
	of_tables := [category("Data"), {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]}]
	items := [trail(own, [], [advanced(of_tables), advanced([category("Management")])])]
	data_events_any.deny == set() with input as {"account": account(items)}
}

test_management_events_alone_fail if {
	items := [trail(own, [], [advanced([category("Management")])])]
	data_events_any.deny == none(only_own) with input as {"account": account(items)}
}

test_a_list_of_no_resources_fails if {
	items := [trail(own, [classic("All", "AWS::S3::Object", [])], [])]
	data_events_any.deny == none(only_own) with input as {"account": account(items)}
}

test_no_selectors_fail if {
	items := [trail(own, [], [])]
	data_events_any.deny == none(only_own) with input as {"account": account(items)}
}

test_a_stopped_trail_records_nothing if {
	items := [
		stopped(trail(own, [classic("All", "AWS::S3::Object", ["arn:aws:s3"])], [])),
		single_region(trail(second, [], [])),
	]
	only_second := sprintf("logging trails: %s", [second])
	data_events_any.deny == none(only_second) with input as {"account": account(items)}
}

test_no_trail_fails if {
	data_events_any.deny == none("no trail is logging") with input as {"account": account([])}
}

test_an_organization_s_trail_whose_selectors_are_known_counts if {
	items := [trail(organization, [classic("All", "AWS::S3::Object", ["arn:aws:s3"])], [])]
	data_events_any.deny == set() with input as {"account": account(items)}
}

test_a_selector_with_a_field_that_is_not_named_fails if {
	items := [trail(own, [], [advanced([category("Data"), {"Equals": ["AWS::DynamoDB::Table"]}])])]
	data_events_any.deny == none(only_own) with input as {"account": account(items)}
}
