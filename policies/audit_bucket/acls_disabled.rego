# METADATA
# title: ACLs of the log bucket are disabled
# description: |
#   With `BucketOwnerEnforced` the bucket's owner owns every log object, and who may read it is said by policies
#   alone. With any other setting an ACL on a single object can open it, and no bucket policy shows that. CloudTrail
#   and AWS Config deliver to buckets without ACLs; S3's access logs do as well, when the bucket's policy admits
#   them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["S3.12"]
#     ccc: ["CCC.ObjStor.CN02.AR01", "CCC.ObjStor.CN02.AR02"]
#     cisa: ["your-data-2"]
#     kisa-isms-p-2023: ["2.6.2", "2.10.2"]
#     nist-800-53-r5: ["AC-2(1)", "AC-3", "AC-3(7)", "AC-3(15)", "AC-6"]
#     nist-csf-2.0: ["ds_5"]
#     pci-dss-4.0: ["7.2.1", "7.2.2", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
#   aliases: [
#     "prowler:s3_bucket_acl_prohibited", "steampipe:s3_bucket_acls_should_prohibit_user_access",
#     "securityhub:S3.12", "aws-config-managed-rule:S3_BUCKET_ACL_PROHIBITED", "checkov:CKV2_AWS_65",
#     "cnspec:mondoo-aws-security-s3-bucket-ownership-bucket-owner-enforced",
#     "cnspec:mondoo-aws-security-s3-ownership-controls-enforced"]
#   remediation:
#     cli: >-
#       aws s3api put-bucket-ownership-controls --bucket {name} --ownership-controls
#       Rules="[{ObjectOwnership=BucketOwnerEnforced}]"
#     terraform: |
#       resource "aws_s3_bucket_ownership_controls" "{label}" {
#         bucket = "{name}"
#
#         rule {
#           object_ownership = "BucketOwnerEnforced"
#         }
#       }
#     console: S3 > {name} > Permissions > Object Ownership > Edit > ACLs disabled
package assize.audit_bucket.acls_disabled

import rego.v1

deny contains {"message": message, "path": "supplementaryConfiguration.OwnershipControls.rules"} if {
	not disabled
	message := sprintf("ACLs of bucket %s have effect (object ownership: %s)", [input.resource.resourceId, ownership])
}

disabled if {
	count(found) > 0
	found == {"BucketOwnerEnforced"}
}

default ownership := "not set"

ownership := concat(", ", sort(found)) if count(found) > 0

found contains object.get(rule, "objectOwnership", "unknown") if {
	some rule in input.resource.supplementaryConfiguration.OwnershipControls.rules
}
