# METADATA
# title: Access logs of the log bucket go to a sound bucket
# description: |
#   That access logging is on says nothing about whether its logs arrive. The bucket they go to must be another one,
#   since each delivery is an access of its own; it must exist, in the same region; S3 must be let in, by a policy
#   statement for `logging.s3.amazonaws.com` whose conditions the delivery can meet, or by the grant to the LogDelivery
#   group where ACLs have effect; and its default encryption must not be by KMS, with which S3 delivers no access logs.
#   Where access logging is off, `audit-bucket-access-logging` fails and this control is not applicable. Policy
#   statements that deny are not judged, and those by `NotAction`, `NotResource` or `NotPrincipal` are not counted on. A
#   bucket to which the log bucket writes and that cannot be read is an error, whether access logs go there or replicas.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::S3::Bucket]
#   absent_is_compliant:
#     supplementaryConfiguration.HeadBucket.ownerAccountId: who can read the target's policy owns both buckets
#     supplementaryConfiguration.OwnershipControls.rules: without ownership controls ACLs have effect
#     supplementaryConfiguration.ServerSideEncryptionConfiguration.rules.*.applyServerSideEncryptionByDefault.sseAlgorithm: >-
#       S3 encrypts with AES256 where no algorithm is set
#   remediation:
#     cli: aws s3api put-bucket-logging --bucket {name} --bucket-logging-status file://logging-other-bucket.json
#     terraform: |
#       resource "aws_s3_bucket_logging" "{label}" {
#         bucket        = "{name}"
#         target_bucket = "ACCESS_LOG_BUCKET"
#         target_prefix = "{name}/"
#       }
#     console: S3 > {name} > Properties > Server access logging > Edit > another, private bucket as the destination
package assize.audit_bucket.access_log_target_sound

import rego.v1

import data.assize.lib.policy_document
import data.assize.lib.s3

not_applicable contains {"reason": "server access logging is off"} if target_name == ""

deny contains {"message": message, "path": path} if {
	target_name != ""
	some fault in faults
	message := sprintf("access logs of bucket %s go to %s, which %s", [input.resource.resourceId, target_name, fault])
}

path := "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName"

default target_name := ""

target_name := input.resource.supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName

target := replace(input.resource.arn, concat("", [":::", input.resource.resourceId]), concat("", [":::", target_name]))

faults contains "is the bucket itself" if target_name == input.resource.resourceId

faults contains "does not exist" if not exists

faults contains sprintf("is in %s instead of %s", [region, input.resource.awsRegion]) if {
	exists
	region := input.account.resources["AWS::S3::Bucket"][target].awsRegion
	region != input.resource.awsRegion
}

faults contains "does not let S3 deliver" if {
	exists
	not admitted_by_policy
	not admitted_by_acl
}

faults contains sprintf("is encrypted with %s by default", [algorithm]) if {
	exists
	parts := input.account.resources["AWS::S3::Bucket"][target].supplementaryConfiguration
	some rule in parts.ServerSideEncryptionConfiguration.rules
	algorithm := object.get(rule, ["applyServerSideEncryptionByDefault", "sseAlgorithm"], "no algorithm")
	startswith(lower(algorithm), "aws:kms")
}

exists if {
	not startswith(input.account.resources["AWS::S3::Bucket"][target].configurationItemStatus, "ResourceDeleted")
	input.account.resources["AWS::S3::Bucket"][target].supplementaryConfiguration.HeadBucket.exists
}

admitted_by_policy if {
	document := input.account.resources["AWS::S3::Bucket"][target].supplementaryConfiguration.BucketPolicy.policyText
	some statement in policy_document.statements(document)
	policy_document.surely_allows(statement, "logging.s3.amazonaws.com", "s3:PutObject", access_log)
	policy_document.can_meet(statement, {
		"aws:sourcearn": lower(input.resource.arn),
		"aws:sourceaccount": object.get(
			input.resource.supplementaryConfiguration.HeadBucket,
			"ownerAccountId",
			input.resource.accountId,
		),
	})
}

# The ARN of an access log, such as S3 writes many.
access_log := concat("", [target, "/", prefix, "2026-01-31-00-17-39-0123456789ABCDEF"])

prefix := object.get(input.resource.supplementaryConfiguration.BucketLoggingConfiguration, "logFilePrefix", "")

admitted_by_acl if {
	some grant in input.account.resources["AWS::S3::Bucket"][target].supplementaryConfiguration.AccessControlList.grantList
	object.get(grant.grantee, "uri", "") == s3.log_delivery
	object.get(grant, "permission", "") in {"Write", "FullControl"}
	acls_have_effect
}

# A bucket that never had ownership controls has no rule; one whose rule does not say is not trusted.
acls_have_effect if {
	every rule in input.account.resources["AWS::S3::Bucket"][target].supplementaryConfiguration.OwnershipControls.rules {
		object.get(rule, "objectOwnership", "") in {"BucketOwnerPreferred", "ObjectWriter"}
	}
}
