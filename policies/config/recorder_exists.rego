# METADATA
# title: Every enabled region has a configuration recorder
# description: |
#   Without a recorder AWS Config keeps no history of a region, and whatever is changed or created there leaves no
#   trace. Only the account's own recorder counts: recorders that belong to AWS services, such as Security Hub,
#   deliver nothing to the account. Whether the recorder runs is the control `config-recorder-running`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
# custom:
#   severity: high
#   subject: region
#   frameworks:
#     cis-aws-foundations-1.4: ["3.5"]
#     cis-aws-foundations-1.5: ["3.5"]
#     cis-aws-foundations-2.0: ["3.5"]
#     cis-aws-foundations-3.0: ["3.3"]
#     cis-aws-foundations-4.0: ["3.3"]
#     cis-aws-foundations-5.0: ["3.3"]
#     cis-aws-foundations-6.0: ["4.3"]
#     cis-aws-foundations-7.0: ["4.3"]
#     aws-fsbp: ["Config.1"]
#     asd-essential-eight: ["E8-1.1", "E8-2.1"]
#     c5: ["DEV-08.02B", "OIS-05.01B", "PS-02.01AS", "PS-02.01B", "PS-02.02AS"]
#     ccc: ["CCC.Core.CN04.AR01"]
#     ens-rd2022: [
#       "op.exp.1.aws.cfg.1", "op.exp.1.aws.cfg.2", "op.exp.3.aws.cfg.1", "op.exp.3.r3.aws.cfg.1",
#       "op.mon.3.r2.aws.cfg.1", "op.mon.3.r6.aws.cfg.1"]
#     fedramp-20x-ksi-low: ["ksi-cmt", "ksi-mla-07", "ksi-piy"]
#     gdpr: ["article_25", "article_30"]
#     hipaa: ["164_308_a_1_ii_a"]
#     iso-27001-2022: ["A.5.16", "A.5.22"]
#     kisa-isms-p-2023: ["2.10.2", "2.11.3"]
#     mitre-attack: [
#       "T1040", "T1078", "T1098", "T1110", "T1119", "T1136", "T1190", "T1204", "T1485", "T1486", "T1491",
#       "T1496", "T1498", "T1499", "T1525", "T1530", "T1562"]
#     nist-800-53-r5: ["CM-3", "CM-6(1)", "CM-8", "CM-8(2)"]
#     nist-csf-1.1: ["am_1", "cm_2", "ip_12", "ra_5", "sc_4"]
#     nist-csf-2.0: ["ov_3", "po_3", "po_4", "pt_1", "rm_1"]
#     pci-dss-4.0: ["10.4.1.1", "11.5.2"]
#     secnumcloud-3.2: ["8.1", "12.2", "13.1", "14.2", "17.5", "18.3"]
#     soc-2: ["CC2.1", "CC3.1", "CC3.4", "CC8.1", "PI1.3"]
#   aliases: [
#     "prowler:config_recorder_all_regions_enabled", "steampipe:config_enabled_all_regions",
#     "scoutsuite:config-recorder-not-configured", "cloudsploit:configServiceEnabled", "securityhub:Config.1",
#     "cnspec:mondoo-aws-security-config-recorder-enabled"]
#   absent_is_compliant:
#     configuration.RecordingScope: recorders from before there were scopes have none
#   remediation:
#     cli: >-
#       aws configservice put-configuration-recorder --region {region} --configuration-recorder
#       name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
#       --recording-group allSupported=true,includeGlobalResourceTypes=false
#     terraform: |
#       resource "aws_config_configuration_recorder" "default" {
#         region   = "{region}"
#         name     = "default"
#         role_arn = "arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
#
#         recording_group {
#           all_supported                 = true
#           include_global_resource_types = false
#         }
#       }
#     console: AWS Config in {region} > Get started
package assize.config.recorder_exists

import rego.v1

import data.assize.lib.config

deny contains {"message": sprintf("%s has no configuration recorder", [input.region.name])} if {
	count(config.recorders) == 0
	count(services) == 0
}

deny contains {"message": message} if {
	count(config.recorders) == 0
	count(services) > 0
	message := sprintf(
		"%s has no configuration recorder of the account's own, only one of %s",
		[input.region.name, concat(", ", sort(services))],
	)
}

# The AWS services to which recorders belong, where none is the account's own.
services contains object.get(recorder.configuration, "ServicePrincipal", "an AWS service") if {
	some recorder in input.region.resources["AWS::Config::ConfigurationRecorder"]
}
