# METADATA
# title: Each enabled region is recorded by a trail
# description: |
#   A region without a logging trail is a place to act unseen. A region is covered by a logging multi-region trail, or
#   by a logging trail whose home it is; an organization's trail counts. Logging is judged by what the trail's home
#   region says.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: high
#   subject: region
#   frameworks:
#     cis-aws-foundations-1.4: ["3.1"]
#     cis-aws-foundations-1.5: ["3.1"]
#     cis-aws-foundations-2.0: ["3.1"]
#     cis-aws-foundations-3.0: ["3.1"]
#     cis-aws-foundations-4.0: ["3.1"]
#     cis-aws-foundations-5.0: ["3.1"]
#     cis-aws-foundations-6.0: ["4.1"]
#     cis-aws-foundations-7.0: ["4.1"]
#     nist-800-53-r5: [
#       "AC-2(4)", "AC-3(1)", "AC-3(10)", "AC-4(26)", "AC-6(9)", "AU-2(b)", "AU-3(1)", "AU-3(a)", "AU-3(b)",
#       "AU-3(c)", "AU-3(d)", "AU-3(e)", "AU-3(f)", "AU-6(3)", "AU-6(4)", "AU-6(6)", "AU-6(9)", "AU-8(b)",
#       "AU-12(1)", "AU-12(2)", "AU-12(3)", "AU-12(4)", "AU-12(a)", "AU-12(c)", "AU-14(3)", "AU-14(a)", "AU-14(b)",
#       "CA-7(b)", "CM-5(1)(b)", "CM-6(a)", "CM-9(b)", "IA-3(3)(b)", "MA-4(1)(a)", "PM-14(a)(1)", "PM-14(b)",
#       "SC-7(9)(b)", "SI-1(1)(c)", "SI-3(8)(b)", "SI-4(2)", "SI-4(17)", "SI-4(20)", "SI-7(8)", "SI-10(1)(c)"]
#     pci-dss-4.0: [
#       "5.3.4", "10.2.1", "10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6", "10.2.1.7",
#       "10.2.2", "10.3.1", "10.6.3", "A1.2.1"]
#     soc-2: ["A1.2", "CC2.1", "CC7.2", "PI1.3"]
#     c5: [
#       "COM-04.01AC", "DEV-08.02B", "IAM-07.04B", "OIS-05.01B", "OIS-05.02B", "OPS-15.03B", "PS-02.01AS",
#       "PS-02.01B", "PS-02.02AS", "PSS-12.03AC", "SIM-03.06B", "SIM-03.07B"]
#     ccc: [
#       "CCC.AuditLog.CN02.AR01", "CCC.AuditLog.CN05.AR01", "CCC.Core.CN04.AR01", "CCC.Core.CN04.AR03",
#       "CCC.Core.CN09.AR02", "CCC.IAM.CN10.AR02", "CCC.Logging.CN01.AR01"]
#     cisa: ["your-data-2", "your-systems-3"]
#     ens-rd2022: [
#       "op.acc.6.r5.aws.iam.1", "op.exp.5.aws.ct.1", "op.exp.8.aws.ct.1", "op.exp.8.aws.ct.6", "op.exp.9.aws.ct.1",
#       "op.mon.1.aws.ct.1"]
#     fedramp-20x-ksi-low: ["ksi-cmt", "ksi-mla", "ksi-mla-07"]
#     fedramp-moderate-r4: [
#       "ac-2-4", "ac-2-g", "au-2-a-d", "au-3", "au-6-1-3", "au-12-a-c", "ca-7-a-b", "si-4-2", "si-4-4", "si-4-5",
#       "si-4-16"]
#     ffiec: [
#       "d2-ma-ma-b-1", "d2-ma-ma-b-2", "d3-dc-an-b-3", "d3-dc-an-b-4", "d3-dc-an-b-5", "d3-dc-ev-b-1",
#       "d3-dc-ev-b-3", "d3-pc-im-b-3", "d3-pc-im-b-7", "d5-dr-de-b-3"]
#     gdpr: ["article_25", "article_30"]
#     gxp-21-cfr-part-11: ["11.10-e", "11.10-k", "11.300-d"]
#     hipaa: ["164_308_a_1_ii_d", "164_308_a_3_ii_a", "164_308_a_6_ii", "164_312_b", "164_312_e_2_i"]
#     kisa-isms-p-2023: ["2.9.4", "2.10.1", "2.10.2"]
#     nist-800-171-r2: [
#       "3_1_12", "3_3_1", "3_3_2", "3_3_3", "3_4_1", "3_6_1", "3_6_2", "3_13_1", "3_13_2", "3_14_6", "3_14_7"]
#     nist-csf-1.1: ["ac_6", "ae_1", "ae_3", "ae_4", "am_3", "cm_1", "cm_3", "cm_6", "cm_7", "ds_5", "ma_2", "pt_1"]
#     rbi-cyber-security-framework: ["annex_i_7_4"]
#     secnumcloud-3.2: ["12.2", "12.6", "14.2", "16.6"]
#     aws-fsbp: ["CloudTrail.1"]
#   aliases: [
#     "prowler:cloudtrail_multi_region_enabled", "scoutsuite:cloudtrail-not-configured",
#     "cloudsploit:cloudtrailEnabled"]
#   remediation:
#     cli: aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --region HOME_REGION
#     terraform: |
#       resource "aws_cloudtrail" "audit" {
#         name                          = "TRAIL_NAME"
#         region                        = "HOME_REGION"
#         s3_bucket_name                = "AUDIT_BUCKET"
#         is_multi_region_trail         = true
#         include_global_service_events = true
#         enable_log_file_validation    = true
#         enable_logging                = true
#       }
#     console: CloudTrail > Trails > a trail > General details > Edit > Multi-region trail, so that it records {region}
package assize.cloudtrail.region_coverage

import rego.v1

import data.assize.lib.cloudtrail

reaching contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, trail.awsRegion, input.region.name)
}

logging contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

deny contains {"message": message} if {
	count(reaching) == 0
	message := sprintf("no trail reaches %s", [input.region.name])
}

deny contains {"message": message} if {
	count(reaching) > 0
	count(reaching & logging) == 0
	message := sprintf("no trail that reaches %s is logging: %s", [input.region.name, cloudtrail.names(reaching)])
}
