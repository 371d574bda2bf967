# METADATA
# title: The log bucket has a lifecycle
# description: |
#   Logs grow without end; a lifecycle moves them to cheaper storage and removes them when their time is over. At
#   least one rule must be enabled. Whether a rule removes logs too soon is the control
#   `audit-bucket-lifecycle-keeps-minimum`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["S3.10", "S3.13"]
#     c5: ["OPS-32.02B"]
#     ccc: ["CCC.AuditLog.CN06.AR01"]
#     iso-27001-2022: ["A.8.10"]
#     kisa-isms-p-2023: ["2.9.3", "2.12.1"]
#     nis2: ["12.2.2.a"]
#     nist-800-53-r5: ["CP-6(2)", "CP-9", "CP-10", "SC-5(2)", "SI-13(5)"]
#     nist-csf-2.0: ["ds_3", "ds_4"]
#     pci-dss-4.0: ["3.2.1", "3.3.1.1", "3.3.1.3", "3.3.2", "3.3.3", "10.5.1"]
#   aliases: [
#     "prowler:s3_bucket_lifecycle_enabled", "steampipe:s3_bucket_lifecycle_policy_enabled",
#     "steampipe:s3_bucket_versioning_and_lifecycle_policy_enabled", "cloudsploit:bucketLifecycleConfiguration",
#     "cloudsploit:versionedBucketsLC", "securityhub:S3.13", "securityhub:S3.10",
#     "aws-config-managed-rule:S3_LIFECYCLE_POLICY_CHECK",
#     "aws-config-managed-rule:S3_VERSION_LIFECYCLE_POLICY_CHECK", "checkov:CKV2_AWS_61"]
#   remediation:
#     cli: >-
#       aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json
#     terraform: |
#       resource "aws_s3_bucket_lifecycle_configuration" "{label}" {
#         bucket = "{name}"
#
#         rule {
#           id     = "archive-logs"
#           status = "Enabled"
#
#           filter {}
#
#           transition {
#             days          = 90
#             storage_class = "GLACIER"
#           }
#
#           expiration {
#             days = 2555
#           }
#         }
#       }
#     console: S3 > {name} > Management > Lifecycle rules > Create lifecycle rule
package assize.audit_bucket.lifecycle_configured

import rego.v1

deny contains {"message": message, "path": "supplementaryConfiguration.BucketLifecycleConfiguration.rules"} if {
	not has_enabled_rule
	message := sprintf("bucket %s has no enabled lifecycle rule", [input.resource.resourceId])
}

has_enabled_rule if {
	some rule in input.resource.supplementaryConfiguration.BucketLifecycleConfiguration.rules
	lower(rule.status) == "enabled"
}
