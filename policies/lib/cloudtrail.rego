# What the trail controls share: whose a trail is, and what it reaches.
package assize.lib.cloudtrail

import rego.v1

import data.assize.lib.ownership

# Why a trail is not judged in the account that sees it: its ARN names another account, so it is an organization's
# trail seen from a member. Undefined for an account's own trail.
judged_elsewhere(arn, account) := ownership.foreign("trail", arn, account)

# A setting that has a value. AWS leaves an unset one out; an empty text means the same.
given(value) if value != ""

# A trail sees what happens in its home region, a multi-region trail what happens anywhere.
reaches(multi_region, _, _) if multi_region

reaches(_, home_region, region) if home_region == region

# A trail with the flag receives the events of IAM, STS and CloudFront. Since November 2021 they are recorded where
# these services run, so the flag does nothing for a single-region trail elsewhere.
records_global_events(include, multi_region, home_region, partition) if {
	include
	reaches(multi_region, home_region, object.get(global_services_region, partition, ""))
}

# Where each partition runs its global services.
global_services_region := {
	"aws": "us-east-1",
	"aws-cn": "cn-north-1",
	"aws-us-gov": "us-gov-west-1",
}

# Trails for a message.
names(arns) := concat(", ", sort(arns))
