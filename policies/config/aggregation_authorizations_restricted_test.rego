package assize.config.aggregation_authorizations_restricted_test

import rego.v1

import data.assize.config.aggregation_authorizations_restricted

judged(configuration, accounts, regions) := {
	"resource": {"accountId": "111122223333", "configuration": configuration},
	"parameters": {"trusted_accounts": accounts, "regions": regions},
}

other := {"AuthorizedAccountId": "444455556666", "AuthorizedAwsRegion": "eu-west-1"}

test_a_trusted_account_passes if {
	aggregation_authorizations_restricted.deny == set() with input as judged(other, ["444455556666"], [])
}

test_the_account_itself_passes if {
	itself := {"AuthorizedAccountId": "111122223333", "AuthorizedAwsRegion": "us-east-1"}
	aggregation_authorizations_restricted.deny == set() with input as judged(itself, [], [])
}

test_any_other_account_fails if {
	expected := {{
		"message": "account 444455556666 may aggregate in eu-west-1 and is not trusted",
		"path": "configuration.AuthorizedAccountId",
	}}
	aggregation_authorizations_restricted.deny == expected with input as judged(other, ["999988887777"], ["us-east-1"])
}

test_a_trusted_account_in_another_region_fails if {
	expected := {{
		"message": "account 444455556666 may aggregate in eu-west-1, which is none of us-east-1, us-west-2",
		"path": "configuration.AuthorizedAwsRegion",
	}}
	regions := ["us-west-2", "us-east-1"]
	aggregation_authorizations_restricted.deny == expected with input as judged(other, ["444455556666"], regions)
}

test_an_authorization_that_names_nobody_fails if {
	expected := {{
		"message": "account unknown may aggregate in unknown and is not trusted",
		"path": "configuration.AuthorizedAccountId",
	}}
	aggregation_authorizations_restricted.deny == expected with input as judged({}, [], [])
}
