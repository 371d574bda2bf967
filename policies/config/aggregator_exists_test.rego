package assize.config.aggregator_exists_test

import rego.v1

import data.assize.config.aggregator_exists

judged(aggregators, named) := {
	"account": {
		"id": "111122223333",
		"regions": [
			{"name": "us-east-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
			{"name": "eu-west-1", "optInStatus": "ENABLED_BY_DEFAULT", "selected": true},
			{"name": "ap-south-2", "optInStatus": "DISABLED", "selected": false},
		],
		"resources": {"AWS::Config::ConfigurationAggregator": aggregators, "AWS::Organizations::Organization": managed_by("111122223333")},
	},
	"parameters": {"aggregator_account": named},
}

managed_by(manager) := {"o": {"configuration": {"Id": "o-example", "ManagementAccountId": manager}}}

of_member(case) := object.union(
	case,
	{"account": {"resources": {"AWS::Organizations::Organization": managed_by("999988887777")}}},
)

test_a_member_is_not_blamed if {
	reason := "the account is a member of organization o-example, which account 999988887777 manages"
	aggregator_exists.deny == set() with input as of_member(judged({}, ""))
	aggregator_exists.not_applicable == {{"reason": reason}} with input as of_member(judged({}, ""))
	aggregator_exists.deny == none with input as of_member(judged({}, "111122223333"))
}

none := {{"message": "the account has no aggregator"}}

test_no_aggregator_fails if {
	aggregator_exists.deny == none with input as judged({}, "")
	aggregator_exists.deny == none with input as judged({}, "111122223333")
	aggregator_exists.not_applicable == set() with input as judged({}, "111122223333")
}

test_another_account_aggregates if {
	expected := {{"reason": "account 999988887777 aggregates"}}
	aggregator_exists.deny == set() with input as judged({}, "999988887777")
	aggregator_exists.not_applicable == expected with input as judged({}, "999988887777")
}

test_one_in_any_region_passes if {
	one := {"a": {"awsRegion": "eu-west-1", "configuration": {"AccountAggregationSources": []}}}
	aggregator_exists.deny == set() with input as judged(one, "")
	aggregator_exists.deny == set() with input as judged(one, "111122223333")
}
