package assize.cloudtrail.ai_service_events_test

import rego.v1

import data.assize.cloudtrail.ai_service_events

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

judged(trails, types) := {"account": account(trails), "parameters": {"data_types": types}}

management(fields) := advanced(array.concat([category("Management")], fields))

unrecorded(kind, regions, trails) := {"message": sprintf(
	"%s management events of bedrock.amazonaws.com are not recorded in %s (%s)",
	[kind, regions, trails],
)}

everywhere := "eu-west-1, us-east-1"

only_own := sprintf("logging trails: %s", [own])

test_the_default_passes if {
	ai_service_events.deny == set() with input as judged([trail(own, [], [])], [])
}

test_classic_all_passes if {
	items := [trail(own, [classic("All", "AWS::S3::Object", [])], [])]
	ai_service_events.deny == set() with input as judged(items, [])
}

test_calls_of_models_are_read_events if {
	items := [trail(own, [], [management([{"Field": "readOnly", "Equals": ["false"]}])])]
	expected := {unrecorded("read", everywhere, only_own)}
	ai_service_events.deny == expected with input as judged(items, [])
}

test_reads_alone_lack_writes if {
	items := [trail(own, [classic("ReadOnly", "AWS::S3::Object", [])], [])]
	expected := {unrecorded("write", everywhere, only_own)}
	ai_service_events.deny == expected with input as judged(items, [])
}

test_every_operator_on_the_source_counts if {
	both := {unrecorded("read", everywhere, only_own), unrecorded("write", everywhere, only_own)}
	every field in [
		{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "bedrock.amazonaws.com"]},
		{"Field": "eventSource", "NotStartsWith": ["bedrock"]},
		{"Field": "eventSource", "Equals": ["kms.amazonaws.com"]},
		{"Field": "eventSource", "EndsWith": ["kms.amazonaws.com"]},
	] {
		ai_service_events.deny == both with input as judged([trail(own, [], [management([field])])], [])
	}
	every field in [
		{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
		{"Field": "eventSource", "StartsWith": ["bedrock"]},
		{"Field": "eventSource", "Equals": ["kms.amazonaws.com", "bedrock.amazonaws.com"]},
	] {
		ai_service_events.deny == set() with input as judged([trail(own, [], [management([field])])], [])
	}
}

test_a_single_region_trail_records_its_region_only if {
	expected := {unrecorded("read", "eu-west-1", only_own), unrecorded("write", "eu-west-1", only_own)}
	ai_service_events.deny == expected with input as judged([single_region(trail(own, [], []))], [])
}

test_a_stopped_trail_records_nothing if {
	none := "no trail is logging"
	expected := {unrecorded("read", everywhere, none), unrecorded("write", everywhere, none)}
	ai_service_events.deny == expected with input as judged([stopped(trail(own, [], []))], [])
	ai_service_events.deny == expected with input as judged([], [])
}

data_of(type, fields) := advanced(array.concat(
	[category("Data"), {"Field": "resources.type", "Equals": [type]}],
	fields,
))

test_named_types_want_all_their_data_events if {
	agents := "AWS::Bedrock::AgentAlias"
	unseen := {{"message": sprintf(
		"data events of %s are not all recorded in %s (%s)",
		[agents, everywhere, only_own],
	)}}
	whole := [trail(own, [], [management([]), data_of(agents, [])])]
	ai_service_events.deny == set() with input as judged(whole, [agents])
	other := [trail(own, [], [management([]), data_of("AWS::Bedrock::KnowledgeBase", [])])]
	ai_service_events.deny == unseen with input as judged(other, [agents])
	reads := [trail(own, [], [management([]), data_of(agents, [{"Field": "readOnly", "Equals": ["true"]}])])]
	ai_service_events.deny == unseen with input as judged(reads, [agents])
	one_arn := [{"Field": "resources.ARN", "StartsWith": ["arn:aws:bedrock:"]}]
	one := [trail(own, [], [management([]), data_of(agents, one_arn)])]
	ai_service_events.deny == unseen with input as judged(one, [agents])
}

test_an_organization_s_trail_whose_selectors_are_known_counts if {
	ai_service_events.deny == set() with input as judged([trail(organization, [], [])], [])
}

test_a_source_without_operators_selects_nothing if {
	both := {unrecorded("read", everywhere, only_own), unrecorded("write", everywhere, only_own)}
	unsaid := [trail(own, [], [management([{"Field": "eventSource"}])])]
	ai_service_events.deny == both with input as judged(unsaid, [])
}

test_a_classic_selector_without_a_kind_is_of_both if {
	selector := object.remove(classic("All", "AWS::S3::Object", []), ["ReadWriteType"])
	ai_service_events.deny == set() with input as judged([trail(own, [selector], [])], [])
}
