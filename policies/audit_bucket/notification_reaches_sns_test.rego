package assize.audit_bucket.notification_reaches_sns_test

import rego.v1

import data.assize.audit_bucket.notification_reaches_sns

used_by(type, id, name) := {
	"resourceType": type,
	"resourceId": id,
	"resourceName": name,
	"relationshipName": "Is used by",
}

by_trail := used_by("AWS::CloudTrail::Trail", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit", "audit")

by_config := used_by("AWS::Config::DeliveryChannel", "channel", "default")

bucket(users, configurations) := {
	"resourceType": "AWS::S3::Bucket",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "log-bucket",
	"resourceName": "log-bucket",
	"arn": "arn:aws:s3:::log-bucket",
	"configurationItemStatus": "OK",
	"configuration": {"name": "log-bucket"},
	"supplementaryConfiguration": {
		"HeadBucket": {"exists": true, "ownerAccountId": "111122223333"},
		"BucketNotificationConfiguration": {"configurations": configurations, "eventBridgeEnabled": false},
	},
	"relationships": users,
}

trail := {
	"awsRegion": "eu-west-1",
	"configuration": {"s3BucketName": "log-bucket", "isOrganizationTrail": false},
}

channel := {
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"configuration": {"Name": "default", "S3BucketName": "log-bucket"},
}

confirmed := {
	"SubscriptionArn": "arn:aws:sns:eu-west-1:111122223333:logs:5be8a6c2-1f0d-4b7e-9c3a-7d2f4e8b6a10",
	"Protocol": "sqs",
	"Endpoint": "arn:aws:sqs:eu-west-1:111122223333:logs",
}

publishing(service, condition) := {
	"Effect": "Allow",
	"Principal": {"Service": service},
	"Action": "SNS:Publish",
	"Resource": "arn:aws:sns:eu-west-1:111122223333:logs",
	"Condition": condition,
}

from_bucket := {
	"ArnLike": {"aws:SourceArn": "arn:aws:s3:::log-bucket"},
	"StringEquals": {"aws:SourceAccount": "111122223333"},
}

topic(statements, subscriptions) := {
	"configurationItemStatus": "OK",
	"configuration": {"Policy": {"Statement": statements}},
	"supplementaryConfiguration": {"Subscriptions": subscriptions},
}

sound := topic([publishing("s3.amazonaws.com", from_bucket)], [confirmed])

scene(users, configurations, topics, keys) := {
	"resource": bucket(users, configurations),
	"account": {"resources": {
		"AWS::CloudTrail::Trail": {"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit": trail},
		"AWS::Config::DeliveryChannel": {"channel": channel},
		"AWS::KMS::Key": keys,
		"AWS::SNS::Topic": topics,
	}},
}

created := {"n": {"topicARN": "arn:aws:sns:eu-west-1:111122223333:logs", "events": ["s3:ObjectCreated:*"]}}

with_configurations(configurations) := scene(
	[by_trail],
	configurations,
	{"arn:aws:sns:eu-west-1:111122223333:logs": sound},
	{},
)

with_topic(settings) := scene([by_trail], created, {"arn:aws:sns:eu-west-1:111122223333:logs": settings}, {})

filtered(rules) := {"n": object.union(created.n, {"filter": {"s3KeyFilter": {"filterRules": rules}}})}

failing(who, why) := {{
	"message": sprintf("bucket log-bucket tells nobody of what %s delivers: %s", [who, why]),
	"path": "supplementaryConfiguration.BucketNotificationConfiguration",
}}

nothing := "no notification of created objects goes to a topic and covers it"

test_a_topic_with_a_subscriber_passes if {
	notification_reaches_sns.deny == set() with input as with_configurations(created)
	notification_reaches_sns.deny == set() with input as with_configurations({"n": object.union(
		created.n,
		{"events": ["s3:ObjectCreated:Put", "s3:ObjectCreated:CompleteMultipartUpload"]},
	)})
}

test_no_topic_fails if {
	every configurations in [
		{},
		{"n": {"queueARN": "arn:aws:sqs:eu-west-1:111122223333:q", "events": ["s3:ObjectCreated:*"]}},
		{"n": object.union(created.n, {"events": ["s3:ObjectRemoved:*"]})},
		{"n": object.union(created.n, {"events": ["s3:ObjectCreated:Copy", "s3:ObjectCreated:Put"]})},
		{"n": object.union(created.n, {"events": []})},
		{"n": object.union(created.n, {"topicARN": ""})},
	] {
		notification_reaches_sns.deny == failing("audit", nothing) with input as with_configurations(configurations)
	}
}

test_filters_that_let_logs_through_pass if {
	every rules in [
		[],
		[{"name": "Prefix", "value": ""}],
		[{"name": "Prefix", "value": "AWSLogs/"}],
		[{"name": "prefix", "value": "AWSLogs/111122223333/CloudTrail/"}, {"name": "suffix", "value": ".json.gz"}],
	] {
		notification_reaches_sns.deny == set() with input as with_configurations(filtered(rules))
	}
}

test_filters_that_leave_logs_out_fail if {
	every rules in [
		[{"name": "Prefix", "value": "images/"}],
		[{"name": "Prefix", "value": "AWSLogs/999988887777/"}],
		[{"name": "Prefix", "value": "AWSLogs/"}, {"name": "Suffix", "value": ".jpg"}],
		[{"name": "Infix", "value": "AWSLogs/"}],
		[{"name": "Suffix"}],
		[{"name": "Prefix"}],
		[{}],
	] {
		notification_reaches_sns.deny == failing("audit", nothing) with input as with_configurations(filtered(rules))
	}
}

test_the_prefix_of_a_trail_counts if {
	prefixed := object.union(
		with_configurations(filtered([{"name": "Prefix", "value": "trails/AWSLogs/"}])),
		{"account": {"resources": {"AWS::CloudTrail::Trail": {
			"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit": {"configuration": {"s3KeyPrefix": "trails"}},
		}}}},
	)
	notification_reaches_sns.deny == set() with input as prefixed
	plain := with_configurations(filtered([{"name": "Prefix", "value": "trails/AWSLogs/"}]))
	notification_reaches_sns.deny == failing("audit", nothing) with input as plain
}

test_the_path_of_an_organization_counts if {
	organization := object.union(
		with_configurations(filtered([{"name": "Prefix", "value": "AWSLogs/o-acme12345/"}])),
		{"account": {"resources": {"AWS::CloudTrail::Trail": {
			"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit": {"configuration": {"isOrganizationTrail": true}},
		}}}},
	)
	notification_reaches_sns.deny == set() with input as organization
}

test_each_user_is_judged if {
	both := scene(
		[by_trail, by_config],
		filtered([{"name": "Prefix", "value": "AWSLogs/111122223333/CloudTrail/"}]),
		{"arn:aws:sns:eu-west-1:111122223333:logs": sound},
		{},
	)
	notification_reaches_sns.deny == failing("default", nothing) with input as both
	all := scene([by_trail, by_config], created, {"arn:aws:sns:eu-west-1:111122223333:logs": sound}, {})
	notification_reaches_sns.deny == set() with input as all
	channel_only := scene(
		[by_config],
		filtered([{"name": "Prefix", "value": "AWSLogs/111122223333/Config/"}]),
		{"arn:aws:sns:eu-west-1:111122223333:logs": sound},
		{},
	)
	notification_reaches_sns.deny == set() with input as channel_only
}

test_where_an_unknown_user_writes_is_no_pass_through_a_filter if {
	stranger := used_by("AWS::CloudTrail::Trail", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other", "other")
	unknown := scene(
		[stranger],
		filtered([{"name": "Prefix", "value": "AWSLogs/"}]),
		{"arn:aws:sns:eu-west-1:111122223333:logs": sound},
		{},
	)
	notification_reaches_sns.deny == failing("other", nothing) with input as unknown
}

test_a_topic_that_reaches_nobody_fails if {
	gone := object.union(sound, {"configurationItemStatus": "ResourceDeleted"})
	notification_reaches_sns.deny == failing("audit", "topic logs does not exist") with input as with_topic(gone)
	every subscriptions in [[], [object.union(confirmed, {"SubscriptionArn": "PendingConfirmation"})]] {
		silent := topic([publishing("s3.amazonaws.com", from_bucket)], subscriptions)
		why := "topic logs has no confirmed subscription"
		notification_reaches_sns.deny == failing("audit", why) with input as with_topic(silent)
	}
}

test_a_topic_that_does_not_let_s3_publish_fails if {
	every statement in [
		publishing("cloudtrail.amazonaws.com", from_bucket),
		publishing("s3.amazonaws.com", {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::other"}}),
		publishing("s3.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "666666666666"}}),
		object.union(
			json.remove(publishing("s3.amazonaws.com", {}), ["Principal"]),
			{"Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"AWS:SourceOwner": "111122223333"}}},
		),
	] {
		closed := topic([statement], [confirmed])
		why := "topic logs does not let S3 publish"
		notification_reaches_sns.deny == failing("audit", why) with input as with_topic(closed)
	}
}

test_one_sound_topic_is_enough if {
	two := scene(
		[by_trail],
		object.union(created, {"m": {
			"topicARN": "arn:aws:sns:eu-west-1:111122223333:other",
			"events": ["s3:ObjectCreated:*"],
		}}),
		{
			"arn:aws:sns:eu-west-1:111122223333:logs": sound,
			"arn:aws:sns:eu-west-1:111122223333:other": topic([], []),
		},
		{},
	)
	notification_reaches_sns.deny == set() with input as two
}

test_a_topic_of_which_nothing_is_known_is_no_pass if {
	why := "topic logs does not let S3 publish, topic logs has no confirmed subscription"
	notification_reaches_sns.deny == failing("audit", why) with input as scene([by_trail], created, {}, {})
}

key(configuration, statements) := {
	"resourceId": "0a1b",
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"supplementaryConfiguration": {"KeyPolicy": {"Statement": statements}},
	"relationships": [used_by("AWS::SNS::Topic", "arn:aws:sns:eu-west-1:111122223333:logs", "logs")],
}

own := {"keyManager": "CUSTOMER", "keyState": "Enabled"}

lending := {
	"Effect": "Allow",
	"Principal": {"Service": "s3.amazonaws.com"},
	"Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
	"Resource": "*",
}

with_key(settings) := scene(
	[by_trail],
	created,
	{"arn:aws:sns:eu-west-1:111122223333:logs": object.union(
		sound,
		{"configuration": {"KmsMasterKeyId": "alias/logs"}},
	)},
	{"arn:aws:kms:eu-west-1:111122223333:key/0a1b": settings},
)

test_a_key_that_lets_s3_in_passes if notification_reaches_sns.deny == set() with input as with_key(key(own, [lending]))

test_a_key_that_does_not_let_s3_in_fails if {
	why := concat("", [
		"topic logs is encrypted with key 0a1b, which does not let S3 kms:Decrypt, ",
		"topic logs is encrypted with key 0a1b, which does not let S3 kms:GenerateDataKey",
	])
	notification_reaches_sns.deny == failing("audit", why) with input as with_key(key(own, []))
	managed := key({"keyManager": "AWS", "keyState": "Enabled"}, [lending])
	of_aws := "topic logs is encrypted with key 0a1b, which is not customer managed (key manager: AWS)"
	notification_reaches_sns.deny == failing("audit", of_aws) with input as with_key(managed)
}

test_a_key_that_nobody_read_is_no_pass if {
	why := "topic logs is encrypted with a key of which nothing is known"
	unread := object.union(key(own, [lending]), {"relationships": []})
	notification_reaches_sns.deny == failing("audit", why) with input as with_key(unread)
}

test_a_bucket_without_users_is_not_judged if {
	unused := scene([], {}, {}, {})
	notification_reaches_sns.deny == set() with input as unused
	notification_reaches_sns.not_applicable == {{"reason": "nothing is known to use the bucket"}} with input as unused
	notification_reaches_sns.not_applicable == set() with input as with_configurations(created)
}
