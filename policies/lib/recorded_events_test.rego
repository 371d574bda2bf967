package assize.lib.recorded_events_test

import rego.v1

import data.assize.lib.recorded_events

trail(region, multi_region, logging, classic, advanced) := {
	"awsRegion": region,
	"configuration": {"isMultiRegionTrail": multi_region},
	"supplementaryConfiguration": {
		"TrailStatus": {"IsLogging": logging},
		"EventSelectors": classic,
		"AdvancedEventSelectors": advanced,
	},
}

judged(trails) := {"account": {
	"regions": [
		{"name": "us-east-1", "selected": true},
		{"name": "eu-west-1", "selected": true},
		{"name": "ap-south-2", "selected": false},
	],
	"resources": {"AWS::CloudTrail::Trail": trails},
}}

objects := {"FieldSelectors": [
	{"Field": "eventCategory", "Equals": ["Data"]},
	{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
]}

network := {"FieldSelectors": [
	{"Field": "eventCategory", "Equals": ["NetworkActivity"]},
	{"Field": "eventSource", "Equals": ["s3.amazonaws.com"]},
]}

test_logging_trails_are_named if {
	recorded_events.trails == "no trail is logging" with input as judged({})
	two := {"a": trail("us-east-1", true, true, [], []), "b": trail("us-east-1", true, false, [], [])}
	recorded_events.trails == "logging trails: a" with input as judged(two)
	recorded_events.logging == {"a"} with input as judged(two)
}

test_regions_are_those_that_are_judged if {
	recorded_events.regions == {"us-east-1", "eu-west-1"} with input as judged({})
}

test_trails_count_where_they_reach_and_while_they_log if {
	everywhere := {"a": trail("us-east-1", true, true, [], [objects])}
	recorded_events.objects_unrecorded("read", "arn:aws:s3:::", []) == set() with input as judged(everywhere)
	one_region := {"a": trail("us-east-1", false, true, [], [objects])}
	missing := {"eu-west-1"}
	recorded_events.objects_unrecorded("read", "arn:aws:s3:::", []) == missing with input as judged(one_region)
	stopped := {"a": trail("us-east-1", true, false, [], [objects])}
	all := {"us-east-1", "eu-west-1"}
	recorded_events.objects_unrecorded("read", "arn:aws:s3:::", []) == all with input as judged(stopped)
}

# Objects of one bucket, or of all others.
of_logs(operator, conditions) := {"FieldSelectors": array.concat(
	array.concat(objects.FieldSelectors, conditions),
	[{"Field": "resources.ARN", operator: ["arn:aws:s3:::logs/"]}],
)}

test_what_one_selector_leaves_out_another_may_record if {
	two := {"a": trail("us-east-1", true, true, [], [of_logs("NotStartsWith", []), of_logs("StartsWith", [])])}
	recorded_events.objects_unrecorded("read", "arn:aws:s3:::", []) == set() with input as judged(two)
	trails := {
		"a": trail("us-east-1", true, true, [], [of_logs("NotStartsWith", [])]),
		"b": trail("eu-west-1", false, true, [], [of_logs("StartsWith", [])]),
	}
	recorded_events.objects_unrecorded("read", "arn:aws:s3:::", []) == {"us-east-1"} with input as judged(trails)
}

test_what_another_selector_records_of_another_kind_is_left_out if {
	writes := [{"Field": "readOnly", "Equals": ["false"]}]
	two := {"a": trail("us-east-1", true, true, [], [of_logs("NotStartsWith", []), of_logs("StartsWith", writes)])}
	missing := {"us-east-1", "eu-west-1"}
	recorded_events.objects_unrecorded("read", "arn:aws:s3:::", []) == missing with input as judged(two)
	recorded_events.objects_unrecorded("write", "arn:aws:s3:::", []) == set() with input as judged(two)
}

test_network_events_of_a_source if {
	one := {"a": trail("us-east-1", false, true, [], [network])}
	recorded_events.network_kinds(recorded_events.reaching("us-east-1"), "s3.amazonaws.com") == {"read", "write"} with input as judged(one)
	recorded_events.network_kinds(recorded_events.reaching("eu-west-1"), "s3.amazonaws.com") == set() with input as judged(one)
	recorded_events.network_kinds(recorded_events.reaching("us-east-1"), "kms.amazonaws.com") == set() with input as judged(one)
	stopped := {"a": trail("us-east-1", false, false, [], [network])}
	recorded_events.network_kinds(recorded_events.reaching("us-east-1"), "s3.amazonaws.com") == set() with input as judged(stopped)
}

test_management_events_of_a_source if {
	one := {"a": trail("us-east-1", false, true, [], [])}
	recorded_events.management_kinds(recorded_events.reaching("us-east-1"), "kms.amazonaws.com") == {"read", "write"} with input as judged(one)
	recorded_events.management_kinds(recorded_events.reaching("eu-west-1"), "kms.amazonaws.com") == set() with input as judged(one)
	stopped := {"a": trail("us-east-1", false, false, [], [])}
	recorded_events.management_kinds(recorded_events.reaching("us-east-1"), "kms.amazonaws.com") == set() with input as judged(stopped)
}
