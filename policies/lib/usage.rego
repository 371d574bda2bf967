# What uses a bucket or key: the trails and delivery channels that its relationships tell of, named for messages.
package assize.lib.usage

import rego.v1

# The users in words: their types without `AWS::…::`, and their names.
names(relationships) := concat(", ", sort(users)) if {
	count(relationships) > 0
	users := {user(relationship) | some relationship in relationships}
}

names(relationships) := "an unnamed resource" if count(relationships) == 0

user(relationship) := sprintf("%s %s", [kind, name]) if {
	parts := split(relationship.resourceType, "::")
	kind := parts[count(parts) - 1]
	name := object.get(relationship, "resourceName", object.get(relationship, "resourceId", "without a name"))
}
