package assize.config.aggregator_all_regions_test

import rego.v1

import data.assize.config.aggregator_all_regions

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
	aggregator_all_regions.deny == set() with input as of_member(judged({}, ""))
	aggregator_all_regions.not_applicable == {{"reason": reason}} with input as of_member(judged({}, ""))
	aggregator_all_regions.deny == none with input as of_member(judged({}, "111122223333"))
}

none := {{"message": "the account has no aggregator"}}

test_no_aggregator_fails if {
	aggregator_all_regions.deny == none with input as judged({}, "")
	aggregator_all_regions.deny == none with input as judged({}, "111122223333")
	aggregator_all_regions.not_applicable == set() with input as judged({}, "111122223333")
}

test_another_account_aggregates if {
	expected := {{"reason": "account 999988887777 aggregates"}}
	aggregator_all_regions.deny == set() with input as judged({}, "999988887777")
	aggregator_all_regions.not_applicable == expected with input as judged({}, "999988887777")
}

test_all_regions_of_accounts_pass if {
	one := {"a": aggregator("all", "us-east-1", [account_source(["111122223333"], true, [])], {})}
	aggregator_all_regions.deny == set() with input as judged(one, "")
}

test_all_regions_of_the_organization_pass if {
	one := {"a": aggregator("org", "us-east-1", [], of_organization(true, []))}
	aggregator_all_regions.deny == set() with input as judged(one, "")
}

test_every_enabled_region_in_a_list_passes if {
	listed := account_source(["111122223333"], false, ["us-east-1", "eu-west-1"])
	one := {"a": aggregator("all", "us-east-1", [listed], {})}
	aggregator_all_regions.deny == set() with input as judged(one, "")
}

test_a_region_that_is_left_out_fails if {
	one := {"a": aggregator("some", "us-east-1", [account_source(["111122223333"], false, ["us-east-1"])], {})}
	expected := {{"message": "aggregator some in us-east-1 leaves out eu-west-1"}}
	aggregator_all_regions.deny == expected with input as judged(one, "")
}

test_a_region_of_the_organization_that_is_left_out_fails if {
	one := {"a": aggregator("org", "us-east-1", [], of_organization(false, ["eu-west-1"]))}
	expected := {{"message": "aggregator org in us-east-1 leaves out us-east-1"}}
	aggregator_all_regions.deny == expected with input as judged(one, "")
}

test_every_source_of_an_aggregator_counts if {
	sources := [account_source(["1"], true, []), account_source(["2"], false, ["us-east-1"])]
	expected := {{"message": "aggregator two in us-east-1 leaves out eu-west-1"}}
	aggregator_all_regions.deny == expected with input as judged({"a": aggregator("two", "us-east-1", sources, {})}, "")
}

test_an_aggregator_without_a_source_covers_nothing if {
	expected := {{"message": "aggregator empty in us-east-1 leaves out eu-west-1, us-east-1"}}
	aggregator_all_regions.deny == expected with input as judged({"a": aggregator("empty", "us-east-1", [], {})}, "")
}

test_the_best_of_two_counts if {
	two := {
		"a": aggregator("some", "us-east-1", [account_source(["111122223333"], false, ["us-east-1"])], {}),
		"b": aggregator("org", "eu-west-1", [], of_organization(true, [])),
	}
	aggregator_all_regions.deny == set() with input as judged(two, "")
}
