# METADATA
# title: The configuration recorder is recording
# description: |
#   A recorder that exists but is stopped records nothing, and stopping it is a way to hide a change. A region without
#   a recorder is a failure of `config-recorder-exists`, not of this control.
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
#     "cloudsploit:configServiceEnabled", "securityhub:Config.1", "checkov:CKV2_AWS_45",
#     "cnspec:mondoo-aws-security-config-recorder-enabled"]
#   remediation:
#     cli: aws configservice start-configuration-recorder --configuration-recorder-name default --region {region}
#     terraform: |
#       resource "aws_config_configuration_recorder_status" "default" {
#         region     = "{region}"
#         name       = "default"
#         is_enabled = true
#       }
#     console: AWS Config in {region} > Settings > Edit > Recorder > Enable recording
package assize.config.recorder_running

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

deny contains {"message": message} if {
	some key in config.recorders
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	not recorder.supplementaryConfiguration.ConfigurationRecorderStatus.Recording
	message := sprintf(
		"recorder %s in %s is not recording: %s",
		[config.called(recorder.configuration), input.region.name, since(key)],
	)
}

since(key) := sprintf("stopped at %s", [stopped_at(key)])

since(key) := "never stopped, so perhaps never started" if not stopped_at(key)

stopped_at(key) := moment if {
	recorder := input.region.resources["AWS::Config::ConfigurationRecorder"][key]
	moment := recorder.supplementaryConfiguration.ConfigurationRecorderStatus.LastStopTime
}
