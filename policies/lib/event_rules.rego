# Which rules of EventBridge watch the events that an alarm is about. Events of CloudTrail go to the default bus of their
# region, and a rule is given those that only read something if its state asks for them. Rules that AWS services made for
# themselves tell the account nothing.
package assize.lib.event_rules

import rego.v1

import data.assize.lib.sns

# The account's rules that match required events of an alarm and nothing else, and tell somebody of them: one of their
# targets is a topic with a confirmed subscription. Each with the required events that it misses:
# `{"alarm": …, "region": …, "rule": …, "missed": […]}`. Rules that leave out some principals or places do not count.
telling := reaching(heard_topics)

# Those with one of these among their targets.
reaching(listeners) := {entry |
	some rule in input.account.resources["AWS::Events::Rule"]
	some target in rule.supplementaryConfiguration.Targets
	object.get(target, "Arn", "") in listeners
	some entry in entries(
		rule.awsRegion,
		rule.configuration,
		rule.supplementaryConfiguration.Targets,
		rule.supplementaryConfiguration.EventPatternMeaning,
	)
}

heard_topics contains topic if {
	some topic, _ in input.account.resources["AWS::SNS::Topic"]
	sns.has_listener(topic)
}

# The default buses of regions, to which rules of other regions may send what they match.
buses(regions) := {bus |
	some region in regions
	bus := sprintf("arn:%s:events:%s:%s:event-bus/default", [input.account.partition, region, input.account.id])
}

# Those of the region that is judged, wherever they send events.
covering_here contains entry if {
	some rule in input.region.resources["AWS::Events::Rule"]
	some entry in entries(
		rule.awsRegion,
		rule.configuration,
		rule.supplementaryConfiguration.Targets,
		rule.supplementaryConfiguration.EventPatternMeaning,
	)
}

entries(region, configuration, targets, meaning) := {entry |
	alerts(configuration, targets)
	some covered in coverages(configuration, meaning)
	count(covered.benign) == 0
	count(covered.leftOut) == 0
	entry := {
		"alarm": covered.alarm,
		"region": region,
		"rule": called(configuration),
		"missed": covered.missed,
	}
}

# Those of some rules that are about an alarm.
about(entries_of_rules, alarm) := {entry | some entry in entries_of_rules; entry.alarm == alarm}

# The required events that rules miss together: those that each of them misses. Undefined without rules.
missed(rules) := intersection({{name | some name in rule.missed} | some rule in rules}) if count(rules) > 0

# The regions in which the account's rules together tell somebody of every required event of an alarm, by themselves or
# through the default bus of a region in which they do.
watched_regions(alarm) := complete(about(reaching(heard_topics | buses(complete(about(telling, alarm)))), alarm))

# The regions of which rules together miss nothing.
complete(rules) := {region |
	some region in {rule.region | some rule in rules}
	count(missed({rule | some rule in rules; rule.region == region})) == 0
}

# Whether that is so in every region in which such events happen.
watched_everywhere(alarm) if {
	count(regions_of(alarm)) > 0
	count(unwatched_regions(alarm)) == 0
}

unwatched_regions(alarm) := regions_of(alarm) - watched_regions(alarm)

# The regions in which events of an alarm are looked for.
regions_of(alarm) := {region.name |
	some region in input.account.regions
	region.selected
	not happens_elsewhere(alarm, input.account.partition, region.name)
}

# Whether the events of an alarm are none of a region: calls to IAM and AWS Organizations are events of one region.
happens_elsewhere(alarm, partition, region) if {
	alarm in {"iam-policy-changes", "organizations-changes"}
	data.assize.lib.cloudtrail.global_services_region[partition] != region
}

# Whether a rule is the account's own, looks at the events of AWS's services, and sends them somewhere.
alerts(configuration, targets) if count(shortcomings(configuration, targets)) == 0

# The same, wherever it sends them.
watches(configuration) if count(idleness(configuration)) == 0

# Whether a rule that looks at the events of AWS's services matches those of any alarm.
is_about_audit(configuration, meaning) if {
	watches(configuration)
	count(coverages(configuration, meaning)) > 0
}

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
