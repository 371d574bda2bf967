# What an alarm watches, and what keeps it from going off.
package assize.lib.alarm

import rego.v1

# The metrics that an alarm watches: its own, or those in its list. What is not said is empty.
watched(settings) := array.concat(
	[{
		"name": object.get(settings, "metricName", ""),
		"namespace": object.get(settings, "namespace", ""),
		"statistic": object.get(settings, "statistic", "percentile"),
		"dimensions": names(settings.dimensions),
	}],
	[{
		"name": object.get(query, ["metricStat", "metricName"], ""),
		"namespace": object.get(query, ["metricStat", "namespace"], ""),
		"statistic": object.get(query, ["metricStat", "stat"], ""),
		"dimensions": names(object.get(query, ["metricStat", "dimensions"], [])),
	} |
		some query in settings.metrics
		is_compared(query, object.get(settings, "alarmArn", ""))
	],
)

# Whether a metric of an alarm's list is what it compares with its threshold, and a metric of its own account.
is_compared(query, arn) if {
	object.get(query, "returnData", true) == true
	account := object.get(query, "accountId", "")
	is_own(account, arn)
}

is_own(account, _) if account == ""

is_own(account, arn) if contains(arn, sprintf(":%s:", [account]))

names(dimensions) := [object.get(dimension, "name", "") | some dimension in dimensions]

# What a metric filter publishes: what an event adds, what is written when there is none, and by what it is split.
published(metric) := {
	"adds": added(object.get(metric, "metricValue", "")),
	"default": object.get(metric, "defaultValue", "none"),
	"dimensions": object.keys(object.get(metric, "dimensions", {})),
}

# An event adds a number, or the value of one of its fields, which may be nothing.
added(value) := to_number(value) if {
	regex.match(`^[0-9]+(\.[0-9]+)?$`, value)
} else := 0

# Whether an alarm may watch a metric: what is dearer to find out is asked of few.
may_watch(settings, metric) if {
	object.get(settings, "metricName", "") == metric.metricName
	object.get(settings, "namespace", "") == metric.metricNamespace
} else if {
	count(settings.metrics) > 0
}

# The metrics of an alarm that a filter publishes.
matching(settings, metric) := [seen |
	may_watch(settings, metric)
	some seen in watched(settings)
	seen.name == metric.metricName
	seen.namespace == metric.metricNamespace
]

# When an alarm goes off. A threshold that is not said is never reached.
terms(settings) := {
	"comparison": object.get(settings, "comparisonOperator", ""),
	"threshold": object.get(settings, "threshold", "none"),
	"needed": object.get(settings, "datapointsToAlarm", object.get(settings, "evaluationPeriods", "an unknown number of")),
	"missing": object.get(settings, "treatMissingData", "missing"),
}

# Why an alarm does not go off as soon as a metric filter has matched so many events; nothing where it does.
faults(settings, metric, events) := found if {
	known := standing(settings, metric)
	found := known.faults | insensitive(known.counts, events)
}

# What is wrong with an alarm on a metric however many events it takes, and how it counts them.
standing(settings, metric) := {"faults": found, "counts": counts} if {
	seen := matching(settings, metric)
	when := terms(settings)
	publishes := published(metric)
	found := faults_of_all(seen, when, publishes) | of_expressions(settings)
	counts := [counted |
		some one in seen
		counted := {"statistic": one.statistic, "adds": publishes.adds, "when": when}
	]
}

of_expressions(settings) := {fault |
	some query in settings.metrics
	expression := object.get(query, "expression", "")
	expression != ""
	fault := sprintf("it watches the expression %s, which is not judged", [expression])
}

# Where it cannot be told what an alarm watches, nothing is known to be sound.
faults_of_all(watched_metrics, when, metric) := {fault |
	some seen in watched_metrics
	some fault in faults_of(seen, when, metric)
} if {
	count(watched_metrics) > 0
} else := {"its settings are not understood"}

faults_of(seen, when, metric) := found if {
	checked := checks(seen, when, metric)
	found := {fault | some fault in checked} - {""}
} else := {"its settings are not understood"}

