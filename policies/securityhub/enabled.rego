# METADATA
# title: Security Hub is enabled in every enabled region
# description: |
#   Security Hub gathers what GuardDuty, Inspector, AWS Config and others find, region by region; where it is not
#   enabled nobody is told. This is the Security Hub that AWS now calls Security Hub CSPM, which runs the standards; the
#   newer service of the old name does not count as one. A region in which AWS does not offer it cannot be read and is
#   an error, not a failure.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-settingup.html
# custom:
#   severity: medium
#   subject: region
#   frameworks:
#     cis-aws-foundations-1.5: ["4.16"]
#     cis-aws-foundations-2.0: ["4.16"]
#     cis-aws-foundations-3.0: ["4.16"]
#     cis-aws-foundations-4.0: ["4.16"]
#     cis-aws-foundations-5.0: ["4.16"]
#     cis-aws-foundations-6.0: ["5.16"]
#     cis-aws-foundations-7.0: ["5.16"]
#     nist-800-53-r5: [
#       "AU-6(1)", "AU-6(5)", "AU-12(3)", "AU-14(a)", "AU-14(b)", "CA-2(d)", "CA-7(b)", "PM-14(a)(1)", "PM-14(b)"]
#     pci-dss-4.0: [
#       "7.3.3", "10.2.1.1", "10.4.1", "10.4.1.1", "10.4.2", "10.6.3", "10.7.1", "10.7.2", "11.3.1.2", "11.3.1.3",
#       "11.5.1.1", "11.5.2", "11.6.1", "A3.3.1", "A3.5.1"]
#     iso-27001-2022: ["A.5.1", "A.8.23"]
#     soc-2: ["CC3.1", "CC6.8", "CC7.1", "CC7.2", "CC7.3", "CC7.4"]
#     cisa: ["your-crisis-response-2", "your-systems-3"]
#     ens-rd2022: ["op.exp.7.aws.sh.1", "op.mon.2.aws.sh.1", "op.mon.3.r1.aws.sh.1", "op.mon.3.r2.aws.sh.1"]
#     fedramp-20x-ksi-low: ["ksi-inr"]
#     fedramp-moderate-r4: [
#       "ac-2-1", "ac-2-4", "ac-2-12-a", "ac-2-g", "ac-17-1", "au-6-1-3", "ca-7-a-b", "ir-4-1", "ir-6-1", "ir-7-1",
#       "sa-10", "si-4-2", "si-4-4", "si-4-5", "si-4-16", "si-4-a-b-c"]
#     ffiec: [
#       "d2-is-is-b-1", "d2-ti-ti-b-1", "d2-ti-ti-b-2", "d2-ti-ti-b-3", "d3-dc-an-b-1", "d3-dc-an-b-2",
#       "d3-dc-ev-b-3", "d3-dc-th-b-1", "d5-dr-de-b-1", "d5-dr-de-b-3"]
#     gxp-21-cfr-part-11: ["11.300-d"]
#     hipaa: [
#       "164_308_a_1_ii_d", "164_308_a_3_ii_a", "164_308_a_5_ii_c", "164_308_a_6_i", "164_308_a_6_ii", "164_308_a_8",
#       "164_312_b", "164_312_e_2_i"]
#     kisa-isms-p-2023: ["2.10.1", "2.10.2"]
#     mitre-attack: ["T1078", "T1098", "T1110", "T1190", "T1530", "T1562", "T1580"]
#     nist-800-171-r2: [
#       "3_1_12", "3_3_1", "3_3_4", "3_3_5", "3_6_1", "3_6_2", "3_11_2", "3_11_3", "3_12_4", "3_13_1", "3_14_1",
#       "3_14_2", "3_14_3", "3_14_6", "3_14_7"]
#     nist-csf-1.1: [
#       "ae_2", "ae_4", "cm_1", "cm_2", "cm_3", "cm_4", "cm_5", "cm_6", "cm_7", "cp_4", "ds_5", "ds_8", "ra_1",
#       "ra_2", "ra_3", "ra_5", "sc_4"]
#     nist-csf-2.0: ["ov_2", "ov_3", "po_3", "po_4", "rm_1"]
#     rbi-cyber-security-framework: ["annex_i_7_4"]
#     secnumcloud-3.2: ["12.9", "16.2", "18.3", "18.4"]
#   aliases: [
#     "prowler:securityhub_enabled", "steampipe:securityhub_enabled", "cloudsploit:securityHubEnabled",
#     "aws-config-managed-rule:SECURITYHUB_ENABLED", "awslabs-aws-config-rules:SECURITYHUB_ENABLED",
#     "cnspec:mondoo-aws-security-securityhub-enabled"]
#   remediation:
#     cli: aws securityhub enable-security-hub --region {region}
#     terraform: |
#       resource "aws_securityhub_account" "default" {
#         region = "{region}"
#       }
#     console: Security Hub CSPM in {region} > Go to Security Hub CSPM > Enable Security Hub CSPM
package assize.securityhub.enabled

import rego.v1

enabled if {
	some _, hub in input.region.resources["AWS::SecurityHub::Hub"]
	object.get(hub.configuration, "SubscribedAt", "") != ""
}

deny contains {"message": message} if {
	not enabled
	message := sprintf("Security Hub is not enabled in %s", [input.region.name])
}
