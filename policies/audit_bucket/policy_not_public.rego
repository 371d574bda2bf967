# METADATA
# title: The log bucket's policy is not public
# description: |
#   A policy that lets anyone in opens the logs, or lets anyone write false ones. The judgement is S3's own
#   (`GetBucketPolicyStatus`), which knows every spelling of a wildcard principal and which conditions really narrow
#   it; services such as CloudTrail are not the public. The bucket's own `restrictPublicBuckets`, which keeps everyone
#   else out of a bucket with a public policy, is accepted; the account's block is not counted.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["3.3"]
#     aws-fsbp: ["CloudTrail.6", "S3.2", "S3.3"]
#     c5: ["COS-02.01B", "IAM-10.01B", "PS-03.02B"]
#     ccc: [
#       "CCC.AuditLog.CN10.AR01", "CCC.AuditLog.CN10.AR02", "CCC.Core.CN05.AR01", "CCC.Core.CN05.AR04",
#       "CCC.Core.CN05.AR05", "CCC.Logging.CN05.AR01", "CCC.Logging.CN05.AR02"]
#     cisa: ["your-data-2", "your-systems-3"]
#     ens-rd2022: ["op.exp.8.r4.aws.ct.2"]
#     fedramp-moderate-r4: ["ac-3", "ac-4", "ac-6", "ac-17-1", "ac-21-b", "cm-2", "sc-4", "sc-7", "sc-7-3"]
#     ffiec: ["d3-pc-im-b-1"]
#     gxp-21-cfr-part-11: ["11.10-c", "11.10-d", "11.10-g", "11.10-k"]
#     hipaa: ["164_308_a_1_ii_b", "164_308_a_3_i", "164_312_a_1", "164_312_a_2_i"]
#     iso-27001-2022: ["A.8.1"]
#     kisa-isms-p-2023: ["2.6.1", "2.6.2", "2.10.2"]
#     mitre-attack: ["T1530"]
#     nist-800-171-r2: ["3_1_1", "3_1_2", "3_1_3", "3_3_8", "3_4_6", "3_13_2", "3_13_5"]
#     nist-800-53-r5: [
#       "AC-2(6)", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "AC-17(1)", "AC-17(4)(a)", "AC-17(9)",
#       "AC-17(10)", "AC-17(b)", "AC-21", "CM-6(a)", "CM-9(b)", "SC-7", "SC-7(2)", "SC-7(3)", "SC-7(4)",
#       "SC-7(7)", "SC-7(9)", "SC-7(9)(a)", "SC-7(11)", "SC-7(12)", "SC-7(16)", "SC-7(20)", "SC-7(21)",
#       "SC-7(24)(b)", "SC-7(25)", "SC-7(26)", "SC-7(27)", "SC-7(28)", "SC-7(a)", "SC-7(b)", "SC-7(c)"]
#     nist-csf-1.1: ["ac_3", "ac_5", "ds_5", "ip_8", "pt_3"]
#     nist-csf-2.0: ["ac_3", "ds_5", "ip_1", "ra_1"]
#     pci-dss-4.0: [
#       "1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "3.5.1.3", "10.3.2", "10.3.3", "10.3.4", "A1.1.2", "A1.1.3",
#       "A1.2.1", "A3.4.1"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["9.7"]
#     soc-2: ["CC6.1"]
#   aliases: [
#     "prowler:s3_bucket_public_access", "prowler:s3_bucket_policy_public_write_access",
#     "steampipe:cloudtrail_bucket_not_public", "steampipe:s3_bucket_policy_restrict_public_access",
#     "scoutsuite:s3-bucket-world-policy-star", "cloudsploit:bucketAllUsersPolicy", "securityhub:CloudTrail.6",
#     "securityhub:S3.2", "securityhub:S3.3",
#     "aws-config-managed-rule:CLOUDTRAIL_S3_BUCKET_PUBLIC_ACCESS_PROHIBITED",
#     "aws-config-managed-rule:S3_BUCKET_POLICY_GRANTEE_CHECK", "checkov:CKV_AWS_70",
#     "cnspec:mondoo-aws-security-s3-bucket-policy-no-public-principal",
#     "cnspec:mondoo-aws-security-cloudtrail-s3-bucket-not-public"]
#   remediation:
#     cli: aws s3api put-bucket-policy --bucket {name} --policy file://private-policy.json
#     terraform: |
#       resource "aws_s3_bucket_public_access_block" "{label}" {
#         bucket                  = "{name}"
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     console: S3 > {name} > Permissions > Bucket policy > Edit > no statement that allows everybody
package assize.audit_bucket.policy_not_public

import rego.v1

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicyStatus.isPublic"} if {
	not closed
	message := sprintf("the policy of bucket %s is public", [input.resource.resourceId])
}

closed if input.resource.supplementaryConfiguration.BucketPolicyStatus.isPublic == false

closed if input.resource.supplementaryConfiguration.PublicAccessBlockConfiguration.restrictPublicBuckets
