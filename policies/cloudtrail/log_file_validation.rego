# METADATA
# title: Trails validate their log files
# description: |
#   Without digest files nobody can show that a delivered log file was not altered or deleted. That digests are
#   switched on does not prove that they arrive: another control judges their delivery. An organization's trail is
#   judged at its owner.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   @frameworks
#   @aliases
#   remediation: aws cloudtrail update-trail --name {arn} --enable-log-file-validation --region {region}
package assize.cloudtrail.log_file_validation

import rego.v1

import data.assize.lib.cloudtrail

not_applicable contains {"reason": reason} if {
	reason := cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
}

deny contains {"message": "log file validation is off", "path": "configuration.logFileValidationEnabled"} if {
	not cloudtrail.judged_elsewhere(input.resource.arn, input.resource.accountId)
	not input.resource.configuration.logFileValidationEnabled
}
