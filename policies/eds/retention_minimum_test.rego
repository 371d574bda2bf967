package assize.eds.retention_minimum_test

import rego.v1

import data.assize.eds.retention_minimum

judged(settings, minimum) := {
	"resource": {
		"resourceType": "AWS::CloudTrail::EventDataStore",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/0a1b2c3d",
		"configuration": settings,
	},
	"parameters": {"minimum_days": minimum},
}

failure(message) := {{"message": message, "path": "configuration.RetentionPeriod"}}

test_the_minimum_and_more_pass if {
	retention_minimum.deny == set() with input as judged({"RetentionPeriod": 365}, 365)
	retention_minimum.deny == set() with input as judged({"RetentionPeriod": 3653}, 365)
}

test_a_day_less_fails if {
	expected := failure("the store keeps events for 364 days, fewer than 365")
	retention_minimum.deny == expected with input as judged({"RetentionPeriod": 364}, 365)
}

test_the_minimum_can_be_set if {
	expected := failure("the store keeps events for 365 days, fewer than 2557")
	retention_minimum.deny == expected with input as judged({"RetentionPeriod": 365}, 2557)
	retention_minimum.deny == set() with input as judged({"RetentionPeriod": 90}, 90)
}

test_an_unknown_period_fails if count(retention_minimum.deny) == 1 with input as judged({}, 365)
