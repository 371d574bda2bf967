package assize.audit_log_group.retention_test

import rego.v1

import data.assize.audit_log_group.retention

log_group(configuration, parts) := {
	"resource": {
		"resourceType": "AWS::Logs::LogGroup",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "/audit/cloudtrail",
		"resourceName": "/audit/cloudtrail",
		"arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail",
		"configurationItemStatus": "OK",
		"configuration": configuration,
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
}

keeping(configuration, parameters) := object.union(
	log_group(configuration, {}),
	{"parameters": object.union({"minimum_days": 365, "accept_never_expiring": true}, parameters)},
)

failing(what) := {{
	"message": concat(" ", ["log group /audit/cloudtrail, used by Trail audit, keeps events", what]),
	"path": "configuration.retentionInDays",
}}

test_the_minimum_and_more_pass if {
	retention.deny == set() with input as keeping({"retentionInDays": 365}, {})
	retention.deny == set() with input as keeping({"retentionInDays": 3653}, {})
	retention.deny == set() with input as keeping({"retentionInDays": 90}, {"minimum_days": 90})
	retention.not_applicable == set() with input as keeping({"retentionInDays": 365}, {})
}

test_less_fails if {
	retention.deny == failing("for 1 days, fewer than 365") with input as keeping({"retentionInDays": 1}, {})
	retention.deny == failing("for 365 days, fewer than 400")
		with input as keeping({"retentionInDays": 365}, {"minimum_days": 400})
}

test_for_ever_is_accepted_unless_told_otherwise if {
	retention.deny == set() with input as keeping({}, {})
	retention.deny == failing("for ever") with input as keeping({}, {"accept_never_expiring": false})
	retention.deny == set() with input as keeping({"retentionInDays": 365}, {"accept_never_expiring": false})
}

foreign(scene) := object.union(scene, {"resource": {"accountId": "444455556666"}})

test_another_accounts_log_group_is_judged_there if {
	retention.deny == set() with input as foreign(keeping({"retentionInDays": 1}, {}))
	retention.not_applicable == {{
		"reason": "the log group belongs to account 111122223333 and is to be judged there",
	}} with input as foreign(keeping({"retentionInDays": 1}, {}))
}
