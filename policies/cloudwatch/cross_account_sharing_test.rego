package assize.cloudwatch.cross_account_sharing_test

import rego.v1

import data.assize.cloudwatch.cross_account_sharing

own := "arn:aws:iam::111122223333:root"

stranger := "arn:aws:iam::555566667777:root"

sharing := "arn:aws:iam::111122223333:role/CloudWatch-CrossAccountSharingRole"

judged(roles, accounts, organizations) := {
	"account": {"id": "111122223333", "resources": {"AWS::IAM::Role": roles}},
	"parameters": {"trusted_accounts": accounts, "trusted_organizations": organizations},
}

trusting(statements) := {sharing: {"configuration": {"assumeRolePolicyDocument": {"Statement": statements}}}}

statement(principal) := {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}

case(statements) := judged(trusting(statements), [], [])

fails_for(who, input_document) if {
	expected := {{"message": sprintf("role %s shares CloudWatch with %s", [sharing, who])}}
	cross_account_sharing.deny == expected with input as input_document
}

test_no_such_role_is_not_judged if {
	other := {"arn:aws:iam::111122223333:role/auditor": {"configuration": {"assumeRolePolicyDocument": {"Statement": [statement("*")]}}}}
	expected := {{"reason": "the account has no CloudWatch-CrossAccountSharingRole"}}
	cross_account_sharing.deny == set() with input as judged(other, [], [])
	cross_account_sharing.not_applicable == expected with input as judged(other, [], [])
	cross_account_sharing.not_applicable == expected with input as judged({}, [], [])
}

test_the_account_itself_may if {
	cross_account_sharing.deny == set() with input as case([statement({"AWS": own})])
	cross_account_sharing.not_applicable == set() with input as case([statement({"AWS": own})])
}

test_a_stranger_fails if {
	fails_for(stranger, case([statement({"AWS": [own, stranger]})]))
}

test_an_account_by_its_number_fails if {
	fails_for("555566667777", case([statement({"AWS": "555566667777"})]))
}

test_a_trusted_account_passes if {
	trusted := judged(trusting([statement({"AWS": stranger})]), ["555566667777"], [])
	cross_account_sharing.deny == set() with input as trusted
}

test_everyone_fails if {
	some principal in ["*", {"AWS": "*"}]
	fails_for("everyone", case([statement(principal)]))
}

test_all_but_some_are_everyone if {
	but_one := {"Effect": "Allow", "NotPrincipal": {"AWS": stranger}, "Action": "sts:*"}
	fails_for("everyone", case([but_one]))
}

test_an_organization_may_be_trusted if {
	confined := object.union(
		statement({"AWS": "*"}),
		{"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-Example1"}}},
	)
	cross_account_sharing.deny == set() with input as judged(trusting([confined]), [], ["o-example1"])
	fails_for("everyone", judged(trusting([confined]), [], ["o-other"]))
	fails_for("everyone", case([confined]))
}

test_a_denial_shares_nothing if {
	denial := object.union(statement({"AWS": stranger}), {"Effect": "Deny"})
	cross_account_sharing.deny == set() with input as case([denial])
}

test_another_action_shares_nothing if {
	tags := object.union(statement({"AWS": stranger}), {"Action": "sts:TagSession"})
	cross_account_sharing.deny == set() with input as case([tags])
}

test_a_role_below_a_path_is_the_same if {
	arn := "arn:aws:iam::111122223333:role/monitoring/CloudWatch-CrossAccountSharingRole"
	roles := {arn: {"configuration": {"assumeRolePolicyDocument": {"Statement": statement({"AWS": stranger})}}}}
	expected := {{"message": sprintf("role %s shares CloudWatch with %s", [arn, stranger])}}
	cross_account_sharing.deny == expected with input as judged(roles, [], [])
}

test_a_role_without_a_trust_policy_fails if {
	expected := {{"message": sprintf("role %s shows no trust policy", [sharing])}}
	cross_account_sharing.deny == expected with input as judged({sharing: {"configuration": {}}}, [], [])
}
