package assize.cloudtrail.designated_bucket_test

import rego.v1

import data.assize.cloudtrail.designated_bucket

# A trail as the collector writes it, with changes.
trail(changes) := object.union(
	{
		"resourceType": "AWS::CloudTrail::Trail",
		"accountId": "111122223333",
		"awsRegion": "us-east-1",
		"resourceId": "audit",
		"resourceName": "audit",
		"arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"configuration": {
			"name": "audit",
			"trailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
			"homeRegion": "us-east-1",
			"s3BucketName": "audit-logs",
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

with_prefix(prefix) := trail({"configuration": {"s3KeyPrefix": prefix}})

judged(resource, buckets) := {"resource": resource, "parameters": {"buckets": buckets}}

undesignated(place, buckets) := {{
	"message": sprintf("the trail writes to %s, which is not designated (%s)", [place, buckets]),
	"path": "configuration.s3BucketName",
}}

test_a_designated_bucket_passes if {
	designated_bucket.deny == set() with input as judged(trail({}), ["central-logs", "audit-logs"])
	designated_bucket.not_applicable == set() with input as judged(trail({}), ["audit-logs"])
}

test_another_bucket_fails if {
	expected := undesignated("audit-logs", "archive, central-logs")
	designated_bucket.deny == expected with input as judged(trail({}), ["central-logs", "archive"])
}

test_a_name_that_begins_alike_fails if {
	expected := undesignated("audit-logs", "audit-logs-2")
	designated_bucket.deny == expected with input as judged(trail({}), ["audit-logs-2"])
}

test_a_bucket_alone_designates_any_prefix if {
	designated_bucket.deny == set() with input as judged(with_prefix("org/prod"), ["audit-logs"])
}

test_a_designated_prefix_passes if {
	designated_bucket.deny == set() with input as judged(with_prefix("org/prod"), ["audit-logs/org/prod/"])
}

test_another_prefix_fails if {
	expected := undesignated("audit-logs/org/test", "audit-logs/org/prod")
	designated_bucket.deny == expected with input as judged(with_prefix("org/test"), ["audit-logs/org/prod"])
}

test_no_prefix_fails_where_one_is_designated if {
	expected := undesignated("audit-logs", "audit-logs/org")
	designated_bucket.deny == expected with input as judged(trail({}), ["audit-logs/org"])
}

test_a_trail_without_bucket_fails if {
	expected := undesignated("no bucket", "audit-logs")
	resource := json.remove(trail({}), ["configuration/s3BucketName"])
	designated_bucket.deny == expected with input as judged(resource, ["audit-logs"])
}

test_an_organization_trail_seen_from_a_member_is_judged if {
	expected := undesignated("audit-logs", "central-logs")
	designated_bucket.deny == expected with input as judged(trail(elsewhere), ["central-logs"])
}

test_nothing_designated_is_not_applicable if {
	designated_bucket.deny == set() with input as judged(trail({}), [])
	designated_bucket.not_applicable == {{"reason": "no bucket is designated"}} with input as judged(trail({}), [])
}
