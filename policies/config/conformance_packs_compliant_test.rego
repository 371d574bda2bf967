package assize.config.conformance_packs_compliant_test

import rego.v1

import data.assize.config.conformance_packs_compliant

path := "supplementaryConfiguration.Compliance.ConformancePackComplianceStatus"

rule(name, region, identifier, compliance) := {
	"awsRegion": region,
	"configuration": {"ConfigRuleName": name, "Source": {"SourceIdentifier": identifier}},
	"supplementaryConfiguration": {"Compliance": {"ComplianceType": compliance}},
}

judged(parts, rules) := {
	"resource": {
		"awsRegion": "eu-west-1",
		"configuration": {"ConformancePackName": "audit", "ConformancePackId": "conformance-pack-a1b2c3"},
		"supplementaryConfiguration": parts,
	},
	"account": {"resources": {"AWS::Config::ConfigRule": rules}},
}

state(word) := {"Compliance": {"ConformancePackComplianceStatus": word}}

versioning := "s3-versioning-conformance-pack-a1b2c3"

test_compliant_passes if {
	conformance_packs_compliant.deny == set() with input as judged(state("COMPLIANT"), {})
	conformance_packs_compliant.not_applicable == set() with input as judged(state("COMPLIANT"), {})
}

test_non_compliant_names_its_rules if {
	rules := {
		"a": rule(versioning, "eu-west-1", "S3_BUCKET_VERSIONING_ENABLED", "NON_COMPLIANT"),
		"b": rule("mfa-conformance-pack-a1b2c3", "eu-west-1", "ROOT_ACCOUNT_MFA_ENABLED", "COMPLIANT"),
		"c": rule("reviews-conformance-pack-a1b2c3", "eu-west-1", "AWS_CONFIG_PROCESS_CHECK", "NON_COMPLIANT"),
	}
	expected := {{"message": sprintf("pack audit: resources do not comply with %s", [versioning]), "path": path}}
	conformance_packs_compliant.deny == expected with input as judged(state("NON_COMPLIANT"), rules)
}

test_process_checks_alone_do_not_break_a_pack if {
	rules := {"a": rule(
		"reviews-conformance-pack-a1b2c3",
		"eu-west-1",
		"AWS_CONFIG_PROCESS_CHECK",
		"NON_COMPLIANT",
	)}
	conformance_packs_compliant.deny == set() with input as judged(state("NON_COMPLIANT"), rules)
}

test_rules_of_other_packs_and_regions_are_not_its_own if {
	rules := {
		"a": rule(versioning, "us-east-1", "AWS_CONFIG_PROCESS_CHECK", "NON_COMPLIANT"),
		"b": rule("s3-conformance-pack-d4e5f6", "eu-west-1", "AWS_CONFIG_PROCESS_CHECK", "NON_COMPLIANT"),
	}
	expected := {{"message": "resources do not comply with pack audit", "path": path}}
	conformance_packs_compliant.deny == expected with input as judged(state("NON_COMPLIANT"), rules)
}

test_without_its_rules_the_pack_s_state_decides if {
	expected := {{"message": "resources do not comply with pack audit", "path": path}}
	conformance_packs_compliant.deny == expected with input as judged(state("NON_COMPLIANT"), {})
}

test_absent_result_is_not_applicable if {
	unknown := {{"reason": "AWS Config has no result of the pack: UNKNOWN"}}
	conformance_packs_compliant.deny == set() with input as judged({}, {})
	conformance_packs_compliant.not_applicable == unknown with input as judged({}, {})
	insufficient := {{"reason": "AWS Config has no result of the pack: INSUFFICIENT_DATA"}}
	conformance_packs_compliant.not_applicable == insufficient with input as judged(state("INSUFFICIENT_DATA"), {})
}
