package assize.cloudtrail.organization_trail_test

import rego.v1

import data.assize.cloudtrail.organization_trail

manager := "999988887777"

arn := sprintf("arn:aws:cloudtrail:us-east-1:%s:trail/organization", [manager])

own := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

organization := {"arn:aws:organizations::999988887777:organization/o-example": {"configuration": {
	"Id": "o-example",
	"ManagementAccountId": manager,
}}}

trail(of_organization, multi_region, logging) := {
	"configuration": {"isOrganizationTrail": of_organization, "isMultiRegionTrail": multi_region},
	"supplementaryConfiguration": {"TrailStatus": {"IsLogging": logging}},
}

seen_from(account, trails, organizations) := {"account": {
	"id": account,
	"resources": {"AWS::CloudTrail::Trail": trails, "AWS::Organizations::Organization": organizations},
}}

test_a_logging_trail_passes_wherever_it_is_seen if {
	trails := {arn: trail(true, true, true), own: trail(false, true, false)}
	every account in [manager, "111122223333"] {
		organization_trail.deny == set() with input as seen_from(account, trails, organization)
		organization_trail.not_applicable == set() with input as seen_from(account, trails, organization)
	}
}

test_an_account_on_its_own_is_not_asked if {
	every trails in [{}, {own: trail(true, true, true)}, {own: trail(true, false, false)}] {
		organization_trail.deny == set() with input as seen_from("111122223333", trails, {})
		organization_trail.not_applicable == {{
			"reason": "the account is in no organization",
		}} with input as seen_from("111122223333", trails, {})
	}
}

nothing := {{"message": "account 111122223333 sees no trail of organization o-example"}}

test_nothing_there_fails if {
	organization_trail.deny == nothing with input as seen_from("111122223333", {}, organization)
}

test_trails_of_accounts_are_none_of_the_organization if {
	trails := {own: trail(false, true, true)}
	organization_trail.deny == nothing with input as seen_from("111122223333", trails, organization)
}

test_the_trail_of_a_former_manager_fails if {
	trails := {own: trail(true, true, true)}
	organization_trail.deny == {{"message": concat("", [
		"no organization's trail belongs to account 999988887777, which manages organization o-example: ",
		own,
	])}} with input as seen_from("111122223333", trails, organization)
}

test_a_trail_of_one_region_fails if {
	trails := {arn: trail(true, false, true)}
	expected := {{"message": sprintf("no trail of organization o-example is multi-region: %s", [arn])}}
	organization_trail.deny == expected with input as seen_from(manager, trails, organization)
}

test_a_trail_that_does_not_log_fails if {
	expected := {{"message": sprintf("no multi-region trail of organization o-example is logging: %s", [arn])}}
	stopped := {arn: trail(true, true, false)}
	organization_trail.deny == expected with input as seen_from(manager, stopped, organization)
	silent := {arn: {"configuration": {"isOrganizationTrail": true, "isMultiRegionTrail": true}}}
	organization_trail.deny == expected with input as seen_from(manager, silent, organization)
}

test_another_trail_that_logs_makes_no_difference if {
	trails := {arn: trail(true, true, false), own: trail(true, true, true)}
	count(organization_trail.deny) == 1 with input as seen_from(manager, trails, organization)
}

test_one_of_two_is_enough if {
	second := concat("", [arn, "-2"])
	trails := {arn: trail(true, false, false), second: trail(true, true, true)}
	organization_trail.deny == set() with input as seen_from(manager, trails, organization)
}

test_an_organization_without_a_manager_owns_no_trail if {
	unnamed := {"o": {"configuration": {"Id": "o-example"}}}
	trails := {arn: trail(true, true, true)}
	count(organization_trail.deny) == 1 with input as seen_from(manager, trails, unnamed)
}
