package assize.eds.termination_protection_test

import rego.v1

import data.assize.eds.termination_protection

store(settings) := {"resource": {
	"resourceType": "AWS::CloudTrail::EventDataStore",
	"resourceName": "audit",
	"arn": "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/0a1b2c3d",
	"configuration": settings,
}}

unprotected := {{
	"message": "the store audit can be deleted",
	"path": "configuration.TerminationProtectionEnabled",
}}

test_a_protected_store_passes_whatever_it_takes_in if {
	every status in ["CREATED", "ENABLED", "STARTING_INGESTION", "STOPPING_INGESTION", "STOPPED_INGESTION"] {
		termination_protection.deny == set() with input as store({
			"Status": status,
			"TerminationProtectionEnabled": true,
		})
	}
}

test_an_unprotected_store_fails if {
	expected := unprotected
	termination_protection.deny == expected with input as store({
		"Status": "ENABLED",
		"TerminationProtectionEnabled": false,
	})
}

test_a_setting_that_is_absent_fails if {
	expected := unprotected
	termination_protection.deny == expected with input as store({})
}

test_a_deleted_store_fails_once if {
	termination_protection.deny == {{
		"message": concat("", [
			"the store was deleted and can be restored for seven days; ",
			"it was last changed at 2026-11-18T10:00:00Z",
		]),
		"path": "configuration.Status",
	}} with input as store({
		"Status": "PENDING_DELETION",
		"TerminationProtectionEnabled": false,
		"UpdatedTimestamp": "2026-11-18T10:00:00Z",
	})
	count(termination_protection.deny) == 1 with input as store({
		"Status": "PENDING_DELETION",
		"TerminationProtectionEnabled": true,
	})
}
