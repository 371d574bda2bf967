package assize.cloudtrail.dynamodb_data_events_test

import rego.v1

import data.assize.cloudtrail.dynamodb_data_events

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

orders := "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"

judged(trails, names) := {"account": account(trails), "parameters": {"tables": names}}

tables(fields) := advanced(array.concat(
	[category("Data"), {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]}],
	fields,
))

unrecorded(kinds, trails) := {{"message": sprintf(
	"%s events on the items of %s are not recorded (%s)",
	[kinds, orders, trails],
)}}

only_own := sprintf("logging trails: %s", [own])

test_without_named_tables_nothing_is_judged if {
	dynamodb_data_events.deny == set() with input as judged([], [])
	dynamodb_data_events.not_applicable == {{"reason": "no table is named"}} with input as judged([], [])
}

test_classic_forms_pass if {
	every value in ["arn:aws:dynamodb", orders] {
		items := [trail(own, [classic("All", "AWS::DynamoDB::Table", [value])], [])]
		dynamodb_data_events.deny == set() with input as judged(items, [orders])
		dynamodb_data_events.not_applicable == set() with input as judged(items, [orders])
	}
}

test_advanced_forms_pass if {
	every fields in [[], [{"Field": "resources.ARN", "StartsWith": [orders]}]] {
		items := [trail(own, [], [tables(fields)])]
		dynamodb_data_events.deny == set() with input as judged(items, [orders])
	}
}

test_another_table_is_not_this_one if {
	older := concat("", [orders, "-2025"])
	items := [trail(own, [classic("All", "AWS::DynamoDB::Table", [older])], [])]
	expected := unrecorded("read and write", only_own)
	dynamodb_data_events.deny == expected with input as judged(items, [orders])
}

test_writes_alone_lack_reads if {
	items := [trail(own, [], [tables([{"Field": "readOnly", "Equals": ["false"]}])])]
	expected := unrecorded("read", only_own)
	dynamodb_data_events.deny == expected with input as judged(items, [orders])
}

test_a_trail_that_does_not_reach_the_table_s_region if {
	items := [single_region(trail(own, [], [tables([])]))]
	expected := unrecorded("read and write", only_own)
	dynamodb_data_events.deny == expected with input as judged(items, [orders])
}

test_a_stopped_trail_records_nothing if {
	items := [stopped(trail(own, [], [tables([])]))]
	expected := unrecorded("read and write", "no trail is logging")
	dynamodb_data_events.deny == expected with input as judged(items, [orders])
}

test_no_trail_fails if {
	expected := unrecorded("read and write", "no trail is logging")
	dynamodb_data_events.deny == expected with input as judged([], [orders])
}

test_a_table_of_another_account_is_not_judged_here if {
	foreign := "arn:aws:dynamodb:eu-west-1:444455556666:table/orders"
	reason := {{"reason": "none of the named tables is of this account"}}
	dynamodb_data_events.deny == set() with input as judged([], [foreign])
	dynamodb_data_events.not_applicable == reason with input as judged([], [foreign])
}

test_what_is_no_arn_fails if {
	dynamodb_data_events.deny == {{"message": "orders is not the ARN of a table"}} with input as judged([], ["orders"])
}

test_an_organization_s_trail_whose_selectors_are_known_counts if {
	items := [trail(organization, [], [tables([])])]
	dynamodb_data_events.deny == set() with input as judged(items, [orders])
}
