package assize.cloudtrail.delegated_administrator_test

import rego.v1

import data.assize.cloudtrail.delegated_administrator

judged(trusted, administrators, services, wanted) := {
	"account": {"id": "999988887777", "resources": {"AWS::Organizations::Organization": {"o": {
		"configuration": {"Id": "o-example"},
		"supplementaryConfiguration": {
			"EnabledServicePrincipals": [{"ServicePrincipal": principal} | some principal in trusted],
			"DelegatedAdministrators": administrators,
			"DelegatedServices": [{"AccountId": account, "ServicePrincipal": service} | some account, service in services],
		},
	}}}},
	"parameters": {"administrators": wanted},
}

trail := "cloudtrail.amazonaws.com"

security := [{"Id": "111122223333", "State": "ACTIVE"}]

delegated := {"111122223333": trail}

no_access := "cloudtrail.amazonaws.com has no trusted access to organization o-example"

nobody := {{"message": "no account of organization o-example administers CloudTrail"}}

test_trusted_access_and_an_administrator_pass if {
	every wanted in [[], ["111122223333", "222233334444"]] {
		delegated_administrator.deny == set() with input as judged([trail], security, delegated, wanted)
		delegated_administrator.not_applicable == set() with input as judged([trail], security, delegated, wanted)
	}
}

test_an_account_in_no_organization_is_not_asked if {
	alone := {"account": {"id": "1", "resources": {"AWS::Organizations::Organization": {}}}, "parameters": {}}
	every wanted in [[], ["111122223333"]] {
		case := object.union(alone, {"parameters": {"administrators": wanted}})
		delegated_administrator.deny == set() with input as case
		delegated_administrator.not_applicable == {{"reason": "the account is in no organization"}} with input as case
	}
}

test_no_trusted_access_fails if {
	every trusted in [[], ["config.amazonaws.com"]] {
		delegated_administrator.deny == {{"message": no_access}} with input as judged(trusted, security, delegated, [])
	}
}

test_nothing_there_fails_twice if {
	delegated_administrator.deny == nobody | {{"message": no_access}} with input as judged([], [], {}, [])
}

test_the_administrator_of_another_service_is_none if {
	of_config := {"111122223333": "config.amazonaws.com"}
	delegated_administrator.deny == nobody with input as judged([trail], security, of_config, [])
	delegated_administrator.deny == nobody with input as judged([trail], security, of_config, ["111122223333"])
}

test_a_suspended_administrator_is_none if {
	suspended := [{"Id": "111122223333", "State": "SUSPENDED"}]
	delegated_administrator.deny == nobody with input as judged([trail], suspended, delegated, [])
}

test_an_account_that_is_not_wanted_fails if {
	delegated_administrator.deny == {{"message": concat("", [
		"account 111122223333 administers CloudTrail in organization o-example, ",
		"and is none of 222233334444, 333344445555",
	])}} with input as judged([trail], security, delegated, ["333344445555", "222233334444"])
}
