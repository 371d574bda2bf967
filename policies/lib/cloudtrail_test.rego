package assize.lib.cloudtrail_test

import rego.v1

import data.assize.lib.cloudtrail

# A setting that AWS left out is undefined.
absent := "" if 1 > 2

test_own_trail_is_judged_here if {
	not cloudtrail.judged_elsewhere("arn:aws:cloudtrail:us-east-1:111122223333:trail/audit", "111122223333")
}

test_organization_trail_is_judged_at_its_owner if {
	reason := cloudtrail.judged_elsewhere("arn:aws:cloudtrail:us-east-1:999988887777:trail/org", "111122223333")
	reason == "the trail belongs to account 999988887777 and is to be judged there"
}

test_arn_without_account_is_judged_here if {
	not cloudtrail.judged_elsewhere("arn:aws:s3:::logs", "111122223333")
	not cloudtrail.judged_elsewhere("audit", "111122223333")
}

test_given if {
	cloudtrail.given("arn:aws:kms:us-east-1:111122223333:key/1")
	not cloudtrail.given("")
	not cloudtrail.given(absent)
}

test_multi_region_trail_reaches_every_region if cloudtrail.reaches(true, "us-east-1", "eu-west-1")

test_single_region_trail_reaches_its_home_only if {
	cloudtrail.reaches(false, "us-east-1", "us-east-1")
	not cloudtrail.reaches(false, "us-east-1", "eu-west-1")
}

test_multi_region_trail_records_global_events if cloudtrail.records_global_events(true, true, "eu-west-1", "aws")

test_single_region_trail_records_global_events_where_they_occur if {
	cloudtrail.records_global_events(true, false, "us-east-1", "aws")
	cloudtrail.records_global_events(true, false, "us-gov-west-1", "aws-us-gov")
	cloudtrail.records_global_events(true, false, "cn-north-1", "aws-cn")
}

test_single_region_trail_elsewhere_records_no_global_events if {
	not cloudtrail.records_global_events(true, false, "eu-west-1", "aws")
	not cloudtrail.records_global_events(true, false, "us-east-1", "aws-iso")
}

test_flag_off_records_no_global_events if {
	not cloudtrail.records_global_events(false, true, "us-east-1", "aws")
	not cloudtrail.records_global_events(false, false, "us-east-1", "aws")
}

test_names_are_sorted if cloudtrail.names({"b", "a"}) == "a, b"
