package assize.cloudtrail.management_events_read_write_test

import rego.v1

import data.assize.cloudtrail.management_events_read_write

own := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

second := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/second"

organization := "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization"

# A trail of account 111122223333 as the collector writes it, with changes.
trail(arn, changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": split(arn, ":")[3],
		"resourceId": split(arn, "/")[1],
		"resourceName": split(arn, "/")[1],
		"arn": arn,
		"configuration": {
			"name": split(arn, "/")[1],
			"trailARN": arn,
			"homeRegion": split(arn, ":")[3],
			"s3BucketName": "audit-logs",
			"includeGlobalServiceEvents": true,
			"isMultiRegionTrail": true,
			"isOrganizationTrail": arn == organization,
			"logFileValidationEnabled": true,
			"kmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/1f6a4b0e-8c1d-4d3a-9a59-0c8f8c3b2a11",
			"hasCustomEventSelectors": false,
			"hasInsightSelectors": false,
		},
		"supplementaryConfiguration": {
			"TrailStatus": {"IsLogging": true},
			"EventSelectors": [{
				"ReadWriteType": "All",
				"IncludeManagementEvents": true,
				"DataResources": [],
				"ExcludeManagementEventSources": [],
			}],
			"AdvancedEventSelectors": [],
		},
	},
	changes,
)

account(trails) := {
	"id": "111122223333",
	"partition": "aws",
	"regions": [
		{"name": "us-east-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
		{"name": "eu-west-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
	],
	"resources": {"AWS::CloudTrail::Trail": {arn: item | some item in trails; arn := item.arn}},
}

stopped := {"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}}

single_region := {"configuration": {"isMultiRegionTrail": false}}

selectors(old, new) := {"supplementaryConfiguration": {"EventSelectors": old, "AdvancedEventSelectors": new}}

classic(read_write_type) := {
	"ReadWriteType": read_write_type,
	"IncludeManagementEvents": true,
	"DataResources": [],
	"ExcludeManagementEventSources": [],
}

advanced(name, fields) := {"Name": name, "FieldSelectors": fields}

management := {"Field": "eventCategory", "Equals": ["Management"]}

unrecorded(kinds, arns) := {{"message": sprintf(
	"%s management events are not recorded by the logging multi-region trails: %s",
	[kinds, concat(", ", arns)],
)}}

test_classic_all_passes if {
	management_events_read_write.deny == set() with input as {"account": account([
		trail(own, selectors([classic("All")], [])),
	])}
}

test_no_selector_is_the_default_and_passes if {
	management_events_read_write.deny == set() with input as {"account": account([trail(own, selectors([], []))])}
}

test_advanced_without_read_only_passes if {
	management_events_read_write.deny == set() with input as {"account": account([
		trail(own, selectors([], [advanced("anything", [management])])),
	])}
}

test_the_display_name_does_not_count if {
	logs_data := advanced("Management events selector", [
		{"Field": "eventCategory", "Equals": ["Data"]},
		{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
	])
	expected := unrecorded("read and write", [own])
	management_events_read_write.deny == expected with input as {"account": account([
		trail(own, selectors([], [logs_data])),
	])}
}

test_write_only_lacks_reads if {
	expected := unrecorded("read", [own])
	management_events_read_write.deny == expected with input as {"account": account([
		trail(own, selectors([classic("WriteOnly")], [])),
	])}
}

test_advanced_reads_only_lacks_writes if {
	reads := advanced("reads", [management, {"Field": "readOnly", "Equals": ["true"]}])
	expected := unrecorded("write", [own])
	management_events_read_write.deny == expected with input as {"account": account([
		trail(own, selectors([], [reads])),
	])}
}

test_two_trails_add_up if {
	writes := advanced("writes", [management, {"Field": "readOnly", "Equals": ["false"]}])
	management_events_read_write.deny == set() with input as {"account": account([
		trail(own, selectors([classic("ReadOnly")], [])),
		trail(second, selectors([], [writes])),
	])}
}

test_a_stopped_trail_adds_nothing if {
	expected := unrecorded("write", [own])
	management_events_read_write.deny == expected with input as {"account": account([
		trail(own, selectors([classic("ReadOnly")], [])),
		trail(second, stopped),
	])}
}

test_a_single_region_trail_adds_nothing if {
	expected := unrecorded("write", [own])
	management_events_read_write.deny == expected with input as {"account": account([
		trail(own, selectors([classic("ReadOnly")], [])),
		trail(second, single_region),
	])}
}

test_data_events_only_fail if {
	data_only := object.union(classic("All"), {"IncludeManagementEvents": false})
	expected := unrecorded("read and write", [own])
	management_events_read_write.deny == expected with input as {"account": account([
		trail(own, selectors([data_only], [])),
	])}
}

test_an_excluded_source_is_judged_elsewhere if {
	excluding := object.union(classic("All"), {"ExcludeManagementEventSources": ["kms.amazonaws.com"]})
	not_kms := advanced("most", [management, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}])
	management_events_read_write.deny == set() with input as {"account": account([
		trail(own, selectors([excluding], [])),
	])}
	management_events_read_write.deny == set() with input as {"account": account([
		trail(own, selectors([], [not_kms])),
	])}
}

test_the_events_of_one_service_are_not_management_events_in_general if {
	only_kms := advanced("kms", [management, {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}])
	expected := unrecorded("read and write", [own])
	management_events_read_write.deny == expected with input as {"account": account([
		trail(own, selectors([], [only_kms])),
	])}
}

test_a_readable_organization_trail_counts if {
	management_events_read_write.deny == set() with input as {"account": account([trail(organization, {})])}
}

test_no_candidate_fails if {
	none := {{"message": "no multi-region trail is logging"}}
	management_events_read_write.deny == none with input as {"account": account([])}
	management_events_read_write.deny == none with input as {"account": account([trail(own, stopped)])}
	management_events_read_write.deny == none with input as {"account": account([trail(own, single_region)])}
}
