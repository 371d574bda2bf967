package assize.config.ci_trail_recorded_test

import rego.v1

import data.assize.config.ci_trail_recorded

item(status) := {"configurationItemCaptureTime": "2026-03-01T08:00:00Z", "configurationItemStatus": status}

trail(items) := {
	"resourceType": "AWS::CloudTrail::Trail",
	"accountId": "111122223333",
	"awsRegion": "us-east-1",
	"resourceId": "audit",
	"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
	"supplementaryConfiguration": {"ConfigurationHistory": items},
}

at_the_history(message) := {{"message": message, "path": "supplementaryConfiguration.ConfigurationHistory"}}

test_a_recorded_trail_passes_however_old_its_item if {
	every status in ["OK", "ResourceDiscovered"] {
		ci_trail_recorded.deny == set() with input as {"resource": trail([item(status)])}
		ci_trail_recorded.not_applicable == set() with input as {"resource": trail([item(status)])}
	}
}

test_a_trail_without_an_item_fails if {
	expected := at_the_history("AWS Config in us-east-1 has no item of the trail: no recorder there has seen it")
	ci_trail_recorded.deny == expected with input as {"resource": trail([])}
}

test_a_trail_that_is_not_recorded_fails if {
	expected := at_the_history(concat("", [
		"AWS Config in us-east-1 knows of the trail and does not record it: ",
		"ResourceNotRecorded at 2026-03-01T08:00:00Z",
	]))
	ci_trail_recorded.deny == expected with input as {"resource": trail([item("ResourceNotRecorded")])}
}

test_a_trail_that_is_taken_for_deleted_fails if {
	expected := at_the_history(concat("", [
		"the trail is there, and AWS Config in us-east-1 took it for deleted at 2026-03-01T08:00:00Z ",
		"(ResourceDeleted)",
	]))
	ci_trail_recorded.deny == expected with input as {"resource": trail([item("ResourceDeleted"), item("OK")])}
}

test_only_the_newest_item_counts if {
	items := [item("OK"), item("ResourceNotRecorded")]
	ci_trail_recorded.deny == set() with input as {"resource": trail(items)}
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	seen := object.union(trail([]), {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"})
	ci_trail_recorded.deny == set() with input as {"resource": seen}
	expected := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}
	ci_trail_recorded.not_applicable == expected with input as {"resource": seen}
}
