package assize.audit_log_group.forwarded_test

import rego.v1

import data.assize.audit_log_group.forwarded

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

with_filters(filters) := log_group({}, {"SubscriptionFilters": filters})

to(name, pattern) := {
	"filterName": name,
	"filterPattern": pattern,
	"destinationArn": "arn:aws:logs:eu-west-1:999988887777:destination:central",
}

failing(found) := {{
	"message": sprintf(
		"log group /audit/cloudtrail, used by Trail audit, sends its events nowhere as a whole (%s)",
		[found],
	),
	"path": "supplementaryConfiguration.SubscriptionFilters",
}}

test_a_filter_without_a_pattern_passes if {
	forwarded.deny == set() with input as with_filters([to("siem", "")])
	forwarded.deny == set() with input as with_filters([to("some", "ERROR"), to("siem", " ")])
}

test_none_fails if forwarded.deny == failing("no subscription filters") with input as with_filters([])

test_a_filter_that_sends_some_fails if {
	forwarded.deny == failing("subscription filters: root, some") with input as with_filters([
		to("some", "ERROR"),
		to("root", "{ $.userIdentity.type = \"Root\" }"),
	])
}

test_what_aws_does_not_say_is_no_pass if {
	forwarded.deny == failing("subscription filters: siem") with input as with_filters([json.remove(
		to("siem", ""),
		["filterPattern"],
	)])
	forwarded.deny == failing("subscription filters: siem") with input as with_filters([json.remove(
		to("siem", ""),
		["destinationArn"],
	)])
}

foreign(scene) := object.union(scene, {"resource": {"accountId": "444455556666"}})

test_another_accounts_log_group_is_judged_there if {
	forwarded.deny == set() with input as foreign(with_filters([]))
	forwarded.not_applicable == {{
		"reason": "the log group belongs to account 111122223333 and is to be judged there",
	}} with input as foreign(with_filters([]))
}
