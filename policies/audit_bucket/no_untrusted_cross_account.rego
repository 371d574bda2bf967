# METADATA
# title: The log bucket grants nothing to untrusted accounts
# description: |
#   Each `Allow` statement is judged by whom it reaches: every principal that it names, and everybody for a wildcard
#   or `NotPrincipal`. Reached must be none but the bucket's own account and what the parameters name. Conditions
#   count when they let nothing else in: on the caller's or the source's account, ARN, organization, VPC or endpoint,
#   with an operator that requires the key to be there. So do statements that deny the same to everybody else.
#   `restrictPublicBuckets` is accepted for a policy that S3 calls public: it keeps other accounts out. Services of
#   AWS are the matter of `audit-bucket-cloudtrail-statement-scoped`, ACLs of `audit-bucket-acl-not-public` and
#   `audit-bucket-acls-disabled`. The bucket's own account is the one that S3 confirmed, else the one that was
#   audited.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["S3.6"]
#     nist-800-53-r5: ["CA-9(1)", "CM-2"]
#   aliases: [
#     "prowler:s3_bucket_cross_account_access",
#     "steampipe:s3_bucket_policy_restricts_cross_account_permission_changes", "securityhub:S3.6",
#     "aws-config-managed-rule:S3_BUCKET_BLACKLISTED_ACTIONS_PROHIBITED"]
#   absent_is_compliant:
#     supplementaryConfiguration.BucketPolicy.policyText: a bucket without a policy grants nothing by one
#     supplementaryConfiguration.BucketPolicy.policyText.Statement: a policy without a statement grants nothing
#     supplementaryConfiguration.BucketPolicy.policyText.Statement.*.Principal.AWS: >-
#       a statement without it names no account, role or user
#     supplementaryConfiguration.HeadBucket.ownerAccountId: >-
#       who can read a bucket's policy belongs to its owner's account
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Accounts or canonical user ids to admit.}
#     trusted_organizations: {type: strings, default: [], description: Organizations to admit.}
#     trusted_networks: {type: strings, default: [], description: VPCs and endpoints to admit anybody from.}
#   remediation:
#     cli: aws s3api put-bucket-policy --bucket {name} --policy file://trusted-only.json
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "ReadForAuditors"
#           actions   = ["s3:GetObject", "s3:ListBucket"]
#           resources = ["arn:aws:s3:::{name}", "arn:aws:s3:::{name}/*"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::TRUSTED_ACCOUNT_ID:role/AUDITOR"]
#           }
#         }
#       }
#
#       # A bucket has one policy: add the bucket's other statements to the document.
#       resource "aws_s3_bucket_policy" "{label}" {
#         bucket = "{name}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: S3 > {name} > Permissions > Bucket policy > Edit > take out the accounts that are not trusted
package assize.audit_bucket.no_untrusted_cross_account

import rego.v1

import data.assize.lib.policy_document

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	not restricted
	some statement in statements
	some who in policy_document.strangers(statement, statements, trusted)
	message := sprintf(
		"the policy of bucket %s allows %s to %s",
		[input.resource.resourceId, policy_document.allowed_in_words(statement), who],
	)
}

# S3 itself keeps other accounts out.
restricted if {
	input.resource.supplementaryConfiguration.BucketPolicyStatus.isPublic
	input.resource.supplementaryConfiguration.PublicAccessBlockConfiguration.restrictPublicBuckets
}

statements contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.BucketPolicy.policyText)
}

trusted contains own_account if own_account != ""

trusted contains lower(account) if some account in input.parameters.trusted_accounts

trusted contains lower(organization) if some organization in input.parameters.trusted_organizations

trusted contains lower(network) if some network in input.parameters.trusted_networks

default own_account := ""

own_account := object.get(
	input.resource.supplementaryConfiguration.HeadBucket,
	"ownerAccountId",
	input.resource.accountId,
)
