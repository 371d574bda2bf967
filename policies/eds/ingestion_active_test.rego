package assize.eds.ingestion_active_test

import rego.v1

import data.assize.eds.ingestion_active

arn := "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/0a1b2c3d"

judged(settings, archives) := {
	"resource": {
		"resourceType": "AWS::CloudTrail::EventDataStore",
		"arn": arn,
		"configuration": settings,
	},
	"parameters": {"archives": archives},
}

test_a_store_that_ingests_passes if {
	every status in ["ENABLED", "STARTING_INGESTION"] {
		ingestion_active.deny == set() with input as judged({"Status": status}, [])
		ingestion_active.not_applicable == set() with input as judged({"Status": status}, [])
	}
}

test_every_other_status_fails if {
	every status in ["CREATED", "STOPPING_INGESTION", "STOPPED_INGESTION", "PENDING_DELETION"] {
		ingestion_active.deny == {{
			"message": sprintf("the store takes no events in: it is %s", [status]),
			"path": "configuration.Status",
		}} with input as judged({"Status": status}, [])
	}
}

test_an_unknown_status_fails if count(ingestion_active.deny) == 1 with input as judged({}, [])

test_an_archive_is_not_judged if {
	ingestion_active.deny == set() with input as judged({"Status": "STOPPED_INGESTION"}, [arn])
	ingestion_active.not_applicable == {{
		"reason": "the store is named as an archive",
	}} with input as judged({"Status": "STOPPED_INGESTION"}, [arn])
}

test_another_archive_is_another_store if {
	other := [concat("", [arn, "e"]), "0a1b2c3d"]
	count(ingestion_active.deny) == 1 with input as judged({"Status": "STOPPED_INGESTION"}, other)
}
