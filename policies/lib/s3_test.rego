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

test_own_key if {
	s3.uses_own_key({"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": "0a1b"}})
	not s3.uses_own_key({"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}})
	not s3.uses_own_key({"applyServerSideEncryptionByDefault": {
		"sseAlgorithm": "aws:kms",
		"kmsMasterKeyID": "alias/aws/s3",
	}})
	not s3.uses_own_key({"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256", "kmsMasterKeyID": "0a1b"}})
	not s3.uses_own_key({})
}

test_encryption_in_words if {
	s3.encryption({}) == "no algorithm and no key of its own"
	s3.encryption({"applyServerSideEncryptionByDefault": {
		"sseAlgorithm": "aws:kms",
		"kmsMasterKeyID": "0a1b",
	}}) == "aws:kms and 0a1b"
}

test_rule_without_a_key_uses_none_of_its_own if {
	not s3.uses_own_key({"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": ""}})
	not s3.uses_own_key({"bucketKeyEnabled": true})
}
