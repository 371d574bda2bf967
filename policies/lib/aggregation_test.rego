package assize.lib.aggregation_test

import rego.v1

import data.assize.lib.aggregation

test_elsewhere_is_told_only_where_another_account_is_named if {
	aggregation.elsewhere("2", "1") == "account 2 aggregates"
	not aggregation.elsewhere("1", "1")
	not aggregation.elsewhere("", "1")
}

account := {
	"regions": [{"name": "us-east-1", "selected": true}, {"name": "eu-west-1", "selected": true}],
	"resources": {"AWS::Config::ConfigurationAggregator": {"a": {"awsRegion": "us-east-1", "configuration": {
		"AccountAggregationSources": [{"AllAwsRegions": false, "AwsRegions": ["us-east-1"]}],
		"OrganizationAggregationSource": {"AllAwsRegions": true, "AwsRegions": []},
	}}}},
}

managed_by(manager) := {"account": {"id": "1", "resources": {"AWS::Organizations::Organization": {"o": {
	"configuration": {"Id": "o-example", "ManagementAccountId": manager},
}}}}}

test_a_member_is_managed_by_another_account if {
	expected := "the account is a member of organization o-example, which account 2 manages"
	aggregation.member == expected with input as managed_by("2")
	not aggregation.member with input as managed_by("1")
	alone := {"account": {"id": "1", "resources": {"AWS::Organizations::Organization": {}}}}
	not aggregation.member with input as alone
}

test_both_kinds_of_sources_are_asked if {
	aggregation.missing_regions("a") == {"eu-west-1"} with input as {"account": account}
}

test_an_aggregator_without_a_name if {
	aggregation.called("a") == "without a name in us-east-1" with input as {"account": account}
	aggregation.aggregators == {"a"} with input as {"account": account}
}

sourced(changes) := {"account": object.union(
	object.remove(account, ["resources"]),
	{"resources": {"AWS::Config::ConfigurationAggregator": {"a": {"configuration": object.union(
		{"AccountAggregationSources": []},
		changes,
	)}}}},
)}

test_an_aggregator_without_a_source_covers_no_region if {
	aggregation.missing_regions("a") == {"us-east-1", "eu-west-1"} with input as sourced({})
}

test_an_organization_alone_is_a_source if {
	all := {"OrganizationAggregationSource": {"AllAwsRegions": true, "AwsRegions": []}}
	aggregation.missing_regions("a") == set() with input as sourced(all)
	one := {"OrganizationAggregationSource": {"AllAwsRegions": false, "AwsRegions": ["us-east-1"]}}
	aggregation.missing_regions("a") == {"eu-west-1"} with input as sourced(one)
}
