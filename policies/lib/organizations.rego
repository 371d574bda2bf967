# What the account knows of its organization.
package assize.lib.organizations

import rego.v1

# The organization that the account is in; empty where it is in none.
ids contains id if {
	some organization in input.account.resources["AWS::Organizations::Organization"]
	id := organization.configuration.Id
	id != ""
}

# Why a control about organizations does not concern the account. Undefined where it does.
alone := "the account is in no organization" if count(ids) == 0

# The organization for a message.
called := concat(", ", sort(ids))

# The account that manages the organization.
managers contains manager if {
	some organization in input.account.resources["AWS::Organizations::Organization"]
	manager := object.get(organization.configuration, "ManagementAccountId", "")
	manager != ""
}

# The accounts to which a service is delegated. One that is suspended or about to be closed administers nothing.
delegated_to(service) := {entry.AccountId |
	some organization in input.account.resources["AWS::Organizations::Organization"]
	some entry in organization.supplementaryConfiguration.DelegatedServices
	object.get(entry, "ServicePrincipal", "") == service
	entry.AccountId in active
}

active contains administrator.Id if {
	some organization in input.account.resources["AWS::Organizations::Organization"]
	some administrator in organization.supplementaryConfiguration.DelegatedAdministrators
	object.get(administrator, "State", "") == "ACTIVE"
}
