# METADATA
# title: The log bucket is versioned
# description: |
#   Versions keep a log that was overwritten or deleted. Suspended versioning keeps the old versions but makes no new
#   ones, which is a failure.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     aws-fsbp: ["S3.14"]
#     asd-essential-eight: ["E8-8.2"]
#     c5: ["DEV-07.01B", "OPS-13.01AC", "OPS-33.02B"]
#     ccc: [
#       "CCC.ObjStor.CN03.AR01", "CCC.ObjStor.CN05.AR01", "CCC.ObjStor.CN05.AR02", "CCC.ObjStor.CN05.AR03",
#       "CCC.ObjStor.CN05.AR04"]
#     cisa: ["booting-up-thing-to-do-first-1", "your-data-4", "your-systems-3"]
#     fedramp-moderate-r4: ["au-9-2", "cp-9-b", "cp-10", "sc-5", "si-12"]
#     ffiec: ["d5-ir-pl-b-6"]
#     gxp-21-cfr-part-11: ["11.10-a", "11.10-c"]
#     hipaa: [
#       "164_308_a_1_ii_b", "164_308_a_7_i", "164_308_a_7_ii_a", "164_308_a_7_ii_b", "164_308_a_7_ii_c",
#       "164_312_a_2_ii", "164_312_c_1", "164_312_c_2"]
#     iso-27001-2022: ["A.8.3", "A.8.10"]
#     kisa-isms-p-2023: ["2.9.3", "2.12.1"]
#     mitre-attack: ["T1485", "T1486"]
#     nist-800-171-r2: ["3_3_8"]
#     nist-800-53-r5: [
#       "AU-9(2)", "CP-1(2)", "CP-2(5)", "CP-6", "CP-6(1)", "CP-6(2)", "CP-6(a)", "CP-9", "CP-9(a)", "CP-9(b)",
#       "CP-9(c)", "CP-10", "CP-10(2)", "PM-11(b)", "PM-17(b)", "SC-5(2)", "SC-16(1)", "SI-1(a)(2)", "SI-12",
#       "SI-13(5)"]
#     nist-csf-1.1: ["be_5", "ds_4", "ip_4", "ip_9", "pt_5", "rp_1"]
#     pci-dss-4.0: ["10.3.4"]
#     rbi-cyber-security-framework: ["annex_i_12"]
#     secnumcloud-3.2: ["12.5", "17.6"]
#     soc-2: ["A1.2", "C1.2", "CC7.4", "PI1.5"]
#   aliases: [
#     "prowler:s3_bucket_object_versioning", "trivy:AWS-0090", "steampipe:s3_bucket_versioning_enabled",
#     "scoutsuite:s3-bucket-no-versioning", "cloudsploit:bucketVersioning", "securityhub:S3.14",
#     "aws-config-managed-rule:S3_BUCKET_VERSIONING_ENABLED", "checkov:CKV_AWS_21",
#     "cnspec:mondoo-aws-security-s3-bucket-versioning-enabled"]
#   remediation:
#     cli: aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled
#     terraform: |
#       resource "aws_s3_bucket_versioning" "{label}" {
#         bucket = "{name}"
#
#         versioning_configuration {
#           status = "Enabled"
#         }
#       }
#     console: S3 > {name} > Properties > Bucket Versioning > Edit > Enable
package assize.audit_bucket.versioning

import rego.v1

deny contains {"message": message, "path": "supplementaryConfiguration.BucketVersioningConfiguration.status"} if {
	not enabled
	message := sprintf("versioning of bucket %s is %s", [input.resource.resourceId, lower(status)])
}

default status := "off"

status := input.resource.supplementaryConfiguration.BucketVersioningConfiguration.status

enabled if lower(status) == "enabled"
