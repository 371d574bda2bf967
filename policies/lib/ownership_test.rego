package assize.lib.ownership_test

import rego.v1

import data.assize.lib.ownership

group := "arn:aws:logs:eu-west-1:111122223333:log-group:/audit"

test_another_accounts_resource_is_judged_there if {
	reason := "the log group belongs to account 111122223333 and is to be judged there"
	ownership.foreign("log group", group, "444455556666") == reason
}

test_ones_own_is_judged_here if not ownership.foreign("log group", group, "111122223333")

test_an_arn_without_an_account_is_judged_here if not ownership.foreign("bucket", "arn:aws:s3:::b", "111122223333")
