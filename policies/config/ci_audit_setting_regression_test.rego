package assize.config.ci_audit_setting_regression_test

import rego.v1

import data.assize.config.ci_audit_setting_regression

state(time, configuration, parts) := {
	"configurationItemCaptureTime": time,
	"configurationItemStatus": "OK",
	"configuration": configuration,
	"supplementaryConfiguration": parts,
}

now := "2026-11-10T00:00:00Z"

before := "2026-03-01T00:00:00Z"

asked(history) := {
	"resource": {"resourceId": "x", "supplementaryConfiguration": {"ConfigurationHistory": history}},
	"parameters": {"window_days": 90},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

# What is said of one step, without the times.
said(older, newer) := {what |
	some finding in ci_audit_setting_regression.deny with input as asked([newer, older])
	what := split(finding.message, " between ")[0]
}

trail(time, changes) := state(
	time,
	object.union(
		{
			"isMultiRegionTrail": true, "isOrganizationTrail": true, "logFileValidationEnabled": true,
			"includeGlobalServiceEvents": true, "kmsKeyId": "key", "cloudWatchLogsLogGroupArn": "group",
		},
		changes,
	),
	{},
)

bucket(time, versioning, block) := state(time, {"name": "logs"}, {
	"BucketVersioningConfiguration": versioning,
	"PublicAccessBlockConfiguration": block,
})

enabled := {"status": "Enabled", "isMfaDeleteEnabled": true}

closed := {"blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true, "restrictPublicBuckets": true}

recorder(time, group) := state(time, {"Name": "default", "RecordingGroup": group}, {})

everything := {"AllSupported": true, "RecordingStrategy": {"UseOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}}

test_a_history_without_a_change_for_the_worse_passes if {
	histories := [
		[trail(now, {}), trail(before, {})],
		[trail(now, {}), trail(before, {"logFileValidationEnabled": false, "isMultiRegionTrail": false, "kmsKeyId": ""})],
		[trail(now, {"logFileValidationEnabled": false}), trail(before, {"logFileValidationEnabled": false})],
		[bucket(now, enabled, closed), bucket(before, {"status": "Off", "isMfaDeleteEnabled": false}, {})],
		[recorder(now, everything), recorder(before, everything)],
		[
			state(now, {"enabled": true}, {"KeyRotationStatus": true}),
			state(before, {"enabled": false}, {"KeyRotationStatus": false}),
		],
	]
	every history in histories {
		ci_audit_setting_regression.deny == set() with input as asked(history)
		ci_audit_setting_regression.not_applicable == set() with input as asked(history)
	}
}

test_one_state_is_no_change if {
	ci_audit_setting_regression.deny == set() with input as asked([trail(now, {"logFileValidationEnabled": false})])
}

test_the_message_names_both_times if {
	expected := {{
		"message": "log file validation was switched off between 2026-03-01T00:00:00Z and 2026-11-10T00:00:00Z",
		"path": "supplementaryConfiguration.ConfigurationHistory",
	}}
	history := [trail(now, {"logFileValidationEnabled": false}), trail(before, {})]
	ci_audit_setting_regression.deny == expected with input as asked(history)
}

test_a_change_that_was_taken_back_fails if {
	history := [trail(now, {}), trail("2026-11-09T00:00:00Z", {"isMultiRegionTrail": false}), trail(before, {})]
	count(ci_audit_setting_regression.deny) == 1 with input as asked(history)
}

test_a_change_before_the_window_passes if {
	history := [trail("2026-03-02T00:00:00Z", {"isMultiRegionTrail": false}), trail(before, {})]
	ci_audit_setting_regression.deny == set() with input as asked(history)
}

test_a_change_that_came_with_a_new_resource_of_the_name_fails if {
	gone := {"configurationItemCaptureTime": "2026-11-09T00:00:00Z", "configurationItemStatus": "ResourceDeleted"}
	history := [trail(now, {"isMultiRegionTrail": false}), gone, trail(before, {})]
	count(ci_audit_setting_regression.deny) == 1 with input as asked(history)
}

test_each_setting_of_a_trail if {
	said(trail(before, {}), trail(now, {"logFileValidationEnabled": false})) == {"log file validation was switched off"}
	said(trail(before, {}), trail(now, {"isMultiRegionTrail": false})) == {"the trail was narrowed to one region"}
	said(trail(before, {}), trail(now, {"isOrganizationTrail": false})) == {"the trail was narrowed to one account"}
	left_out := {"includeGlobalServiceEvents": false}
	said(trail(before, {}), trail(now, left_out)) == {"events of global services were left out"}
	said(trail(before, {}), trail(now, {"kmsKeyId": ""})) == {"the KMS key was taken from the trail"}
	said(trail(before, {}), trail(now, {"cloudWatchLogsLogGroupArn": ""})) == {"the log group was taken from the trail"}
}

test_another_key_is_no_weaker_one if {
	said(trail(before, {}), trail(now, {"kmsKeyId": "another"})) == set()
}

test_each_setting_of_a_bucket if {
	every status in ["Suspended", "Off"] {
		newer := bucket(now, {"status": status, "isMfaDeleteEnabled": true}, closed)
		said(bucket(before, enabled, closed), newer) == {sprintf("versioning went from Enabled to %s", [status])}
	}
	unset := state(now, {"name": "logs"}, {"PublicAccessBlockConfiguration": closed})
	said(bucket(before, {"status": "Enabled"}, closed), unset) == {"versioning went from Enabled to Off"}
	without_mfa := {"status": "Enabled", "isMfaDeleteEnabled": false}
	said(bucket(before, enabled, closed), bucket(now, without_mfa, closed)) == {"MFA delete was switched off"}
	every flag in ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"] {
		opened := object.union(closed, {flag: false})
		said(bucket(before, enabled, closed), bucket(now, enabled, opened)) == {sprintf("%s was switched off", [flag])}
	}
}

test_each_setting_of_a_key if {
	sound := state(before, {"enabled": true}, {"KeyRotationStatus": true})
	said(sound, state(now, {"enabled": true}, {"KeyRotationStatus": false})) == {"rotation was switched off"}
	said(sound, state(now, {"enabled": false}, {"KeyRotationStatus": true})) == {"the key was disabled"}
}

test_types_that_a_recorder_leaves_out if {
	fewer := {
		"AllSupported": false,
		"RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
		"ExclusionByResourceTypes": {"ResourceTypes": ["AWS::CloudTrail::Trail", "AWS::EC2::Instance"]},
	}
	said(recorder(before, everything), recorder(now, fewer)) == {"AWS::CloudTrail::Trail was left out of recording"}
	said(recorder(before, fewer), recorder(now, everything)) == set()
}

test_without_a_history_the_control_does_not_apply if {
	ci_audit_setting_regression.deny == set() with input as asked([])
	ci_audit_setting_regression.not_applicable == {{"reason": "AWS Config has no history of it"}} with input as asked([])
}
