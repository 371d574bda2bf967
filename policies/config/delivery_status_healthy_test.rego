package assize.config.delivery_status_healthy_test

import rego.v1

import data.assize.config.delivery_status_healthy

region(channels) := {"region": {
	"name": "eu-west-1",
	"optInStatus": "ENABLED_BY_DEFAULT",
	"resources": {"AWS::Config::DeliveryChannel": channels},
}}

with_status(status) := region({"c": {
	"configuration": {"Name": "default", "S3BucketName": "log-bucket"},
	"supplementaryConfiguration": {"DeliveryChannelStatus": status},
}})

failed(code, text) := {"LastStatus": "FAILURE", "LastErrorCode": code, "LastErrorMessage": text}

nothing_yet := {{"reason": "delivery channel default in eu-west-1 has not delivered anything yet"}}

test_success_passes_in_any_case if {
	every word in ["SUCCESS", "Success"] {
		delivery_status_healthy.deny == set() with input as with_status({
			"ConfigHistoryDeliveryInfo": {"LastStatus": word},
			"ConfigSnapshotDeliveryInfo": {"LastStatus": word},
			"ConfigStreamDeliveryInfo": {"LastStatus": word},
		})
	}
	delivery_status_healthy.not_applicable == set() with input as with_status({
		"ConfigHistoryDeliveryInfo": {"LastStatus": "SUCCESS"},
	})
}

test_no_snapshot_and_no_topic_pass if {
	delivery_status_healthy.deny == set() with input as with_status({
		"ConfigHistoryDeliveryInfo": {"LastStatus": "SUCCESS"},
		"ConfigSnapshotDeliveryInfo": {},
		"ConfigStreamDeliveryInfo": {"LastStatus": "NOT_APPLICABLE"},
	})
}

test_failed_history_fails_with_the_error if {
	delivery_status_healthy.deny == {{"message": concat("", [
		"delivery channel default in eu-west-1 could not deliver history (FAILURE): ",
		"AccessDenied: bucket policy",
	])}} with input as with_status({
		"ConfigHistoryDeliveryInfo": failed("AccessDenied", "bucket policy"),
		"ConfigStreamDeliveryInfo": {"LastStatus": "SUCCESS"},
	})
}

test_failed_snapshot_fails if {
	delivery_status_healthy.deny == {{"message": concat("", [
		"delivery channel default in eu-west-1 could not deliver a snapshot (Failure): ",
		"no error code: no error message",
	])}} with input as with_status({
		"ConfigHistoryDeliveryInfo": {"LastStatus": "SUCCESS"},
		"ConfigSnapshotDeliveryInfo": {"LastStatus": "Failure"},
	})
}

test_failed_notifications_fail if {
	delivery_status_healthy.deny == {{"message": concat("", [
		"delivery channel default in eu-west-1 could not deliver notifications (FAILURE): ",
		"AuthorizationError: topic policy",
	])}} with input as with_status({"ConfigStreamDeliveryInfo": failed("AuthorizationError", "topic policy")})
}

test_each_failure_is_told if {
	count(delivery_status_healthy.deny) == 2 with input as with_status({
		"ConfigHistoryDeliveryInfo": failed("AccessDenied", "x"),
		"ConfigSnapshotDeliveryInfo": failed("AccessDenied", "x"),
	})
}

test_unknown_word_fails if {
	count(delivery_status_healthy.deny) == 1 with input as with_status({
		"ConfigHistoryDeliveryInfo": {"LastStatus": "Delayed"},
	})
}

test_nothing_tried_is_not_applicable if {
	delivery_status_healthy.deny == set() with input as with_status({})
	delivery_status_healthy.not_applicable == nothing_yet with input as with_status({})
	delivery_status_healthy.not_applicable == nothing_yet with input as with_status({
		"ConfigHistoryDeliveryInfo": {"LastStatus": "Not_Applicable"},
		"ConfigSnapshotDeliveryInfo": {},
	})
}

test_missing_status_is_never_a_pass if {
	delivery_status_healthy.not_applicable == nothing_yet with input as region({"c": {
		"configuration": {"Name": "default"},
	}})
}

test_no_channel_is_not_applicable if {
	delivery_status_healthy.deny == set() with input as region({})
	delivery_status_healthy.not_applicable == {{"reason": "no delivery channel in eu-west-1"}} with input as region({})
}
