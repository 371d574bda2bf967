package assize.account.in_organization_test

import rego.v1

import data.assize.account.in_organization

judged(organizations, manager) := {
	"account": {"id": "111122223333", "resources": {"AWS::Organizations::Organization": organizations}},
	"parameters": {"management_account": manager},
}

member := {"arn:aws:organizations::999988887777:organization/o-example": {"configuration": {
	"Id": "o-example",
	"ManagementAccountId": "999988887777",
}}}

test_an_account_in_an_organization_passes if {
	in_organization.deny == set() with input as judged(member, "")
	in_organization.deny == set() with input as judged(member, "999988887777")
}

test_an_account_in_none_fails if {
	expected := {{"message": "the account is in no organization"}}
	in_organization.deny == expected with input as judged({}, "")
	in_organization.deny == expected with input as judged({}, "999988887777")
}

test_an_account_in_another_organization_fails if {
	in_organization.deny == {{
		"message": "organization o-example is managed by account 999988887777, not by 555566667777",
	}} with input as judged(member, "555566667777")
}

test_an_organization_that_does_not_name_its_manager_fails if {
	unnamed := {"arn": {"configuration": {"Id": "o-example"}}}
	in_organization.deny == set() with input as judged(unnamed, "")
	in_organization.deny == {{
		"message": "organization o-example is managed by account , not by 999988887777",
	}} with input as judged(unnamed, "999988887777")
}
