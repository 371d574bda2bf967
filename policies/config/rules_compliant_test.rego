package assize.config.rules_compliant_test

import rego.v1

import data.assize.config.rules_compliant

rule(parts) := {"resource": {
	"configuration": {"ConfigRuleName": "versioning", "Source": {"SourceIdentifier": "S3_BUCKET_VERSIONING_ENABLED"}},
	"supplementaryConfiguration": parts,
}}

of_type(word) := rule({"Compliance": {"ComplianceType": word}})

test_compliant_passes if {
	rules_compliant.deny == set() with input as of_type("COMPLIANT")
	rules_compliant.not_applicable == set() with input as of_type("COMPLIANT")
}

test_non_compliant_fails if {
	rules_compliant.deny == {{
		"message": "resources do not comply with rule versioning (S3_BUCKET_VERSIONING_ENABLED)",
		"path": "supplementaryConfiguration.Compliance.ComplianceType",
	}} with input as of_type("NON_COMPLIANT")
}

test_no_result_is_not_applicable if {
	every word in ["INSUFFICIENT_DATA", "NOT_APPLICABLE"] {
		reason := {{"reason": sprintf("AWS Config has no result of the rule: %s", [word])}}
		rules_compliant.deny == set() with input as of_type(word)
		rules_compliant.not_applicable == reason with input as of_type(word)
	}
}

test_absent_compliance_is_not_applicable if {
	reason := {{"reason": "AWS Config has no result of the rule: UNKNOWN"}}
	rules_compliant.deny == set() with input as rule({})
	rules_compliant.not_applicable == reason with input as rule({})
	rules_compliant.not_applicable == reason with input as rule({"Compliance": {}})
}
