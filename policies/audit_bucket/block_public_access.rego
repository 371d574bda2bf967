# METADATA
# title: The log bucket blocks public access
# description: |
#   Block Public Access holds whatever policies and ACLs say, so one careless edit cannot open the logs. A setting
#   counts when the bucket or the account that owns it has it on. Of a bucket that belongs to another account the
#   account's settings cannot be read, and the result is an error. With `settings` fewer of the four can be asked for.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["2.1.5"]
#     cis-aws-foundations-1.5: ["2.1.5"]
#     cis-aws-foundations-2.0: ["2.1.4"]
#     cis-aws-foundations-3.0: ["2.1.4"]
#     cis-aws-foundations-4.0: ["2.1.4"]
#     cis-aws-foundations-5.0: ["2.1.4"]
#     cis-aws-foundations-6.0: ["3.1.4"]
#     cis-aws-foundations-7.0: ["3.1.4"]
#     aws-fsbp: ["S3.8"]
#     c5: ["COS-02.01B", "IAM-10.01B", "PS-03.02B"]
#     ccc: ["CCC.Logging.CN05.AR01"]
#     kisa-isms-p-2023: ["2.6.1", "2.6.2", "2.10.2"]
#     mitre-attack: ["T1530"]
#     nist-800-53-r5: [
#       "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "AC-21", "SC-7", "SC-7(3)", "SC-7(4)", "SC-7(9)",
#       "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)"]
#     nist-csf-2.0: ["ac_3"]
#     pci-dss-4.0: [
#       "1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "3.5.1.3", "10.3.2", "10.3.3", "10.3.4", "A1.1.2", "A1.1.3",
#       "A1.2.1", "A3.4.1"]
#     secnumcloud-3.2: ["9.7"]
#   aliases: [
#     "prowler:s3_bucket_level_public_access_block", "trivy:AWS-0087", "trivy:AWS-0094",
#     "steampipe:s3_public_access_block_bucket", "steampipe:s3_public_access_block_bucket_account",
#     "cloudsploit:bucketPublicAccessBlock", "securityhub:S3.8",
#     "aws-config-managed-rule:S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED", "checkov:CKV2_AWS_6",
#     "checkov:CKV_AWS_53", "checkov:CKV_AWS_54", "checkov:CKV_AWS_55", "checkov:CKV_AWS_56",
#     "cnspec:mondoo-aws-security-s3-bucket-level-public-access-prohibited"]
#   parameters:
#     settings:
#       type: strings
#       default: [blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets]
#       description: The settings that must be on.
#   remediation:
#     cli: >-
#       aws s3api put-public-access-block --bucket {name} --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     terraform: |
#       resource "aws_s3_bucket_public_access_block" "{label}" {
#         bucket                  = "{name}"
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     console: S3 > {name} > Permissions > Block public access (bucket settings) > Edit > Block all public access
package assize.audit_bucket.block_public_access

import rego.v1

import data.assize.lib.s3

deny contains {"message": message, "path": "supplementaryConfiguration.PublicAccessBlockConfiguration"} if {
	missing := [setting | some setting in input.parameters.settings; not setting in effective]
	count(missing) > 0
	message := sprintf(
		"bucket %s lacks %s, on itself and on the account",
		[input.resource.resourceId, concat(", ", missing)],
	)
}

effective contains setting if {
	some setting in s3.settings_on(input.resource.supplementaryConfiguration.PublicAccessBlockConfiguration)
}

effective contains setting if {
	some setting in s3.settings_on(input.resource.supplementaryConfiguration.AccountPublicAccessBlockConfiguration)
}

# Nothing asked for is nothing checked.
not_applicable contains {"reason": "no setting is asked for"} if count(input.parameters.settings) == 0
