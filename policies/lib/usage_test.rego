package assize.lib.usage_test

import rego.v1

import data.assize.lib.usage

trail := {
	"resourceType": "AWS::CloudTrail::Trail",
	"resourceId": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
	"resourceName": "audit",
	"relationshipName": "Is used by",
}

channel := {"resourceType": "AWS::Config::DeliveryChannel", "resourceId": "default", "relationshipName": "Is used by"}

test_users_by_type_and_name if usage.names([trail, channel]) == "DeliveryChannel default, Trail audit"

test_users_may_be_a_set if usage.names({trail}) == "Trail audit"

test_user_without_name_or_id if usage.names([{"resourceType": "AWS::CloudTrail::Trail"}]) == "Trail without a name"

test_no_users if usage.names([]) == "an unnamed resource"
