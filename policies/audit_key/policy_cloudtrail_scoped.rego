# METADATA
# title: The policy of a trail's key lets CloudTrail encrypt, for expected sources only
# description: |
#   Each trail that uses the key must be let by its policy: `kms:GenerateDataKey` and `kms:DescribeKey`, under
#   conditions that the trail can meet; else its delivery stops. And a statement that lets CloudTrail encrypt must say
#   on whose behalf, by a condition on `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or the encryption context
#   `kms:EncryptionContext:aws:cloudtrail:arn` that holds an account or an organization without wildcards; any one of
#   them will do. A request for `kms:DescribeKey` has no encryption context, so a statement that asks for one does not
#   allow it. Statements by `NotAction`, `NotResource` or `NotPrincipal` may let in too many, but are not counted on for
#   a trail. Statements that deny are not judged, nor is the use of the key by event data stores, which is not read.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::KMS::Key]
#   used_by: [AWS::CloudTrail::Trail]
#   remediation:
#     cli: >-
#       aws kms put-key-policy --key-id {arn} --policy-name default --policy file://cloudtrail-key-policy.json --region
#       {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "CloudTrailEncrypt"
#           actions   = ["kms:GenerateDataKey*"]
#           resources = ["*"]
#
#           principals {
#             type        = "Service"
#             identifiers = ["cloudtrail.amazonaws.com"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:SourceArn"
#             values   = ["TRAIL_ARN"]
#           }
#
#           condition {
#             test     = "StringLike"
#             variable = "kms:EncryptionContext:aws:cloudtrail:arn"
#             values   = ["arn:aws:cloudtrail:*:{account}:trail/*"]
#           }
#         }
#       }
#
#       # A key has one policy: add the key's other statements to the document, that of its administrators among them.
#       resource "aws_kms_key_policy" "{label}" {
#         region = "{region}"
#         key_id = "{arn}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       KMS in {region} > Customer managed keys > {name} > Key policy > Edit > conditions on the statement of
#       CloudTrail
package assize.audit_key.policy_cloudtrail_scoped

import rego.v1

import data.assize.lib.delivery
import data.assize.lib.policy_document

not_applicable contains {"reason": "no trail uses the key"} if count(trails) == 0

deny contains {"message": message, "path": "supplementaryConfiguration.KeyPolicy"} if {
	some statement in statements
	policy_document.allows(statement, "kms:GenerateDataKey")
	not policy_document.is_confined(statement, policy_document.anyone_named)
	message := sprintf("the policy of key %s lets CloudTrail encrypt on anybody's behalf", [input.resource.resourceId])
}

deny contains {"message": message, "path": "supplementaryConfiguration.KeyPolicy"} if {
	some trail in trails
	some action, facts in {
		"kms:DescribeKey": delivery.facts_without_context(trail),
		"kms:GenerateDataKey": delivery.facts_with_context(trail),
	}
	not admitted(action, facts)
	message := sprintf("the policy of key %s does not allow %s for %s", [input.resource.resourceId, action, trail])
}

admitted(action, facts) if {
	some statement in statements
	arn := object.get(input.resource, "arn", "")
	policy_document.surely_allows(statement, "cloudtrail.amazonaws.com", action, arn)
	policy_document.can_meet(statement, facts)
}

# The statements that allow CloudTrail something.
statements contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.KeyPolicy)
	policy_document.has_effect(statement, "Allow")
	policy_document.admits_service(statement, "cloudtrail.amazonaws.com")
}

trails contains object.get(relationship, "resourceId", "") if {
	some relationship in input.resource.relationships
	relationship.resourceType == "AWS::CloudTrail::Trail"
}
