package assize.cloudtrail.network_activity_events_test

import rego.v1

import data.assize.cloudtrail.network_activity_events

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

judged(trails, sources) := {"account": account(trails), "parameters": {"event_sources": sources}}

of_network(source, fields) := advanced(array.concat(
	[category("NetworkActivity"), {"Field": "eventSource", "Equals": [source]}],
	fields,
))

unrecorded(regions, trails) := {{"message": sprintf(
	"denied calls of s3.amazonaws.com through VPC endpoints are not recorded in %s (%s)",
	[regions, trails],
)}}

everywhere := "eu-west-1, us-east-1"

only_own := sprintf("logging trails: %s", [own])

test_without_named_sources_nothing_is_judged if {
	network_activity_events.deny == set() with input as judged([], [])
	network_activity_events.not_applicable == {{"reason": "no event source is named"}} with input as judged([], [])
}

test_a_selector_of_the_source_passes if {
	items := [trail(own, [], [of_network("s3.amazonaws.com", [])])]
	network_activity_events.deny == set() with input as judged(items, ["s3.amazonaws.com"])
	network_activity_events.not_applicable == set() with input as judged(items, ["s3.amazonaws.com"])
}

test_denied_calls_alone_pass if {
	denied := {"Field": "errorCode", "Equals": ["VpceAccessDenied"]}
	items := [trail(own, [], [of_network("s3.amazonaws.com", [denied])])]
	network_activity_events.deny == set() with input as judged(items, ["s3.amazonaws.com"])
}

test_conditions_that_leave_denied_calls_out_fail if {
	every field in [
		{"Field": "errorCode", "NotEquals": ["VpceAccessDenied"]},
		{"Field": "vpcEndpointId", "Equals": ["vpce-0a1b2c3d4e5f60718"]},
		{"Field": "eventName", "Equals": ["GetObject"]},
		{"Field": "readOnly", "Equals": ["true"]},
	] {
		items := [trail(own, [], [of_network("s3.amazonaws.com", [field])])]
		expected := unrecorded(everywhere, only_own)
		network_activity_events.deny == expected with input as judged(items, ["s3.amazonaws.com"])
	}
}

test_another_source_fails if {
	items := [trail(own, [], [of_network("kms.amazonaws.com", [])])]
	expected := unrecorded(everywhere, only_own)
	network_activity_events.deny == expected with input as judged(items, ["kms.amazonaws.com", "s3.amazonaws.com"])
}

test_classic_selectors_cannot_say_it if {
	items := [trail(own, [classic("All", "AWS::S3::Object", ["arn:aws:s3"])], [])]
	expected := unrecorded(everywhere, only_own)
	network_activity_events.deny == expected with input as judged(items, ["s3.amazonaws.com"])
}

test_a_single_region_trail_records_its_region_only if {
	items := [single_region(trail(own, [], [of_network("s3.amazonaws.com", [])]))]
	expected := unrecorded("eu-west-1", only_own)
	network_activity_events.deny == expected with input as judged(items, ["s3.amazonaws.com"])
}

test_a_stopped_trail_records_nothing if {
	items := [stopped(trail(own, [], [of_network("s3.amazonaws.com", [])]))]
	expected := unrecorded(everywhere, "no trail is logging")
	network_activity_events.deny == expected with input as judged(items, ["s3.amazonaws.com"])
	network_activity_events.deny == expected with input as judged([], ["s3.amazonaws.com"])
}

test_an_organization_s_trail_whose_selectors_are_known_counts if {
	items := [trail(organization, [], [of_network("s3.amazonaws.com", [])])]
	network_activity_events.deny == set() with input as judged(items, ["s3.amazonaws.com"])
}
