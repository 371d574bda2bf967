# METADATA
# title: Audit settings did not weaken
# description: |
#   A setting that was right, then wrong, then right again looks the same in the end, and an intruder may have used the
#   time between. The history that AWS Config keeps of each trail, recorder, log bucket and audit key is gone through
#   for the look-back window: no state in it may be weaker than the one before, also when that was taken back. What was
#   weak from the beginning is the matter of the controls of that setting.
#
#   A resource that is recorded daily shows one state a day, so a shorter change is not in its history;
#   `config-recording-continuous-for-security-types` is about that. Nor is what was weakened and mended while the
#   recorder was stopped. Where AWS Config has no history, as of a bucket of another account, the control does not apply.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/view-manage-resource.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail, AWS::Config::ConfigurationRecorder, AWS::KMS::Key, AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   absent_is_compliant:
#     supplementaryConfiguration.ConfigurationHistory: a resource without a history has no change in it
#     supplementaryConfiguration.ConfigurationHistory.*.configuration.RecordingGroup: only recorders have it
#     supplementaryConfiguration.ConfigurationHistory.*.configuration.*.RecordingStrategy.UseOnly: >-
#       a group from before there were strategies has flags and a list
#     supplementaryConfiguration.ConfigurationHistory.*.configuration.includeGlobalServiceEvents: only trails have it
#     supplementaryConfiguration.ConfigurationHistory.*.configuration.isMultiRegionTrail: only trails have it
#     supplementaryConfiguration.ConfigurationHistory.*.configuration.isOrganizationTrail: only trails have it
#     supplementaryConfiguration.ConfigurationHistory.*.configuration.logFileValidationEnabled: only trails have it
#   parameters:
#     window_days: {type: integer, default: 90, minimum: 1, maximum: 90, description: Days to look back.}
#   remediation:
#     cli: >-
#       aws configservice get-resource-config-history --resource-type RESOURCE_TYPE --resource-id {name} --region
#       {region} || aws configservice get-resource-config-history --resource-type RESOURCE_TYPE --resource-id {arn}
#       --region {region}
#     terraform: |
#       # What was weakened cannot be undone; a service control policy keeps it from being done again.
#       data "aws_iam_policy_document" "audit_settings" {
#         statement {
#           sid    = "KeepTrailAndRecorder"
#           effect = "Deny"
#           actions = [
#             "cloudtrail:DeleteTrail",
#             "cloudtrail:StopLogging",
#             "cloudtrail:UpdateTrail",
#             "config:DeleteConfigurationRecorder",
#             "config:PutConfigurationRecorder",
#             "config:StopConfigurationRecorder",
#           ]
#           resources = ["*"]
#
#           condition {
#             test     = "ArnNotEquals"
#             variable = "aws:PrincipalArn"
#             values   = ["BREAK_GLASS_ROLE_ARN"]
#           }
#         }
#
#         statement {
#           sid    = "KeepLogBucketAndKey"
#           effect = "Deny"
#           actions = [
#             "kms:DisableKey",
#             "kms:DisableKeyRotation",
#             "s3:PutBucketPublicAccessBlock",
#             "s3:PutBucketVersioning",
#           ]
#           resources = ["arn:aws:s3:::AUDIT_BUCKET", "AUDIT_KEY_ARN"]
#
#           condition {
#             test     = "ArnNotEquals"
#             variable = "aws:PrincipalArn"
#             values   = ["BREAK_GLASS_ROLE_ARN"]
#           }
#         }
#       }
#
#       resource "aws_organizations_policy" "audit_settings" {
#         name    = "audit-settings"
#         content = data.aws_iam_policy_document.audit_settings.json
#       }
#
#       resource "aws_organizations_policy_attachment" "audit_settings" {
#         policy_id = aws_organizations_policy.audit_settings.id
#         target_id = "{account}"
#       }
#     console: AWS Config in {region} > Resources > {name} > Resource Timeline > the change and the event behind it
package assize.config.ci_audit_setting_regression

import rego.v1

import data.assize.lib.config
import data.assize.lib.history

items := object.get(input.resource, ["supplementaryConfiguration", "ConfigurationHistory"], [])

not_applicable contains {"reason": "AWS Config has no history of it"} if count(items) == 0

# The steps within the window: a step is made when its second state is captured.
steps contains step if {
	some step in history.steps(items)
	not history.older_than_days(
		step.after.configurationItemCaptureTime, input.snapshot.collectedAt, input.parameters.window_days,
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.ConfigurationHistory"} if {
	some step in steps
	some what in weaker(step.before, step.after)
	message := sprintf("%s between %s and %s", [
		what, step.before.configurationItemCaptureTime, step.after.configurationItemCaptureTime,
	])
}

# What is weaker in a state than in the one before, in words.
weaker(before, after) := union({
	switched_off(before, after),
	taken_away(before, after),
	bucket(before, after),
	types(before, after),
})

# What protects as long as it is on.
flags := {
	"log file validation was switched off": ["configuration", "logFileValidationEnabled"],
	"the trail was narrowed to one region": ["configuration", "isMultiRegionTrail"],
	"the trail was narrowed to one account": ["configuration", "isOrganizationTrail"],
	"events of global services were left out": ["configuration", "includeGlobalServiceEvents"],
	"the key was disabled": ["configuration", "enabled"],
	"rotation was switched off": ["supplementaryConfiguration", "KeyRotationStatus"],
	"MFA delete was switched off": array.concat(versioning, ["isMfaDeleteEnabled"]),
	"blockPublicAcls was switched off": array.concat(access_block, ["blockPublicAcls"]),
	"ignorePublicAcls was switched off": array.concat(access_block, ["ignorePublicAcls"]),
	"blockPublicPolicy was switched off": array.concat(access_block, ["blockPublicPolicy"]),
	"restrictPublicBuckets was switched off": array.concat(access_block, ["restrictPublicBuckets"]),
}

versioning := ["supplementaryConfiguration", "BucketVersioningConfiguration"]

access_block := ["supplementaryConfiguration", "PublicAccessBlockConfiguration"]

switched_off(before, after) := {what |
	some what
	path := flags[what]
	object.get(before, path, false) == true
	object.get(after, path, false) == false
}

# What protects as long as it is set.
texts := {
	"the KMS key was taken from the trail": ["configuration", "kmsKeyId"],
	"the log group was taken from the trail": ["configuration", "cloudWatchLogsLogGroupArn"],
}

taken_away(before, after) := {what |
	some what
	path := texts[what]
	object.get(before, path, "") != ""
	object.get(after, path, "") == ""
}

bucket(before, after) := {sprintf("versioning went from Enabled to %s", [now]) |
	path := ["supplementaryConfiguration", "BucketVersioningConfiguration", "status"]
	object.get(before, path, "") == "Enabled"
	now := object.get(after, path, "Off")
	now != "Enabled"
}

types(before, after) := {sprintf("%s was left out of recording", [type]) |
	some type in config.security_types
	config.records(object.get(before, ["configuration", "RecordingGroup"], {}), type)
	not config.records(object.get(after, ["configuration", "RecordingGroup"], {}), type)
}
