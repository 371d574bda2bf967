package assize.cloudtrail.trail_exists_test

import rego.v1

import data.assize.cloudtrail.trail_exists

own := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

second := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/second"

organization := "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization"

# A trail of account 111122223333 as the collector writes it, with changes.
trail(arn, changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": split(arn, ":")[3],
		"resourceId": split(arn, "/")[1],
		"resourceName": split(arn, "/")[1],
		"arn": arn,
		"configuration": {
			"name": split(arn, "/")[1],
			"trailARN": arn,
			"homeRegion": split(arn, ":")[3],
			"s3BucketName": "audit-logs",
			"includeGlobalServiceEvents": true,
			"isMultiRegionTrail": true,
			"isOrganizationTrail": arn == organization,
			"logFileValidationEnabled": true,
			"kmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/1f6a4b0e-8c1d-4d3a-9a59-0c8f8c3b2a11",
			"hasCustomEventSelectors": false,
			"hasInsightSelectors": false,
		},
		"supplementaryConfiguration": {
			"TrailStatus": {"IsLogging": true},
			"EventSelectors": [{
				"ReadWriteType": "All",
				"IncludeManagementEvents": true,
				"DataResources": [],
				"ExcludeManagementEventSources": [],
			}],
			"AdvancedEventSelectors": [],
		},
	},
	changes,
)

account(trails) := {
	"id": "111122223333",
	"partition": "aws",
	"regions": [
		{"name": "us-east-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
		{"name": "eu-west-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
	],
	"resources": {"AWS::CloudTrail::Trail": {arn: item | some item in trails; arn := item.arn}},
}

stopped := {"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}}

single_region := {"configuration": {"isMultiRegionTrail": false}}

test_a_logging_trail_passes if {
	trail_exists.deny == set() with input as {"account": account([trail(own, {})])}
}

test_a_single_region_trail_is_enough if {
	trail_exists.deny == set() with input as {"account": account([trail(second, single_region)])}
}

test_an_organization_trail_is_enough if {
	trail_exists.deny == set() with input as {"account": account([trail(organization, {})])}
}

test_one_logging_trail_beside_a_stopped_one_passes if {
	trail_exists.deny == set() with input as {"account": account([trail(own, stopped), trail(second, {})])}
}

test_no_trail_fails if {
	trail_exists.deny == {{"message": "the account has no trail"}} with input as {"account": account([])}
}

test_only_stopped_trails_fail if {
	message := sprintf("no trail is logging: %s, %s", [second, own])
	trail_exists.deny == {{"message": message}} with input as {"account": account([
		trail(own, stopped),
		trail(second, stopped),
	])}
}

test_a_stopped_organization_trail_fails if {
	message := sprintf("no trail is logging: %s", [organization])
	trail_exists.deny == {{"message": message}} with input as {"account": account([trail(organization, stopped)])}
}
