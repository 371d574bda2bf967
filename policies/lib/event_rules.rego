# Which rules of EventBridge watch the events that an alarm is about. Events of CloudTrail go to the default bus of their
# region, and a rule is given those that only read something if its state asks for them. Rules that AWS services made for
# themselves tell the account nothing.
package assize.lib.event_rules

import rego.v1

# The account's rules that match required events of an alarm and nothing else, each with the required events that it
# misses: `{"region": …, "rule": …, "missed": […]}`. Rules that leave out some principals or places do not count.
covering(alarm) := {entry |
	some rule in input.account.resources["AWS::Events::Rule"]
	some entry in entries(
		rule.awsRegion,
		rule.configuration,
		rule.supplementaryConfiguration.Targets,
		rule.supplementaryConfiguration.EventPatternMeaning,
		alarm,
	)
}

# The same of the region that is judged.
covering_here(alarm) := {entry |
	some rule in input.region.resources["AWS::Events::Rule"]
	some entry in entries(
		rule.awsRegion,
		rule.configuration,
		rule.supplementaryConfiguration.Targets,
		rule.supplementaryConfiguration.EventPatternMeaning,
		alarm,
	)
}

entries(region, configuration, targets, meaning, alarm) := {entry |
	alerts(configuration, targets)
	some covered in coverages(configuration, meaning)
	covered.alarm == alarm
	count(covered.benign) == 0
	count(covered.leftOut) == 0
	entry := {"region": region, "rule": called(configuration), "missed": covered.missed}
}

# The required events that rules miss together: those that each of them misses. Undefined without rules.
missed(rules) := intersection({{name | some name in rule.missed} | some rule in rules}) if count(rules) > 0

# The regions in which the account's rules together match every required event of an alarm.
watched_regions(alarm) := {region |
	rules := covering(alarm)
	some region in {rule.region | some rule in rules}
	count(missed({rule | some rule in rules; rule.region == region})) == 0
}

# Whether a rule is the account's own, looks at the events of AWS's services, and sends them somewhere.
alerts(configuration, targets) if count(shortcomings(configuration, targets)) == 0

# The same, wherever it sends them.
watches(configuration) if count(idleness(configuration)) == 0

# Why a rule tells the account nothing, in words.
shortcomings(configuration, targets) := array.concat(
	idleness(configuration),
	["has no target" | count(targets) == 0],
)

idleness(configuration) := array.concat(
	["is not enabled" | not is_enabled(configuration)],
	array.concat(
		["is not on the default bus" | object.get(configuration, "EventBusName", "") != "default"],
		["is a service's own" | object.get(configuration, "ManagedBy", "") != ""],
	),
)

is_enabled(configuration) if startswith(state(configuration), "ENABLED")

state(configuration) := upper(object.get(configuration, "State", ""))

# How a rule covers the alarms, with what its state lets it see.
coverages(configuration, meaning) := meaning.alarms if state(configuration) != with_reads

coverages(configuration, meaning) := meaning.alarmsWithReadOnlyEvents if state(configuration) == with_reads

with_reads := "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"

called(configuration) := object.get(configuration, "Name", "without a name")
