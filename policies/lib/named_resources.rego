# Resources that a parameter names by their ARNs. What is not an ARN of the service is told, not passed over.
package assize.lib.named_resources

import rego.v1

# The ARNs that are resources of the account.
of_account(names, service, account) := {name |
	some name in names
	is_arn(name, service)
	split(name, ":")[4] == account
}

# What is no ARN of a resource of the service.
malformed(names, service) := {name | some name in names; not is_arn(name, service)}

is_arn(name, service) if {
	parts := split(name, ":")
	count(parts) > 5
	parts[0] == "arn"
	parts[2] == service
	parts[3] != ""
	regex.match(`^[0-9]{12}$`, parts[4])
	parts[5] != ""
}

# Where the resource is.
region(arn) := split(arn, ":")[3]
