# What the statements of an IAM policy document say. Every element may be one value or a list of values; actions,
# condition operators and condition keys are the same in any case.
#
# Doubt goes to the safe side. What allows is taken to reach as far as it may: `NotAction` and `NotResource` allow
# everything, `NotPrincipal` admits everyone, a condition that is not understood narrows nothing. What denies, and what
# must be allowed, is taken to reach as far as it surely does, and no further: by `NotResource` nowhere, by `NotAction`
# where a function says so.
package assize.lib.policy_document

import rego.v1

as_list(value) := value if {
	is_array(value)
} else := [value]

# The statements of a document. A single statement need not be in a list.
statements(document) := as_list(object.get(document, "Statement", []))

# Whether a principal is everybody, in either of its spellings.
is_everyone(principal) if {
	principal == "*"
} else if {
	is_object(principal)
	"*" in as_list(object.get(principal, "AWS", []))
}

# Whether one of the actions is every action of a service. A wildcard in an action's name, as in `s3:Get*`, is not that.
covers_all_actions(actions, service) if {
	some action in as_list(actions)
	trim_right(lower(action), "*") in {"", concat("", [service, ":"])}
	endswith(action, "*")
}

# Whether one of the resources, with their wildcards, covers a resource.
covers_resource(resources, arn) if {
	arn in as_list(resources)
} else if {
	some pattern in as_list(resources)
	fits(pattern, arn)
}

# Whether a text is one of those for which a pattern stands. One `*`, which is what most patterns have, needs no regular
# expression.
fits(pattern, text) := {
	startswith(text, parts[0]),
	endswith(text, parts[1]),
	count(text) >= count(parts[0]) + count(parts[1]),
} == {true} if {
	parts := split(pattern, "*")
	count(parts) == 2
	not contains(pattern, "?")
} else := pattern == text if {
	count(split(pattern, "*")) == 1
	not contains(pattern, "?")
} else := regex.match(wildcards(pattern), text)

# Whether one of the resources covers everything below an ARN. A pattern that ends in a wildcard and matches the bare
# prefix matches whatever follows it, too.
covers_everything_below(resources, prefix) if {
	some pattern in as_list(resources)
	endswith(pattern, "*")
	fits(pattern, prefix)
}

# A pattern with wildcards as a regular expression. All that means something there but not in the pattern is escaped.
wildcards(pattern) := concat("", ["^", replace(replace(pattern, "*", ".*"), "?", regex_of["?"]), "$"]) if {
	not regex.match(`[^a-zA-Z0-9:/_*?-]`, pattern)
} else := concat("", ["^", concat("", pieces), "$"]) if {
	pieces := [object.get(regex_of, char, char) | some char in split(pattern, "")]
}

