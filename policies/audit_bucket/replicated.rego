# METADATA
# title: Logs are replicated to another region
# description: |
#   A copy elsewhere outlives the loss of a region, and of the bucket. For each trail and delivery channel that uses
#   the bucket an enabled replication rule must take in what it delivers: a rule for tagged objects does not, nor one
#   for another prefix. The bucket to which it replicates must exist and be in another region; with the parameter,
#   the rule must name another account as its owner, out of reach of who takes over this one. A destination that
#   cannot be read is an error. Whether replication keeps up, and whether it copies what was there before, is not
#   judged. Buckets that only hold copies or access logs are not applicable.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::S3::Bucket]
#   frameworks:
#     asd-essential-eight: ["E8-8.3"]
#     aws-fsbp: ["S3.7"]
#     c5: ["PS-02.01AS", "PS-02.01B", "PS-02.02AS"]
#     ccc: ["CCC.AuditLog.CN05.AR01", "CCC.Core.CN08.AR01", "CCC.Core.CN08.AR02", "CCC.Core.CN10.AR01"]
#     iso-27001-2022: ["A.8.14"]
#     kisa-isms-p-2023: ["2.9.2"]
#     nist-800-53-r5: ["AU-9(2)", "CP-6", "CP-6(1)", "CP-6(2)", "CP-9", "CP-10", "SC-5(2)", "SC-36(2)", "SI-13(5)"]
#     nist-csf-2.0: ["be_5", "ds_4", "pt_5"]
#     secnumcloud-3.2: ["12.5"]
#   aliases: [
#     "prowler:s3_bucket_cross_region_replication", "steampipe:s3_bucket_cross_region_replication_enabled",
#     "securityhub:S3.7", "aws-config-managed-rule:S3_BUCKET_REPLICATION_ENABLED",
#     "aws-config-managed-rule:S3_BUCKET_CROSS_REGION_REPLICATION_ENABLED"]
#   absent_is_compliant:
#     supplementaryConfiguration.BucketReplicationConfiguration.rules.*.filter.predicate.prefix: >-
#       a rule without a prefix takes in objects with any key
#     supplementaryConfiguration.BucketReplicationConfiguration.rules.*.filter.predicate.tags: >-
#       a rule without tags takes in objects with and without tags
#     supplementaryConfiguration.BucketReplicationConfiguration.rules.*.prefix: >-
#       a rule without a prefix takes in objects with any key
#   parameters:
#     other_account: {type: boolean, default: false, description: Require that replicas belong to another account.}
#     same_region: {type: boolean, default: false, description: Accept replicas in the same region.}
#   remediation:
#     cli: aws s3api put-bucket-replication --bucket {name} --replication-configuration file://replication.json
#     terraform: |
#       resource "aws_s3_bucket_replication_configuration" "{label}" {
#         bucket = "{name}"
#         role   = "REPLICATION_ROLE_ARN"
#
#         rule {
#           id     = "copy-logs"
#           status = "Enabled"
#
#           filter {}
#
#           delete_marker_replication {
#             status = "Disabled"
#           }
#
#           destination {
#             bucket        = "REPLICA_BUCKET_ARN"
#             storage_class = "STANDARD_IA"
#           }
#         }
#       }
#     console: S3 > {name} > Management > Replication rules > Create replication rule
package assize.audit_bucket.replicated

import rego.v1

not_applicable contains {"reason": "neither a trail nor a delivery channel uses the bucket"} if count(deliveries) == 0

deny contains {"message": message, "path": "supplementaryConfiguration.BucketReplicationConfiguration.rules"} if {
	some delivery in deliveries
	count(taking_in(delivery)) == 0
	message := sprintf(
		"no enabled replication rule of bucket %s takes in what %s delivers",
		[input.resource.resourceId, delivery.by],
	)
}

deny contains {"message": message, "path": "supplementaryConfiguration.BucketReplicationConfiguration.rules"} if {
	some delivery in deliveries
	candidates := taking_in(delivery)
	count(candidates) > 0
	count([rule | some rule in candidates; not rule.id in faulty]) == 0
	some rule in candidates
	some fault in faults
	fault.rule == rule.id
	message := sprintf(
		"what %s delivers to bucket %s is replicated to %s, which %s",
		[delivery.by, input.resource.resourceId, rule.destination, fault.what],
	)
}

# What is delivered to the bucket, by whom, and where in the bucket it begins.
deliveries contains {"by": arn, "prefix": starts_with(prefix)} if {
	some relationship in input.resource.relationships
	relationship.resourceType == "AWS::CloudTrail::Trail"
	arn := object.get(relationship, "resourceId", "")
	prefix := object.get(input.account.resources["AWS::CloudTrail::Trail"][arn].configuration, "s3KeyPrefix", "")
}

deliveries contains {"by": key, "prefix": starts_with(prefix)} if {
	some relationship in input.resource.relationships
	relationship.resourceType == "AWS::Config::DeliveryChannel"
	key := object.get(relationship, "resourceId", "")
	prefix := object.get(input.account.resources["AWS::Config::DeliveryChannel"][key].configuration, "S3KeyPrefix", "")
}

starts_with(prefix) := concat("/", [part | some part in [trim_right(prefix, "/"), "AWSLogs/"]; part != ""])

# The enabled rules, with the prefix of what they replicate.
rules contains rule if {
	some id, settings in input.resource.supplementaryConfiguration.BucketReplicationConfiguration.rules
	lower(object.get(settings, "status", "")) == "enabled"
	not is_for_tagged_objects(settings)
	rule := {
		"id": id,
		"prefix": object.get(settings, ["filter", "predicate", "prefix"], object.get(settings, "prefix", "")),
		"destination": object.get(settings, ["destinationConfig", "bucketARN"], "nowhere"),
		"account": object.get(settings, ["destinationConfig", "account"], ""),
	}
}

taking_in(delivery) := {rule | some rule in rules; startswith(delivery.prefix, rule.prefix)}

is_for_tagged_objects(settings) if count(settings.filter.predicate.tags) > 0

faulty contains fault.rule if some fault in faults

faults contains {"rule": rule.id, "what": "does not exist"} if {
	some rule in rules
	not exists(rule.destination)
}

faults contains {"rule": rule.id, "what": sprintf("is in the same region, %s", [region])} if {
	not input.parameters.same_region
	some rule in rules
	exists(rule.destination)
	region := input.account.resources["AWS::S3::Bucket"][rule.destination].awsRegion
	region == input.resource.awsRegion
}

faults contains {"rule": rule.id, "what": "the rule gives to no other account"} if {
	input.parameters.other_account
	some rule in rules
	not is_given_away(rule)
}

is_given_away(rule) if {
	rule.account != ""
	rule.account != owner
}

owner := object.get(input.resource.supplementaryConfiguration.HeadBucket, "ownerAccountId", input.resource.accountId)

exists(arn) if {
	not startswith(input.account.resources["AWS::S3::Bucket"][arn].configurationItemStatus, "ResourceDeleted")
	input.account.resources["AWS::S3::Bucket"][arn].supplementaryConfiguration.HeadBucket.exists
}
