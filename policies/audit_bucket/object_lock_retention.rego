# METADATA
# title: Object Lock retains logs for long enough
# description: |
#   Object Lock protects an object only by a retention, and CloudTrail sets none: the bucket's default retention must.
#   In GOVERNANCE mode a privileged user can lift it; COMPLIANCE mode nobody can. Where Object Lock is off,
#   `audit-bucket-object-lock` fails and this control is not applicable. Only buckets of trails are judged, since AWS
#   Config cannot deliver to a bucket with Object Lock. A year counts as 365 days.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail]
#   aliases: ["aws-config-managed-rule:S3_BUCKET_DEFAULT_LOCK_ENABLED"]
#   parameters:
#     minimum_days: {type: integer, default: 365, minimum: 1, description: Days that objects must be retained.}
#     allow_governance: {type: boolean, default: false, description: Accept GOVERNANCE mode as well.}
#   remediation:
#     cli: >-
#       aws s3api put-object-lock-configuration --bucket {name} --object-lock-configuration file://compliance-365.json
#     terraform: |
#       resource "aws_s3_bucket_object_lock_configuration" "{label}" {
#         bucket = "{name}"
#
#         rule {
#           default_retention {
#             mode = "COMPLIANCE"
#             days = 365
#           }
#         }
#       }
#     console: S3 > {name} > Properties > Object Lock > Edit > Default retention in compliance mode
package assize.audit_bucket.object_lock_retention

import rego.v1

not_applicable contains {"reason": sprintf("Object Lock of bucket %s is off", [input.resource.resourceId])} if {
	not enabled
}

deny contains {"message": message, "path": "supplementaryConfiguration.ObjectLockConfiguration.rule"} if {
	enabled
	not input.resource.supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention
	message := sprintf("Object Lock of bucket %s has no default retention", [input.resource.resourceId])
}

deny contains {"message": message, "path": path} if {
	enabled
	path := "supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention.mode"
	retention := input.resource.supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention
	mode := object.get(retention, "mode", "unknown")
	not mode in modes
	message := sprintf("default retention of bucket %s is in %s mode", [input.resource.resourceId, mode])
}

deny contains {"message": message, "path": path} if {
	enabled
	path := "supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention"
	retention := input.resource.supplementaryConfiguration.ObjectLockConfiguration.rule.defaultRetention
	days := object.get(retention, "days", 0) + (365 * object.get(retention, "years", 0))
	days < input.parameters.minimum_days
	message := sprintf(
		"default retention of bucket %s is %d days, fewer than %d",
		[input.resource.resourceId, days, input.parameters.minimum_days],
	)
}

enabled if {
	lock := input.resource.supplementaryConfiguration.ObjectLockConfiguration
	lower(object.get(lock, "objectLockEnabled", "off")) == "enabled"
}

modes contains "COMPLIANCE"

modes contains "GOVERNANCE" if input.parameters.allow_governance
