package assize.config.rules_evaluating_test

import rego.v1

import data.assize.config.rules_evaluating

path := "supplementaryConfiguration.ConfigRuleEvaluationStatus"

judged(evaluation, configuration) := {
	"resource": {
		"configuration": configuration,
		"supplementaryConfiguration": {"ConfigRuleEvaluationStatus": evaluation},
	},
	"parameters": {"maximum_hours": 48},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

status(changes) := object.union(
	{
		"FirstEvaluationStarted": true,
		"FirstActivatedTime": "2025-01-14T09:40:00Z",
		"LastSuccessfulInvocationTime": "2026-11-20T07:00:00Z",
		"LastSuccessfulEvaluationTime": "2026-11-20T07:00:10Z",
	},
	changes,
)

found(message) := {{"message": message, "path": path}}

test_a_rule_that_evaluates_passes if {
	rules_evaluating.deny == set() with input as judged(status({}), {})
	rules_evaluating.not_applicable == set() with input as judged(status({}), {})
}

test_an_evaluation_that_failed_last_fails if {
	failed := status({
		"LastFailedEvaluationTime": "2026-11-20T07:30:00Z",
		"LastErrorCode": "AccessDenied",
		"LastErrorMessage": "the role may not read",
	})
	expected := found(sprintf(
		"evaluation of rule without a name failed at 2026-11-20T07:30:00Z: %s",
		["AccessDenied: the role may not read"],
	))
	rules_evaluating.deny == expected with input as judged(failed, {})
}

test_an_invocation_that_failed_last_fails if {
	failed := object.remove(
		status({"LastFailedInvocationTime": "2026-11-20T06:30:00Z"}),
		["LastSuccessfulInvocationTime"],
	)
	expected := found("invocation of rule trail failed at 2026-11-20T06:30:00Z: no error code: no error message")
	rules_evaluating.deny == expected with input as judged(failed, {"ConfigRuleName": "trail"})
}

test_an_error_that_a_success_has_overtaken_is_over if {
	mended := status({"LastFailedEvaluationTime": "2026-11-01T07:30:00Z", "LastErrorCode": "AccessDenied"})
	rules_evaluating.deny == set() with input as judged(mended, {})
}

test_a_failure_at_the_time_of_a_success_counts if {
	both := status({"LastFailedEvaluationTime": "2026-11-20T07:00:10Z", "LastErrorCode": "E"})
	expected := found("evaluation of rule without a name failed at 2026-11-20T07:00:10Z: E: no error message")
	rules_evaluating.deny == expected with input as judged(both, {})
}

test_an_error_without_a_time_fails if {
	rules_evaluating.deny == found("rule without a name failed: E: no error message") with input as judged(
		status({"LastErrorCode": "E"}),
		{},
	)
}

test_a_rule_that_never_was_evaluated_fails if {
	never := {"FirstEvaluationStarted": false, "FirstActivatedTime": "2026-11-01T09:40:00Z"}
	rules_evaluating.deny == found("rule without a name has never been evaluated") with input as judged(never, {})
	rules_evaluating.deny == found("rule without a name has never been evaluated") with input as judged({}, {})
}

test_a_rule_that_was_just_activated_is_not_applicable if {
	new := {"FirstEvaluationStarted": false, "FirstActivatedTime": "2026-11-19T09:40:00Z"}
	reason := {{"reason": "the rule was activated a short while ago and has not been evaluated yet"}}
	rules_evaluating.deny == set() with input as judged(new, {})
	rules_evaluating.not_applicable == reason with input as judged(new, {})
}

test_a_periodic_rule_must_be_evaluated_lately if {
	old := status({"LastSuccessfulEvaluationTime": "2026-11-18T07:00:00Z"})
	periodic := {"MaximumExecutionFrequency": "TwentyFour_Hours"}
	expected := found("rule without a name was not evaluated within 48 hours; last time: 2026-11-18T07:00:00Z")
	rules_evaluating.deny == expected with input as judged(old, periodic)
	rules_evaluating.deny == set() with input as judged(status({}), periodic)
}

test_a_periodic_rule_without_a_success_fails if {
	never := object.remove(status({}), ["LastSuccessfulEvaluationTime"])
	expected := found("rule without a name was not evaluated within 48 hours; last time: never")
	rules_evaluating.deny == expected with input as judged(never, {"MaximumExecutionFrequency": "One_Hour"})
}

test_a_rule_that_changes_trigger_may_be_silent if {
	old := status({"LastSuccessfulEvaluationTime": "2026-05-18T07:00:00Z"})
	rules_evaluating.deny == set() with input as judged(old, {})
}
