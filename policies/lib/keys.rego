# The keys with which a resource encrypts. Its own setting may be an alias; which key that is was found out when the key
# was read, and shows in who uses the key.
package assize.lib.keys

import rego.v1

of(arn) := {key |
	some key
	some relationship in input.account.resources["AWS::KMS::Key"][key].relationships
	object.get(relationship, "resourceId", "") == arn
}

# What keeps a resource's keys from being usable and the customer's own, in words that follow "encrypted with".
faults(arn) := {"a key of which nothing is known" | count(of(arn)) == 0} | {fault |
	some key in of(arn)
	some fault in faults_of(key)
}

faults_of(key) := {sprintf("key %s, which does not exist", [id(key)])} if gone(key)

faults_of(key) := not_customer_managed(key) | not_enabled(key) if not gone(key)

not_customer_managed(key) := {fault |
	manager := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyManager", "unknown")
	upper(manager) != "CUSTOMER"
	fault := sprintf("key %s, which is not customer managed (key manager: %s)", [id(key), manager])
}

not_enabled(key) := {fault |
	state := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyState", "unknown")
	lower(state) != "enabled"
	fault := sprintf("key %s, whose state is %s", [id(key), state])
}

gone(key) if startswith(input.account.resources["AWS::KMS::Key"][key].configurationItemStatus, "ResourceDeleted")

id(key) := input.account.resources["AWS::KMS::Key"][key].resourceId
