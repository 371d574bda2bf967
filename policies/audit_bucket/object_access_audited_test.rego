package assize.audit_bucket.object_access_audited_test

import rego.v1

import data.assize.audit_bucket.object_access_audited

bucket(parts) := {
	"resource": {
		"resourceType": "AWS::S3::Bucket",
		"accountId": "111122223333",
		"awsRegion": "eu-west-1",
		"resourceId": "log-bucket",
		"resourceName": "log-bucket",
		"arn": "arn:aws:s3:::log-bucket",
		"configurationItemStatus": "OK",
		"configuration": {"name": "log-bucket"},
		"supplementaryConfiguration": parts,
		"relationships": [{
			"resourceType": "AWS::CloudTrail::Trail",
			"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
			"resourceName": "audit",
			"relationshipName": "Is used by",
		}],
	},
	"parameters": {},
}

trail(changes) := object.union(
	{
		"configuration": {"homeRegion": "us-east-1", "isMultiRegionTrail": true},
		"supplementaryConfiguration": {
			"TrailStatus": {"IsLogging": true},
			"EventSelectors": [],
			"AdvancedEventSelectors": [],
		},
	},
	changes,
)

scene(parts, trails) := object.union(
	bucket(object.union({"HeadBucket": {"exists": true, "ownerAccountId": "111122223333"}}, parts)),
	{"account": {"resources": {"AWS::CloudTrail::Trail": trails}}},
)

recorded(changes) := scene({"BucketLoggingConfiguration": {}}, {"arn:trail": trail(changes)})

classic(values, kind) := recorded({"supplementaryConfiguration": {"EventSelectors": [{
	"ReadWriteType": kind,
	"IncludeManagementEvents": true,
	"DataResources": [{"Type": "AWS::S3::Object", "Values": values}],
	"ExcludeManagementEventSources": [],
}]}})

with_selector(fields) := recorded({"supplementaryConfiguration": {"AdvancedEventSelectors": [{
	"FieldSelectors": fields,
}]}})

with_fields(fields) := with_selector(array.concat(
	[
		{"Field": "eventCategory", "Equals": ["Data"]},
		{"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
	],
	fields,
))

failing(kinds) := {{
	"message": sprintf(
		"bucket log-bucket has no server access logging, and no trail records the data events of its objects (%s)",
		[kinds],
	),
	"path": "supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
}}

all_values := ["arn:aws:s3:::"]

test_access_logging_passes if {
	object_access_audited.deny == set() with input as scene(
		{"BucketLoggingConfiguration": {"destinationBucketName": "access-logs"}},
		{},
	)
}

test_classic_data_events_pass if {
	every values in [
		["arn:aws:s3"],
		all_values,
		["arn:aws:s3:::log-bucket/"],
		["arn:aws:s3:::x/", "arn:aws:s3:::log-bucket/"],
	] {
		object_access_audited.deny == set() with input as classic(values, "All")
	}
}

test_classic_data_events_of_others_fail if {
	every values in [
		[],
		["arn:aws:s3:::log/"],
		["arn:aws:s3:::log-bucket/AWSLogs/"],
		["arn:aws-cn:s3"],
		["arn:aws:s3:::log-bucket2/"],
	] {
		object_access_audited.deny == failing("read, write") with input as classic(values, "All")
	}
}

test_half_of_the_events_fails if {
	object_access_audited.deny == failing("read") with input as classic(all_values, "WriteOnly")
	object_access_audited.deny == failing("write") with input as classic(all_values, "ReadOnly")
	object_access_audited.deny == failing("write") with input as with_fields([{"Field": "readOnly", "Equals": ["true"]}])
}

test_advanced_data_events_pass if {
	every fields in [
		[],
		[{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::log-bucket/"]}],
		[{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::x/", "arn:aws:s3:::log-"]}],
		[{"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::other/"]}],
		[{"Field": "eventName", "NotEquals": ["PutObject"]}],
	] {
		object_access_audited.deny == set() with input as with_fields(fields)
	}
}

test_advanced_data_events_of_some_fail if {
	every fields in [
		[{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::log-bucket/AWSLogs/"]}],
		[{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::other/"]}],
		[{"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::log-bucket/"]}],
		[{"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::log-"]}],
		[{"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::log-bucket/AWSLogs/"]}],
		[{"Field": "resources.ARN", "EndsWith": [".gz"]}],
		[{"Field": "eventName", "Equals": ["GetObject"]}],
		[{"Field": "eventName", "NotEquals": ["DeleteObject"]}],
		[{"Field": "userIdentity.arn", "NotStartsWith": ["arn:aws:iam::111122223333:role/deployer"]}],
	] {
		object_access_audited.deny == failing("read, write") with input as with_fields(fields)
	}
}

test_other_categories_and_types_fail if {
	every fields in [
		[{"Field": "eventCategory", "Equals": ["Management"]}],
		[{"Field": "eventCategory", "Equals": ["Data"]}],
		[
			{"Field": "eventCategory", "Equals": ["Data"]},
			{"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]},
		],
	] {
		object_access_audited.deny == failing("read, write") with input as with_selector(fields)
	}
}

test_trail_that_does_not_log_fails if {
	trails := {"arn:trail": {"supplementaryConfiguration": {"TrailStatus": {"IsLogging": false}}}}
	stopped := object.union(with_fields([]), {"account": {"resources": {"AWS::CloudTrail::Trail": trails}}})
	object_access_audited.deny == failing("read, write") with input as stopped
}

test_trail_must_reach_the_buckets_region if {
	single := {"configuration": {"homeRegion": "us-east-1", "isMultiRegionTrail": false}}
	object_access_audited.deny == failing("read, write") with input as object.union(
		with_fields([]),
		{"account": {"resources": {"AWS::CloudTrail::Trail": {"arn:trail": single}}}},
	)
	object_access_audited.deny == set() with input as object.union(
		with_fields([]),
		{"account": {"resources": {"AWS::CloudTrail::Trail": {"arn:trail": object.union(
			single,
			{"configuration": {"homeRegion": "eu-west-1"}},
		)}}}},
	)
}

test_trails_of_another_account_do_not_count if {
	object_access_audited.deny == failing("read, write") with input as object.union(
		with_fields([]),
		{"resource": {"supplementaryConfiguration": {"HeadBucket": {"ownerAccountId": "999988887777"}}}},
	)
}

test_nothing_there_fails if {
	object_access_audited.deny == failing("read, write") with input as scene({"BucketLoggingConfiguration": {}}, {})
}
