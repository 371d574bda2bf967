# METADATA
# title: The log bucket is not Requester Pays
# description: |
#   CloudTrail cannot deliver to a bucket whose requests are paid by who makes them: trails that name such a bucket
#   lose their logs.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   remediation:
#     cli: >-
#       aws s3api put-bucket-request-payment --bucket {name} --request-payment-configuration Payer=BucketOwner
#     terraform: |
#       resource "aws_s3_bucket_request_payment_configuration" "{label}" {
#         bucket = "{name}"
#         payer  = "BucketOwner"
#       }
#     console: S3 > {name} > Properties > Requester pays > Edit > Disable
package assize.audit_bucket.not_requester_pays

import rego.v1

import data.assize.lib.usage

deny contains {"message": message, "path": "supplementaryConfiguration.IsRequesterPaysEnabled"} if {
	not owner_pays
	message := sprintf(
		"bucket %s, used by %s, lets the requester pay",
		[input.resource.resourceId, usage.names(users)],
	)
}

owner_pays if input.resource.supplementaryConfiguration.IsRequesterPaysEnabled == false

users contains user if some user in input.resource.relationships