regex_of := {
	"*": ".*",
	# A pattern is compared with patterns, too: one character is not as much as a wildcard.
	"?": "[^*]",
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

# What a statement allows at most, as patterns in lower case.
allowed_actions(statement) := [lower(action) | some action in as_list(object.get(statement, "Action", "*"))]

allowed_resources(statement) := as_list(object.get(statement, "Resource", "*"))

# Whether a statement allows or denies. One that does not say that it denies is taken to allow.
has_effect(statement, effect) if {
	effect == "Allow"
	object.get(statement, "Effect", "") != "Deny"
} else if {
	effect == "Deny"
	object.get(statement, "Effect", "") == "Deny"
}

# Whether a statement allows an action.
allows(statement, action) if {
	has_effect(statement, "Allow")
	covers_resource(allowed_actions(statement), lower(action))
}

# Whether a statement denies an action; what it is denied on is not looked at.
denies(statement, action) if {
	has_effect(statement, "Deny")
	covers_resource(stated_actions(statement), lower(action))
}

# Those of some actions that a statement denies for sure, also where it says only which actions it leaves out.
surely_denied(statement, actions) := among(actions, stated_actions(statement)) if {
	has_effect(statement, "Deny")
	count(left_out(statement)) == 0
}

surely_denied(statement, actions) := actions - among(actions, left_out(statement)) if {
	has_effect(statement, "Deny")
	count(left_out(statement)) > 0
}

left_out(statement) := [lower(action) | some action in as_list(object.get(statement, "NotAction", []))]

among(actions, patterns) := {action |
	some pattern in patterns
	some action in actions
	fits(pattern, lower(action))
}

# Whether a statement surely allows a service an action on a resource, whatever its conditions.
surely_allows(statement, service, action, arn) if {
	surely_allows_anywhere(statement, service, action)
	covers_resource(stated_resources(statement), arn)
}

# The same of an action; what it is allowed on is not looked at.
surely_allows_anywhere(statement, service, action) if {
	object.get(statement, "Effect", "") == "Allow"
	surely_admits(statement, service)
	covers_resource(stated_actions(statement), lower(action))
}

surely_admits(statement, service) if {
	names_service(statement, service)
} else if {
	is_everyone(object.get(statement, "Principal", ""))
}

# What a statement speaks of for sure: nothing where it says only what it leaves out.
stated_actions(statement) := [lower(action) | some action in as_list(object.get(statement, "Action", []))]

stated_resources(statement) := as_list(object.get(statement, "Resource", []))

# Whether a statement is about everybody. A statement that allows all but a few admits everybody, and so, for all that
# is known, does one without principals.
admits_everyone(statement) if is_everyone(object.get(statement, "Principal", "*"))

# Whether a statement admits an AWS service, by name or with everybody else.
admits_service(statement, _) if admits_everyone(statement)

admits_service(statement, service) if {
	names_service(statement, service)
}

names_service(statement, service) if {
	some name in principals(statement, "Service")
	lower(name) == service
}

# The principals of one kind that a statement names; `*` alone is short for every one of AWS.
principals(statement, kind) := as_list(object.get(named_in(statement), kind, []))

named_in(statement) := statement.Principal if {
	is_object(object.get(statement, "Principal", ""))
} else := {"AWS": object.get(statement, "Principal", "")}

# The accounts, users, roles and identity providers that a statement names. An id such as `AIDA…` stands for a
# principal that was deleted, and is nobody.
named_principals(statement) := {principal |
	some kind in {"AWS", "CanonicalUser", "Federated"}
	some principal in principals(statement, kind)
	principal != "*"
	not regex.match("^A[A-Z0-9]{15,}$", principal)
}

# The account of a principal or of a resource; empty where its name does not tell.
account_of(name) := parts[4] if {
	startswith(name, "arn:")
	parts := split(name, ":")
	count(parts) > 5
} else := name if {
	regex.match("^[0-9]{12}$", name)
} else := ""

# Whether a principal is an account with all that its IAM policies let in.
is_whole_account(principal) if regex.match("^[0-9]{12}$", principal)

is_whole_account(principal) if endswith(principal, ":root")

# Whom the value of a condition key stands for: an account, an organization, a network, or an id.
stands_for(key, value) := value if {
	key in by_value
} else := account_of(value) if {
	key in by_arn
} else := parts[0] if {
	key in by_path
	parts := split(value, "/")
} else := parts[0] if {
	key == "aws:userid"
	parts := split(value, ":")
}

by_value := {
	"aws:principalaccount",
	"aws:principalorgid",
	"aws:sourceaccount",
	"aws:sourceorgid",
	"aws:sourceowner",
	"aws:sourcevpc",
	"aws:sourcevpce",
	"aws:vpceaccount",
	"aws:vpceorgid",
	"kms:calleraccount",
}

by_arn := {"aws:principalarn", "aws:sourcearn", "kms:encryptioncontext:aws:cloudtrail:arn"}

by_path := {"aws:principalorgpaths", "aws:sourceorgpaths"}

# Operators that hold only when the key is there and has one of the values.
selecting := {
	"arnequals",
	"arnlike",
	"foranyvalue:arnequals",
	"foranyvalue:arnlike",
	"foranyvalue:stringequals",
	"foranyvalue:stringequalsignorecase",
	"foranyvalue:stringlike",
	"stringequals",
	"stringequalsignorecase",
	"stringlike",
}

# Operators that hold whenever the key has none of the values, or is not there.
excluding := {concat("", [prefix, operator, suffix]) |
	some prefix in {"", "forallvalues:"}
	some operator in {"arnnotequals", "arnnotlike", "stringnotequals", "stringnotequalsignorecase", "stringnotlike"}
	some suffix in {"", "ifexists"}
}

# Stands for all who are told apart from the rest: by an id without wildcards and variables.
anyone_named := {"anyone named"}

# Whether somebody is among those who are known.
is_known(who, known) if {
	who in known
} else if {
	known == anyone_named
	regex.match("^[^*?$]+$", who)
}

# Whether the conditions of a statement let in only those who are known (accounts, organizations, networks, in lower
# case), whomever it admits.
is_confined(statement, known) if {
	some condition in conditions_of(statement)
	condition.operator in selecting
	speaks_of(condition, known)
}

# Whether each value of a condition stands for somebody who is known.
speaks_of(condition, known) if {
	count(condition.values) > 0
	every value in condition.values {
		is_known(stands_for(condition.key, value), known)
	}
}

# Whether the conditions of a statement let in only requests from some addresses. Ranges wider than these are as good as
# the internet.
is_confined_to_addresses(statement) if {
	some condition in conditions_of(statement)
	condition.operator == "ipaddress"
	condition.key == "aws:sourceip"
	count(condition.values) > 0
	every range in condition.values {
		is_narrow(range)
	}
}

is_narrow(range) if not contains(range, "/")

is_narrow(range) if {
	[address, length] := split(range, "/")
	to_number(length) >= least_length(address)
}

least_length(address) := 32 if contains(address, ":")

least_length(address) := 8 if not contains(address, ":")

# Whether other statements deny everything that a statement allows to everybody but those who are known.
is_refused_to_others(statement, others, known) if {
	every action in allowed_actions(statement) {
		refused_everywhere(action, allowed_resources(statement), others, known)
	}
}

# Of its own, since the other implementation of Rego gets an `every` within an `every` wrong.
refused_everywhere(action, resources, others, known) if {
	every resource in resources {
		some other in others
		refuses_others(other, known)
		covers_resource(stated_actions(other), action)
		covers_resource(stated_resources(other), resource)
	}
}

# Whether a statement denies to everybody but those who are known. Services of AWS may be left out of it: they are
# admitted by name.
refuses_others(statement, known) if {
	has_effect(statement, "Deny")
	is_everyone(statement.Principal)
	every condition in conditions_of(statement) {
		excuses_only(condition, known)
	}
}

excuses_only(condition, known) if {
	condition.operator in excluding
	speaks_of(condition, known)
}

excuses_only(condition, _) if excuses_services(condition)

# Whether a condition of a statement that denies leaves out the services of AWS and nobody else.
excuses_services(condition) if {
	condition.operator in {"bool", "boolifexists"}
	condition.key == "aws:principalisawsservice"
	condition.values == {"false"}
}

# Whether a statement lets everybody in: with nothing that tells callers apart, and no other statement that keeps them
# out.
is_public(statement, others) if {
	has_effect(statement, "Allow")
	admits_everyone(statement)
	not is_confined(statement, anyone_named)
	not is_confined_to_addresses(statement)
	not is_refused_to_others(statement, others, anyone_named)
}

# Whom a statement lets in that is not among those who are known: everyone, or principals by their names.
strangers(statement, others, known) := {who |
	has_effect(statement, "Allow")
	not is_confined(statement, known)
	not is_refused_to_others(statement, others, known)
	some who in strangers_named(statement, known)
}

strangers_named(statement, _) := {"everyone"} if admits_everyone(statement)

strangers_named(statement, known) := {principal |
	some principal in named_principals(statement)
	not lower(account_of(principal)) in known
	not lower(principal) in known
} if {
	not admits_everyone(statement)
}

# What a statement allows, for messages.
allowed_in_words(statement) := concat(", ", sort(allowed_actions(statement)))

# Whether a condition holds for requests over plain HTTP, and only for them.
is_plain_http(condition) if {
	condition.operator in {"bool", "boolifexists"}
	condition.key == "aws:securetransport"
	"false" in condition.values
}

# Whether a request can meet the conditions of a statement. The facts are what is known of it, by condition key, all in
# lower case; an empty one says that the request does not have the key. Of other keys nothing is known, and they are
# taken to be met.
can_meet(statement, facts) if can_meet_all(conditions_of(statement), facts)

can_meet_all(conditions_stated, facts) if {
	every condition in conditions_stated {
		can_be_met(condition, facts)
	}
}

can_be_met(condition, facts) if {
	not facts[condition.key]
} else if {
	is_met_by(condition, facts[condition.key])
}

is_met_by(condition, fact) if {
	trim_suffix(condition.operator, "ifexists") in selecting
	fact != ""
	has_value(condition, fact)
} else if {
	fact == ""
	endswith(condition.operator, "ifexists")
} else if {
	condition.operator in excluding
	not has_value(condition, fact)
} else if {
	not trim_suffix(condition.operator, "ifexists") in selecting
	not condition.operator in excluding
}

has_value(condition, fact) if {
	fact in condition.values
} else if {
	regex.match("like|arn", condition.operator)
	covers_resource([value | some value in condition.values], fact)
}

# The conditions of a statement; none where it has no such element.
conditions_of(statement) := conditions(object.get(statement, "Condition", {"Bool": {}}))

# Conditions, one for each operator and key, all in lower case. Values are words: policies write `false` and `"false"` alike.
conditions(condition) := {flat |
	some operator, key
	values := condition[operator][key]
	flat := {
		"operator": lower(operator),
		"key": lower(key),
		"values": {lower(sprintf("%v", [value])) | some value in as_list(values)},
	}
}

# Whether the statements of an identity's policy let it do something to everything below an ARN, whatever the conditions.
# What the same statements deny on all of it, without a condition, they do not let it do.
lets_do_below(document_statements, action, prefix) if {
	some statement in document_statements
	has_effect(statement, "Allow")
	is_on_action(statement, action)
	is_on_all_below(statement, prefix)
	not is_denied_below(document_statements, action, prefix)
}

is_denied_below(document_statements, action, prefix) if {
	some statement in document_statements
	has_effect(statement, "Deny")
	is_on_action(statement, action)
	is_on_all_below(statement, prefix)
	count(conditions_of(statement)) == 0
}

# Whether a statement is about an action: it names the action, or says what it leaves out and that is not it.
is_on_action(statement, action) if has_action(object.get(statement, "Action", []), action)

is_on_action(statement, action) if {
	exempt := object.get(statement, "NotAction", "*")
	exempt != "*"
	not has_action(exempt, action)
}

# Whether an action is among some. There are accounts with tens of thousands of policies, so all of them are one regular
# expression rather than one each.
has_action(patterns, action) if {
	text := lower(concat(" ", as_list(patterns)))
	not regex.match(unheard_of, text)
	dots := replace(text, ".", "[.]")
	any := replace(replace(dots, "*", ".*"), "?", "[^*]")
	regex.match(concat("", ["^(", replace(any, " ", "|"), ")$"]), lower(action))
}

has_action(patterns, action) if {
	text := lower(concat(" ", as_list(patterns)))
	regex.match(unheard_of, text)
	covers_resource([lower(pattern) | some pattern in as_list(patterns)], lower(action))
}

# What no action of AWS has in its name, and means something in a regular expression.
unheard_of := `[^a-z0-9:._ *?-]`

# Whether a statement is about everything below an ARN: it names all of it, or leaves nothing of the service out.
is_on_all_below(statement, prefix) if covers_everything_below(object.get(statement, "Resource", []), prefix)

is_on_all_below(statement, prefix) if {
	service := concat(":", array.slice(split(prefix, ":"), 0, 3))
	every pattern in as_list(object.get(statement, "NotResource", "*")) {
		not may_meet(pattern, service)
	}
}

# Whether a pattern may cover something of a service, as far as what stands before its first wildcard tells.
may_meet(pattern, service) if startswith(service, before_wildcard(pattern))

may_meet(pattern, service) if startswith(before_wildcard(pattern), concat("", [service, ":"]))

before_wildcard(pattern) := split(split(pattern, "*")[0], "?")[0]
