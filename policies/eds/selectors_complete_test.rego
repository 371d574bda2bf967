package assize.eds.selectors_complete_test

import rego.v1

import data.assize.eds.selectors_complete

arn := "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/0a1b2c3d"

management(fields) := {"FieldSelectors": array.concat([{"Field": "eventCategory", "Equals": ["Management"]}], fields)}

data_events := {"FieldSelectors": [
	{"Field": "eventCategory", "Equals": ["Data"]},
	{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
]}

nothing := {"stores": [], "approved": [], "organization": false}

# A store with selectors, judged with parameters.
judged(selectors, parameters) := {
	"resource": {
		"resourceType": "AWS::CloudTrail::EventDataStore",
		"accountId": "111122223333",
		"arn": arn,
		"configuration": {"AdvancedEventSelectors": selectors, "OrganizationEnabled": false},
	},
	"parameters": object.union(nothing, parameters),
}

failure(message) := {{"message": message, "path": "configuration.AdvancedEventSelectors"}}

test_all_management_events_pass if {
	selectors_complete.deny == set() with input as judged([management([])], {})
	selectors_complete.not_applicable == set() with input as judged([management([]), data_events], {})
}

test_the_default_passes if selectors_complete.deny == set() with input as judged([], {})

test_one_selector_for_each_kind_passes if {
	selectors_complete.deny == set() with input as judged(
		[
			management([{"Field": "readOnly", "Equals": ["true"]}]),
			management([{"Field": "readOnly", "Equals": ["false"]}]),
		],
		{},
	)
}

test_a_kind_that_is_missing_fails if {
	expected := failure("read management events are not collected")
	selectors := [management([{"Field": "readOnly", "Equals": ["false"]}])]
	selectors_complete.deny == expected with input as judged(selectors, {})
}

test_events_that_are_picked_out_are_not_all if {
	expected := failure("read and write management events are not collected")
	selectors := [management([{"Field": "eventSource", "Equals": ["iam.amazonaws.com"]}])]
	selectors_complete.deny == expected with input as judged(selectors, {})
}

test_every_field_that_leaves_events_out_fails if {
	every field, value in {
		"eventName": "Decrypt",
		"eventSource": "kms.amazonaws.com",
		"eventType": "AwsServiceEvent",
		"sessionCredentialFromConsole": "true",
		"userIdentity.arn": "arn:aws:iam::111122223333:role/deploy",
	} {
		selectors_complete.deny == failure(sprintf(
			"read and write management events are filtered: %s NotEquals %s",
			[field, value],
		)) with input as judged([management([{"Field": field, "NotEquals": [value]}])], {})
	}
}

test_what_is_made_up_for_is_not_left_out if {
	selectors_complete.deny == set() with input as judged(
		[
			management([{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}]),
			management([{"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}]),
		],
		{},
	)
}

test_what_is_approved_passes if {
	selectors := [management([{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}])]
	approved := ["eventSource NotEquals kms.amazonaws.com"]
	expected := failure(concat(" ", [
		"read and write management events are filtered:",
		"eventSource NotEquals rdsdata.amazonaws.com",
	]))
	selectors_complete.deny == expected with input as judged(selectors, {"approved": approved})
	selectors_complete.deny == set() with input as judged(
		selectors,
		{"approved": array.concat(approved, ["eventSource NotEquals rdsdata.amazonaws.com"])},
	)
}

test_a_store_for_other_events_is_not_judged if {
	expected := {{"reason": "the store collects no management events"}}
	every selector in [data_events, {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Insight"]}]}] {
		selectors_complete.deny == set() with input as judged([selector], {})
		selectors_complete.not_applicable == expected with input as judged([selector], {})
	}
}

test_a_designated_store_must_collect_them if {
	expected := failure("read and write management events are not collected")
	selectors_complete.deny == expected with input as judged([data_events], {"stores": [arn]})
	selectors_complete.not_applicable == set() with input as judged([data_events], {"stores": [arn]})
}

test_other_stores_are_not_judged_where_one_is_designated if {
	selectors := [management([{"Field": "readOnly", "Equals": ["false"]}])]
	parameters := {"stores": [concat("", [arn, "e"])]}
	expected := {{"reason": "other stores are designated"}}
	selectors_complete.deny == set() with input as judged(selectors, parameters)
	selectors_complete.not_applicable == expected with input as judged(selectors, parameters)
}

test_an_organization_s_store_where_one_is_wanted if {
	own := judged([management([])], {"organization": true})
	selectors_complete.deny == {{
		"message": "the store collects events of account 111122223333 alone",
		"path": "configuration.OrganizationEnabled",
	}} with input as own
	organization := {"resource": {"configuration": {"OrganizationEnabled": true}}}
	selectors_complete.deny == set() with input as object.union(own, organization)
}
