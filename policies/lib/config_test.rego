package assize.lib.config_test

import rego.v1

import data.assize.lib.config

all_supported := {"AllSupported": true, "IncludeGlobalResourceTypes": false, "ResourceTypes": []}

with_strategy(name, types, excluded) := {
	"AllSupported": name == "ALL_SUPPORTED_RESOURCE_TYPES",
	"IncludeGlobalResourceTypes": false,
	"ResourceTypes": types,
	"ExclusionByResourceTypes": {"ResourceTypes": excluded},
	"RecordingStrategy": {"UseOnly": name},
}

test_recorder_of_the_account_counts if config.account_owned({"Name": "default", "RecordingScope": "PAID"})

test_recorder_without_scope_counts if config.account_owned({"Name": "default"})

test_recorder_of_a_service_does_not_count if {
	not config.account_owned({"Name": "x", "ServicePrincipal": "securityhub.amazonaws.com"})
}

test_internal_recorder_does_not_count if not config.account_owned({"Name": "x", "RecordingScope": "INTERNAL"})

two_recorders := {
	"own": {"configuration": {"Name": "default"}},
	"linked": {"configuration": {"Name": "x", "ServicePrincipal": "securityhub.amazonaws.com"}},
}

test_recorders_are_those_of_the_region_that_count if {
	config.recorders == {"own"} with input.region.resources as {"AWS::Config::ConfigurationRecorder": two_recorders}
}

test_called_by_name if config.called({"Name": "default"}) == "default"

test_called_without_a_name if config.called({}) == "without a name"

test_strategy_of_an_old_group_that_takes_all if config.strategy(all_supported) == "ALL_SUPPORTED_RESOURCE_TYPES"

test_strategy_of_an_old_group_with_a_list if {
	config.strategy({"AllSupported": false, "ResourceTypes": ["AWS::S3::Bucket"]}) == "INCLUSION_BY_RESOURCE_TYPES"
}

test_strategy_wins_over_the_flag if {
	config.strategy(with_strategy("EXCLUSION_BY_RESOURCE_TYPES", [], [])) == "EXCLUSION_BY_RESOURCE_TYPES"
}

test_all_supported_records_regional_types if config.records(all_supported, "AWS::S3::Bucket")

test_all_supported_leaves_iam_out if not config.records(all_supported, "AWS::IAM::Role")

test_all_supported_records_iam_when_asked if {
	group := object.union(all_supported, {"IncludeGlobalResourceTypes": true})
	config.records(group, "AWS::IAM::Role")
}

test_exclusion_records_iam_although_the_flag_is_off if {
	config.records(with_strategy("EXCLUSION_BY_RESOURCE_TYPES", [], ["AWS::SNS::Topic"]), "AWS::IAM::Role")
}

test_exclusion_leaves_out_what_it_names if {
	group := with_strategy("EXCLUSION_BY_RESOURCE_TYPES", [], ["AWS::SNS::Topic"])
	config.excluded(group) == {"AWS::SNS::Topic"}
	not config.records(group, "AWS::SNS::Topic")
}

test_exclusion_without_a_list_leaves_out_nothing if {
	group := {"AllSupported": false, "RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"}}
	config.excluded(group) == set()
	config.records(group, "AWS::SNS::Topic")
}

test_exclusions_of_another_strategy_do_not_count if {
	config.excluded(with_strategy("ALL_SUPPORTED_RESOURCE_TYPES", [], ["AWS::SNS::Topic"])) == set()
}

test_inclusion_records_only_what_it_names if {
	group := with_strategy("INCLUSION_BY_RESOURCE_TYPES", ["AWS::S3::Bucket"], [])
	config.records(group, "AWS::S3::Bucket")
	not config.records(group, "AWS::SNS::Topic")
}

test_iam_is_not_recorded_in_later_regions if {
	"eu-west-1" in config.iam_regions
	not "eu-central-2" in config.iam_regions
}

test_iam_regions_are_the_29_that_there_were if count(config.iam_regions) == 29

test_strategy_wins_over_a_flag_that_says_all if {
	group := object.union(all_supported, {"RecordingStrategy": {"UseOnly": "INCLUSION_BY_RESOURCE_TYPES"}})
	config.strategy(group) == "INCLUSION_BY_RESOURCE_TYPES"
	not config.records(group, "AWS::S3::Bucket")
}

test_list_of_another_strategy_does_not_count if {
	group := with_strategy("ALL_SUPPORTED_RESOURCE_TYPES", ["AWS::IAM::Role"], [])
	not config.records(group, "AWS::IAM::Role")
}

test_flag_for_global_types_does_not_bring_back_what_is_excluded if {
	group := object.union(
		with_strategy("EXCLUSION_BY_RESOURCE_TYPES", [], ["AWS::IAM::Role"]),
		{"IncludeGlobalResourceTypes": true},
	)
	not config.records(group, "AWS::IAM::Role")
}

test_security_types_leave_iam_apart if {
	count(config.security_types) == 12
	count(config.security_types & config.iam_types) == 0
	count(config.always_continuous) == 3
}

test_scope_is_compared_in_any_case if not config.account_owned({"RecordingScope": "internal"})

test_an_empty_principal_is_none if config.account_owned({"ServicePrincipal": ""})
