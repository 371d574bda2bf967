# METADATA
# title: Config rules are compliant
# description: |
#   AWS Config found resources that break a rule. That a rule has results is no finding; `NON_COMPLIANT` is. A rule
#   without any result, or with nothing in its scope, is not applicable: whether it works at all is judged by
#   `config-rules-evaluating`. What is accepted can be waived, rule by rule.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeComplianceByConfigRule.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Config::ConfigRule]
#   aliases: ["cloudsploit:configComplaintRules"]
#   remediation:
#     cli: >-
#       aws configservice get-compliance-details-by-config-rule --config-rule-name RULE
#       --compliance-types NON_COMPLIANT --region {region}
#     terraform: |
#       # Where a runbook can mend the resources; others are mended where they are.
#       resource "aws_config_remediation_configuration" "RULE_NAME" {
#         region           = "{region}"
#         config_rule_name = "RULE_NAME"
#         target_type      = "SSM_DOCUMENT"
#         target_id        = "RUNBOOK_NAME"
#         automatic        = false
#       }
#     console: AWS Config in {region} > Rules > {name} > Resources in scope > Noncompliant
package assize.config.rules_compliant

import rego.v1

# Absent where the rule was never evaluated.
compliance := upper(object.get(input.resource.supplementaryConfiguration, ["Compliance", "ComplianceType"], "unknown"))

not_applicable contains {"reason": sprintf("AWS Config has no result of the rule: %s", [compliance])} if {
	not compliance in {"COMPLIANT", "NON_COMPLIANT"}
}

deny contains {"message": message, "path": "supplementaryConfiguration.Compliance.ComplianceType"} if {
	compliance == "NON_COMPLIANT"
	message := sprintf("resources do not comply with rule %s (%s)", [
		object.get(input.resource.configuration, "ConfigRuleName", "without a name"),
		object.get(input.resource.configuration, ["Source", "SourceIdentifier"], "no source"),
	])
}
