package assize.securityhub.organization_managed_test

import rego.v1

import data.assize.securityhub.organization_managed

own := "111122223333"

other := "999988887777"

judged(items) := {
	"account": {"id": own},
	"region": {"name": "eu-west-1", "resources": {"AWS::SecurityHub::OrganizationConfiguration": items}},
}

item(configuration, parts) := judged({"a": {"configuration": configuration, "supplementaryConfiguration": parts}})

admin(account, status) := {"AdminAccounts": [{"AccountId": account, "Status": status}]}

local_(auto_enable) := {
	"AutoEnable": auto_enable,
	"OrganizationConfiguration": {"ConfigurationType": "LOCAL", "Status": "ENABLED"},
}

central(status) := {
	"AutoEnable": false,
	"OrganizationConfiguration": {"ConfigurationType": "CENTRAL", "Status": status},
}

fails(message, case) if {
	organization_managed.deny == {{"message": message}} with input as case
	organization_managed.not_applicable == set() with input as case
}

passes(case) if {
	organization_managed.deny == set() with input as case
	organization_managed.not_applicable == set() with input as case
}

elsewhere(reason, case) if {
	organization_managed.deny == set() with input as case
	organization_managed.not_applicable == {{"reason": reason}} with input as case
}

test_an_administrator_that_enrols_passes if {
	passes(item(local_(true), {}))
	passes(item(central("ENABLED"), {}))
	passes(item({"AutoEnable": true}, {}))
}

test_a_management_account_that_administers_passes if passes(item(local_(true), admin(own, "ENABLED")))

test_an_administrator_that_enrols_nobody_fails if {
	fails("Security Hub in eu-west-1 is not enabled in accounts that join", item(local_(false), {}))
	fails("Security Hub in eu-west-1 is not enabled in accounts that join", item(local_(false), admin(own, "ENABLED")))
	fails("Security Hub in eu-west-1 is not enabled in accounts that join", item({"AutoEnable": false}, {}))
}

test_central_configuration_that_is_not_in_force_fails if {
	fails("central configuration of Security Hub in eu-west-1 is FAILED", item(central("FAILED"), {}))
	fails("central configuration of Security Hub in eu-west-1 is PENDING", item(central("PENDING"), {}))
	without := {"AutoEnable": false, "OrganizationConfiguration": {"ConfigurationType": "CENTRAL"}}
	fails("central configuration of Security Hub in eu-west-1 is in no known state", item(without, {}))
}

test_a_management_account_without_an_administrator_fails if {
	fails("no account administers Security Hub in eu-west-1", item({}, {"AdminAccounts": []}))
}

test_an_administrator_that_is_being_removed_is_none if {
	message := "account 999988887777 ceases to administer Security Hub in eu-west-1, and no other does"
	fails(message, item({}, admin(other, "DISABLE_IN_PROGRESS")))
	fails(message, item({}, {"AdminAccounts": [{"AccountId": other}]}))
}

test_an_administrator_without_security_hub_fails if {
	fails("the account administers Security Hub in eu-west-1, where it is not enabled", item({}, admin(own, "ENABLED")))
}

test_another_account_administers if {
	reason := "account 999988887777 administers Security Hub in eu-west-1: whether it enrols new accounts is judged there"
	elsewhere(reason, item({}, admin(other, "ENABLED")))
}

test_an_account_that_is_told_nothing_is_not_judged if {
	reason := "the account neither manages the organization nor administers Security Hub in eu-west-1"
	elsewhere(reason, judged({}))
}
