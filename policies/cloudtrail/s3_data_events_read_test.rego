package assize.cloudtrail.s3_data_events_read_test

import rego.v1

import data.assize.cloudtrail.s3_data_events_read

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

judged(trails) := {"account": account(trails), "parameters": {"buckets": [], "exempt_buckets": []}}

objects(fields) := advanced(array.concat(
	[category("Data"), {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}],
	fields,
))

unrecorded(scope, regions, trails) := {{"message": sprintf(
	"read events on the objects of %s are not recorded in %s (%s)",
	[scope, regions, trails],
)}}

only_own := sprintf("logging trails: %s", [own])

test_classic_all_buckets_passes if {
	items := [trail(own, [classic("All", "AWS::S3::Object", ["arn:aws:s3"])], [])]
	s3_data_events_read.deny == set() with input as judged(items)
}

test_classic_reads_pass if {
	items := [trail(own, [classic("ReadOnly", "AWS::S3::Object", ["arn:aws:s3"])], [])]
	s3_data_events_read.deny == set() with input as judged(items)
}

test_classic_writes_fail if {
	items := [trail(own, [classic("WriteOnly", "AWS::S3::Object", ["arn:aws:s3"])], [])]
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as judged(items)
}

test_advanced_all_buckets_passes if {
	s3_data_events_read.deny == set() with input as judged([trail(own, [], [objects([])])])
}

test_advanced_reads_pass if {
	items := [trail(own, [], [objects([{"Field": "readOnly", "Equals": ["true"]}])])]
	s3_data_events_read.deny == set() with input as judged(items)
}

test_advanced_writes_fail if {
	items := [trail(own, [], [objects([{"Field": "readOnly", "Equals": ["false"]}])])]
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as judged(items)
}

test_the_display_name_does_not_count if {
	named := {"Name": "S3 read data events", "FieldSelectors": [category("Management")]}
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as judged([trail(own, [], [named])])
}

test_one_bucket_is_not_all_buckets if {
	items := [trail(own, [classic("All", "AWS::S3::Object", ["arn:aws:s3:::logs/"])], [])]
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as judged(items)
}

test_buckets_that_matter_are_judged_one_by_one if {
	items := [trail(own, [classic("All", "AWS::S3::Object", ["arn:aws:s3:::logs/"])], [])]
	some_buckets := {"account": account(items), "parameters": {
		"buckets": ["logs", "logs-archive"],
		"exempt_buckets": [],
	}}
	expected := unrecorded("bucket logs-archive", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as some_buckets
}

test_an_exempt_bucket_may_be_left_out if {
	items := [trail(own, [], [objects([{"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::logs/"]}])])]
	exempt := {"account": account(items), "parameters": {"buckets": [], "exempt_buckets": ["logs"]}}
	s3_data_events_read.deny == set() with input as exempt
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as judged(items)
}

test_a_condition_on_event_names_leaves_events_out if {
	items := [trail(own, [], [objects([{"Field": "eventName", "NotEquals": ["DeleteObject"]}])])]
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as judged(items)
}

test_another_partition if {
	items := [trail(own, [classic("All", "AWS::S3::Object", ["arn:aws:s3"])], [])]
	in_china := object.union(judged(items), {"account": {"partition": "aws-cn"}})
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", only_own)
	s3_data_events_read.deny == expected with input as in_china
}

test_a_single_region_trail_records_its_region_only if {
	items := [single_region(trail(own, [], [objects([])]))]
	expected := unrecorded("all buckets", "eu-west-1", only_own)
	s3_data_events_read.deny == expected with input as judged(items)
}

test_single_region_trails_add_up if {
	items := [single_region(trail(own, [], [objects([])])), single_region(trail(second, [], [objects([])]))]
	s3_data_events_read.deny == set() with input as judged(items)
}

test_a_stopped_trail_records_nothing if {
	items := [stopped(trail(own, [], [objects([])]))]
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", "no trail is logging")
	s3_data_events_read.deny == expected with input as judged(items)
}

test_no_trail_fails if {
	expected := unrecorded("all buckets", "eu-west-1, us-east-1", "no trail is logging")
	s3_data_events_read.deny == expected with input as judged([])
}

test_an_organization_s_trail_whose_selectors_are_known_counts if {
	s3_data_events_read.deny == set() with input as judged([trail(organization, [], [objects([])])])
}
