package assize.config.delivery_channel_exists_test

import rego.v1

import data.assize.config.delivery_channel_exists

region(recorders, channels) := {"region": {
	"name": "eu-west-1",
	"optInStatus": "ENABLED_BY_DEFAULT",
	"resources": {
		"AWS::Config::ConfigurationRecorder": recorders,
		"AWS::Config::DeliveryChannel": channels,
	},
}}

own := {"a": {"configuration": {"Name": "default"}}}

linked := {"b": {"configuration": {"Name": "linked", "ServicePrincipal": "securityhub.amazonaws.com"}}}

channel := {"c": {"configuration": {"Name": "default", "S3BucketName": "log-bucket"}}}

test_channel_passes if {
	delivery_channel_exists.deny == set() with input as region(own, channel)
	delivery_channel_exists.not_applicable == set() with input as region(own, channel)
}

test_no_channel_fails if {
	delivery_channel_exists.deny == {{
		"message": "eu-west-1 has a recorder but no delivery channel",
	}} with input as region(own, {})
}

test_channel_without_a_bucket_fails if {
	delivery_channel_exists.deny == {{
		"message": "delivery channel default in eu-west-1 names no bucket",
	}} with input as region(own, {"c": {"configuration": {"Name": "default"}}})
}

test_no_recorder_is_not_applicable if {
	delivery_channel_exists.deny == set() with input as region({}, {})
	delivery_channel_exists.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({}, {})
}

test_left_over_channel_is_not_a_pass if {
	delivery_channel_exists.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region({}, channel)
}

test_recorder_of_a_service_needs_no_channel if {
	delivery_channel_exists.deny == set() with input as region(linked, {})
	delivery_channel_exists.not_applicable == {{"reason": "no recorder in eu-west-1"}} with input as region(linked, {})
}

test_left_over_channel_is_not_judged if {
	delivery_channel_exists.deny == set() with input as region({}, {"c": {"configuration": {"Name": "default"}}})
}
