# METADATA
# title: Trails carry the required tags
# description: |
#   Tags tell who answers for a trail and let policies protect it. With no key required, one tag of any key is enough;
#   tags that AWS sets itself (aws:...) do not count. An organization's trail is judged at its owner, who alone can read
#   them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   aliases: ["cloudsploit:cloudtrailHasTags"]
#   parameters:
#     required:
#       type: strings
#       default: []
#       description: Tag keys that each trail must have; empty for any one tag.
#   remediation:
#     cli: aws cloudtrail add-tags --resource-id {arn} --tags-list Key=owner,Value=security --region {region}
#     terraform: |
#       resource "aws_cloudtrail" "{label}" {
#         name           = "{name}"
#         region         = "{region}"
#         s3_bucket_name = "AUDIT_BUCKET"
#
#         tags = {
#           owner = "security"
#         }
#       }
#     console: CloudTrail in {region} > Trails > {name} > Tags > Manage tags
package assize.cloudtrail.trail_tagged

import rego.v1

import data.assize.lib.cloudtrail

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

keys contains key if {
	some key, _ in input.resource.tags
	not startswith(key, "aws:")
}

deny contains {"message": "the trail has no tag", "path": "tags"} if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	count(input.parameters.required) == 0
	count(keys) == 0
}

deny contains {"message": message, "path": "tags"} if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	some key in input.parameters.required
	not key in keys
	message := sprintf("the tag %s is missing", [key])
}
