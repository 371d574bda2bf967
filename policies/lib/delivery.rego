# How CloudTrail delivers: where a trail's log files go, and what a request on a trail's behalf is known to have.
package assize.lib.delivery

import rego.v1

import data.assize.lib.policy_document

# What is known of a request that CloudTrail makes for a trail, by condition key, in lower case.
facts(trail) := {
	"aws:sourcearn": lower(trail),
	"aws:sourceaccount": policy_document.account_of(trail),
	"s3:x-amz-acl": "bucket-owner-full-control",
}

# Of the requests to KMS, those that encrypt have an encryption context, the others do not.
facts_with_context(trail) := object.union(facts(trail), {context: lower(trail)})

facts_without_context(trail) := object.union(facts(trail), {context: ""})

context := "kms:encryptioncontext:aws:cloudtrail:arn"

# Whether patterns of resources let a trail's log files into a bucket. An organization's trail has the organization's id
# in its path, which the trail itself does not tell: any will do.
lets_in(patterns, trail, bucket) if {
	some pattern in patterns
	of_any := regex.replace(pattern, "/AWSLogs/o-[a-z0-9]+/", "/AWSLogs/o-/")
	policy_document.covers_resource(of_any, log_file(trail, bucket))
}

# The ARN of a log file, such as a trail writes many.
log_file(trail, bucket) := concat("/", array.concat(below(trail, bucket), file(trail.arn)))

# The key of a file of AWS Config, such as a delivery channel writes many.
config_file(channel) := concat("/", [part |
	some part in array.concat(
		[trim_right(channel.prefix, "/"), "AWSLogs", channel.account, "Config", channel.region],
		["2026", "1", "31", "ConfigHistory", name],
	)
	part != ""
]) if {
	name := sprintf(
		"%s_Config_%s_ConfigHistory_AWS::S3::Bucket_20260131T000000Z_20260131T060000Z_1.json.gz",
		[channel.account, channel.region],
	)
}

below(trail, bucket) := [part |
	some part in [bucket, trim_right(trail.prefix, "/"), "AWSLogs", organization(trail)]
	part != ""
]

organization(trail) := "o-" if trail.organization

organization(trail) := "" if not trail.organization

file(arn) := [account, "CloudTrail", region, "2026", "01", "31", name] if {
	account := policy_document.account_of(arn)
	region := split(arn, ":")[3]
	name := sprintf("%s_CloudTrail_%s_20260131T0000Z_0123456789abcdef.json.gz", [account, region])
}
