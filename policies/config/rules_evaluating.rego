# METADATA
# title: Config rules evaluate without errors
# description: |
#   A rule that errors keeps showing its last result, compliant as it was. The last invocation and the last evaluation
#   must not have failed; an error that a later success has overtaken is over, although AWS still reports its code. A
#   rule that was activated some time ago must have been evaluated once. A rule that is evaluated periodically must have
#   been so lately; one that changes alone trigger is rightly silent while nothing changes.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRuleEvaluationStatus.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Config::ConfigRule]
#   parameters:
#     maximum_hours:
#       type: integer
#       default: 48
#       minimum: 24
#       description: Hours that a first evaluation may take, and that a periodic rule may go without one.
#   remediation:
#     cli: aws configservice start-config-rules-evaluation --config-rule-names RULE --region {region}
#     terraform: |
#       # A custom rule needs this to be evaluated; AWS's own rules need the recorder and its role.
#       resource "aws_lambda_permission" "{label}" {
#         region         = "{region}"
#         statement_id   = "AllowConfig"
#         action         = "lambda:InvokeFunction"
#         function_name  = "FUNCTION_NAME"
#         principal      = "config.amazonaws.com"
#         source_account = "{account}"
#       }
#     console: AWS Config in {region} > Rules > {name} > the error > Actions > Re-evaluate
package assize.config.rules_evaluating

import rego.v1

import data.assize.lib.elapsed

status := input.resource.supplementaryConfiguration.ConfigRuleEvaluationStatus

path := "supplementaryConfiguration.ConfigRuleEvaluationStatus"

rule := object.get(input.resource.configuration, "ConfigRuleName", "without a name")

time_of(name) := object.get(status, name, "")

error := sprintf("%s: %s", [
	object.get(status, "LastErrorCode", "no error code"),
	object.get(status, "LastErrorMessage", "no error message"),
])

# The steps that failed last: what AWS Config did then, and when.
failed contains {"step": step, "at": failure} if {
	some step in ["Invocation", "Evaluation"]
	failure := time_of(sprintf("LastFailed%sTime", [step]))
	failure != ""
	not overtaken(failure, time_of(sprintf("LastSuccessful%sTime", [step])))
}

overtaken(failure, success) if {
	success != ""
	not elapsed.not_after(success, failure)
}

# An error of which no time is told.
unplaced_error if {
	object.get(status, "LastErrorCode", "") != ""
	time_of("LastFailedInvocationTime") == ""
	time_of("LastFailedEvaluationTime") == ""
}

recent(moment) if {
	moment != ""
	elapsed.within(moment, input.snapshot.collectedAt, input.parameters.maximum_hours)
}

not_applicable contains {"reason": "the rule was activated a short while ago and has not been evaluated yet"} if {
	not status.FirstEvaluationStarted
	recent(time_of("FirstActivatedTime"))
}

deny contains {"message": message, "path": path} if {
	some failure in failed
	message := sprintf("%s of rule %s failed at %s: %s", [lower(failure.step), rule, failure.at, error])
}

deny contains {"message": sprintf("rule %s failed: %s", [rule, error]), "path": path} if unplaced_error

deny contains {"message": sprintf("rule %s has never been evaluated", [rule]), "path": path} if {
	not status.FirstEvaluationStarted
	not recent(time_of("FirstActivatedTime"))
}

deny contains {"message": message, "path": path} if {
	status.FirstEvaluationStarted
	input.resource.configuration.MaximumExecutionFrequency
	moment := time_of("LastSuccessfulEvaluationTime")
	not recent(moment)
	message := sprintf(
		"rule %s was not evaluated within %d hours; last time: %s",
		[rule, input.parameters.maximum_hours, at(moment)],
	)
}

at(moment) := "never" if moment == ""

at(moment) := moment if moment != ""
