# From an event to somebody who is told, link by link: a trail that records everything, its log group, a metric filter, its
# metric, an alarm in the same region, the alarm's actions, a topic, a confirmed subscription.
#
# What a filter's pattern is good for is told by `FilterPatternMeaning`, by the events that it matches. Several filters may
# add up: each counts for the events that it matches, if the rest of its chain holds.
package assize.lib.alarm_chain

import rego.v1

import data.assize.lib.alarm
import data.assize.lib.cloudtrail
import data.assize.lib.event_rules
import data.assize.lib.event_selectors
import data.assize.lib.sns

# The same as `broken`, where rules of EventBridge may take the place of log groups, metric filters and alarms: nothing,
# where they tell somebody of every required event in every region. They too are given no event that no trail records.
untold(what, sources, events, by_rules) := set() if {
	by_rules
	event_rules.watched_everywhere(what)
	count(watching(sources)) > 0
} else := found | missing if {
	found := broken(what, sources, events)
	missing := {line |
		by_rules
		count(found) > 0
		regions := event_rules.unwatched_regions(what)
		count(regions) > 0
		line := sprintf("no rules of EventBridge tell somebody of all such events in %s", [concat(", ", sort(regions))])
	}
}

# What keeps the account from being told of the events of an alarm: a line for each link that is broken, none where every
# required event gets through. `sources` are the services whose events the alarm is about; `events` is how many of them may
# pass before the alarm goes off.
broken(what, sources, events) := found if {
	trails := watching(sources)
	groups := log_groups(trails)
	looked_at := matching_filters(groups, what, events)
	found := broken_at(trails, groups, looked_at)
}

broken_at(trails, _, _) := {"no multi-region trail of the account is logging and records all such events"} if {
	count(trails) == 0
}

broken_at(trails, groups, _) := {sprintf("no log group receives the events of %s", [cloudtrail.names(trails)])} if {
	count(trails) > 0
	count(groups) == 0
}

broken_at(_, groups, looked_at) := {sprintf("no metric filter of %s matches such events", [concat(", ", sort(groups))])} if {
	count(groups) > 0
	count(looked_at) == 0
}

broken_at(_, _, looked_at) := found if {
	count(looked_at) > 0
	missed := unheard(looked_at)
	found := {line |
		count(missed) > 0
		some filter in looked_at
		some fault in filter_faults(filter)
		line := sprintf("metric filter %s: %s", [filter.name, fault])
	}
}

# Whose business the alarms are, where the account has no such trail itself: its organization's trail belongs to another
# account, and so does the log group.
judged_elsewhere contains reason if {
	count(own_trails) == 0
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.configuration.isMultiRegionTrail
	elsewhere := cloudtrail.judged_elsewhere(arn, input.account.id)
	reason := sprintf("%s, and so are the alarms on its events", [elsewhere])
}

own_trails contains arn if {
	some arn, _ in input.account.resources["AWS::CloudTrail::Trail"]
	not cloudtrail.judged_elsewhere(arn, input.account.id)
}

# What those of the account's own trails that record all regions and log say of management events, where they record both
# kinds.
own_statements := {arn: statements |
	some arn in own_trails
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	trail.configuration.isMultiRegionTrail
	trail.supplementaryConfiguration.TrailStatus.IsLogging
	statements := event_selectors.management_by_trail[arn]
	count({"read", "write"} - event_selectors.recorded_kinds(statements)) == 0
}

# Those of them that record every management event of these services.
watching(sources) := {arn |
	some arn in own_trails
	statements := own_statements[arn]
	every source in sources {
		count({"read", "write"} - event_selectors.recorded_kinds_of(statements, source)) == 0
	}
}

# The log groups to which trails deliver, by their ARNs without `:*`.
log_groups(trails) := {trim_suffix(arn, ":*") |
	some trail in trails
	settings := input.account.resources["AWS::CloudTrail::Trail"][trail].configuration
	arn := object.get(settings, "cloudWatchLogsLogGroupArn", "")
	arn != ""
}

metric_filters contains key if some key, _ in input.account.resources["AWS::Logs::MetricFilter"]

