package assize.cloudtrail.selectors_not_narrowed_test

import rego.v1

import data.assize.cloudtrail.selectors_not_narrowed

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

with_advanced(selectors) := trail({"supplementaryConfiguration": {
	"EventSelectors": [],
	"AdvancedEventSelectors": selectors,
}})

judged(resource, approved) := {"resource": resource, "parameters": {"approved": approved}}

management(fields) := {"FieldSelectors": array.concat([{"Field": "eventCategory", "Equals": ["Management"]}], fields)}

data_events(fields) := {"FieldSelectors": array.concat(
	[{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}],
	fields,
)}

carve_out(text) := {
	"message": sprintf("carve-out that is not approved: %s", [text]),
	"path": "supplementaryConfiguration.AdvancedEventSelectors",
}

test_no_advanced_selectors_pass if {
	selectors_not_narrowed.deny == set() with input as judged(with_advanced([]), [])
}

test_plain_selectors_pass if {
	resource := with_advanced([
		management([]),
		data_events([{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::vault/"]}]),
		data_events([{"Field": "readOnly", "Equals": ["false"]}]),
	])
	selectors_not_narrowed.deny == set() with input as judged(resource, [])
}

test_an_excluded_principal_fails if {
	resource := with_advanced([data_events([{
		"Field": "userIdentity.arn",
		"NotEquals": ["arn:aws:iam::111122223333:role/backup"],
	}])])
	expected := {carve_out("userIdentity.arn NotEquals arn:aws:iam::111122223333:role/backup")}
	selectors_not_narrowed.deny == expected with input as judged(resource, [])
}

test_each_value_of_each_condition_is_told if {
	resource := with_advanced([data_events([
		{"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::vault/", "arn:aws:s3:::tmp/"]},
		{"Field": "eventName", "NotEquals": ["GetObject"]},
	])])
	expected := {
		carve_out("resources.ARN NotStartsWith arn:aws:s3:::vault/"),
		carve_out("resources.ARN NotStartsWith arn:aws:s3:::tmp/"),
		carve_out("eventName NotEquals GetObject"),
	}
	selectors_not_narrowed.deny == expected with input as judged(resource, [])
}

test_a_choice_by_session_fails if {
	resource := with_advanced([data_events([{"Field": "sessionCredentialFromConsole", "Equals": ["true"]}])])
	expected := {carve_out("sessionCredentialFromConsole Equals true")}
	selectors_not_narrowed.deny == expected with input as judged(resource, [])
}

test_approved_carve_outs_pass if {
	resource := with_advanced([data_events([{"Field": "eventName", "NotEquals": ["GetObject"]}])])
	selectors_not_narrowed.deny == set() with input as judged(resource, ["eventName NotEquals GetObject"])
}

test_approval_is_for_the_exact_condition if {
	resource := with_advanced([data_events([{"Field": "eventName", "NotStartsWith": ["Get"]}])])
	expected := {carve_out("eventName NotStartsWith Get")}
	selectors_not_narrowed.deny == expected with input as judged(resource, ["eventName NotEquals Get"])
}

test_sources_of_management_events_are_judged_elsewhere if {
	resource := with_advanced([management([{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}])])
	selectors_not_narrowed.deny == set() with input as judged(resource, [])
}
