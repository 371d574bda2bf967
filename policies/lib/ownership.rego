# Whose a resource is that one account uses and another may own.
package assize.lib.ownership

import rego.v1

# Why a resource of some kind is not judged in the account that sees it: its ARN names another account. Undefined for
# an account's own.
foreign(kind, arn, account) := reason if {
	parts := split(arn, ":")
	owner := parts[4]
	not owner in {"", account}
	reason := sprintf("the %s belongs to account %s and is to be judged there", [kind, owner])
}