# What each setting is found to be: empty where it is sound. Undefined where one of them cannot be judged.
checks(seen, when, metric) := [
	statistic_fault(seen.statistic, metric.default),
	constant_fault(when, metric.default),
	period_fault(when.needed),
	missing_data_fault(when.missing, metric.default),
	dimension_fault(seen.dimensions, metric.dimensions),
]

# Why so many events are not enough for an alarm that counts them so.
insensitive(counts, events) := {fault |
	some counted in counts
	fault := threshold_fault(counted, events)
	fault != ""
}

# A sum, a maximum or a count sees every event. An average or a minimum is drowned by default values.
statistic_fault(statistic, default_value) := "" if {
	statistic in {"Sum", "Maximum", "SampleCount"}
} else := "" if {
	statistic in {"Average", "Minimum"}
	default_value == "none"
} else := fault if {
	statistic in {"Average", "Minimum"}
	fault := sprintf("the metric's default value %v drowns single events in the statistic %s", [default_value, statistic])
} else := sprintf("the statistic %s does not show single events", [statistic])

threshold_fault(counted, events) := "" if {
	crosses(counted.when, reached(counted.statistic, counted.adds, events))
} else := fault if {
	value := reached(counted.statistic, counted.adds, events)
	fault := sprintf("%v event(s) make %v, which does not cross the threshold (%s %v)", [
		events,
		value,
		counted.when.comparison,
		counted.when.threshold,
	])
} else := "its settings are not understood"

# Events add up in a sum and in a count.
reached(statistic, adds, events) := adds * events if {
	statistic == "Sum"
} else := events if {
	statistic == "SampleCount"
} else := adds

crosses(when, value) if {
	when.comparison == "GreaterThanOrEqualToThreshold"
	is_number(when.threshold)
	value >= when.threshold
} else if {
	when.comparison == "GreaterThanThreshold"
	is_number(when.threshold)
	value > when.threshold
}

# An alarm that is on without any event tells nobody of one.
constant_fault(when, default_value) := fault if {
	is_number(default_value)
	crosses(when, default_value)
	fault := sprintf("the metric's default value %v crosses the threshold without any event", [default_value])
} else := ""

# Events that come at once are in one period: it must be enough that one is over the threshold.
period_fault(needed) := "" if {
	is_number(needed)
	needed <= 1
} else := sprintf("the threshold must be crossed in %v periods", [needed]) if {
	needed > 1
}

# Most of the time nothing happens, and without a default value there is no data then.
missing_data_fault(missing, default_value) := "it takes missing data for a breach, so it is always on" if {
	missing == "breaching"
	default_value == "none"
} else := ""

# A metric with dimensions is as many metrics as there are values. An alarm sees one of them, and without the dimension none.
dimension_fault(watched_by, by) := "" if {
	count(by) + count(watched_by) == 0
} else := sprintf("the metric is split by %s, and an alarm sees one value at most", [concat(", ", sort(by))]) if {
	count(by) > 0
} else := sprintf("it watches the dimension %s, which the metric filter does not publish", [concat(", ", watched_by)])

# Whether a composite alarm goes off whenever an alarm does: it is one of several of which any will do, and nothing holds the
# actions back.
goes_off_with(settings, name, arn) if {
	object.get(settings, "actionsSuppressor", "") == ""
	rule := object.get(settings, "alarmRule", "")

	# Its ARN ends with its name.
	contains(rule, name)
	not regex.match(`\b([Aa][Nn][Dd]|[Nn][Oo][Tt])\b`, rule)
	terms_of_rule := regex.split(`\b[Oo][Rr]\b`, rule)

	# What holds by itself keeps the alarm on, and then nothing more goes off.
	terms_named := [named_in(term) | some term in terms_of_rule]
	count(terms_named) == count(terms_of_rule)
	some term_named in terms_named
	term_named in {name, arn}
}

# The alarm that a term `ALARM("name")` is about; brackets around it mean nothing.
named_in(term) := trim(trim_left(substring(trimmed, 5, -1), " ("), "\"'") if {
	trimmed := trim(term, " ()\t\r\n")
	upper(substring(trimmed, 0, 5)) == "ALARM"
}
