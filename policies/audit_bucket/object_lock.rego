# METADATA
# title: Object Lock is on for the bucket that trails deliver to
# description: |
#   Object Lock makes logs undeletable, for whoever took over the account too. Only buckets of trails are judged: AWS
#   Config cannot deliver to a bucket with Object Lock, so a bucket that serves both has to be split. What is
#   retained, and how, is the control `audit-bucket-object-lock-retention`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail]
#   frameworks:
#     aws-fsbp: ["S3.15"]
#     ccc: [
#       "CCC.AuditLog.CN08.AR01", "CCC.Logging.CN03.AR01", "CCC.ObjStor.CN03.AR01", "CCC.ObjStor.CN03.AR02",
#       "CCC.ObjStor.CN04.AR01", "CCC.ObjStor.CN04.AR02"]
#     kisa-isms-p-2023: ["2.9.3", "2.12.1"]
#     mitre-attack: ["T1485", "T1486"]
#     pci-dss-4.0: ["10.3.4"]
#     soc-2: ["PI1.5"]
#   aliases: [
#     "prowler:s3_bucket_object_lock", "steampipe:s3_bucket_object_lock_enabled",
#     "cloudsploit:cloudtrailObjectLock", "securityhub:S3.15",
#     "aws-config-managed-rule:S3_BUCKET_DEFAULT_LOCK_ENABLED", "checkov:CKV_AWS_143"]
#   remediation:
#     cli: >-
#       aws s3api put-object-lock-configuration --bucket {name} --object-lock-configuration file://lock.json
#     terraform: |
#       resource "aws_s3_bucket_object_lock_configuration" "{label}" {
#         bucket = "{name}"
#
#         rule {
#           default_retention {
#             mode = "COMPLIANCE"
#             days = 365
#           }
#         }
#       }
#     console: S3 > {name} > Properties > Object Lock > Edit > Enable
package assize.audit_bucket.object_lock

import rego.v1

deny contains {"message": message, "path": "supplementaryConfiguration.ObjectLockConfiguration.objectLockEnabled"} if {
	not enabled
	message := sprintf("Object Lock of bucket %s is off", [input.resource.resourceId])
}

enabled if lower(input.resource.supplementaryConfiguration.ObjectLockConfiguration.objectLockEnabled) == "enabled"
