# What the settings of S3 mean that keep buckets from the public.
package assize.lib.s3

import rego.v1

# The predefined groups that reach beyond the account, by URI. Both are public: anyone can have an AWS account.
public_groups := {
	"http://acs.amazonaws.com/groups/global/AllUsers": "everyone (AllUsers)",
	"http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every AWS account (AuthenticatedUsers)",
}

# The names of the settings that are on in a public access block.
settings_on(block) := {setting | some setting; block[setting] == true}

# The settings of a public access block, in AWS's order.
settings := ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"]
