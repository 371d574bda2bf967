# METADATA
# title: The log bucket's ACL grants nothing to the public
# description: |
#   Logs name users, addresses and resources, and must not be open to everyone or to every AWS account, whatever the
#   permission. Grants that the bucket's own `ignorePublicAcls` takes the effect from are accepted; the account's
#   block is not counted, because it covers all buckets and is lifted for all at once. The LogDelivery group is AWS
#   itself.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
# custom:
#   severity: critical
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.3"]
#     cis-aws-foundations-1.5: ["3.3"]
#     cis-aws-foundations-2.0: ["3.3"]
#     aws-fsbp: ["CloudTrail.6"]
#     c5: [
#       "AM-01.01AC", "COM-04.01AC", "COS-02.01B", "IAM-10.01B", "OPS-11.01AC", "OPS-11.02AC", "OPS-13.03B",
#       "OPS-26.01AS", "OPS-26.05B", "PS-03.02B", "PSS-12.03AC", "SIM-03.06B", "SIM-03.07B"]
#     ccc: [
#       "CCC.AuditLog.CN09.AR01", "CCC.AuditLog.CN10.AR01", "CCC.AuditLog.CN10.AR02", "CCC.Core.CN09.AR01",
#       "CCC.Logging.CN04.AR01", "CCC.Logging.CN05.AR01", "CCC.Logging.CN05.AR02"]
#     ens-rd2022: ["op.exp.8.aws.ct.4", "op.exp.8.r4.aws.ct.2", "op.exp.8.r4.aws.ct.6"]
#     gdpr: ["article_25"]
#     iso-27001-2022: ["A.8.1", "A.8.15", "A.8.16"]
#     kisa-isms-p-2023: ["2.6.1", "2.10.1"]
#     nis2: ["3.2.3.c"]
#     nist-csf-2.0: ["ds_5", "pt_1"]
#     secnumcloud-3.2: ["12.7"]
#   aliases: [
#     "prowler:cloudtrail_logs_s3_bucket_is_not_publicly_accessible", "prowler:s3_bucket_public_list_acl",
#     "prowler:s3_bucket_public_write_acl", "trivy:AWS-0161", "trivy:AWS-0092",
#     "steampipe:cloudtrail_bucket_not_public", "scoutsuite:s3-bucket-world-acl",
#     "cloudsploit:cloudtrailBucketPrivate", "cloudsploit:bucketAllUsersAcl", "securityhub:CloudTrail.6",
#     "aws-config-managed-rule:CLOUDTRAIL_S3_BUCKET_PUBLIC_ACCESS_PROHIBITED",
#     "aws-config-managed-rule:S3_BUCKET_PUBLIC_READ_PROHIBITED",
#     "aws-config-managed-rule:S3_BUCKET_PUBLIC_WRITE_PROHIBITED", "checkov:CKV_AWS_375",
#     "cnspec:mondoo-aws-security-cloudtrail-s3-bucket-not-public"]
#   absent_is_compliant:
#     supplementaryConfiguration.AccessControlList.grantList.*.grantee.uri: a grantee without a URI is a user, no group
#   remediation:
#     cli: aws s3api put-bucket-acl --bucket {name} --acl private
#     terraform: |
#       # Without ACLs there is no grant to anybody else.
#       resource "aws_s3_bucket_ownership_controls" "{label}" {
#         bucket = "{name}"
#
#         rule {
#           object_ownership = "BucketOwnerEnforced"
#         }
#       }
#     console: S3 > {name} > Permissions > Access control list > Edit > no grant to Everyone and Authenticated users
package assize.audit_bucket.acl_not_public

import rego.v1

import data.assize.lib.s3

deny contains {"message": message, "path": "supplementaryConfiguration.AccessControlList.grantList"} if {
	some grant in input.resource.supplementaryConfiguration.AccessControlList.grantList
	group := object.get(grant.grantee, "uri", "")
	s3.public_groups[group]
	not input.resource.supplementaryConfiguration.PublicAccessBlockConfiguration.ignorePublicAcls
	message := sprintf(
		"the ACL of bucket %s grants %s to %s",
		[input.resource.resourceId, object.get(grant, "permission", "a permission"), s3.public_groups[group]],
	)
}

# A bucket always has an owner's grant list; where it is missing nobody looked.
deny contains {"message": message, "path": "supplementaryConfiguration.AccessControlList"} if {
	not input.resource.supplementaryConfiguration.AccessControlList
	message := sprintf("the ACL of bucket %s is not known", [input.resource.resourceId])
}
