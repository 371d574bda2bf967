# METADATA
# title: Only permitted services have resources
# description: |
#   A service that nobody decided to use is often the first trace of an intruder or of a forgotten trial. Name the
#   permitted services in the parameter as AWS spells them in resource types (`EC2` for `AWS::EC2::Instance`); without
#   it nothing is judged. What AWS Config has discovered is all that is seen: a region whose recorder is stopped,
#   records some types only or has found nothing yet, is not applicable unless a service that is not permitted shows
#   even there.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_GetDiscoveredResourceCounts.html
# custom:
#   severity: low
#   subject: region
#   aliases: ["cloudsploit:servicesInUse"]
#   parameters:
#     services: {type: strings, default: [], description: "Permitted services, for example EC2 or S3."}
#   remediation:
#     cli: aws configservice get-discovered-resource-counts --region {region}
#     terraform: |
#       # The statement of a service control policy; what is there already is removed by its owner.
#       data "aws_iam_policy_document" "permitted_services" {
#         statement {
#           effect      = "Deny"
#           not_actions = ["PERMITTED_SERVICE:*"]
#           resources   = ["*"]
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:RequestedRegion"
#             values   = ["{region}"]
#           }
#         }
#       }
#
#       resource "aws_organizations_policy" "permitted_services" {
#         name    = "permitted-services"
#         content = data.aws_iam_policy_document.permitted_services.json
#       }
#     console: >-
#       AWS Config in {region} > Resources > Resource inventory > the resources of the services that are not permitted
package assize.config.permitted_services

import rego.v1

import data.assize.lib.config

named if count(input.parameters.services) > 0

not_applicable contains {"reason": "no service is named"} if not named

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if {
	named
	count(config.recorders) == 0
}

not_applicable contains {"reason": reason} if {
	named
	some key in config.recorders
	not records_everything(key)
	reason := sprintf("the recorder in %s does not record all types", [input.region.name])
}

# A recorder of all types that has found nothing at all, not even a network, has hardly begun.
not_applicable contains {"reason": sprintf("nothing is discovered yet in %s", [input.region.name])} if {
	named
	some key in config.recorders
	records_everything(key)
	count(found_by(key)) == 0
}

found_by(key) := [found |
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	some found in recorder.supplementaryConfiguration.DiscoveredResourceCounts
]

records_everything(key) if {
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	recorder.supplementaryConfiguration.ConfigurationRecorderStatus.Recording
	config.strategy(recorder.configuration.RecordingGroup) == "ALL_SUPPORTED_RESOURCE_TYPES"
}

permitted := {upper(service) | some service in input.parameters.services}

# What was discovered of services that are not permitted, by resource type. What has no number is there at least once,
# and what has no type is of no permitted service.
unpermitted contains {"service": service, "type": type, "count": number} if {
	named
	some key in config.recorders
	some found in found_by(key)
	number := object.get(found, "Count", 1)
	number > 0
	type := object.get(found, "ResourceType", "")
	service := service_of(type)
	not upper(service) in permitted
}

deny contains {"message": message} if {
	some service in {found.service | some found in unpermitted}
	total := sum([found.count | some found in unpermitted; found.service == service])
	message := sprintf("%s has %d resources of %s, which is not permitted", [input.region.name, total, service])
}

# The service in a resource type.
service_of(type) := split(type, "::")[1] if {
	contains(type, "::")
} else := "an unnamed service"
