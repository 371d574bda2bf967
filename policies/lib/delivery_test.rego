package assize.lib.delivery_test

import rego.v1

import data.assize.lib.delivery

bucket := "arn:aws:s3:::log-bucket"

arn := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"

trail(prefix, organization) := {"arn": arn, "prefix": prefix, "organization": organization}

test_log_file_of_an_account if {
	delivery.log_file(trail("", false), bucket) == concat("/", [
		"arn:aws:s3:::log-bucket/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/31",
		"111122223333_CloudTrail_eu-west-1_20260131T0000Z_0123456789abcdef.json.gz",
	])
}

test_prefix_comes_first if {
	startswith(delivery.log_file(trail("p/", false), bucket), "arn:aws:s3:::log-bucket/p/AWSLogs/111122223333/")
}

test_patterns_that_let_logs_in if {
	delivery.lets_in(["arn:aws:s3:::log-bucket/AWSLogs/111122223333/*"], trail("", false), bucket)
	delivery.lets_in(["x", "*"], trail("", false), bucket)
	delivery.lets_in(["arn:aws:s3:::log-bucket/AWSLogs/o-abc123/*"], trail("", true), bucket)
	delivery.lets_in(["arn:aws:s3:::log-bucket/AWSLogs/*"], trail("", true), bucket)
}

test_patterns_that_do_not if {
	not delivery.lets_in([], trail("", false), bucket)
	not delivery.lets_in(["arn:aws:s3:::log-bucket/AWSLogs/999988887777/*"], trail("", false), bucket)
	not delivery.lets_in(["arn:aws:s3:::log-bucket/AWSLogs/o-abc123/*"], trail("", false), bucket)
	not delivery.lets_in(["arn:aws:s3:::log-bucket/AWSLogs/111122223333/*"], trail("", true), bucket)
}

test_facts_are_in_lower_case if {
	delivery.facts("arn:aws:cloudtrail:eu-west-1:111122223333:trail/Audit") == {
		"aws:sourcearn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		"aws:sourceaccount": "111122223333",
		"s3:x-amz-acl": "bucket-owner-full-control",
	}
}

test_encryption_context if {
	delivery.facts_with_context(arn)["kms:encryptioncontext:aws:cloudtrail:arn"] == arn
	delivery.facts_without_context(arn)["kms:encryptioncontext:aws:cloudtrail:arn"] == ""
}

test_file_of_aws_config if {
	channel := {"account": "111122223333", "region": "eu-west-1", "prefix": ""}
	startswith(
		delivery.config_file(channel),
		"AWSLogs/111122223333/Config/eu-west-1/2026/1/31/ConfigHistory/111122223333_Config_eu-west-1_",
	)
	startswith(delivery.config_file(object.union(channel, {"prefix": "p/"})), "p/AWSLogs/111122223333/Config/")
	endswith(delivery.config_file(channel), ".json.gz")
}
