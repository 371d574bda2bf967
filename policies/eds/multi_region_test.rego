package assize.eds.multi_region_test

import rego.v1

import data.assize.eds.multi_region

selector(category) := {"FieldSelectors": [{"Field": "eventCategory", "Equals": [category]}]}

# A store as the collector writes it, with other settings.
store(settings) := {"resource": {
	"resourceType": "AWS::CloudTrail::EventDataStore",
	"accountId": "111122223333",
	"awsRegion": "us-east-1",
	"resourceId": "0a1b2c3d",
	"resourceName": "audit",
	"arn": "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/0a1b2c3d",
	"configuration": object.union(
		{
			"Status": "ENABLED",
			"AdvancedEventSelectors": [selector("Management")],
			"MultiRegionEnabled": true,
		},
		settings,
	),
}}

single(settings) := store(object.union({"MultiRegionEnabled": false}, settings))

failure := {{
	"message": "the store collects events of us-east-1 alone",
	"path": "configuration.MultiRegionEnabled",
}}

test_a_store_of_all_regions_passes if {
	multi_region.deny == set() with input as store({})
	multi_region.not_applicable == set() with input as store({})
}

test_a_store_of_one_region_fails if {
	expected := failure
	every category in ["Management", "Data", "NetworkActivity"] {
		multi_region.deny == expected with input as single({"AdvancedEventSelectors": [selector(category)]})
	}
}

test_a_setting_that_is_absent_fails if {
	expected := failure
	multi_region.deny == expected with input as {"resource": {
		"awsRegion": "us-east-1",
		"configuration": {"AdvancedEventSelectors": []},
	}}
}

test_selectors_that_do_not_tell_fail if {
	expected := failure
	multi_region.deny == expected with input as single({"AdvancedEventSelectors": []})
	multi_region.deny == expected with input as single({"AdvancedEventSelectors": [{"FieldSelectors": []}]})
}

test_other_events_have_no_regions if {
	every category in ["Insight", "ConfigurationItem", "Evidence", "ActivityAuditLog"] {
		multi_region.deny == set() with input as single({"AdvancedEventSelectors": [selector(category)]})
		count(multi_region.not_applicable) == 1 with input as single({"AdvancedEventSelectors": [selector(category)]})
	}
}

test_a_store_that_takes_nothing_in_is_judged_by_another_control if {
	every status in ["STOPPED_INGESTION", "PENDING_DELETION"] {
		multi_region.deny == set() with input as single({"Status": status})
		multi_region.not_applicable == {{"reason": sprintf(
			"the store takes nothing in: it is %s",
			[status],
		)}} with input as single({"Status": status})
	}
}

test_a_store_that_is_starting_or_stopping_is_judged if {
	expected := failure
	every status in ["CREATED", "STARTING_INGESTION", "STOPPING_INGESTION"] {
		multi_region.deny == expected with input as single({"Status": status})
	}
}
