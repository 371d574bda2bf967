# METADATA
# title: Server access logging is on for the log bucket
# description: |
#   Access logs show who read or deleted logs, which CloudTrail's management events do not. Whether the target bucket
#   is a sound one is not judged here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.6"]
#     cis-aws-foundations-1.5: ["3.6"]
#     cis-aws-foundations-2.0: ["3.6"]
#     cis-aws-foundations-3.0: ["3.4"]
#     cis-aws-foundations-4.0: ["3.4"]
#     cis-aws-foundations-5.0: ["3.4"]
#     cis-aws-foundations-6.0: ["4.4"]
#     cis-aws-foundations-7.0: ["4.4"]
#     aws-fsbp: ["CloudTrail.7", "S3.9"]
#     c5: [
#       "AM-01.01AC", "COM-04.01AC", "IAM-07.04B", "IAM-10.01B", "INQ-04.01AC", "OPS-11.02AC", "OPS-15.01AC",
#       "OPS-15.01B", "OPS-15.02B", "OPS-15.03B", "OPS-26.01AS", "OPS-26.05B", "PSS-04.05B", "PSS-12.03AC",
#       "SIM-03.07B", "SSO-05.01AC"]
#     ccc: ["CCC.AuditLog.CN04.AR01", "CCC.Core.CN09.AR01"]
#     ens-rd2022: ["op.exp.8.r1.aws.ct.6", "op.exp.8.r4.aws.ct.5"]
#     gdpr: ["article_25"]
#     iso-27001-2022: ["A.8.15", "A.8.16"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2", "2.11.3"]
#     nis2: ["3.2.3.c", "11.1.1", "11.2.2.f"]
#     nist-800-53-r5: [
#       "AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "AU-10", "AU-12", "CA-7",
#       "SC-7(9)", "SI-3(8)", "SI-4(20)", "SI-7(8)"]
#     nist-csf-2.0: ["pt_1"]
#     secnumcloud-3.2: ["12.7"]
#     soc-2: ["A1.2"]
#   aliases: [
#     "prowler:cloudtrail_logs_s3_bucket_access_logging_enabled",
#     "prowler:s3_bucket_server_access_logging_enabled", "trivy:AWS-0163", "trivy:AWS-0089",
#     "steampipe:cloudtrail_s3_logging_enabled", "steampipe:s3_bucket_logging_enabled",
#     "scoutsuite:s3-bucket-no-logging", "cloudsploit:cloudtrailBucketAccessLogging",
#     "cloudsploit:bucketLogging", "securityhub:CloudTrail.7", "securityhub:S3.9",
#     "aws-config-managed-rule:CLOUDTRAIL_S3_BUCKET_ACCESS_LOGGING",
#     "aws-config-managed-rule:S3_BUCKET_LOGGING_ENABLED", "checkov:CKV_AWS_18",
#     "cnspec:mondoo-aws-security-cloudtrail-s3-bucket-logging",
#     "cnspec:mondoo-aws-security-s3-bucket-logging-enabled"]
#   remediation:
#     cli: aws s3api put-bucket-logging --bucket {name} --bucket-logging-status file://logging.json
#     terraform: |
#       resource "aws_s3_bucket_logging" "{label}" {
#         bucket        = "{name}"
#         target_bucket = "ACCESS_LOG_BUCKET"
#         target_prefix = "{name}/"
#       }
#     console: S3 > {name} > Properties > Server access logging > Edit > Enable
package assize.audit_bucket.access_logging

import rego.v1

deny contains {"message": message, "path": path} if {
	path := "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName"
	not logged
	message := sprintf("server access logging of bucket %s is off", [input.resource.resourceId])
}

logged if input.resource.supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName != ""
