# What the settings of S3 mean that keep buckets from the public.
package assize.lib.s3

import rego.v1

# The predefined groups that reach beyond the account, by URI. Both are public: anyone can have an AWS account.
public_groups := {
	"http://acs.amazonaws.com/groups/global/AllUsers": "everyone (AllUsers)",
	"http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every AWS account (AuthenticatedUsers)",
}

# The predefined group as which S3 delivers access logs where ACLs have effect.
log_delivery := "http://acs.amazonaws.com/groups/s3/LogDelivery"

# The names of the settings that are on in a public access block.
settings_on(block) := {setting | some setting; block[setting] == true}

# The settings of a public access block, in AWS's order.
settings := ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"]

# Whether a rule of default encryption names a key of the customer's. A key of AWS that is named by its id is not told
# apart.
uses_own_key(rule) if {
	by_default := object.get(rule, "applyServerSideEncryptionByDefault", {})
	lower(object.get(by_default, "sseAlgorithm", "")) in {"aws:kms", "aws:kms:dsse"}
	key := object.get(by_default, "kmsMasterKeyID", "")
	key != ""
	not endswith(key, "alias/aws/s3")
}

# A rule of default encryption in words.
encryption(rule) := sprintf("%s and %s", [algorithm, key]) if {
	by_default := object.get(rule, "applyServerSideEncryptionByDefault", {})
	algorithm := object.get(by_default, "sseAlgorithm", "no algorithm")
	key := object.get(by_default, "kmsMasterKeyID", "no key of its own")
}
