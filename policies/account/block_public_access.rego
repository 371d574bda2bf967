# METADATA
# title: The account blocks public access to its buckets
# description: |
#   The account's own Block Public Access covers every bucket it has and every one to come, those with logs included.
#   All four settings must be on; an account in which it was never set has none of them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: high
#   subject: account
#   frameworks:
#     cis-aws-foundations-1.4: ["2.1.5"]
#     cis-aws-foundations-1.5: ["2.1.5"]
#     cis-aws-foundations-2.0: ["2.1.4"]
#     cis-aws-foundations-3.0: ["2.1.4"]
#     cis-aws-foundations-4.0: ["2.1.4"]
#     cis-aws-foundations-5.0: ["2.1.4"]
#     cis-aws-foundations-6.0: ["3.1.4"]
#     cis-aws-foundations-7.0: ["3.1.4"]
#     aws-fsbp: ["S3.1"]
#     c5: ["COS-02.01B", "IAM-10.01B", "PS-03.02B"]
#     ccc: ["CCC.Core.CN05.AR01", "CCC.Logging.CN05.AR01", "CCC.Logging.CN05.AR02"]
#     cisa: ["your-data-2", "your-systems-3"]
#     fedramp-moderate-r4: ["ac-3", "ac-6", "ac-17-1", "ac-21-b", "cm-2", "sc-4", "sc-7", "sc-7-3"]
#     ffiec: ["d3-pc-im-b-1"]
#     gxp-21-cfr-part-11: ["11.10-d", "11.10-g"]
#     hipaa: ["164_308_a_1_ii_b", "164_308_a_3_i"]
#     iso-27001-2022: ["A.8.1"]
#     kisa-isms-p-2023: ["2.6.1", "2.6.2", "2.10.2"]
#     mitre-attack: ["T1530"]
#     nist-800-171-r2: ["3_1_1", "3_1_2", "3_1_3", "3_1_14", "3_1_20", "3_3_8", "3_4_6", "3_13_2", "3_13_5"]
#     nist-800-53-r5: [
#       "AC-2(6)", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "AC-17(1)", "AC-17(4)(a)", "AC-17(9)",
#       "AC-17(10)", "AC-17(b)", "AC-21", "CM-6(a)", "CM-9(b)", "SC-7", "SC-7(2)", "SC-7(3)", "SC-7(4)",
#       "SC-7(7)", "SC-7(9)", "SC-7(9)(a)", "SC-7(11)", "SC-7(12)", "SC-7(16)", "SC-7(20)", "SC-7(21)",
#       "SC-7(24)(b)", "SC-7(25)", "SC-7(26)", "SC-7(27)", "SC-7(28)", "SC-7(a)", "SC-7(b)", "SC-7(c)"]
#     nist-csf-1.1: ["ac_3", "ac_5", "ds_5", "ip_8", "pt_3"]
#     nist-csf-2.0: ["ac_3"]
#     pci-dss-4.0: ["1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "3.5.1.3", "10.3.2", "A1.1.2", "A1.1.3", "A3.4.1"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["9.7"]
#   aliases: [
#     "prowler:s3_account_level_public_access_blocks", "steampipe:s3_public_access_block_account",
#     "securityhub:S3.1", "aws-config-managed-rule:S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC",
#     "cnspec:mondoo-aws-security-s3-buckets-account-level-block-public-access"]
#   remediation:
#     cli: >-
#       aws s3control put-public-access-block --account-id {account} --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     terraform: |
#       resource "aws_s3_account_public_access_block" "{label}" {
#         account_id              = "{account}"
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     console: S3 in account {account} > Account and organization settings > Block Public Access > Edit > block all
package assize.account.block_public_access

import rego.v1

import data.assize.lib.s3

deny contains {"message": message} if {
	missing := [setting | some setting in s3.settings; not setting in on]
	count(missing) > 0
	message := sprintf("account %s lacks %s", [input.account.id, concat(", ", missing)])
}

on contains setting if {
	some block in input.account.resources["AWS::S3::AccountPublicAccessBlock"]
	some setting in s3.settings_on(block.configuration)
}
