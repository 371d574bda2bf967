package assize.lib.organizations_test

import rego.v1

import data.assize.lib.organizations

account(resources) := {"account": {"id": "111122223333", "resources": {"AWS::Organizations::Organization": resources}}}

member := account({"o": {
	"configuration": {"Id": "o-example", "ManagementAccountId": "999988887777"},
	"supplementaryConfiguration": {
		"DelegatedAdministrators": [
			{"Id": "111122223333", "State": "ACTIVE"},
			{"Id": "222233334444", "State": "SUSPENDED"},
			{"Id": "333344445555", "State": "ACTIVE"},
			{"Id": "444455556666"},
		],
		"DelegatedServices": [
			{"AccountId": "111122223333", "ServicePrincipal": "cloudtrail.amazonaws.com"},
			{"AccountId": "222233334444", "ServicePrincipal": "cloudtrail.amazonaws.com"},
			{"AccountId": "333344445555", "ServicePrincipal": "config.amazonaws.com"},
			{"AccountId": "444455556666", "ServicePrincipal": "config.amazonaws.com"},
			{"AccountId": "333344445555"},
		],
	},
}})

test_an_account_in_an_organization if {
	organizations.ids == {"o-example"} with input as member
	organizations.called == "o-example" with input as member
	organizations.managers == {"999988887777"} with input as member
	not organizations.alone with input as member
}

test_an_account_in_none if {
	organizations.alone == "the account is in no organization" with input as account({})
	organizations.managers == set() with input as account({})
	organizations.delegated_to("config.amazonaws.com") == set() with input as account({})
}

test_what_is_delegated_to_active_accounts if {
	organizations.delegated_to("cloudtrail.amazonaws.com") == {"111122223333"} with input as member
	organizations.delegated_to("config.amazonaws.com") == {"333344445555"} with input as member
	organizations.delegated_to("sso.amazonaws.com") == set() with input as member
}
