package assize.cloudtrail.trail_tagged_test

import rego.v1

import data.assize.cloudtrail.trail_tagged

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
			"isMultiRegionTrail": true,
		},
	},
	changes,
)

# The same seen from a member of the organization whose trail it is.
elsewhere := {"arn": "arn:aws:cloudtrail:us-east-1:999988887777:trail/audit"}

at_its_owner := {{"reason": "the trail belongs to account 999988887777 and is to be judged there"}}

tagged(tags) := trail({"tags": tags})

judged(resource, required) := {"resource": resource, "parameters": {"required": required}}

untagged := {{"message": "the trail has no tag", "path": "tags"}}

test_any_tag_is_enough_by_default if {
	trail_tagged.deny == set() with input as judged(tagged({"owner": "security"}), [])
}

test_absent_tags_fail if {
	trail_tagged.deny == untagged with input as judged(trail({}), [])
}

test_empty_tags_fail if {
	trail_tagged.deny == untagged with input as judged(tagged({}), [])
}

test_tags_of_aws_do_not_count if {
	trail_tagged.deny == untagged with input as judged(tagged({"aws:cloudformation:stack-name": "audit"}), [])
}

test_all_required_tags_pass if {
	resource := tagged({"owner": "security", "data-class": "audit", "extra": ""})
	trail_tagged.deny == set() with input as judged(resource, ["owner", "data-class"])
}

test_each_missing_tag_fails if {
	trail_tagged.deny == {
		{"message": "the tag owner is missing", "path": "tags"},
		{"message": "the tag data-class is missing", "path": "tags"},
	} with input as judged(tagged({"Owner": "security"}), ["owner", "data-class"])
}

test_required_tags_fail_without_any_tag if {
	expected := {{"message": "the tag owner is missing", "path": "tags"}}
	trail_tagged.deny == expected with input as judged(trail({}), ["owner"])
}

test_an_organization_trail_seen_from_a_member_is_not_applicable if {
	trail_tagged.deny == set() with input as judged(trail(elsewhere), [])
	trail_tagged.deny == set() with input as judged(trail(elsewhere), ["owner"])
	trail_tagged.not_applicable == at_its_owner with input as judged(trail(elsewhere), [])
}

test_an_own_trail_is_judged if {
	trail_tagged.not_applicable == set() with input as judged(trail({}), [])
}
