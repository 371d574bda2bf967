package assize.cloudtrail.security_trail_baseline_test

import rego.v1

import data.assize.cloudtrail.security_trail_baseline

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

short_of(arn, lacks) := {{"message": sprintf("no trail meets the baseline; the nearest is %s: %s", [arn, lacks])}}

lacks_one(changes, lack) if {
	expected := short_of(own, lack)
	security_trail_baseline.deny == expected with input as {"account": account([trail(own, changes)])}
}

selectors(old, new) := {"supplementaryConfiguration": {"EventSelectors": old, "AdvancedEventSelectors": new}}

test_one_complete_trail_passes if {
	security_trail_baseline.deny == set() with input as {"account": account([trail(own, {})])}
}

test_a_complete_trail_beside_a_poor_one_passes if {
	security_trail_baseline.deny == set() with input as {"account": account([
		trail(own, {}),
		trail(second, object.union(stopped, single_region)),
	])}
}

test_a_complete_organization_trail_passes if {
	security_trail_baseline.deny == set() with input as {"account": account([trail(organization, {})])}
}

test_advanced_selectors_pass_too if {
	all_management := [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
	security_trail_baseline.deny == set() with input as {"account": account([
		trail(own, selectors([], all_management)),
	])}
}

test_default_selectors_pass_too if {
	security_trail_baseline.deny == set() with input as {"account": account([trail(own, selectors([], []))])}
}

test_no_trail_fails if {
	security_trail_baseline.deny == {{"message": "the account has no trail"}} with input as {"account": account([])}
}

test_each_property_is_needed if {
	lacks_one(stopped, "it is not logging")
	lacks_one(single_region, "it records us-east-1 only")
	lacks_one({"configuration": {"includeGlobalServiceEvents": false}}, "it leaves global service events out")
	lacks_one({"configuration": {"logFileValidationEnabled": false}}, "log file validation is off")
	lacks_one({"configuration": {"kmsKeyId": ""}}, "it has no KMS key")
	lacks_one(
		selectors(
			[{
				"ReadWriteType": "WriteOnly",
				"IncludeManagementEvents": true,
				"ExcludeManagementEventSources": [],
			}],
			[],
		),
		"it does not record read management events",
	)
	lacks_one(
		selectors(
			[{
				"ReadWriteType": "All",
				"IncludeManagementEvents": true,
				"ExcludeManagementEventSources": ["kms.amazonaws.com"],
			}],
			[],
		),
		"it filters management events by eventSource NotEquals kms.amazonaws.com",
	)
	lacks_one(
		selectors([], [{"FieldSelectors": [
			{"Field": "eventCategory", "Equals": ["Management"]},
			{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
		]}]),
		"it filters management events by eventSource NotEquals kms.amazonaws.com",
	)
}

test_an_absent_key_is_no_key if {
	without_key := json.remove(trail(own, {}), ["configuration/kmsKeyId"])
	expected := short_of(own, "it has no KMS key")
	security_trail_baseline.deny == expected with input as {"account": account([without_key])}
}

test_properties_of_two_trails_do_not_add_up if {
	unencrypted := {"configuration": {"kmsKeyId": ""}}
	expected := short_of(own, "it has no KMS key")
	security_trail_baseline.deny == expected with input as {"account": account([
		trail(own, unencrypted),
		trail(second, {"configuration": {"logFileValidationEnabled": false, "includeGlobalServiceEvents": false}}),
	])}
}

test_all_faults_of_the_nearest_trail_are_told if {
	poor := {
		"configuration": {"kmsKeyId": "", "logFileValidationEnabled": false},
		"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}},
	}
	expected := short_of(
		own,
		"it has no KMS key; it is not logging; log file validation is off",
	)
	security_trail_baseline.deny == expected with input as {"account": account([trail(own, poor)])}
}
