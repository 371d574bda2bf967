package assize.cloudtrail.shadow_region_status_test

import rego.v1

import data.assize.cloudtrail.shadow_region_status

trail(by_region) := {
	"resourceType": "AWS::CloudTrail::Trail",
	"accountId": "111122223333",
	"awsRegion": "us-east-1",
	"resourceId": "audit",
	"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
	"configuration": {"name": "audit", "homeRegion": "us-east-1", "isMultiRegionTrail": true},
	"supplementaryConfiguration": {"TrailStatusByRegion": by_region},
}

logging := {"IsLogging": true}

stopped := {"IsLogging": false}

failing(error) := {"IsLogging": true, "LatestDeliveryError": error}

at_statuses(message) := {{"message": message, "path": "supplementaryConfiguration.TrailStatusByRegion"}}

test_a_trail_that_logs_everywhere_passes if {
	seen := trail({"us-east-1": logging, "eu-west-1": logging, "eu-central-1": failing("")})
	shadow_region_status.deny == set() with input as {"resource": seen}
	shadow_region_status.not_applicable == set() with input as {"resource": seen}
}

test_a_region_in_which_logging_is_off_is_named_beside_its_home if {
	seen := trail({"us-east-1": logging, "eu-west-1": stopped, "eu-central-1": stopped})
	expected := at_statuses("logging is off in eu-central-1, eu-west-1, unlike us-east-1, where the trail was made")
	shadow_region_status.deny == expected with input as {"resource": seen}
}

test_a_region_that_says_nothing_of_logging_is_no_pass if {
	count(shadow_region_status.deny) == 1 with input as {"resource": trail({"us-east-1": logging, "eu-west-1": {}})}
}

test_a_trail_that_is_off_everywhere_fails if {
	seen := trail({"us-east-1": stopped, "eu-west-1": stopped})
	expected := at_statuses("logging is off in eu-west-1, us-east-1")
	shadow_region_status.deny == expected with input as {"resource": seen}
}

test_a_region_that_cannot_deliver_is_named_with_its_error if {
	seen := trail({"us-east-1": logging, "eu-west-1": failing("AccessDenied"), "eu-central-1": failing("KMS.Disabled")})
	expected := at_statuses("delivery from eu-west-1 fails with AccessDenied, unlike us-east-1, where the trail was made") |
		at_statuses("delivery from eu-central-1 fails with KMS.Disabled, unlike us-east-1, where the trail was made")
	shadow_region_status.deny == expected with input as {"resource": seen}
}

test_an_error_at_home_too_fails if {
	seen := trail({"us-east-1": failing("NoSuchBucket"), "eu-west-1": failing("NoSuchBucket")})
	expected := at_statuses("delivery from eu-west-1, us-east-1 fails with NoSuchBucket")
	shadow_region_status.deny == expected with input as {"resource": seen}
}

test_a_single_region_trail_is_not_applicable if {
	seen := object.union(trail({"us-east-1": stopped}), {"configuration": {"isMultiRegionTrail": false}})
	shadow_region_status.deny == set() with input as {"resource": seen}
	expected := {{"reason": "the trail records one region only"}}
	shadow_region_status.not_applicable == expected with input as {"resource": seen}
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	seen := object.union(
		trail({"us-east-1": logging, "eu-west-1": stopped}),
		{"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"},
	)
	shadow_region_status.deny == set() with input as {"resource": seen}
	count(shadow_region_status.not_applicable) == 1 with input as {"resource": seen}
}