# The metric filters of log groups whose patterns match events of an alarm, each with what keeps its matches from anybody.
matching_filters(groups, what, events) := [filter |
	at := places(groups)
	some key in metric_filters
	item := input.account.resources["AWS::Logs::MetricFilter"][key]
	some coverage in item.supplementaryConfiguration.FilterPatternMeaning.alarms
	coverage.alarm == what
	place(item.awsRegion, item.configuration) in at
	filter := {
		"key": key,
		"name": item.resourceId,
		"coverage": coverage,
		"hindrances": pattern_faults(coverage) | (view_faults(key) | breaks(key, events)),
	}
]

# The metric filters of log groups whose patterns match events of any alarm.
audit_filters(groups) := [{"key": key, "name": filter.resourceId} |
	at := places(groups)
	some key in metric_filters
	filter := input.account.resources["AWS::Logs::MetricFilter"][key]
	place(filter.awsRegion, filter.configuration) in at
	count(filter.supplementaryConfiguration.FilterPatternMeaning.alarms) > 0
]

# The metrics that the judged alarm watches and that metric filters of the trails' log groups publish.
audited := {metric |
	some seen in alarm.watched(input.resource.configuration)
	some filter in input.account.resources["AWS::Logs::MetricFilter"]
	filter.awsRegion == input.resource.awsRegion
	some metric in filter.configuration.metricTransformations
	metric.metricName == seen.name
	metric.metricNamespace == seen.namespace
	place(filter.awsRegion, filter.configuration) in places(log_groups(own_trails))
}

audited_names(metrics) := concat(", ", sort({name |
	some metric in metrics
	name := sprintf("%s/%s", [metric.metricNamespace, metric.metricName])
}))

# Where log groups of this account are, and what they are called. One of another account may have the same name.
places(groups) := {[parts[3], parts[6]] |
	some group in groups
	parts := split(group, ":")
	parts[4] == input.account.id
}

place(region, settings) := [region, object.get(settings, "logGroupName", "")]

# The required events of which nobody is told by any of the filters. Where none of them gets through, `the events` are all.
unheard(looked_at) := {"the events"} if {
	every filter in looked_at {
		count(filter.hindrances) > 0
	}
}

unheard(looked_at) := missed if {
	through := [filter | some filter in looked_at; count(filter.hindrances) == 0]
	count(through) > 0
	missed := {event |
		some event in through[0].coverage.missed
		every filter in through {
			event in filter.coverage.missed
		}
	}
}

# What is wrong with a filter, the events that it misses among it.
filter_faults(filter) := filter.hindrances | {fault |
	count(filter.coverage.missed) > 0
	fault := sprintf("it does not match %s", [concat(", ", sort(filter.coverage.missed))])
}

# What a filter does not see of the events, whatever its pattern says.
view_faults(key) := {fault |
	settings := input.account.resources["AWS::Logs::MetricFilter"][key].configuration
	object.get(settings, "applyOnTransformedLogs", true) != false
	fault := "it looks at transformed events, and what they are is not judged"
} | {fault |
	settings := input.account.resources["AWS::Logs::MetricFilter"][key].configuration
	criteria := object.get(settings, "fieldSelectionCriteria", "")
	criteria != ""
	fault := sprintf("it looks at some accounts or regions only: %s", [criteria])
}

pattern_faults(coverage) := {fault |
	some test in coverage.leftOut
	fault := sprintf("it leaves out events by %s", [test])
} | {fault |
	count(coverage.benign) > 0
	fault := sprintf("it matches harmless events too: %s", [concat(", ", sort(coverage.benign))])
}

# What keeps the matches of a filter from anybody: nothing where one way is whole, else a line for each way that is tried.
breaks(key, events) := lines if {
	tried := ways(key, events)
	count(tried) > 0
	whole := [way | some way in tried; count(way.faults) == 0]
	lines := {line |
		count(whole) == 0
		some way in tried
		line := sprintf("%s: %s", [way.name, concat("; ", sort(way.faults))])
	}
} else := {"nothing leads from it to an alarm"}

