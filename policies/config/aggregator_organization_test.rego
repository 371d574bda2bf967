package assize.config.aggregator_organization_test

import rego.v1

import data.assize.config.aggregator_organization

account_source(accounts, all_regions, regions) := {
	"AccountIds": accounts,
	"AllAwsRegions": all_regions,
	"AwsRegions": regions,
}

aggregator(name, region, sources, organization) := {
	"awsRegion": region,
	"configuration": object.union(
		{"ConfigurationAggregatorName": name, "AccountAggregationSources": sources},
		organization,
	),
}

of_organization(all_regions, regions) := {"OrganizationAggregationSource": {
	"AllAwsRegions": all_regions,
	"AwsRegions": regions,
}}

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
	aggregator_organization.deny == set() with input as of_member(judged({}, ""))
	aggregator_organization.not_applicable == {{"reason": reason}} with input as of_member(judged({}, ""))
	aggregator_organization.deny == none with input as of_member(judged({}, "111122223333"))
}

none := {{"message": "the account has no aggregator"}}

test_no_aggregator_fails if {
	aggregator_organization.deny == none with input as judged({}, "")
	aggregator_organization.deny == none with input as judged({}, "111122223333")
	aggregator_organization.not_applicable == set() with input as judged({}, "111122223333")
}

test_another_account_aggregates if {
	expected := {{"reason": "account 999988887777 aggregates"}}
	aggregator_organization.deny == set() with input as judged({}, "999988887777")
	aggregator_organization.not_applicable == expected with input as judged({}, "999988887777")
}

whole := {"a": aggregator("org", "us-east-1", [], of_organization(true, []))}

test_the_organization_in_all_regions_passes if {
	aggregator_organization.deny == set() with input as of_member(judged(whole, ""))
	aggregator_organization.not_applicable == set() with input as of_member(judged(whole, ""))
	aggregator_organization.deny == set() with input as of_member(judged(whole, "111122223333"))
}

test_the_management_account_is_no_delegated_administrator if {
	aggregator_organization.deny == {{"message": concat("", [
		"aggregator org in us-east-1 is in the account that manages organization o-example, ",
		"not in a delegated administrator's",
	])}} with input as judged(whole, "")
}

test_the_management_account_may_be_named if {
	aggregator_organization.deny == set() with input as judged(whole, "111122223333")
}

alone(case) := object.union(
	json.remove(case, ["account/resources/AWS::Organizations::Organization"]),
	{"account": {"resources": {"AWS::Organizations::Organization": {}}}},
)

test_an_account_in_no_organization_is_not_asked if {
	every aggregators in [{}, whole] {
		aggregator_organization.deny == set() with input as alone(judged(aggregators, ""))
		aggregator_organization.not_applicable == {{
			"reason": "the account is in no organization",
		}} with input as alone(judged(aggregators, ""))
	}
}

test_a_list_of_accounts_is_no_organization if {
	one := {"a": aggregator("accounts", "us-east-1", [account_source(["111122223333"], true, [])], {})}
	expected := {{"message": "no aggregator has the organization as its source: accounts in us-east-1"}}
	aggregator_organization.deny == expected with input as judged(one, "")
}

test_a_region_that_is_left_out_fails if {
	one := {"a": aggregator("org", "us-east-1", [], of_organization(false, ["us-east-1"]))}
	expected := {{"message": "aggregator org in us-east-1 leaves out eu-west-1"}}
	aggregator_organization.deny == expected with input as of_member(judged(one, ""))
}
