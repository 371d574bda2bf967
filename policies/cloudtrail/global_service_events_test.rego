package assize.cloudtrail.global_service_events_test

import rego.v1

import data.assize.cloudtrail.global_service_events

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

without_flag := {"configuration": {"includeGlobalServiceEvents": false, "isMultiRegionTrail": false}}

test_a_multi_region_trail_passes if {
	global_service_events.deny == set() with input as {"account": account([trail(second, {})])}
}

test_an_organization_trail_passes if {
	global_service_events.deny == set() with input as {"account": account([trail(organization, {})])}
}

test_a_single_region_trail_where_they_occur_passes if {
	global_service_events.deny == set() with input as {"account": account([trail(own, single_region)])}
}

test_a_single_region_trail_elsewhere_fails if {
	message := sprintf(
		"no logging trail records global service events: %s records eu-west-1 only, where they do not occur",
		[second],
	)
	global_service_events.deny == {{"message": message}} with input as {"account": account([
		trail(second, single_region),
	])}
}

test_flag_off_everywhere_fails_and_names_each_obstacle if {
	message := sprintf(
		"no logging trail records global service events: %s; %s",
		[
			sprintf("%s records eu-west-1 only, where they do not occur", [second]),
			sprintf("%s leaves them out", [own]),
		],
	)
	global_service_events.deny == {{"message": message}} with input as {"account": account([
		trail(own, without_flag),
		trail(second, single_region),
	])}
}

test_a_multi_region_trail_without_the_flag_fails if {
	message := sprintf("no logging trail records global service events: %s leaves them out", [own])
	global_service_events.deny == {{"message": message}} with input as {"account": account([
		trail(own, {"configuration": {"includeGlobalServiceEvents": false}}),
	])}
}

test_one_trail_with_the_flag_is_enough if {
	global_service_events.deny == set() with input as {"account": account([
		trail(own, {}),
		trail(second, without_flag),
	])}
}

test_a_stopped_trail_does_not_count if {
	message := sprintf("no trail is logging: %s", [own])
	global_service_events.deny == {{"message": message}} with input as {"account": account([trail(own, stopped)])}
}

test_a_stopped_trail_is_no_obstacle_and_no_help if {
	message := sprintf("no logging trail records global service events: %s leaves them out", [second])
	global_service_events.deny == {{"message": message}} with input as {"account": account([
		trail(own, stopped),
		trail(second, without_flag),
	])}
}

test_no_trail_fails if {
	global_service_events.deny == {{"message": "the account has no trail"}} with input as {"account": account([])}
}

test_a_stopped_trail_without_the_flag_is_no_obstacle if {
	message := sprintf("no logging trail records global service events: %s leaves them out", [second])
	global_service_events.deny == {{"message": message}} with input as {"account": account([
		trail(own, object.union(stopped, without_flag)),
		trail(second, without_flag),
	])}
}
