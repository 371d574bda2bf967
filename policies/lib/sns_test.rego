package assize.lib.sns_test

import rego.v1

import data.assize.lib.sns

topic := "arn:aws:sns:eu-west-1:111122223333:alerts"

mail := {
	"SubscriptionArn": concat(":", [topic, "5be8a6c2-1f0d-4b7e-9c3a-7d2f4e8b6a10"]),
	"Protocol": "email",
	"Endpoint": "security@example.com",
}

waiting := {"SubscriptionArn": "PendingConfirmation", "Protocol": "https", "Endpoint": "https://example.com/hook"}

ended := {"SubscriptionArn": "Deleted", "Protocol": "sqs", "Endpoint": "arn:aws:sqs:eu-west-1:111122223333:queue"}

nameless := {"Protocol": "email", "Endpoint": "nobody@example.com"}

test_only_a_subscription_with_an_arn_is_confirmed if {
	sns.confirmed([waiting, mail, ended, nameless]) == [mail]
	sns.confirmed([waiting, ended, nameless]) == []
	sns.confirmed([]) == []
}

test_pending_is_neither_confirmed_nor_ended if sns.pending([mail, waiting, ended, nameless]) == [waiting]

test_what_may_be_confirmed_is_served if sns.served([waiting, mail, ended, nameless]) == [mail, nameless]

test_subscription_in_words if {
	sns.named(mail) == "email security@example.com"
	sns.named({}) == "unknown protocol without an endpoint"
}

test_another_accounts_topic_is_judged_there if {
	sns.judged_elsewhere(topic, "444455556666") == "the topic belongs to account 111122223333 and is to be judged there"
}

test_own_topic_is_judged_here if not sns.judged_elsewhere(topic, "111122223333")

test_arn_without_an_account_is_judged_here if not sns.judged_elsewhere("arn:aws:sns:eu-west-1::alerts", "111122223333")

test_name if sns.name(topic) == "alerts"

test_is_for_config if {
	sns.is_for_config([{"resourceType": "AWS::CloudTrail::Trail"}, {"resourceType": "AWS::Config::DeliveryChannel"}])
	not sns.is_for_config([{"resourceType": "AWS::CloudTrail::Trail"}])
	not sns.is_for_config([])
}
