# METADATA
# title: Required conformance packs are deployed
# description: |
#   A pack whose deployment failed evaluates nothing, or only some of its rules. Packs that are there must be deployed;
#   packs that must be there are named in the parameter, `*` for any text. An organization's packs are found under the
#   names that AWS gives them in member accounts (`OrgConformsPack-NAME-…`). Where a region has no pack and none is
#   required, there is nothing to judge.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_ConformancePackStatusDetail.html
# custom:
#   severity: low
#   subject: region
#   parameters:
#     packs: {type: strings, default: [], description: Names of packs that every region must have.}
#   remediation:
#     cli: >-
#       aws configservice put-conformance-pack --conformance-pack-name NAME --template-body file://pack.yaml
#       --region {region}
#     terraform: |
#       resource "aws_config_conformance_pack" "PACK_NAME" {
#         region        = "{region}"
#         name          = "PACK_NAME"
#         template_body = file("pack.yaml")
#       }
#     console: AWS Config in {region} > Conformance packs > Deploy conformance pack
package assize.config.conformance_packs_deployed

import rego.v1

import data.assize.lib.policy_document

packs contains {"name": object.get(pack.configuration, "ConformancePackName", "without a name"), "state": state} if {
	some pack in input.region.resources["AWS::Config::ConformancePack"]
	status := pack.supplementaryConfiguration.ConformancePackStatus
	state := upper(object.get(status, "ConformancePackState", "of no state"))
}

not_applicable contains {"reason": sprintf("no conformance pack in %s, and none is required", [input.region.name])} if {
	count(input.parameters.packs) == 0
	count(input.region.resources["AWS::Config::ConformancePack"]) == 0
}

is_called(name, pattern) if regex.match(policy_document.wildcards(pattern), name)

is_called(name, pattern) if {
	of_organization := sprintf("OrgConformsPack-%s-*", [pattern])
	regex.match(policy_document.wildcards(of_organization), name)
}

deny contains {"message": message} if {
	some pattern in input.parameters.packs
	found := {pack.name | some pack in packs; is_called(pack.name, pattern)}
	count(found) == 0
	message := sprintf("%s has no conformance pack %s", [input.region.name, pattern])
}

deny contains {"message": message} if {
	some pack in packs
	not endswith(pack.state, "_COMPLETE")
	message := sprintf("conformance pack %s in %s is %s", [pack.name, input.region.name, pack.state])
}
