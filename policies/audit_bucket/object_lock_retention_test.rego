package assize.audit_bucket.object_lock_retention_test

import rego.v1

import data.assize.audit_bucket.object_lock_retention

bucket_with(parts, parameters) := {"parameters": parameters, "resource": {
	"resourceType": "AWS::S3::Bucket",
	"accountId": "111122223333",
	"awsRegion": "eu-west-1",
	"resourceId": "log-bucket",
	"resourceName": "log-bucket",
	"arn": "arn:aws:s3:::log-bucket",
	"configurationItemStatus": "OK",
	"source": "api",
	"configuration": {"name": "log-bucket"},
	"supplementaryConfiguration": parts,
	"relationships": [{
		"resourceType": "AWS::CloudTrail::Trail",
		"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
		"resourceName": "audit",
		"relationshipName": "Is used by",
	}],
}}

scene(lock, governance) := bucket_with(
	{"ObjectLockConfiguration": lock},
	{"minimum_days": 365, "allow_governance": governance},
)

retained(retention) := {"objectLockEnabled": "Enabled", "rule": {"defaultRetention": retention}}

test_a_year_in_compliance_mode_passes if {
	object_lock_retention.deny == set() with input as scene(retained({"mode": "COMPLIANCE", "days": 365}), false)
	object_lock_retention.deny == set() with input as scene(retained({"mode": "COMPLIANCE", "years": 1}), false)
	object_lock_retention.not_applicable == set() with input as scene(
		retained({"mode": "COMPLIANCE", "years": 7}),
		false,
	)
}

test_too_few_days_fail if {
	object_lock_retention.deny == {{
		"message": "default retention of bucket log-bucket is 364 days, fewer than 365",
		"path": "supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention",
	}} with input as scene(retained({"mode": "COMPLIANCE", "days": 364}), false)
}

test_governance_mode_fails if {
	object_lock_retention.deny == {{
		"message": "default retention of bucket log-bucket is in GOVERNANCE mode",
		"path": "supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention.mode",
	}} with input as scene(retained({"mode": "GOVERNANCE", "days": 365}), false)
}

test_governance_mode_can_be_allowed if {
	object_lock_retention.deny == set() with input as scene(retained({"mode": "GOVERNANCE", "days": 365}), true)
}

test_no_rule_fails if {
	object_lock_retention.deny == {{
		"message": "Object Lock of bucket log-bucket has no default retention",
		"path": "supplementaryConfiguration.ObjectLockConfiguration.rule",
	}} with input as scene({"objectLockEnabled": "Enabled"}, false)
	count(object_lock_retention.deny) == 1 with input as scene({"objectLockEnabled": "Enabled", "rule": {}}, false)
}

test_empty_retention_fails_twice if {
	count(object_lock_retention.deny) == 2 with input as scene(retained({}), false)
}

test_object_lock_off_is_not_applicable if {
	object_lock_retention.deny == set() with input as scene({}, false)
	object_lock_retention.not_applicable == {{
		"reason": "Object Lock of bucket log-bucket is off",
	}} with input as scene({}, false)
}

test_nothing_known_is_never_a_pass if {
	count(object_lock_retention.not_applicable) == 1 with input as bucket_with(
		{},
		{"minimum_days": 365, "allow_governance": false},
	)
}

test_rule_without_object_lock_is_not_judged if {
	object_lock_retention.deny == set() with input as scene(
		{"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}}},
		false,
	)
}
