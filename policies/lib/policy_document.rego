# What elements of an IAM policy document cover. Every element may be one value or a list of values; actions, condition
# operators and condition keys are the same in any case. Nothing here reads `NotPrincipal`, `NotAction` or
# `NotResource`: a statement that is written with them covers nothing in the eyes of these functions.
package assize.lib.policy_document

import rego.v1

as_list(value) := value if is_array(value)

as_list(value) := [value] if not is_array(value)

# The statements of a document. A single statement need not be in a list.
statements(document) := as_list(document.Statement)

# Whether a principal is everybody, in either of its spellings.
is_everyone(principal) if principal == "*"

is_everyone(principal) if "*" in as_list(principal.AWS)

# Whether one of the actions is every action of a service. A wildcard in an action's name, as in `s3:Get*`, is not that.
covers_all_actions(actions, service) if {
	some action in as_list(actions)
	trim_right(lower(action), "*") in {"", concat("", [service, ":"])}
	endswith(action, "*")
}

# Whether one of the resources, with their wildcards, covers a resource.
covers_resource(resources, arn) if {
	some pattern in as_list(resources)
	regex.match(wildcards(pattern), arn)
}

# Whether one of the resources covers everything below an ARN. A pattern that ends in a wildcard and matches the bare
# prefix matches whatever follows it, too.
covers_everything_below(resources, prefix) if {
	some pattern in as_list(resources)
	endswith(pattern, "*")
	regex.match(wildcards(pattern), prefix)
}

# A pattern with wildcards as a regular expression. All that means something there but not in the pattern is escaped.
wildcards(pattern) := concat("", ["^", concat("", pieces), "$"]) if {
	pieces := [object.get(regex_of, char, char) | some char in split(pattern, "")]
}

regex_of := {
	"*": ".*",
	"?": ".",
	"\\": "\\\\",
	".": "\\.",
	"+": "\\+",
	"^": "\\^",
	"$": "\\$",
	"|": "\\|",
	"(": "\\(",
	")": "\\)",
	"[": "\\[",
	"]": "\\]",
	"{": "\\{",
	"}": "\\}",
}

# The conditions of a statement, one for each operator and key, all in lower case.
conditions(condition) := {flat(operator, key, values) | some operator, key; values := condition[operator][key]}

flat(operator, key, values) := {"operator": lower(operator), "key": lower(key), "values": words(values)}

# A condition's values as words: policies write `false` and `"false"` alike.
words(values) := {lower(sprintf("%v", [value])) | some value in as_list(values)}
