# METADATA
# title: Trails encrypt their logs with a KMS key
# description: |
#   With a KMS key, reading the logs takes a permission on the key beside the one on the bucket, and each use of the
#   key is recorded. The bucket's default encryption does not do for that. Whether the key exists and can be used is
#   judged by another control.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   @frameworks
#   @aliases
#   remediation: aws cloudtrail update-trail --name {arn} --kms-key-id KEY_ARN --region {region}
package assize.cloudtrail.kms_encryption

import rego.v1

import data.assize.lib.cloudtrail

deny contains {"message": "the trail has no KMS key", "path": "configuration.kmsKeyId"} if {
	not cloudtrail.given(input.resource.configuration.kmsKeyId)
}