# Each metric of a filter that no alarm watches, and each alarm on one, with what is wrong.
ways(key, events) := [way |
	some link in links[key]
	way := {
		"name": link.name,
		"faults": link.faults | alarm.insensitive(link.counts, events),
	}
]

# The same of every filter whose pattern matches events of any alarm, however many events there may be.
links := {key: found |
	some key in metric_filters
	filter := input.account.resources["AWS::Logs::MetricFilter"][key]
	count(filter.supplementaryConfiguration.FilterPatternMeaning.alarms) > 0
	found := [link |
		some metric in filter.configuration.metricTransformations
		some link in links_of(metric, watchers(filter.awsRegion, metric), filter.awsRegion)
	]
}

links_of(metric, watching_alarms, region) := [{
	"name": sprintf("metric %s/%s", [metric.metricNamespace, metric.metricName]),
	"faults": {sprintf("no alarm in %s watches it", [region])},
	"counts": [],
}] if {
	count(watching_alarms) == 0
} else := [link |
	some key in watching_alarms
	watcher := input.account.resources["AWS::CloudWatch::Alarm"][key]
	standing := alarm.standing(watcher.configuration, metric)
	link := {
		"name": sprintf("alarm %s", [watcher.resourceId]),
		"faults": standing.faults | action_faults(watcher),
		"counts": standing.counts,
	}
]

alarms contains key if some key, _ in input.account.resources["AWS::CloudWatch::Alarm"]

# The metric that each alarm names by itself.
own_metrics := [seen |
	some key in alarms
	watcher := input.account.resources["AWS::CloudWatch::Alarm"][key]
	seen := {
		"alarm": key,
		"region": watcher.awsRegion,
		"name": object.get(watcher.configuration, "metricName", ""),
		"namespace": object.get(watcher.configuration, "namespace", ""),
	}
]

# The alarms with a list of metrics.
listing_alarms contains key if {
	some key, watcher in input.account.resources["AWS::CloudWatch::Alarm"]
	count(watcher.configuration.metrics) > 0
}

# The alarms of a region on a metric.
watchers(region, metric) := {seen.alarm |
	some seen in own_metrics
	seen.name == metric.metricName
	seen.namespace == metric.metricNamespace
	seen.region == region
} | {key |
	some key in listing_alarms
	watcher := input.account.resources["AWS::CloudWatch::Alarm"][key]
	watcher.awsRegion == region
	count(alarm.matching(watcher.configuration, metric)) > 0
}

# What keeps an alarm from telling anybody: nothing, if its own actions or those of a composite alarm reach somebody.
action_faults(watcher) := set() if {
	some actor in actors(watcher)
	count(telling_faults(actor)) == 0
} else := {fault | some actor in actors(watcher); some fault in telling_faults(actor)}

# An alarm, and the composite alarms that go off with it.
actors(watcher) := array.concat(
	[{
		"name": "",
		"enabled": object.get(watcher.configuration, "actionsEnabled", false),
		"actions": object.get(watcher.configuration, "alarmActions", []),
	}],
	[actor |
		some composite in input.account.resources["AWS::CloudWatch::CompositeAlarm"]
		composite.awsRegion == watcher.awsRegion
		alarm.goes_off_with(composite.configuration, watcher.resourceId, watcher.arn)
		actor := {
			"name": sprintf("composite alarm %s: ", [composite.resourceId]),
			"enabled": object.get(composite.configuration, "actionsEnabled", false),
			"actions": object.get(composite.configuration, "alarmActions", []),
		}
	],
)

telling_faults(actor) := {sprintf("%sits actions are switched off", [actor.name])} if {
	not actor.enabled
} else := {sprintf("%sno SNS topic is among its actions for the state ALARM", [actor.name])} if {
	count(sns.topics_among(actor.actions)) == 0
} else := faults if {
	topics := sns.topics_among(actor.actions)
	mute := [topic | some topic in topics; not sns.has_listener(topic)]
	faults := {fault |
		count(mute) == count(topics)
		some topic in mute
		fault := sprintf("%stopic %s has no confirmed subscription", [actor.name, topic])
	}
}
