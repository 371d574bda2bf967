# METADATA
# title: The log bucket refuses the destruction of logs
# description: |
#   A policy that denies to everybody what destroys logs holds against administrators of the account too, until
#   somebody changes it. Denied must be `s3:DeleteObject`, `s3:DeleteObjectVersion` and
#   `s3:BypassGovernanceRetention` on all objects, and `s3:DeleteBucket`, `s3:DeleteBucketPolicy`,
#   `s3:PutBucketVersioning` and `s3:PutLifecycleConfiguration` on the bucket, in one statement or in several.
#   Principals that are named (conditions on `aws:PrincipalArn` or `aws:userid`, or `NotPrincipal`) may be excepted,
#   and must be in the parameter when it is set; AWS services may be excepted as well. A default retention in
#   COMPLIANCE mode is accepted instead: nobody can shorten it. Service control policies of an organization, which
#   can do the same, are not read.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   parameters:
#     break_glass_principals: {type: strings, default: [], description: ARNs or user ids to except; none means any.}
#   remediation:
#     cli: aws s3api put-bucket-policy --bucket {name} --policy file://deny-destroy.json
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid    = "KeepLogs"
#           effect = "Deny"
#           actions = [
#             "s3:BypassGovernanceRetention",
#             "s3:DeleteBucket",
#             "s3:DeleteBucketPolicy",
#             "s3:DeleteObject",
#             "s3:DeleteObjectVersion",
#             "s3:PutBucketPolicy",
#             "s3:PutBucketVersioning",
#             "s3:PutLifecycleConfiguration",
#           ]
#           resources = ["arn:aws:s3:::{name}", "arn:aws:s3:::{name}/*"]
#
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#
#           condition {
#             test     = "ArnNotEquals"
#             variable = "aws:PrincipalArn"
#             values   = ["BREAK_GLASS_ROLE_ARN"]
#           }
#         }
#       }
#
#       # A bucket has one policy: add the bucket's other statements to the document.
#       resource "aws_s3_bucket_policy" "{label}" {
#         bucket = "{name}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: >-
#       S3 > {name} > Permissions > Bucket policy > Edit > a Deny of deletion for everybody but the break-glass role
package assize.audit_bucket.destructive_actions_denied

import rego.v1

import data.assize.lib.policy_document

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	not locked
	open := {action | some action in on_bucket | on_objects; not action in refused}
	count(open) > 0
	message := sprintf(
		"the policy of bucket %s does not deny %s to everybody",
		[input.resource.resourceId, concat(", ", sort(open))],
	)
}

locked if {
	lock := input.resource.supplementaryConfiguration.ObjectLockConfiguration
	lower(object.get(lock, "objectLockEnabled", "off")) == "enabled"
	upper(object.get(lock, ["rule", "defaultRetention", "mode"], "none")) == "COMPLIANCE"
}

on_objects := {"s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion"}

on_bucket := {"s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucketVersioning", "s3:PutLifecycleConfiguration"}

refused contains action if {
	some action in on_bucket
	some statement in refusals
	policy_document.denies(statement, action)
	policy_document.covers_resource(statement.Resource, input.resource.arn)
}

refused contains action if {
	some action in on_objects
	some statement in refusals
	policy_document.denies(statement, action)
	policy_document.covers_everything_below(statement.Resource, concat("", [input.resource.arn, "/"]))
}

# The statements that deny something to everybody but named principals.
refusals contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.BucketPolicy.policyText)
	is_about_everybody(statement)
	every condition in policy_document.conditions_of(statement) {
		excepts_few(condition)
	}
}

is_about_everybody(statement) if policy_document.is_everyone(statement.Principal)

is_about_everybody(statement) if {
	is_object(object.get(statement, "NotPrincipal", ""))
	count(object.keys(statement.NotPrincipal) - {"AWS"}) == 0
	every principal in policy_document.as_list(statement.NotPrincipal.AWS) {
		may_be_excepted(lower(principal))
	}
}

excepts_few(condition) if policy_document.excuses_services(condition)

excepts_few(condition) if {
	condition.operator in policy_document.excluding
	condition.key in {"aws:principalarn", "aws:userid"}
	every value in condition.values {
		may_be_excepted(value)
	}
}

may_be_excepted(principal) if {
	count(input.parameters.break_glass_principals) == 0
	is_named(principal)
}

may_be_excepted(principal) if {
	some named in input.parameters.break_glass_principals
	lower(named) == principal
}

# The sessions of one role are told by the role's id, with any name of the session.
is_named(principal) if regex.match(`^[^*?$]+(:\*)?$`, principal)
