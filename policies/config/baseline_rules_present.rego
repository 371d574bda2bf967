# METADATA
# title: The baseline Config rules are deployed
# description: |
#   Rules that an organization relies on must be there in every region, or a region is judged by nobody. Name them in
#   the parameter by what they evaluate, which is a managed rule's identifier or a custom rule's Lambda function, never
#   by the name that somebody gave them. Rules of conformance packs, of an organization and of AWS services count; one
#   that is being deleted does not. Without named rules nothing is judged. The rules' own parameters are not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
# custom:
#   severity: medium
#   subject: region
#   parameters:
#     rules:
#       type: strings
#       default: []
#       description: Source identifiers of the rules, for example MULTI_REGION_CLOUD_TRAIL_ENABLED.
#   remediation:
#     cli: aws configservice put-config-rule --region {region} --config-rule file://rule.json
#     terraform: |
#       resource "aws_config_config_rule" "RULE_NAME" {
#         region = "{region}"
#         name   = "RULE_NAME"
#
#         source {
#           owner             = "AWS"
#           source_identifier = "RULE_IDENTIFIER"
#         }
#       }
#     console: AWS Config in {region} > Rules > Add rule
package assize.config.baseline_rules_present

import rego.v1

not_applicable contains {"reason": "no rule is named"} if count(input.parameters.rules) == 0

# The states of the rules that evaluate the same.
states(identifier) := {upper(object.get(rule.configuration, "ConfigRuleState", "of no state")) |
	some rule in input.region.resources["AWS::Config::ConfigRule"]
	object.get(rule.configuration, ["Source", "SourceIdentifier"], "") == identifier
}

deny contains {"message": message} if {
	some identifier in input.parameters.rules
	count(states(identifier)) == 0
	message := sprintf("%s has no rule %s", [input.region.name, identifier])
}

deny contains {"message": message} if {
	some identifier in input.parameters.rules
	found := states(identifier)
	count(found) > 0
	count(found & {"ACTIVE", "EVALUATING"}) == 0
	message := sprintf("rule %s in %s is %s", [identifier, input.region.name, concat(", ", sort(found))])
}
