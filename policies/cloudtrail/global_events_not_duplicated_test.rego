package assize.cloudtrail.global_events_not_duplicated_test

import rego.v1

import data.assize.cloudtrail.global_events_not_duplicated

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

third := "arn:aws:cloudtrail:us-east-1:999988887777:trail/other-organization"

judged(trails, allow) := {"account": account(trails), "parameters": {"allow_organization_trail": allow}}

off := {"configuration": {"includeGlobalServiceEvents": false, "isMultiRegionTrail": false}}

duplicated(arns) := {{"message": sprintf(
	"%d trails record global service events: %s",
	[count(arns), concat(", ", arns)],
)}}

test_one_trail_passes if {
	global_events_not_duplicated.deny == set() with input as judged([trail(own, {}), trail(second, off)], true)
	global_events_not_duplicated.not_applicable == set() with input as judged([trail(own, {})], true)
}

test_two_trails_of_the_account_fail if {
	trails := [trail(own, {}), trail(second, {})]
	global_events_not_duplicated.deny == duplicated([second, own]) with input as judged(trails, true)
	global_events_not_duplicated.deny == duplicated([second, own]) with input as judged(trails, false)
}

test_trails_of_one_name_in_two_regions_are_two if {
	namesake := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"
	trails := [trail(own, {}), trail(namesake, {})]
	global_events_not_duplicated.deny == duplicated([namesake, own]) with input as judged(trails, true)
}

test_an_organization_trail_beside_one_is_allowed if {
	trails := [trail(own, {}), trail(organization, {})]
	global_events_not_duplicated.deny == set() with input as judged(trails, true)
}

test_an_organization_trail_beside_one_fails_where_it_is_not_allowed if {
	trails := [trail(own, {}), trail(organization, {})]
	global_events_not_duplicated.deny == duplicated([own, organization]) with input as judged(trails, false)
}

test_two_organization_trails_fail if {
	trails := [
		trail(organization, {}),
		trail(third, {"configuration": {"isOrganizationTrail": true}}),
	]
	global_events_not_duplicated.deny == duplicated([organization, third]) with input as judged(trails, true)
}

test_a_stopped_trail_duplicates_nothing if {
	global_events_not_duplicated.deny == set() with input as judged([trail(own, {}), trail(second, stopped)], true)
}

test_a_single_region_trail_where_they_do_not_occur_duplicates_nothing if {
	trails := [trail(own, {}), trail(second, single_region)]
	global_events_not_duplicated.deny == set() with input as judged(trails, true)
}

test_nothing_recorded_is_not_applicable if {
	nothing := {{"reason": "no logging trail records global service events"}}
	global_events_not_duplicated.not_applicable == nothing with input as judged([], true)
	global_events_not_duplicated.not_applicable == nothing with input as judged([trail(own, stopped)], true)
	global_events_not_duplicated.deny == set() with input as judged([], false)
}

test_all_trails_are_told_together_where_none_is_allowed if {
	trails := [
		trail(own, {}),
		trail(second, {}),
		trail(organization, {}),
		trail(third, {"configuration": {"isOrganizationTrail": true}}),
	]
	expected := duplicated([second, own, organization, third])
	global_events_not_duplicated.deny == expected with input as judged(trails, false)
}

test_what_a_trail_does_not_say_may_be_so if {
	every unsaid in [
		"configuration/includeGlobalServiceEvents",
		"configuration/isMultiRegionTrail",
		"supplementaryConfiguration/TrailStatus/IsLogging",
	] {
		silent := json.remove(trail(second, {}), [unsaid])
		expected := duplicated([second, own])
		global_events_not_duplicated.deny == expected with input as judged([trail(own, {}), silent], true)
	}
}

test_a_trail_that_does_not_say_whose_it_is_counts_for_both if {
	silent := json.remove(trail(second, {}), ["configuration/isOrganizationTrail"])
	of_organization := trail(organization, {"configuration": {"isOrganizationTrail": true}})
	with_own := duplicated([second, own])
	with_organization := duplicated([second, organization])
	global_events_not_duplicated.deny == with_own with input as judged([trail(own, {}), silent], true)
	global_events_not_duplicated.deny == with_organization with input as judged([of_organization, silent], true)
}
