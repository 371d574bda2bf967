# METADATA
# title: Conformance packs are compliant
# description: |
#   A pack stands for a framework, and one rule that resources break breaks it. Process checks, which somebody answers
#   by hand, do not count: a pack that is broken by them alone passes. A pack's rules are found in its region by the
#   pack's id, with which their names end; where they cannot be found, the pack's own state decides. A pack without a
#   result is not applicable.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ConformancePackComplianceSummary.html
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/process-checks.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Config::ConformancePack]
#   remediation:
#     cli: >-
#       aws configservice describe-conformance-pack-compliance --conformance-pack-name PACK
#       --filters ComplianceType=NON_COMPLIANT --region {region}
#     terraform: |
#       # Where a runbook can mend the resources; others are mended where they are.
#       resource "aws_config_remediation_configuration" "RULE_NAME" {
#         region           = "{region}"
#         config_rule_name = "RULE_NAME"
#         target_type      = "SSM_DOCUMENT"
#         target_id        = "RUNBOOK_NAME"
#         automatic        = false
#       }
#     console: AWS Config in {region} > Conformance packs > {name} > the rules that are not compliant > their resources
package assize.config.conformance_packs_compliant

import rego.v1

compliance := upper(object.get(
	input.resource.supplementaryConfiguration,
	["Compliance", "ConformancePackComplianceStatus"],
	"unknown",
))

id := object.get(input.resource.configuration, "ConformancePackId", "")

name := object.get(input.resource.configuration, "ConformancePackName", "without a name")

not_applicable contains {"reason": sprintf("AWS Config has no result of the pack: %s", [compliance])} if {
	not compliance in {"COMPLIANT", "NON_COMPLIANT"}
}

# The pack's rules that resources do not comply with, each with whether somebody answers it by hand.
broken contains {"rule": called, "manual": identifier == "AWS_CONFIG_PROCESS_CHECK"} if {
	id != ""
	some rule in input.account.resources["AWS::Config::ConfigRule"]
	rule.awsRegion == input.resource.awsRegion
	called := object.get(rule.configuration, "ConfigRuleName", "")
	endswith(called, sprintf("-%s", [id]))
	identifier := object.get(rule.configuration, ["Source", "SourceIdentifier"], "")
	upper(object.get(rule.supplementaryConfiguration, ["Compliance", "ComplianceType"], "")) == "NON_COMPLIANT"
}

automatic := {each.rule | some each in broken; not each.manual}

path := "supplementaryConfiguration.Compliance.ConformancePackComplianceStatus"

deny contains {"message": message, "path": path} if {
	compliance == "NON_COMPLIANT"
	count(automatic) > 0
	message := sprintf("pack %s: resources do not comply with %s", [name, concat(", ", sort(automatic))])
}

deny contains {"message": sprintf("resources do not comply with pack %s", [name]), "path": path} if {
	compliance == "NON_COMPLIANT"
	count(broken) == 0
}
