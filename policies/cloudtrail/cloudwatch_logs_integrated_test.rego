package assize.cloudtrail.cloudwatch_logs_integrated_test

import rego.v1

import data.assize.cloudtrail.cloudwatch_logs_integrated

# A trail as the collector writes it, with changes.
trail(changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"resourceName": "audit",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"configuration": {
			"name": "audit",
			"trailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
			"homeRegion": "us-east-1",
			"isMultiRegionTrail": true,
			"cloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:audit:*",
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

at_its_owner := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}

judged(resource, single_region_trails) := {
	"resource": resource,
	"parameters": {"single_region_trails": single_region_trails},
}

without_group := json.remove(trail({}), ["configuration/cloudWatchLogsLogGroupArn"])

single_region := {"configuration": {"isMultiRegionTrail": false}}

expected_failure := {{
	"message": "the trail delivers to no log group",
	"path": "configuration.cloudWatchLogsLogGroupArn",
}}

test_a_trail_with_a_log_group_passes if {
	cloudwatch_logs_integrated.deny == set() with input as judged(trail({}), false)
	cloudwatch_logs_integrated.not_applicable == set() with input as judged(trail({}), false)
}

test_a_trail_without_a_log_group_fails if {
	expected := expected_failure
	cloudwatch_logs_integrated.deny == expected with input as judged(without_group, false)
}

test_an_empty_log_group_fails if {
	expected := expected_failure
	resource := trail({"configuration": {"cloudWatchLogsLogGroupArn": ""}})
	cloudwatch_logs_integrated.deny == expected with input as judged(resource, false)
}

test_a_single_region_trail_is_not_applicable_by_default if {
	resource := object.union(without_group, single_region)
	cloudwatch_logs_integrated.deny == set() with input as judged(resource, false)
	cloudwatch_logs_integrated.not_applicable == {{
		"reason": "the trail records one region only",
	}} with input as judged(resource, false)
}

test_a_single_region_trail_is_judged_where_the_parameter_says_so if {
	expected := expected_failure
	resource := object.union(without_group, single_region)
	cloudwatch_logs_integrated.deny == expected with input as judged(resource, true)
	cloudwatch_logs_integrated.not_applicable == set() with input as judged(resource, true)
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	resource := object.union(without_group, elsewhere)
	cloudwatch_logs_integrated.deny == set() with input as judged(resource, false)
	cloudwatch_logs_integrated.not_applicable == at_its_owner with input as judged(resource, false)
}
