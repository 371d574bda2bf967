package assize.audit_bucket.lifecycle_keeps_minimum_test

import rego.v1

import data.assize.audit_bucket.lifecycle_keeps_minimum

scene(rules, trails, channels) := {
	"resource": {
		"resourceType": "AWS::S3::Bucket",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "log-bucket",
		"resourceName": "log-bucket",
		"arn": "arn:aws:s3:::log-bucket",
		"configurationItemStatus": "OK",
		"supplementaryConfiguration": {"BucketLifecycleConfiguration": {"rules": rules}},
	},
	"account": {"id": "111122223333", "partition": "aws", "resources": {
		"AWS::CloudTrail::Trail": trails,
		"AWS::Config::DeliveryChannel": channels,
	}},
	"parameters": {"minimum_days": 365},
	"snapshot": {"collectedAt": "2026-03-10T12:00:00Z"},
}

with_rules(rules) := scene(rules, {}, {})

trail(bucket, prefix) := {"t": {"configuration": {"s3BucketName": bucket, "s3KeyPrefix": prefix}}}

channel(bucket, prefix) := {"c": {"configuration": {"S3BucketName": bucket, "S3KeyPrefix": prefix}}}

after(days, prefix) := {
	"id": "expire",
	"status": "Enabled",
	"filter": {"predicate": {"prefix": prefix}},
	"expirationInDays": days,
}

at(moment) := {"id": "expire", "status": "Enabled", "filter": {}, "expirationDate": moment}

path := "supplementaryConfiguration.BucketLifecycleConfiguration.rules"

too_soon := {{
	"message": "rule expire of bucket log-bucket expires logs after 30 days, fewer than 365",
	"path": path,
}}

test_no_rules_pass if {
	lifecycle_keeps_minimum.deny == set() with input as with_rules([])
	lifecycle_keeps_minimum.not_applicable == set() with input as with_rules([])
}

test_unknown_lifecycle_is_never_a_pass if {
	lifecycle_keeps_minimum.not_applicable == {{
		"reason": "the lifecycle of bucket log-bucket is not known",
	}} with input as {"resource": {"resourceId": "log-bucket", "supplementaryConfiguration": {}}}
}

test_long_rule_passes if lifecycle_keeps_minimum.deny == set() with input as with_rules([after(366, "")])

test_exactly_the_minimum_passes if lifecycle_keeps_minimum.deny == set() with input as with_rules([after(365, "")])

test_one_day_less_fails if count(lifecycle_keeps_minimum.deny) == 1 with input as with_rules([after(364, "")])

test_short_rule_for_everything_fails if {
	lifecycle_keeps_minimum.deny == too_soon with input as with_rules([after(30, "")])
}

test_rule_without_a_filter_fails if {
	lifecycle_keeps_minimum.deny == too_soon with input as with_rules([{
		"id": "expire",
		"status": "Enabled",
		"expirationInDays": 30,
	}])
	lifecycle_keeps_minimum.deny == too_soon with input as with_rules([{
		"id": "expire",
		"status": "Enabled",
		"filter": {},
		"expirationInDays": 30,
	}])
}

test_prefixes_that_reach_logs_fail if {
	every prefix in ["A", "AWSLogs", "AWSLogs/", "AWSLogs/111122223333/CloudTrail/", "org/AWSLogs/"] {
		lifecycle_keeps_minimum.deny == too_soon with input as with_rules([after(30, prefix)])
	}
}

test_prefix_of_an_old_rule_is_read if {
	lifecycle_keeps_minimum.deny == too_soon with input as with_rules([{
		"id": "expire",
		"status": "Enabled",
		"prefix": "AWSLogs/",
		"expirationInDays": 30,
	}])
	lifecycle_keeps_minimum.deny == set() with input as with_rules([{
		"id": "expire",
		"status": "Enabled",
		"prefix": "athena-results/",
		"expirationInDays": 30,
	}])
}

test_prefixes_beside_logs_pass if {
	every prefix in ["athena-results/", "AWSLogs-copy/", "logs", "Z"] {
		lifecycle_keeps_minimum.deny == set() with input as with_rules([after(30, prefix)])
	}
}

test_key_prefix_of_a_trail_is_above_logs if {
	every prefix in ["o", "org", "org/", "org/AWSL", "org/AWSLogs/111122223333/"] {
		lifecycle_keeps_minimum.deny == too_soon with input as scene(
			[after(30, prefix)],
			trail("log-bucket", "org"),
			{},
		)
	}
}

test_key_prefix_of_a_channel_is_above_logs if {
	lifecycle_keeps_minimum.deny == too_soon with input as scene(
		[after(30, "config/")],
		{},
		channel("log-bucket", "config"),
	)
}

