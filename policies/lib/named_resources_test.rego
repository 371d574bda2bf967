package assize.lib.named_resources_test

import rego.v1

import data.assize.lib.named_resources

orders := "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"

foreign := "arn:aws:dynamodb:eu-west-1:444455556666:table/orders"

test_the_account_s_own_are_picked if {
	named_resources.of_account([orders, foreign, "orders"], "dynamodb", "111122223333") == {orders}
}

test_what_is_no_arn_of_the_service_is_malformed if {
	wrong := [
		"orders",
		"arn:aws:dynamodb",
		"arn:aws:dynamodb:eu-west-1:111122223333:",
		"arn:aws:dynamodb::111122223333:table/orders",
		"arn:aws:dynamodb:eu-west-1::table/orders",
		"arn:aws:lambda:eu-west-1:111122223333:function:orders",
		"aws:arn:dynamodb:eu-west-1:111122223333:table/orders",
	]
	named_resources.malformed(array.concat(wrong, [orders, foreign]), "dynamodb") == {name | some name in wrong}
}

test_region if named_resources.region(orders) == "eu-west-1"
