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
