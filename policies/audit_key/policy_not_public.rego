# METADATA
# title: Policies of keys that encrypt logs are not public
# description: |
#   A key that anybody may use protects nothing, and whoever may administer it can make every log unreadable. A
#   statement that allows something to a wildcard principal or with `NotPrincipal` needs a condition that tells
#   callers apart: by account, ARN, organization, VPC or endpoint, user id, or addresses that are not half the
#   internet, with an operator that requires the key to be there. `kms:ViaService` alone does not: it says through
#   which service a request comes, not whose it is. Statements that deny the same to everybody else count. Grants are
#   not read; they cannot name a wildcard.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
# custom:
#   severity: critical
#   subject: resource
#   resource_types: [AWS::KMS::Key]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-7.0: ["2.21"]
#     aws-fsbp: ["KMS.5"]
#     c5: ["COS-02.01B", "CRY-03.01B", "CRY-05.02B", "CRY-19.01B", "IAM-10.01B", "OIS-08.02B", "PS-03.02B"]
#     ccc: ["CCC.ObjStor.CN01.AR01", "CCC.ObjStor.CN01.AR02", "CCC.ObjStor.CN01.AR03", "CCC.ObjStor.CN01.AR04"]
#     fedramp-20x-ksi-low: ["ksi-svc"]
#     iso-27001-2022: ["A.8.1"]
#     kisa-isms-p-2023: ["2.7.2", "2.10.1", "2.10.2"]
#     nis2: ["9.2.c"]
#     secnumcloud-3.2: ["10.5"]
#   aliases: [
#     "prowler:kms_key_not_publicly_accessible", "steampipe:kms_cmk_policy_prohibit_public_access",
#     "cloudsploit:kmsKeyPolicy", "securityhub:KMS.5", "checkov:CKV_AWS_33",
#     "cnspec:mondoo-aws-security-kms-no-wildcard-grant-principals"]
#   absent_is_compliant:
#     supplementaryConfiguration.KeyPolicy.Statement: a policy without a statement admits nobody
#     supplementaryConfiguration.KeyPolicy.Statement.*.Condition.StringNotEquals.aws:PrincipalAccount: >-
#       a denial without it excepts nobody
#     supplementaryConfiguration.KeyPolicy.Statement.*.Principal.AWS: >-
#       a statement without it names no account, role or user
#   remediation:
#     cli: >-
#       aws kms put-key-policy --key-id {arn} --policy-name default --policy file://key-policy.json --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "Account"
#           actions   = ["kms:*"]
#           resources = ["*"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::{account}:root"]
#           }
#         }
#       }
#
#       # A key has one policy: add the statements of the services that encrypt with it to the document.
#       resource "aws_kms_key_policy" "{label}" {
#         region = "{region}"
#         key_id = "{arn}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       KMS in {region} > Customer managed keys > {name} > Key policy > Edit > no principal `*` without a condition
package assize.audit_key.policy_not_public

import rego.v1

import data.assize.lib.policy_document
import data.assize.lib.usage

deny contains {"message": message, "path": "supplementaryConfiguration.KeyPolicy"} if {
	some statement in statements
	policy_document.is_public(statement, statements)
	message := sprintf(
		"the policy of key %s, used by %s, allows %s to everyone",
		[input.resource.resourceId, usage.names(users), policy_document.allowed_in_words(statement)],
	)
}

# Every key has a policy; where it is missing nobody looked.
deny contains {"message": message, "path": "supplementaryConfiguration.KeyPolicy"} if {
	not input.resource.supplementaryConfiguration.KeyPolicy
	message := sprintf("the policy of key %s is not known", [input.resource.resourceId])
}

statements contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.KeyPolicy)
}

users contains user if some user in input.resource.relationships
