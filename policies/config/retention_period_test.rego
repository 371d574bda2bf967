package assize.config.retention_period_test

import rego.v1

import data.assize.config.retention_period

region(recorders, retentions) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {
			"AWS::Config::ConfigurationRecorder": recorders,
			"AWS::Config::RetentionConfiguration": retentions,
		},
	},
	"parameters": {"minimum_days": 365},
}

own := {"a": {"configuration": {"Name": "default"}}}

kept(days) := {"r": {"configuration": {"Name": "default", "RetentionPeriodInDays": days}}}

test_long_retention_passes if retention_period.deny == set() with input as region(own, kept(2557))

test_exactly_the_minimum_passes if retention_period.deny == set() with input as region(own, kept(365))

test_no_retention_set_passes_as_the_longest if {
	retention_period.deny == set() with input as region(own, {})
	retention_period.not_applicable == set() with input as region(own, {})
}

test_short_retention_fails if {
	retention_period.deny == {{
		"message": "AWS Config keeps items in eu-west-1 for 30 days, fewer than 365",
	}} with input as region(own, kept(30))
}

test_unknown_days_fail if count(retention_period.deny) == 1 with input as region(own, {"r": {"configuration": {}}})

test_no_recorder_is_not_applicable if {
	retention_period.deny == set() with input as region({}, kept(30))
	retention_period.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({}, kept(30))
}
