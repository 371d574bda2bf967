package assize.cloudtrail.insights_enabled_test

import rego.v1

import data.assize.cloudtrail.insights_enabled

own := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

second := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/second"

trail(arn, logging, insights) := {"arn": arn, "supplementaryConfiguration": {
	"TrailStatus": {"IsLogging": logging},
	"InsightSelectors": [{"InsightType": kind} | some kind in insights],
}}

judged(trails) := {"account": {
	"id": "111122223333",
	"resources": {"AWS::CloudTrail::Trail": {arn: item | some item in trails; arn := item.arn}},
}}

test_one_kind_on_one_logging_trail_is_enough if {
	items := [trail(own, true, ["ApiErrorRateInsight"]), trail(second, true, [])]
	insights_enabled.deny == set() with input as judged(items)
}

test_no_insights_fail if {
	expected := {{"message": sprintf("no trail has insights: %s, %s", [second, own])}}
	insights_enabled.deny == expected with input as judged([trail(own, true, []), trail(second, true, [])])
}

test_insights_on_a_stopped_trail_fail if {
	expected := {{"message": sprintf("no trail with insights is logging: %s", [own])}}
	items := [trail(own, false, ["ApiCallRateInsight"]), trail(second, true, [])]
	insights_enabled.deny == expected with input as judged(items)
}

test_no_trail_fails if {
	insights_enabled.deny == {{"message": "the account has no trail"}} with input as judged([])
}

test_an_organization_s_trail_whose_insights_are_known_counts if {
	organization := "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization"
	insights_enabled.deny == set() with input as judged([trail(organization, true, ["ApiCallRateInsight"])])
}
