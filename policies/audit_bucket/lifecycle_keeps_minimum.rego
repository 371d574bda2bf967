# METADATA
# title: Lifecycle rules keep logs for the minimum time
# description: |
#   A lifecycle rule deletes logs quietly and leaves no event of its own. Enabled rules must not expire logs, or
#   versions of logs that are no longer current, before `minimum_days`, nor at a date that is past or nearer than
#   that. Versions count because whoever deletes a log makes its version noncurrent. A rule is left alone only if its
#   prefix cannot reach logs: it lies neither above nor below `AWSLogs/`, with or without the key prefix of a trail or
#   delivery channel of this account that delivers to the bucket, and does not name `AWSLogs/` itself. Key prefixes
#   that only other accounts use are not known. Tags and sizes in a filter are not trusted to spare logs. A bucket
#   without lifecycle rules passes.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     pci-dss-4.0: ["10.5.1"]
#   parameters:
#     minimum_days:
#       type: integer
#       default: 365
#       minimum: 1
#       floors: {pci-dss-4.0: 365}
#       description: Days that logs must be kept.
#   absent_is_compliant:
#     AWS::CloudTrail::Trail: a trail that is not there delivers nothing
#     AWS::Config::DeliveryChannel: a channel that is not there delivers nothing
#     supplementaryConfiguration.BucketLifecycleConfiguration.rules: without a rule nothing expires
#     supplementaryConfiguration.BucketLifecycleConfiguration.rules.*.expirationDate: >-
#       a rule without a date expires nothing at one
#     supplementaryConfiguration.BucketLifecycleConfiguration.rules.*.expirationInDays: >-
#       a rule without it expires nothing by age
#     supplementaryConfiguration.BucketLifecycleConfiguration.rules.*.noncurrentVersionExpirationInDays: >-
#       a rule without it keeps noncurrent versions
#   remediation:
#     cli: >-
#       aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://keep-365.json
#     terraform: |
#       resource "aws_s3_bucket_lifecycle_configuration" "{label}" {
#         bucket = "{name}"
#
#         rule {
#           id     = "keep-logs"
#           status = "Enabled"
#
#           filter {}
#
#           expiration {
#             days = 365
#           }
#
#           noncurrent_version_expiration {
#             noncurrent_days = 365
#           }
#         }
#       }
#     console: S3 > {name} > Management > Lifecycle rules > the rule that expires logs too early > Edit
package assize.audit_bucket.lifecycle_keeps_minimum

import rego.v1

import data.assize.lib.elapsed

# A bucket without a lifecycle has an empty list of rules; where there is no list nobody looked.
not_applicable contains {"reason": reason} if {
	not input.resource.supplementaryConfiguration.BucketLifecycleConfiguration.rules
	reason := sprintf("the lifecycle of bucket %s is not known", [input.resource.resourceId])
}

deny contains {"message": message, "path": "supplementaryConfiguration.BucketLifecycleConfiguration.rules"} if {
	some number, rule in input.resource.supplementaryConfiguration.BucketLifecycleConfiguration.rules
	number in reaching_logs
	days := object.get(rule, "expirationInDays", -1)
	too_few(days)
	message := sprintf(
		"%s expires logs after %d days, fewer than %d",
		[label(number), days, input.parameters.minimum_days],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.BucketLifecycleConfiguration.rules"} if {
	some number, rule in input.resource.supplementaryConfiguration.BucketLifecycleConfiguration.rules
	number in reaching_logs
	days := object.get(rule, "noncurrentVersionExpirationInDays", -1)
	too_few(days)
	message := sprintf(
		"%s expires noncurrent versions of logs after %d days, fewer than %d",
		[label(number), days, input.parameters.minimum_days],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.BucketLifecycleConfiguration.rules"} if {
	some number, rule in input.resource.supplementaryConfiguration.BucketLifecycleConfiguration.rules
	number in reaching_logs
	date := object.get(rule, "expirationDate", "")
	date != ""
	elapsed.sooner_than_days(date, input.snapshot.collectedAt, input.parameters.minimum_days)
	message := sprintf(
		"%s expires logs at %s, less than %d days from %s",
		[label(number), date, input.parameters.minimum_days, input.snapshot.collectedAt],
	)
}

# A number that is not set is -1, as AWS Config writes it.
too_few(days) if {
	days >= 0
	days < input.parameters.minimum_days
}

# A rule by its id, or by its place where it has none.
label(number) := sprintf("rule %s of bucket %s", [
	object.get(
		input.resource.supplementaryConfiguration.BucketLifecycleConfiguration.rules[number],
		"id",
		sprintf("number %d", [number + 1]),
	),
	input.resource.resourceId,
])

reaching_logs contains number if {
	some number, rule in input.resource.supplementaryConfiguration.BucketLifecycleConfiguration.rules
	lower(object.get(rule, "status", "Enabled")) != "disabled"
	reaches_logs(object.get(rule, ["filter", "predicate", "prefix"], object.get(rule, "prefix", "")))
}

reaches_logs(prefix) if {
	some root in roots
	startswith(root, prefix)
}

reaches_logs(prefix) if contains(prefix, "AWSLogs/")

# Where logs begin in the bucket, so far as that is known. What does not say where it writes may write here.
roots contains "AWSLogs/"

roots contains root if {
	some trail in input.account.resources["AWS::CloudTrail::Trail"]
	object.get(trail.configuration, "s3BucketName", "") in {"", input.resource.resourceId}
	root := below(object.get(trail.configuration, "s3KeyPrefix", ""))
}

roots contains root if {
	some channel in input.account.resources["AWS::Config::DeliveryChannel"]
	object.get(channel.configuration, "S3BucketName", "") in {"", input.resource.resourceId}
	root := below(object.get(channel.configuration, "S3KeyPrefix", ""))
}

below(prefix) := concat("/", [trim_right(prefix, "/"), "AWSLogs/"]) if prefix != ""
