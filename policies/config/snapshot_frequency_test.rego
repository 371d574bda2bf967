package assize.config.snapshot_frequency_test

import rego.v1

import data.assize.config.snapshot_frequency

region(channels, maximum) := {
	"region": {
		"name": "eu-west-1",
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {"AWS::Config::DeliveryChannel": channels},
	},
	"parameters": {"maximum_hours": maximum},
}

every_so_often(frequency) := {"c": {"configuration": {
	"Name": "default",
	"S3BucketName": "log-bucket",
	"ConfigSnapshotDeliveryProperties": {"DeliveryFrequency": frequency},
}}}

on_demand := {"c": {"configuration": {"Name": "default", "S3BucketName": "log-bucket"}}}

test_daily_passes if snapshot_frequency.deny == set() with input as region(every_so_often("TwentyFour_Hours"), 24)

test_hourly_passes if {
	snapshot_frequency.deny == set() with input as region(every_so_often("One_Hour"), 24)
	snapshot_frequency.not_applicable == set() with input as region(every_so_often("One_Hour"), 24)
}

test_exactly_the_maximum_passes if snapshot_frequency.deny == set() with input as region(every_so_often("Six_Hours"), 6)

test_on_demand_fails if {
	snapshot_frequency.deny == {{
		"message": "delivery channel default in eu-west-1 delivers snapshots only when asked",
	}} with input as region(on_demand, 24)
}

test_empty_properties_fail if {
	count(snapshot_frequency.deny) == 1 with input as region(
		{"c": {"configuration": {"Name": "default", "ConfigSnapshotDeliveryProperties": {}}}},
		24,
	)
}

test_too_seldom_fails if {
	snapshot_frequency.deny == {{"message": concat("", [
		"delivery channel default in eu-west-1 delivers snapshots every TwentyFour_Hours, ",
		"less often than every 12 hours",
	])}} with input as region(every_so_often("TwentyFour_Hours"), 12)
}

test_unknown_word_fails if {
	count(snapshot_frequency.deny) == 1 with input as region(every_so_often("Fortnightly"), 24)
}

test_no_channel_is_not_applicable if {
	snapshot_frequency.deny == set() with input as region({}, 24)
	snapshot_frequency.not_applicable == {{"reason": "no delivery channel in eu-west-1"}} with input as region({}, 24)
}
