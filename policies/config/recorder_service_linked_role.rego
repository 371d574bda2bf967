# METADATA
# title: The configuration recorder uses AWS Config's service-linked role
# description: |
#   AWS keeps the permissions of `AWSServiceRoleForConfig` up to date as new types come; a role of one's own loses
#   access to them silently, and can be edited to blind the recorder. The role must be the account's own. A role of
#   one's own that was reviewed can be allowed with `allowed_role_arns`. Stopped recorders are judged too.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
# custom:
#   severity: medium
#   subject: region
#   frameworks:
#     cis-aws-foundations-1.4: ["3.5"]
#     aws-fsbp: ["Config.1"]
#     c5: ["DEV-08.02B", "IAM-01.01B", "IAM-01.04B"]
#     fedramp-20x-ksi-low: ["ksi-piy"]
#     kisa-isms-p-2023: ["2.5.6", "2.10.2"]
#     nist-800-53-r5: ["CM-3", "CM-6(1)", "CM-8", "CM-8(2)"]
#     nist-csf-2.0: ["ov_3", "po_4", "pt_1", "rm_1"]
#     secnumcloud-3.2: ["13.1"]
#   aliases: ["prowler:config_recorder_using_aws_service_role", "securityhub:Config.1"]
#   parameters:
#     allowed_role_arns:
#       type: strings
#       default: []
#       description: ARNs of roles that recorders may use besides the service-linked one.
#   remediation:
#     cli: >-
#       aws configservice put-configuration-recorder --region {region} --configuration-recorder
#       name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig
#     terraform: |
#       resource "aws_iam_service_linked_role" "config" {
#         aws_service_name = "config.amazonaws.com"
#       }
#
#       resource "aws_config_configuration_recorder" "default" {
#         region   = "{region}"
#         name     = "default"
#         role_arn = aws_iam_service_linked_role.config.arn
#       }
#     console: >-
#       AWS Config in {region} > Settings > Edit > IAM role for AWS Config > Use an existing AWS Config service-linked
#       role
package assize.config.recorder_service_linked_role

import rego.v1

import data.assize.lib.config

not_applicable contains {"reason": sprintf("no recorder in %s", [input.region.name])} if count(config.recorders) == 0

deny contains {"message": message} if {
	some key in config.recorders
	configuration := input.region.resources["AWS::Config::ConfigurationRecorder"][key].configuration
	role := object.get(configuration, "RoleARN", "no role")
	not role in allowed
	message := sprintf(
		"recorder %s in %s uses %s, not %s",
		[config.called(configuration), input.region.name, role, service_linked],
	)
}

service_linked := sprintf(
	"arn:%s:iam::%s:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
	[input.account.partition, input.account.id],
)

allowed contains service_linked

allowed contains arn if some arn in input.parameters.allowed_role_arns
