# METADATA
# title: The bucket policy admits CloudTrail and AWS Config for expected sources only
# description: |
#   The services deliver to whatever bucket they are told to, in anybody's name: a statement that admits them must say
#   on whose behalf, by a condition on `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` that holds an account
#   or an organization without wildcards. And each trail that uses the bucket must be admitted: `s3:GetBucketAcl` on the
#   bucket, `s3:PutObject` below its own path (with an organization's id in it for an organization's trail), under
#   conditions that the trail can meet; else its delivery breaks. AWS Config need not be admitted, because a recorder
#   may deliver with a role of its own: see `config-delivery-status-healthy`. Not judged are statements that deny, and
#   whether `s3:x-amz-acl` is required, which means nothing where ACLs are disabled. A statement by `NotAction`,
#   `NotResource` or `NotPrincipal` may let in too many, but is not counted on for a trail.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   absent_is_compliant:
#     supplementaryConfiguration.BucketPolicy.policyText.Statement.*.Condition.StringEquals.s3:x-amz-acl: >-
#       a statement without it lets the trail write with any ACL
#   remediation:
#     cli: aws s3api put-bucket-policy --bucket {name} --policy file://cloudtrail-sourcearn.json
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "CloudTrailAclCheck"
#           actions   = ["s3:GetBucketAcl"]
#           resources = ["arn:aws:s3:::{name}"]
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
#         }
#
#         statement {
#           sid       = "CloudTrailWrite"
#           actions   = ["s3:PutObject"]
#           resources = ["arn:aws:s3:::{name}/AWSLogs/{account}/*"]
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
#             test     = "StringEquals"
#             variable = "s3:x-amz-acl"
#             values   = ["bucket-owner-full-control"]
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
#       S3 > {name} > Permissions > Bucket policy > Edit > aws:SourceArn or aws:SourceAccount in each statement of a
#       service
package assize.audit_bucket.cloudtrail_statement_scoped

import rego.v1

import data.assize.lib.delivery
import data.assize.lib.policy_document

not_applicable contains {"reason": "no trail uses the bucket, and its policy admits neither service by name"} if {
	count(users) == 0
	count(open) == 0
	count(scoped) == 0
}

not_applicable contains {"reason": "nothing is known to use the bucket"} if count(input.resource.relationships) == 0

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	some entry in open
	message := sprintf(
		"the policy of bucket %s allows %s to %s on anybody's behalf",
		[input.resource.resourceId, concat(", ", sort(entry.actions)), entry.service],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	some trail in trails
	not may_check(trail)
	message := sprintf(
		"the policy of bucket %s does not let %s read the bucket's ACL",
		[input.resource.resourceId, trail.arn],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	some trail in trails
	not may_write(trail)
	message := sprintf(
		"the policy of bucket %s does not let %s write its log files",
		[input.resource.resourceId, trail.arn],
	)
}

# What a trail needs cannot be told without its settings.
deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	some arn in users
	not arn in {trail.arn | some trail in trails}
	message := sprintf("where in bucket %s trail %s writes is not known", [input.resource.resourceId, arn])
}

statements contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.BucketPolicy.policyText)
	policy_document.has_effect(statement, "Allow")
}

# The services that statements admit by name, on whose behalf they need not say.
open contains entry if {
	some entry in by_service
	not policy_document.is_confined(entry.statement, policy_document.anyone_named)
}

scoped contains entry if {
	some entry in by_service
	policy_document.is_confined(entry.statement, policy_document.anyone_named)
}

by_service contains {"service": service, "actions": actions, "statement": statement} if {
	some statement in statements
	some service in {"cloudtrail.amazonaws.com", "config.amazonaws.com"}
	policy_document.names_service(statement, service)
	actions := policy_document.allowed_actions(statement)
}

# The trails that use the bucket. What does not say what it is may be one.
users contains object.get(relationship, "resourceId", "") if {
	some relationship in input.resource.relationships
	object.get(relationship, "resourceType", "") in {"", "AWS::CloudTrail::Trail"}
}

# Those of them that are known, with what decides where they write.
trails contains trail if {
	some arn in users
	settings := input.account.resources["AWS::CloudTrail::Trail"][arn].configuration
	trail := {
		"arn": arn,
		"prefix": object.get(settings, "s3KeyPrefix", ""),
		"organization": settings.isOrganizationTrail,
	}
}

may_check(trail) if {
	some statement in admitting(trail, "s3:GetBucketAcl")
	policy_document.covers_resource(policy_document.stated_resources(statement), input.resource.arn)
}

may_write(trail) if {
	some statement in admitting(trail, "s3:PutObject")
	delivery.lets_in(policy_document.stated_resources(statement), trail, input.resource.arn)
}

admitting(trail, action) := {statement |
	some statement in statements
	policy_document.surely_allows_anywhere(statement, "cloudtrail.amazonaws.com", action)
	policy_document.can_meet(statement, delivery.facts(trail.arn))
}
