# The keys with which the subject encrypts. Its own setting may be an alias; which key that is was found out when the key
# was read, and shows in who uses the key.
package assize.lib.keys

import rego.v1

of_subject contains key if {
	some key
	some relationship in input.account.resources["AWS::KMS::Key"][key].relationships
	object.get(relationship, "resourceId", "") == input.resource.arn
}

# What keeps the subject's keys from being usable and the customer's own, in words that follow "encrypted with".
faults contains "a key of which nothing is known" if count(of_subject) == 0

faults contains sprintf("key %s, which does not exist", [id(key)]) if {
	some key in of_subject
	gone(key)
}

faults contains sprintf("key %s, which is not customer managed (key manager: %s)", [id(key), manager]) if {
	some key in of_subject
	not gone(key)
	manager := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyManager", "unknown")
	upper(manager) != "CUSTOMER"
}

faults contains sprintf("key %s, whose state is %s", [id(key), state]) if {
	some key in of_subject
	not gone(key)
	state := object.get(input.account.resources["AWS::KMS::Key"][key].configuration, "keyState", "unknown")
	lower(state) != "enabled"
}

gone(key) if startswith(input.account.resources["AWS::KMS::Key"][key].configurationItemStatus, "ResourceDeleted")

id(key) := input.account.resources["AWS::KMS::Key"][key].resourceId
