package assize.audit_bucket.replicated_test

import rego.v1

import data.assize.audit_bucket.replicated

bucket(parts) := {
	"resource": {
		"resourceType": "AWS::S3::Bucket",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "log-bucket",
		"resourceName": "log-bucket",
		"arn": "arn:aws:s3:::log-bucket",
		"configurationItemStatus": "OK",
		"configuration": {"name": "log-bucket"},
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
	"parameters": {"other_account": false, "same_region": false},
}

trail := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"

copies(changes) := {"arn:aws:s3:::copy": object.union(
	{
		"awsRegion": "eu-central-1",
		"configurationItemStatus": "OK",
		"supplementaryConfiguration": {"HeadBucket": {"exists": true}},
	},
	changes,
)}

scene(rules, prefix, changes) := object.union(
	bucket({
		"HeadBucket": {"exists": true, "ownerAccountId": "111122223333"},
		"BucketReplicationConfiguration": {"rules": rules},
	}),
	{"account": {"resources": {
		"AWS::CloudTrail::Trail": {trail: {"configuration": {"s3KeyPrefix": prefix}}},
		"AWS::Config::DeliveryChannel": {},
		"AWS::S3::Bucket": copies(changes),
	}}},
)

replicated_by(settings) := scene({"all": rule(settings)}, "", {})

rule(changes) := object.union(
	{"status": "Enabled", "filter": {}, "destinationConfig": {"bucketARN": "arn:aws:s3:::copy"}},
	changes,
)

uncovered := {{
	"message": concat("", [
		"no enabled replication rule of bucket log-bucket takes in what ",
		"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit delivers",
	]),
	"path": "supplementaryConfiguration.BucketReplicationConfiguration.rules",
}}

failing(fault) := {{
	"message": concat("", [
		"what arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit delivers to bucket log-bucket ",
		sprintf("is replicated to arn:aws:s3:::copy, which %s", [fault]),
	]),
	"path": "supplementaryConfiguration.BucketReplicationConfiguration.rules",
}}

test_replicated_bucket_passes if {
	replicated.deny == set() with input as replicated_by({})
	replicated.not_applicable == set() with input as replicated_by({})
}

test_rules_that_take_logs_in_pass if {
	every settings in [
		{"prefix": ""},
		{"prefix": "AWSLogs/"},
		{"filter": {"predicate": {"prefix": "AWSLogs"}}},
		{"status": "enabled"},
	] {
		replicated.deny == set() with input as replicated_by(settings)
	}
}

test_rules_that_take_in_less_fail if {
	every settings in [
		{"status": "Disabled"},
		{"prefix": "other/"},
		{"filter": {"predicate": {"prefix": "AWSLogs/999988887777/"}}},
		{"filter": {"predicate": {"tags": {"copy": "yes"}}}},
	] {
		replicated.deny == uncovered with input as replicated_by(settings)
	}
}

test_no_rule_fails if {
	replicated.deny == uncovered with input as scene({}, "", {})
}

test_prefix_of_the_trail_counts if {
	by_prefix := {"all": rule({"filter": {"predicate": {"prefix": "trails/"}}})}
	replicated.deny == set() with input as scene(by_prefix, "trails", {})
	replicated.deny == uncovered with input as scene(by_prefix, "other", {})
	replicated.deny == uncovered with input as scene({"all": rule({"prefix": "AWSLogs/"})}, "trails", {})
}

test_channels_count_with_their_own_prefix if {
	key := "arn:aws:config:eu-west-1:111122223333:delivery-channel/default"
	used := object.union(
		scene({"all": rule({"prefix": "AWSLogs/"})}, "", {}),
		{
			"resource": {"relationships": [{"resourceType": "AWS::Config::DeliveryChannel", "resourceId": key}]},
			"account": {"resources": {"AWS::Config::DeliveryChannel": {key: {"configuration": {"S3KeyPrefix": "config"}}}}},
		},
	)
	replicated.deny == {{
		"message": concat("", [
			"no enabled replication rule of bucket log-bucket takes in what ",
			"arn:aws:config:eu-west-1:111122223333:delivery-channel/default delivers",
		]),
		"path": "supplementaryConfiguration.BucketReplicationConfiguration.rules",
	}} with input as used
}

test_same_region_fails_unless_accepted if {
	near := scene({"all": rule({})}, "", {"awsRegion": "eu-west-1"})
	replicated.deny == failing("is in the same region, eu-west-1") with input as near
	replicated.deny == set() with input as object.union(near, {"parameters": {"same_region": true}})
}

test_destination_that_is_gone_fails if {
	every changes in [
		{"configurationItemStatus": "ResourceDeleted"},
		{"supplementaryConfiguration": {"HeadBucket": {"exists": false}}},
	] {
		replicated.deny == failing("does not exist") with input as scene({"all": rule({})}, "", changes)
	}
	count(replicated.deny) == 1 with input as replicated_by({"destinationConfig": {"bucketARN": "arn:aws:s3:::unseen"}})
}

test_one_sound_rule_is_enough if {
	replicated.deny == set() with input as scene(
		{"gone": rule({"destinationConfig": {"bucketARN": "arn:aws:s3:::unseen"}}), "all": rule({})},
		"",
		{},
	)
}

elsewhere(settings) := object.union(replicated_by(settings), {"parameters": {"other_account": true}})

test_other_account_can_be_required if {
	every destination in [{}, {"account": "111122223333"}] {
		replicated.deny == failing("the rule gives to no other account") with input as elsewhere({
			"destinationConfig": destination,
		})
	}
	replicated.deny == set() with input as elsewhere({"destinationConfig": {"account": "999988887777"}})
}

test_bucket_that_only_holds_copies_is_not_applicable if {
	copy := object.union(
		scene({}, "", {}),
		{"resource": {"relationships": [{"resourceType": "AWS::S3::Bucket", "resourceId": "arn:aws:s3:::log-bucket"}]}},
	)
	replicated.deny == set() with input as copy
	count(replicated.not_applicable) == 1 with input as copy
}
