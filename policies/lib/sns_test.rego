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

test_name if sns.name(topic) == "alerts"

test_is_for_config if {
	sns.is_for_config([{"resourceType": "AWS::CloudTrail::Trail"}, {"resourceType": "AWS::Config::DeliveryChannel"}])
	not sns.is_for_config([{"resourceType": "AWS::CloudTrail::Trail"}])
	not sns.is_for_config([])
}

admitting := {"Statement": [{
	"Effect": "Allow",
	"Principal": {"Service": "s3.amazonaws.com"},
	"Action": "SNS:Publish",
	"Resource": topic,
	"Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
}]}

of_account(account) := {"aws:sourceaccount": account}

test_who_may_publish if {
	sns.lets_publish(admitting, topic, "s3.amazonaws.com", of_account("111122223333"))
	not sns.lets_publish(admitting, topic, "s3.amazonaws.com", of_account("666666666666"))
	not sns.lets_publish(admitting, topic, "cloudtrail.amazonaws.com", of_account("111122223333"))
	not sns.lets_publish(admitting, concat("", [topic, "-2"]), "s3.amazonaws.com", of_account("111122223333"))
	not sns.lets_publish({}, topic, "s3.amazonaws.com", of_account("111122223333"))
}

key := "arn:aws:kms:eu-west-1:111122223333:key/0a1b"

lending(condition) := {"Statement": [{
	"Effect": "Allow",
	"Principal": "*",
	"Action": "kms:Decrypt",
	"Resource": "*",
	"Condition": condition,
}]}

may_use(condition, action) if {
	sns.lets_use(lending(condition), key, action, topic, "s3.amazonaws.com", of_account("111122223333"))
}

test_who_may_use_a_key if {
	sns.key_actions == {"kms:Decrypt", "kms:GenerateDataKey"}
	may_use({}, "kms:Decrypt")
	not may_use({}, "kms:GenerateDataKey")
	may_use({"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": topic}}, "kms:Decrypt")
	not may_use({"StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:x:1:y"}}, "kms:Decrypt")
	not may_use({"StringEquals": {"kms:CallerAccount": "111122223333"}}, "kms:Decrypt")
	not may_use({"StringEquals": {"aws:SourceAccount": "666666666666"}}, "kms:Decrypt")
}
