package assize.cloudtrail.region_coverage_test

import rego.v1

import data.assize.cloudtrail.region_coverage

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

# The input for a region that holds those trails that are homed there.
seen_from(name, trails) := {
	"account": account(trails),
	"region": {
		"name": name,
		"optInStatus": "ENABLED_BY_DEFAULT",
		"resources": {"AWS::CloudTrail::Trail": {arn: item |
			some item in trails
			item.awsRegion == name
			arn := item.arn
		}},
	},
}

test_a_multi_region_trail_covers_another_region if {
	region_coverage.deny == set() with input as seen_from("eu-west-1", [trail(own, {})])
}

test_an_organization_trail_covers_a_member if {
	region_coverage.deny == set() with input as seen_from("eu-west-1", [trail(organization, {})])
}

test_a_single_region_trail_covers_its_home if {
	region_coverage.deny == set() with input as seen_from("eu-west-1", [trail(second, single_region)])
}

test_a_single_region_trail_covers_no_other_region if {
	trails := [trail(second, single_region)]
	region_coverage.deny == {{"message": "no trail reaches us-east-1"}} with input as seen_from("us-east-1", trails)
}

test_no_trail_fails if {
	region_coverage.deny == {{"message": "no trail reaches eu-west-1"}} with input as seen_from("eu-west-1", [])
}

test_a_stopped_trail_does_not_cover if {
	message := sprintf("no trail that reaches eu-west-1 is logging: %s", [own])
	region_coverage.deny == {{"message": message}} with input as seen_from("eu-west-1", [trail(own, stopped)])
}

test_a_trail_that_logs_elsewhere_does_not_help if {
	message := sprintf("no trail that reaches us-east-1 is logging: %s", [own])
	region_coverage.deny == {{"message": message}} with input as seen_from("us-east-1", [
		trail(own, stopped),
		trail(second, single_region),
	])
}

test_a_logging_trail_beside_a_stopped_one_covers if {
	region_coverage.deny == set() with input as seen_from("eu-west-1", [trail(own, {}), trail(second, stopped)])
}
