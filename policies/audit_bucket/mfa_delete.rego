# METADATA
# title: Deleting log versions takes a second factor
# description: |
#   With MFA delete a stolen key cannot remove versions of logs. Only the root user of the bucket's account can turn
#   it on, and a bucket that has it cannot have lifecycle rules; a default retention of Object Lock in COMPLIANCE
#   mode, which nobody can shorten, is accepted in its place.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["2.1.3"]
#     cis-aws-foundations-1.5: ["2.1.3"]
#     cis-aws-foundations-2.0: ["2.1.2"]
#     cis-aws-foundations-3.0: ["2.1.2"]
#     cis-aws-foundations-4.0: ["2.1.2"]
#     cis-aws-foundations-5.0: ["2.1.2"]
#     cis-aws-foundations-6.0: ["3.1.2"]
#     cis-aws-foundations-7.0: ["3.1.2"]
#     aws-fsbp: ["S3.20"]
#     c5: [
#       "AM-07.02B", "COM-04.01AC", "IAM-04.06B", "IAM-09.01AC", "IAM-09.02B", "OPS-16.01B", "PSS-05.01B",
#       "PSS-07.02B", "PSS-12.03AC"]
#     ccc: [
#       "CCC.AuditLog.CN07.AR01", "CCC.Core.CN09.AR01", "CCC.ObjStor.CN07.AR01", "CCC.ObjStor.CN07.AR02",
#       "CCC.ObjStor.CN07.AR03"]
#     ens-rd2022: ["op.exp.8.r4.aws.ct.3"]
#     kisa-isms-p-2023: ["2.5.3", "2.9.4", "2.10.1", "2.10.2"]
#     mitre-attack: ["T1485"]
#     nis2: ["11.7.2"]
#     nist-csf-2.0: ["ds_3"]
#     pci-dss-4.0: ["3.5.1.3", "8.4.1", "8.4.2", "8.4.3", "10.3.2", "A1.1.2", "A3.4.1"]
#     secnumcloud-3.2: ["12.7"]
#   aliases: [
#     "prowler:cloudtrail_bucket_requires_mfa_delete", "prowler:s3_bucket_no_mfa_delete", "trivy:AWS-0170",
#     "steampipe:cloudtrail_trail_bucket_mfa_enabled", "steampipe:s3_bucket_mfa_delete_enabled",
#     "scoutsuite:s3-bucket-no-mfa-delete", "cloudsploit:cloudtrailBucketDelete",
#     "cloudsploit:bucketMFADeleteEnabled", "aws-config-managed-rule:S3_BUCKET_MFA_DELETE_ENABLED",
#     "cnspec:mondoo-aws-security-s3-mfa-delete"]
#   remediation:
#     cli: >-
#       aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled,MFADelete=Enabled
#       --mfa "ROOT_MFA_SERIAL CODE"
#     terraform: |
#       # Only the root user can turn it on, and with a code of its device: apply this once, with root credentials.
#       resource "aws_s3_bucket_versioning" "{label}" {
#         bucket = "{name}"
#         mfa    = "ROOT_MFA_SERIAL CODE"
#
#         versioning_configuration {
#           status     = "Enabled"
#           mfa_delete = "Enabled"
#         }
#       }
#     console: >-
#       none: MFA Delete of {name} is turned on with the CLI or API, as the root user
package assize.audit_bucket.mfa_delete

import rego.v1

deny contains {"message": message, "path": path} if {
	path := "supplementaryConfiguration.BucketVersioningConfiguration.isMfaDeleteEnabled"
	not input.resource.supplementaryConfiguration.BucketVersioningConfiguration.isMfaDeleteEnabled
	not locked
	message := sprintf(
		"MFA delete of bucket %s is off, and no default retention in COMPLIANCE mode stands in for it",
		[input.resource.resourceId],
	)
}

locked if {
	input.resource.supplementaryConfiguration.ObjectLockConfiguration.objectLockEnabled == "Enabled"
	input.resource.supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention.mode == "COMPLIANCE"
}
