package assize.lib.s3_test

import rego.v1

import data.assize.lib.s3

test_both_global_groups_are_public if {
	s3.public_groups["http://acs.amazonaws.com/groups/global/AllUsers"]
	s3.public_groups["http://acs.amazonaws.com/groups/global/AuthenticatedUsers"]
}

test_log_delivery_is_not_public if not s3.public_groups["http://acs.amazonaws.com/groups/s3/LogDelivery"]

test_settings_on if {
	s3.settings_on({"blockPublicAcls": true, "ignorePublicAcls": false}) == {"blockPublicAcls"}
}

test_no_settings_on if s3.settings_on({"blockPublicAcls": false}) == set()

trail := {
	"resourceType": "AWS::CloudTrail::Trail",
	"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
	"resourceName": "audit",
	"relationshipName": "Is used by",
}

channel := {"resourceType": "AWS::Config::DeliveryChannel", "resourceId": "default", "relationshipName": "Is used by"}

test_users_by_type_and_name if s3.users([trail, channel]) == "DeliveryChannel default, Trail audit"

test_user_without_name_or_id if s3.users([{"resourceType": "AWS::CloudTrail::Trail"}]) == "Trail without a name"

test_no_users if s3.users([]) == "an unnamed resource"