test_key_prefix_of_another_bucket_does_not_count if {
	lifecycle_keeps_minimum.deny == set() with input as scene(
		[after(30, "org/")],
		trail("other-bucket", "org"),
		channel("other-bucket", "org"),
	)
}

test_trail_without_a_key_prefix_is_no_trouble if {
	lifecycle_keeps_minimum.deny == set() with input as scene(
		[after(30, "org/"), after(30, "/AWSLogs-")],
		{"t": {"configuration": {"s3BucketName": "log-bucket"}}},
		{"c": {"configuration": {"S3BucketName": "log-bucket"}}},
	)
}

test_what_does_not_say_where_it_writes_may_write_here if {
	trails := {"u": {"configuration": {"s3KeyPrefix": "org"}}}
	channels := {"d": {"configuration": {"S3KeyPrefix": "org"}}}
	count(lifecycle_keeps_minimum.deny) == 1 with input as scene([after(30, "org/")], trails, {})
	count(lifecycle_keeps_minimum.deny) == 1 with input as scene([after(30, "org/")], {}, channels)
}

test_a_rule_without_a_status_counts if {
	rule := {"id": "expire", "status": "", "expirationInDays": 30}
	count(lifecycle_keeps_minimum.deny) == 1 with input as with_rules([rule])
}

test_disabled_rule_passes if {
	lifecycle_keeps_minimum.deny == set() with input as with_rules([{
		"id": "expire",
		"status": "Disabled",
		"expirationInDays": 30,
	}])
}

test_rule_without_a_status_counts_as_enabled if {
	lifecycle_keeps_minimum.deny == too_soon with input as with_rules([{"id": "expire", "expirationInDays": 30}])
}

test_tags_and_sizes_do_not_spare_logs if {
	lifecycle_keeps_minimum.deny == too_soon with input as with_rules([{
		"id": "expire",
		"status": "Enabled",
		"filter": {"predicate": {"prefix": "AWSLogs/", "tags": {"keep": "no"}, "objectSizeGreaterThan": 1024}},
		"expirationInDays": 30,
	}])
	lifecycle_keeps_minimum.deny == too_soon with input as with_rules([{
		"id": "expire",
		"status": "Enabled",
		"filter": {"predicate": {"tags": {"keep": "no"}}},
		"expirationInDays": 30,
	}])
}

test_rule_without_an_id_is_named_by_its_place if {
	lifecycle_keeps_minimum.deny == {{
		"message": "rule number 2 of bucket log-bucket expires logs after 30 days, fewer than 365",
		"path": path,
	}} with input as with_rules([after(400, ""), {"status": "Enabled", "expirationInDays": 30}])
}

test_noncurrent_versions_count if {
	lifecycle_keeps_minimum.deny == {{
		"message": "rule expire of bucket log-bucket expires noncurrent versions of logs after 7 days, fewer than 365",
		"path": path,
	}} with input as with_rules([{
		"id": "expire",
		"status": "Enabled",
		"filter": {},
		"expirationInDays": 400,
		"noncurrentVersionExpirationInDays": 7,
	}])
}

test_unset_numbers_of_config_pass if {
	lifecycle_keeps_minimum.deny == set() with input as with_rules([{
		"id": "move",
		"status": "Enabled",
		"filter": {},
		"expirationInDays": -1,
		"noncurrentVersionExpirationInDays": -1,
	}])
}

test_rule_that_only_moves_passes if {
	lifecycle_keeps_minimum.deny == set() with input as with_rules([{"id": "move", "status": "Enabled", "filter": {}}])
}

test_date_in_the_past_fails if {
	lifecycle_keeps_minimum.deny == {{
		"message": concat("", [
			"rule expire of bucket log-bucket expires logs at 2026-01-01T00:00:00Z, ",
			"less than 365 days from 2026-03-10T12:00:00Z",
		]),
		"path": path,
	}} with input as with_rules([at("2026-01-01T00:00:00Z")])
}

test_date_that_is_too_near_fails if {
	count(lifecycle_keeps_minimum.deny) == 1 with input as with_rules([at("2027-03-10T00:00:00Z")])
}

test_date_that_is_far_passes if {
	lifecycle_keeps_minimum.deny == set() with input as with_rules([at("2027-03-11T00:00:00Z")])
}

test_each_rule_is_told if {
	count(lifecycle_keeps_minimum.deny) == 2 with input as with_rules([
		after(30, "AWSLogs/"),
		{"id": "other", "status": "Enabled", "expirationInDays": 1},
	])
}

test_versions_and_dates_beside_logs_pass if {
	lifecycle_keeps_minimum.deny == set() with input as with_rules([{
		"id": "scratch",
		"status": "Enabled",
		"filter": {"predicate": {"prefix": "athena-results/"}},
		"expirationDate": "2026-01-01T00:00:00Z",
		"noncurrentVersionExpirationInDays": 1,
	}])
}
