package assize.lib.lake_test

import rego.v1

import data.assize.lib.lake

selector(category) := {"FieldSelectors": [{"Field": "eventCategory", "Equals": [category]}]}

test_a_store_of_cloudtrail_s_events_is_not_for_something_else if {
	every category in ["Management", "Data", "NetworkActivity"] {
		not lake.other_purpose([selector(category)])
	}
}

test_another_category_is_another_purpose if {
	every category in ["ActivityAuditLog", "ConfigurationItem", "Evidence", "Insight"] {
		lake.other_purpose([selector(category)]) == sprintf(
			"the store is for other events than CloudTrail's own: %s",
			[category],
		)
	}
}

test_one_selector_for_events_is_enough if not lake.other_purpose([selector("Insight"), selector("Data")])

test_what_is_not_told_is_no_other_purpose if {
	not lake.other_purpose([])
	not lake.other_purpose([{"FieldSelectors": []}])
	not lake.other_purpose([{"FieldSelectors": [{"Field": "eventCategory"}]}])
	not lake.other_purpose([{"FieldSelectors": [{"Field": "eventName", "Equals": ["Insight"]}]}])
}

test_what_takes_nothing_in if {
	lake.takes_nothing_in("STOPPED_INGESTION")
	lake.takes_nothing_in("PENDING_DELETION")
}

test_what_takes_something_in_or_may if {
	every status in ["CREATED", "ENABLED", "STARTING_INGESTION", "STOPPING_INGESTION", "unknown"] {
		not lake.takes_nothing_in(status)
	}
}
